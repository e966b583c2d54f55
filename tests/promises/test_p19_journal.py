"""P19: every act writes its entries in its own transaction, and none otherwise.

An opening's entry is committed before the identity is shown; every committed entry is in the log
after a kill at any point; no names in the journal.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from panah.certificates import actions as certificates
from panah.desk import actions as desk
from panah.desk.models import NameSearch
from panah.engines.identity import Identity
from panah.journal import actions as journal
from panah.journal import queries
from panah.journal.encoding import said_in
from panah.journal.models import Checkpoint, Entry, Log, PendingEvent
from panah.line import actions as line
from panah.sites import setting_up
from panah.sites.models import Setup
from panah.vault import actions as vault
from panah.vault.actions import Purpose
from tests.builders import a_clerk, a_site
from tests.promises import acts
from tests.promises.acts import ACTS, LATER, PLANTED
from tests.promises.owing import Act, faults_of, written
from tests.promises.silent import actions_of, all_actions, silent_actions
from tests.rooms.journal.told import a_line_event
from tests.rooms.line.threads import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("keeper"),
]
ROOT = Path(__file__).resolve().parents[2]
every_act = pytest.mark.parametrize("prepare", ACTS, ids=lambda act: act.__name__)


class _Undone(Exception):
    pass


# An entry for each person an act touches, and none otherwise


@every_act
def test_every_act_writes_the_entries_it_owes_and_no_others(prepare: Callable[[], Act]) -> None:
    assert faults_of(prepare()) == Counter()


@every_act
def test_an_act_that_forgets_to_record_is_noticed(
    prepare: Callable[[], Act], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same check, with recording switched off."""
    act = prepare()
    monkeypatch.setattr(journal, "insert_rows", lambda *_: None)

    assert faults_of(act) == Counter(act.owes)


def test_what_is_refused_or_repeated_writes_nothing() -> None:
    clerk, interview = a_clerk(), acts.a_family()
    ticket = acts.a_called_ticket(party_size=3)
    group = desk.register(ticket, interview, by=clerk, at=LATER)
    number = acts.a_number(group)
    withheld = next(p.identity_id for p in group.people.all() if p.identity.is_withheld)
    certificates.confirm_group(group.number, by=clerk, at=LATER)
    vault.erase(number, at=LATER)
    before = written()

    assert line.call_next(a_site(), desk="2", at=LATER) is None
    assert desk.register(ticket, interview, by=clerk, at=LATER) == group
    assert certificates.confirm_group(group.number, by=clerk, at=LATER) == []
    assert not vault.erase(number, at=LATER)
    with pytest.raises(vault.WithheldIdentity):
        vault.open_identity(withheld, by=clerk, purpose=Purpose.REVIEW, at=LATER)
    with suppress(line.TicketNotCalled):
        line.serve(ticket, desk="2", at=LATER)

    assert written() == before


def test_every_action_is_among_the_acts_or_says_why_it_writes_no_entry() -> None:
    acted = {name for prepare in ACTS for name in actions_of(prepare)}
    counted = Counter([*acted, *silent_actions()])

    assert sorted(all_actions() - counted.keys()) == [], "neither an act nor silent"
    assert sorted(counted.keys() - all_actions()) == [], "no such action"
    assert [name for name, count in counted.items() if count > 1] == [], "twice"


def test_opening_a_centre_is_its_first_entry() -> None:
    said = {"centre": {"code": "TRZ", "profile": "kz-2022", "names": {"en": "Taraz"}}}
    said |= {"hours": {"time_zone": "Asia/Almaty"}, "holidays": {"days": {}}}
    said |= {"desks": {"count": 3, "languages": ["kk"], "papers": "file"}}
    setup = Setup.objects.create(pk=setting_up.ONLY, link_made_at=LATER, answers=said)
    act = Act(lambda: setting_up.open_centre(setup, at=LATER), {"centre_changed": 1})

    assert faults_of(act) == Counter()


# In the act's own transaction


@pytest.mark.parametrize(
    "prepare", [act for act in ACTS if act not in acts.OPENINGS], ids=lambda act: act.__name__
)
def test_an_act_that_is_undone_leaves_no_entry(prepare: Callable[[], Act]) -> None:
    act = prepare()
    before = written()
    with suppress(_Undone), transaction.atomic():
        act.do()
        raise _Undone

    assert written() == before


@pytest.mark.parametrize("prepare", acts.OPENINGS, ids=lambda act: act.__name__)
def test_an_opening_is_never_part_of_something_that_can_be_undone(
    prepare: Callable[[], Act],
) -> None:
    act = prepare()
    before = written()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        act.do()

    assert written() == before


@every_act
def test_an_act_whose_entry_cannot_be_written_does_not_happen(prepare: Callable[[], Act]) -> None:
    act = prepare()
    before = _everything()

    with _journal_refuses(), pytest.raises(DatabaseError):
        act.do()

    assert _everything() == before


def _everything() -> dict[str, str]:
    """A fingerprint of every table of ours, but for the count of searches, refused ones too."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("panah.")]
    ours.remove(NameSearch)
    rows = {model.__name__: sorted(map(repr, model.objects.values_list())) for model in ours}
    return {name: hashlib.sha256(repr(r).encode()).hexdigest() for name, r in rows.items()}


@contextmanager
def _journal_refuses() -> Iterator[None]:
    """The real database refuses to take an event."""
    table = PendingEvent._meta.db_table
    if connection.vendor == "sqlite":
        make = [
            f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END"
        ]
        drop = ["DROP TRIGGER full"]
    else:
        make = [
            "CREATE FUNCTION full_up() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'full'; END $$",
            f"CREATE TRIGGER full_up BEFORE INSERT ON {table} EXECUTE FUNCTION full_up()",
        ]
        drop = [f"DROP TRIGGER full_up ON {table}", "DROP FUNCTION full_up"]
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)
        try:
            yield
        finally:
            for statement in drop:
                cursor.execute(statement)


# An opening


def test_an_opening_s_entry_is_committed_before_the_identity_is_shown() -> None:
    number, clerk = acts.a_number(), a_clerk("reader")
    seen: list[int] = []

    identity = vault.open_identity(number, by=clerk, purpose=Purpose.REVIEW, at=LATER)
    at_once(1, lambda _: seen.append(written()["identity_opened"]))  # another connection

    assert isinstance(identity, Identity)
    assert seen == [1]


def test_an_opening_says_who_opened_what_for_which_purpose_on_which_day() -> None:
    number, clerk = acts.a_number(), a_clerk("reader")
    vault.open_identity(number, by=clerk, purpose=Purpose.REVIEW, at=LATER)

    bodies = [bytes(row.body) for row in PendingEvent.objects.filter(log=Log.REGISTER)]
    (told,) = [body.decode() for body in bodies if said_in(body).act == "identity_opened"]

    assert str(number) in told
    assert '"purpose":"review"' in told
    assert f'"by":"{clerk.pk}"' in told
    assert '"day":"2022-10-05"' in told
    assert '"at"' not in told


# No names


def test_no_planted_name_is_in_the_journal() -> None:
    for prepare in ACTS:
        prepare().do()
    journal.sequence_pending(at=LATER)
    for log in Log:
        journal.make_checkpoint(log, at=LATER)

    assert Entry.objects.count() > 60
    assert _names_in_the_journal() == []


def test_a_name_that_slipped_into_an_event_is_found() -> None:
    """The control: the same search, with one name in one event."""
    with transaction.atomic():
        journal.record(a_line_event(site=PLANTED[3][:8]), at=LATER)
        journal.record(a_line_event(site=PLANTED[0][:8]), at=LATER)

    assert _names_in_the_journal() == sorted([PLANTED[0], PLANTED[3]])


def _names_in_the_journal() -> list[str]:
    stored = [bytes(body) for body in PendingEvent.objects.values_list("body", flat=True)]
    stored += [bytes(body) for body in Entry.objects.values_list("body", flat=True)]
    stored += [note.encode() for note in Checkpoint.objects.values_list("note", flat=True)]
    everything = b"\n".join(stored)
    return sorted(
        name for name in PLANTED if any(form in everything for form in _forms_of(name[:8]))
    )


def _forms_of(name: str) -> list[bytes]:
    plain = [name, name.lower(), name.upper(), quote(name), ascii(name)[1:-1]]
    encoded = [text.encode(kind) for text in plain for kind in ("utf-8", "utf-16-le")]
    return [*encoded, base64.b64encode(name.encode())[:-4], name.encode().hex().encode()]


# Every committed entry is in the log, whenever the sequencer is killed


def _killed(*more: str) -> int:
    database = str(connection.settings_dict["NAME"])
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.promises.killed", database, *more],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return int(done.stdout)


def _is_every_event_there_once() -> bool:
    """Whether each number and each person told of stands in the log once, and the log is whole."""
    journal.sequence_pending(at=LATER)
    bodies = Counter(bytes(body) for body in Entry.objects.values_list("body", flat=True))
    return (
        set(bodies.values()) == {1}
        and not PendingEvent.objects.exists()
        and all(queries.verify(log).is_whole for log in Log)
    )


def test_every_committed_event_is_in_the_log_though_its_sequencer_was_killed() -> None:
    kills = _killed()

    assert kills >= 20
    assert _is_every_event_there_once()
    assert queries.size_of(Log.LINE) == 5 * (kills + 1)
    assert queries.size_of(Log.REGISTER) == 7 * (kills + 1)


def test_a_sequencer_without_its_transaction_is_caught() -> None:
    """The control: the same kills, with the transaction taken away."""
    _killed("unprotected")

    with suppress(ValueError, queries.NoTile):  # a tree torn at its edge
        assert not _is_every_event_there_once()
