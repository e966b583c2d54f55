"""P1: names that go in through the real pages are found in nothing that stays behind."""

from __future__ import annotations

import csv
import json
import os
import random
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core import signing

from panah.keeper import keyfolder
from panah.keeper.answers import QUESTIONS
from panah.keeper.client.connection import ask
from panah.keeper.errors import KeeperLocked, KeysMissing, KeysOfAnotherSite
from panah.keeper.launch import start_keeper
from tests.keepers import asking
from tests.promises import desks
from tests.promises.centre import DATABASE, Centre
from tests.promises.planting import Planted, people
from tests.promises.scanning import Needles, files_below

pytestmark = pytest.mark.xdist_group("a day at a centre")

TYPED_ONLY, SENT_AGAIN, ERASED = 10, 6, 3
HEAD = (
    "client_id",
    "family_name",
    "given_names",
    "patronymic",
    "family_name_latin",
    "given_names_latin",
    "birth_date",
    "withhold",
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day at a centre that is over: who was there, what was shown, and what it left behind."""

    centre: Centre
    people: list[Planted]
    typed_only: list[Planted]
    erased: list[Planted]
    shown: list[bytes]
    statuses: list[int]
    result: list[dict[str, str]]

    @property
    def needles(self) -> Needles:
        """Everyone's names."""
        return Needles(name for one in self.people + self.typed_only for name in one.needles)

    @property
    def kept(self) -> set[tuple[str, ...]]:
        """The names of those who can be opened: not withheld, not erased."""
        kept = [one for one in self.people if not desks.is_withheld(one) and one not in self.erased]
        return {_parts(one) for one in kept}

    @property
    def left_behind(self) -> list[Path]:
        """Every file there is: as it ran, as it was saved, and as it ended."""
        home = self.centre.home
        folders = [*self.centre.places, home / "carried", home / "backup"]
        return [*files_below(folders), self.centre.log, home / "list.csv.result.csv"]


def a_day(home: Path, count: int, *, patches: Path | None = None) -> Day:
    """Let so many people be registered: three in four at desks, the others from a list."""
    centre = Centre(home, patches=patches)
    everyone = people(count + TYPED_ONLY)
    here, typed_only = everyone[:count], everyone[count:]
    at_desks, listed = here[: count * 3 // 4], here[count * 3 // 4 :]
    centre.operator("staff", given=desks.members(len(at_desks)))
    with centre.running():
        desks.register_all(centre, at_desks, typed_only)
        again = [one for one in at_desks if not desks.is_withheld(one)][:SENT_AGAIN]
        result = _register(centre, listed + again)
        shown = desks.review(centre)
        gone = [n for n, one in enumerate(listed) if not desks.is_withheld(one)][:ERASED]
        centre.operator("erase", given=[result[n]["individual_number"] for n in gone])
        statuses = desks.take_wrong_turns(centre, typed_only[0])
        centre.copied(home / "carried" / "data", with_keys=False)
        centre.backup(home / "backup")
    return Day(centre, here, typed_only, [listed[n] for n in gone], shown, statuses, result)


def _register(centre: Centre, listed: list[Planted]) -> list[dict[str, str]]:
    path = centre.home / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(HEAD)
        rows.writerows(_row(place, one) for place, one in enumerate(listed))
    done = centre.panah("register", path, "--data", centre.data)

    assert done.returncode == 0, done.stderr
    with path.with_name("list.csv.result.csv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


def _row(place: int, one: Planted) -> list[str]:
    name, withhold = one.name, "yes" if desks.is_withheld(one) else ""
    latin = [name.family_latin, name.given_latin]
    return [f"c{place}", *_parts(one), *latin, one.born.isoformat(), withhold]


def _parts(one: Planted) -> tuple[str, ...]:
    return one.name.family, one.name.given, one.name.patronymic


@pytest.fixture(
    scope="module", params=[30, pytest.param(1000, marks=pytest.mark.long)], ids="{}-people".format
)
def day(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Day:
    return a_day(tmp_path_factory.mktemp("p01") / "centre", request.param)


def test_the_day_was_a_real_one(day: Day) -> None:
    names = Needles(name for one in day.people for name in one.written)
    carried = day.centre.home / "carried" / "data"
    statuses = [line["status"] for line in day.result]

    assert day.statuses == [400, 404, 403, 405, 403, 500]
    assert statuses[-SENT_AGAIN:] == ["registered_with_candidates"] * SENT_AGAIN
    assert all(names.found_in(page) for page in day.shown)
    assert len(day.shown) == 4
    assert (carried / f"{DATABASE}-wal").stat().st_size > 100_000
    assert '"error": "OperationalError"' in day.centre.log.read_text()


def test_no_name_is_found_in_anything_that_stays_behind(day: Day) -> None:
    assert day.needles.found_in_files(day.left_behind) == {}


def test_the_scan_finds_nothing_in_as_many_random_bytes(day: Day) -> None:
    count = sum(path.stat().st_size for path in day.left_behind)

    assert day.needles.found_in(random.Random(count).randbytes(count)) == set()


def test_a_data_folder_without_its_keys_answers_nothing(day: Day, tmp_path: Path) -> None:
    alone = day.centre.copied(tmp_path / "alone" / "data", with_keys=False)

    refused = day.centre.panah("register", day.centre.home / "list.csv", "--data", alone)
    with pytest.raises(KeysMissing):
        start_keeper(alone)

    assert refused.returncode == 4
    assert "the keeper is locked" in refused.stderr.lower()


def test_a_data_folder_with_other_keys_opens_nobody(day: Day, tmp_path: Path) -> None:
    alone = day.centre.copied(tmp_path / "alone" / "data", with_keys=False)
    others = tmp_path / "others.keys"
    keyfolder.create(others)
    with pytest.raises(KeysOfAnotherSite):
        start_keeper(alone, others)
    (alone / "public-keys.json").unlink()  # whoever carried it away would do so, too

    told = day.centre.operator("open_all", data=alone, keys=others)

    assert told["opened"] == []
    assert told["refused"] == ["cannot_open"] * (len(day.kept) + SENT_AGAIN)


def test_a_data_folder_with_locked_keys_answers_no_question(day: Day, tmp_path: Path) -> None:
    alone = day.centre.copied(tmp_path / "alone" / "data", with_keys=True)
    (tmp_path / "alone" / "data.keys" / keyfolder.UNLOCK).unlink()

    with start_keeper(alone) as locked, asking(locked, bulk=True):
        for question in QUESTIONS:
            with pytest.raises(KeeperLocked):
                ask(question)


def test_control_a_data_folder_with_its_keys_opens_everybody(day: Day, tmp_path: Path) -> None:
    whole = day.centre.copied(tmp_path / "whole" / "data", with_keys=True)

    told = day.centre.operator("open_all", data=whole)

    assert told["refused"] == []
    assert {
        (family, given, patronymic) for family, given, patronymic, *_ in told["opened"]
    } == day.kept


SEALING_SWITCHED_OFF = """
import panah.engines.crypto as crypto
from panah.engines.crypto import sealing

for module in (crypto, sealing):
    module.lock = lambda plain, *_, **__: bytes(12) + plain + bytes(16)
    module.unlock = lambda locked, *_: locked[12:-16]
"""


def test_control_with_sealing_switched_off_every_name_is_found(tmp_path: Path) -> None:
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches" / "sitecustomize.py").write_text(SEALING_SWITCHED_OFF)

    day = a_day(tmp_path / "centre", 12, patches=tmp_path / "patches")
    found = day.needles.found_in_files(day.left_behind)

    registered = {name for one in day.kept for name in one if name}
    assert registered <= found[str(day.centre.data / DATABASE)]


NAMES = sorted({name for one in people(30) for name in one.written})
WAYS: dict[str, Callable[[str], bytes]] = {
    "utf-8": str.encode,
    "utf-16-le": lambda name: name.encode("utf-16-le"),
    "utf-16-be": lambda name: name.encode("utf-16-be"),
    "lower case": lambda name: name.lower().encode(),
    "upper case": lambda name: name.upper().encode(),
    "base64": lambda name: b64encode(name.encode()),
    "base64, one byte on": lambda name: b64encode(b"x" + name.encode() + b"yz"),
    "base64, two bytes on": lambda name: b64encode(b"xy" + name.encode() + b"z"),
    "base64 for addresses": lambda name: urlsafe_b64encode(b"\xfb" + name.encode()),
    "base64 of utf-16": lambda name: b64encode(b"x" + name.encode("utf-16-le")),
    "hex": lambda name: name.encode().hex().encode(),
    "hex in capitals": lambda name: name.encode().hex().upper().encode(),
    "hex, half a byte on": lambda name: b"f" + name.encode().hex().encode(),
    "in an address": lambda name: quote(name).encode(),
    "in an address, small": lambda name: quote(name).lower().encode(),
    "JSON": lambda name: json.dumps(name).encode(),
    "JSON in JSON": lambda name: json.dumps(json.dumps(name)).encode(),
    "a printed bytes object": lambda name: repr(name.encode()).encode(),
    "HTML": lambda name: "".join(f"&#{ord(letter)};" for letter in name).encode(),
    "a session": lambda name: signing.dumps(
        {"typed": name, "more": "more " * 40}, compress=True
    ).encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_control_the_scan_finds_every_name_however_it_is_written(tmp_path: Path, way: str) -> None:
    planted = b"".join(os.urandom(32) + WAYS[way](name) for name in NAMES) + os.urandom(32)
    (tmp_path / "planted").write_bytes(planted)

    found = Needles(NAMES).found_in_files([tmp_path / "planted"])

    assert found == {str(tmp_path / "planted"): set(NAMES)}


def test_control_the_scan_finds_a_part_of_a_name() -> None:
    needles = Needles(NAMES)
    parts = [part for name in NAMES for part in _parts_of(name)]

    assert all(needles.found_in(b"\x01" + part.encode() + b"\x01", depth=0) for part in parts)


def _parts_of(name: str) -> Iterator[str]:
    length = 6 if name.isascii() else 4
    return (name[start : start + length] for start in range(len(name) - length + 1))
