"""A database that others write to, and tidy up, is copied again and again; every copy is whole."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from panah.backups import pages, shipping
from panah.backups.packs import remembering
from panah.backups.places import Place, is_old
from panah.backups.recovery import key_id_for, opening_with
from panah.backups.restoring import chosen, restore_pages
from panah.backups.shipping import DATABASE, Pages, Shipper
from panah.keeper import keyfolder, publickeys

ACCOUNTS, EACH, LOOKS = 50, 100, 26
START = datetime(2022, 10, 5, tzinfo=UTC)

WRITER = textwrap.dedent("""
    import random, sqlite3, sys, time
    drawn = random.Random(int(sys.argv[2]))
    database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    while True:
        database.execute("BEGIN IMMEDIATE")
        one, other, amount = drawn.randrange(50), drawn.randrange(50), drawn.randrange(9)
        for account, more in ((one, -amount), (other, amount)):
            change = "UPDATE account SET held = held + ?, filling = randomblob(?) WHERE id = ?"
            database.execute(change, (more, drawn.randrange(9000), account))
        database.execute("UPDATE counter SET n = n + 1")
        database.execute("INSERT INTO event (body) VALUES (randomblob(?))", (drawn.randrange(800),))
        if drawn.random() < 0.05:
            database.execute("DELETE FROM event WHERE id % 7 = ?", (drawn.randrange(7),))
        database.execute("ROLLBACK" if drawn.random() < 0.05 else "COMMIT")
        time.sleep(0.002)  # SQLite serves whoever asks first again: a third would wait for ever
        if drawn.random() < 0.02:
            kind = drawn.choice(("PASSIVE", "FULL", "RESTART", "TRUNCATE"))
            database.execute("PRAGMA busy_timeout=50")
            database.execute(f"PRAGMA wal_checkpoint({kind})").fetchall()
            database.execute("PRAGMA busy_timeout=30000")
        if drawn.random() < 0.003:
            try:
                database.execute("VACUUM")
            except sqlite3.OperationalError:
                pass
""")


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Path]:
    """A data folder to whose database two processes write."""
    data = tmp_path / "data"
    data.mkdir()
    keyfolder.create(tmp_path / "data.keys", data=data)
    keys = keyfolder.load(tmp_path / "data.keys")
    assert keys
    publickeys.pin(data, keys.public_keys())
    with closing(sqlite3.connect(data / DATABASE)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, held, filling)")
        database.execute("CREATE TABLE counter (n)")
        database.execute("CREATE TABLE event (id INTEGER PRIMARY KEY, body)")
        database.execute("INSERT INTO counter VALUES (0)")
        rows = [(number, EACH) for number in range(ACCOUNTS)]
        database.executemany("INSERT INTO account (id, held) VALUES (?, ?)", rows)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(data / DATABASE), str(seed)])
        for seed in range(2)
    ]
    with closing(sqlite3.connect(data / DATABASE)) as database:
        while database.execute("SELECT n FROM counter").fetchone()[0] < 20:
            time.sleep(0.05)
    yield data
    for writer in writers:
        writer.kill()
        writer.wait()


def _counter(source: Pages) -> int:
    (found,) = source._follower._writer.execute("SELECT n FROM counter").fetchone()
    return int(found)


def test_every_copy_is_a_state_that_there_was(
    busy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "TURN_OVER_BYTES", 1 << 20)
    monkeypatch.setattr(shipping, "GENERATION_GROWS_BYTES", 4 << 20)
    drawn, seconds = random.Random(1), count()
    promised: list[tuple[int, int]] = []
    source: Pages | None = None
    for number in range(LOOKS):
        if source is None or number % 10 == 9:  # a process that ended, and the next one
            if source:
                source.close()
            source = Pages(busy / DATABASE)
            shipper = Shipper(
                busy,
                tmp_path / "stick",
                source,
                clock=lambda: START + timedelta(seconds=next(seconds)),
            )
        before = _counter(source)
        with suppress(Interrupted):
            if number % 13 == 12:
                shipper.ship(progress=_pulled_out)
            else:
                shipped = shipper.ship()
                if shipped.pack:
                    promised.append((before, _counter(source)))
        time.sleep(drawn.random() * 0.05)
        if drawn.random() < 0.5:
            shipper.save()
    if source:
        source.close()
    _check_all(tmp_path, promised)


class Interrupted(Exception):
    """Somebody pulled the stick out."""


def _pulled_out(_done: int, _total: int) -> None:
    raise Interrupted


def _check_all(home: Path, promised: list[tuple[int, int]]) -> None:
    keys = keyfolder.load(home / "data.keys")
    assert keys
    opening = remembering(opening_with(keys.recovery))
    packs = Place(home / "stick", key_id_for(keys.recovery)).packs()
    assert len(packs) == len(promised)
    for number, (pack, (before, after)) in enumerate(zip(packs, promised, strict=True)):
        target = home / f"{number}.sqlite3"
        restore_pages(chosen(pack, opening), target, opening, progress=lambda _done, _total: None)
        with closing(sqlite3.connect(target)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            held = database.execute("SELECT sum(held) FROM account").fetchone()
            (found,) = database.execute("SELECT n FROM counter").fetchone()
        assert held == (ACCOUNTS * EACH,), number
        assert before <= found <= after, number
    assert len(packs) > LOOKS / 2
    assert len({pack.path.parent for pack in packs}) > 1
    sizes = [pack.path.stat().st_size for pack in packs]
    assert min(sizes) < max(sizes) / 2  # not every one of them is whole


def test_old_generations_go_and_the_newest_never_does(tmp_path: Path) -> None:
    place = Place(tmp_path, bytes(8))
    place.own.mkdir()
    begun = [place.begin(START + timedelta(days=days)) for days in (0, 7, 14)]
    for generation in begun:
        name = generation.name.partition("-")[0]
        (generation / f"000001-{name}.pack").write_bytes(b"x")

    assert is_old(begun[0], START + timedelta(days=8), days=7)
    assert place.forget_before(START + timedelta(days=10)) == 1
    assert place.generations() == begun[1:]
    assert place.forget_before(START + timedelta(days=99)) == 1
    assert place.generations() == begun[2:]
