"""Checkpoints signed by a real keeper, and what a verifier who holds one notices."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from panah.engines.crypto import public_key_of
from panah.engines.crypto import sign as sign_with
from panah.engines.transparency import Checkpoint, leaf_hash, signed_note
from panah.journal import actions, queries
from panah.journal.models import Checkpoint as Row
from panah.journal.models import Entry, Log, Tile
from panah.journal.queries import FaultKind
from panah.keeper.errors import KeeperUnreachable
from panah.keeper.launch import KeeperProcess
from tests.builders import MORNING
from tests.rooms.journal.told import a_line_event, a_log_of, encode_again, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def unguarded() -> None:
    """Whoever owns the database can take its guard away; these tests are about them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS journal_entry_never_updates")
        else:
            cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")


def _kinds(log: Log = Log.LINE, *, against: str = "") -> set[FaultKind]:
    verdict = queries.verify(log, against=[against] if against else [])
    return {fault.kind for fault in verdict.faults}


def _note(log: Log = Log.LINE) -> str:
    made = actions.make_checkpoint(log, at=MORNING)
    assert made is not None
    return made.note


def test_a_checkpoint_states_size_and_root_under_the_log_s_name(signing: KeeperProcess) -> None:
    a_log_of(5)
    note = _note()
    origin, size, root = note.splitlines()[:3]

    assert (origin, size) == ("panah.local/journal/line", "5")
    assert queries.latest_checkpoint(Log.LINE).root == queries.head_of(Log.LINE).root
    assert len(root) == 44


def test_no_checkpoint_is_made_when_nothing_was_added(signing: KeeperProcess) -> None:
    assert actions.make_checkpoint(Log.LINE, at=MORNING) is None
    a_log_of(2)
    _note()

    assert actions.make_checkpoint(Log.LINE, at=MORNING) is None
    assert Row.objects.count() == 1


def test_without_a_keeper_the_log_goes_on_and_the_checkpoint_waits(
    signing: KeeperProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PANAH_KEEPER_SOCKET", "/nowhere/keeper.sock")
        a_log_of(3)
        with pytest.raises(KeeperUnreachable):
            actions.make_checkpoint(Log.LINE, at=MORNING)

    assert queries.size_of(Log.LINE) == 3
    assert queries.latest_checkpoint(Log.LINE) is None
    assert "\n3\n" in _note()


def test_an_honest_log_is_found_whole(signing: KeeperProcess) -> None:
    held = []
    for count in (1, 255, 44, 300):
        a_log_of(count)
        held.append(_note())
    tell(a_line_event(9999))

    verdict = queries.verify(Log.LINE, against=held)

    assert verdict.is_whole
    assert (verdict.size, verdict.checkpoints) == (600, 8)


def test_nothing_is_signed_that_does_not_go_on_from_what_was(
    signing: KeeperProcess, unguarded: None
) -> None:
    a_log_of(10)
    _note()
    _rewrite_from(0)
    a_log_of(1)

    with pytest.raises(actions.LogRewritten):
        actions.make_checkpoint(Log.LINE, at=MORNING)


def _rewrite_from(position: int) -> None:
    """What the owner of the database would do: other entries, and a tree that agrees with them."""
    rest = list(Entry.objects.filter(log=Log.LINE, position__gte=position).order_by("position"))
    bodies = [encode_again(bytes(entry.body), number=7000 + n) for n, entry in enumerate(rest)]
    _replace_all(position, bodies)


def _replace_all(position: int, bodies: list[bytes]) -> None:
    from panah.journal import sequencer

    kept = Entry.objects.filter(log=Log.LINE, position__lt=position).order_by("position")
    everything = [bytes(b) for b in kept.values_list("body", flat=True)] + bodies
    Entry.objects.filter(log=Log.LINE).delete()
    Tile.objects.filter(log=Log.LINE).delete()
    Entry.objects.bulk_create(
        [
            Entry(**dict(zip(sequencer.ENTRY, sequencer._entry(Log.LINE, n, body), strict=True)))
            for n, body in enumerate(everything)
        ]
    )
    sequencer.grow_tree(Log.LINE, 0, [leaf_hash(body) for body in everything])


def _edit(place: int) -> None:
    entry = Entry.objects.get(log=Log.LINE, position=place)
    body = encode_again(bytes(entry.body), party_size=9)
    Entry.objects.filter(pk=entry.pk).update(body=body)


def _delete(place: int) -> None:
    Entry.objects.filter(log=Log.LINE, position=place).delete()


def _swap(place: int) -> None:
    one, two = Entry.objects.filter(log=Log.LINE, position__in=[place, (place + 7) % 60])
    one.body, two.body = two.body, one.body
    one.save()
    two.save()


def _insert(place: int) -> None:
    bodies = [bytes(e.body) for e in Entry.objects.filter(log=Log.LINE).order_by("position")]
    _replace_all(0, [*bodies[:place], encode_again(bodies[place], number=8000), *bodies[place:]])


def _truncate(place: int) -> None:
    Entry.objects.filter(log=Log.LINE, position__gte=place).delete()


def _truncate_with_its_tree(place: int) -> None:
    _replace_all(place, [])


@pytest.mark.parametrize(
    "attack",
    [_edit, _delete, _swap, _insert, _truncate, _truncate_with_its_tree, _rewrite_from],
)
def test_whoever_holds_one_old_checkpoint_notices(
    signing: KeeperProcess, unguarded: None, attack: object
) -> None:
    a_log_of(60)
    held = _note()
    a_log_of(30)
    _note()
    source = random.Random(attack.__name__)
    for place in source.sample(range(60), 4):
        before = [bytes(e.body) for e in Entry.objects.filter(log=Log.LINE).order_by("position")]
        attack(place)
        Row.objects.all().delete()  # the owner of the database removes what is stored there

        assert _kinds(against=held) & {FaultKind.REWRITTEN, FaultKind.CUT_SHORT}, place

        _replace_all(0, before)
        assert not _kinds(against=held)


def test_without_any_checkpoint_a_complete_rewrite_goes_unnoticed(
    signing: KeeperProcess, unguarded: None
) -> None:
    """The control: it is the checkpoint that notices, not the hashes by themselves."""
    a_log_of(20)
    _rewrite_from(5)

    assert not _kinds()


def test_a_column_that_tells_something_else_than_the_body_is_noticed(unguarded: None) -> None:
    a_log_of(3)
    Entry.objects.filter(position=1).update(number=77)

    assert _kinds() == {FaultKind.COLUMNS_DIFFER}


def test_a_body_that_cannot_be_read_is_noticed(unguarded: None) -> None:
    a_log_of(3)
    Entry.objects.filter(position=1).update(body=b"not an event")

    assert _kinds() == {FaultKind.NOT_READABLE, FaultKind.TREE_DIFFERS}


def test_a_tree_that_is_not_that_of_the_entries_is_noticed() -> None:
    a_log_of(300)
    Tile.objects.filter(level=0, index=1).update(hashes=b"\0" * 32 * 44)

    assert _kinds() == {FaultKind.TREE_DIFFERS}


def test_a_checkpoint_that_the_keeper_did_not_sign_is_refused(signing: KeeperProcess) -> None:
    a_log_of(4)
    key = bytes(32)
    stated = Checkpoint(queries.origin_of(Log.LINE), 4, queries.head_of(Log.LINE).root)
    forged = signed_note(
        stated,
        name=stated.origin,
        public_key=public_key_of(key),
        sign=lambda content: sign_with(key, content),
    )

    assert _kinds(against=forged) == {FaultKind.NOT_SIGNED}


def test_the_checkpoint_of_one_log_says_nothing_about_the_other(signing: KeeperProcess) -> None:
    a_log_of(4)
    a_log_of(4, log=Log.REGISTER)

    assert _kinds(Log.REGISTER, against=_note(Log.LINE)) == {FaultKind.NOT_SIGNED}


def test_another_centre_s_checkpoint_is_refused(signing: KeeperProcess, settings: Settings) -> None:
    a_log_of(4)
    settings.PANAH_JOURNAL_ORIGIN = "elsewhere.example"
    held = _note()
    Row.objects.all().delete()
    settings.PANAH_JOURNAL_ORIGIN = "here.example"

    assert _kinds(against=held) == {FaultKind.NOT_SIGNED}


def test_of_old_checkpoints_one_an_hour_stays(signing: KeeperProcess) -> None:
    moments = [MORNING + timedelta(minutes=10 * n) for n in range(12)]  # 09:00 to 10:50
    for moment in moments:
        a_log_of(1)
        actions.make_checkpoint(Log.LINE, at=moment)

    assert actions.thin_checkpoints(at=MORNING + timedelta(hours=25)) == 5
    assert [row.size for row in Row.objects.order_by("size")] == [6, *range(7, 13)]

    assert actions.thin_checkpoints(at=MORNING + timedelta(days=3)) == 5
    assert [row.size for row in Row.objects.order_by("size")] == [6, 12]
    assert not _kinds()
