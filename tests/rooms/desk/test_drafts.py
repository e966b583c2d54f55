"""What is being typed: sealed, for one session and one ticket, and not for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from panah.desk import drafts, tasks
from panah.desk.models import Draft
from panah.desk.typed import Typed, nothing_typed
from panah.line.models import Ticket
from tests.builders import a_site
from tests.keepers import KeeperProcess
from tests.rooms.desk.interviews import a_called_ticket
from tests.rooms.desk.sheets import GOOD, Desk

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def typed() -> Typed:
    return nothing_typed(1).with_sheet(0, {"family": ["Әбдірахманова"]})


@pytest.fixture
def ticket(keeper: KeeperProcess) -> Ticket:
    return a_called_ticket(a_site())


def test_a_draft_comes_back_as_it_was_typed(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)

    assert drafts.open_draft("session-a", ticket, real_now=NOW) == typed


def test_a_draft_does_not_open_for_another_session(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)
    # Even a row that is moved to the other session's name stays closed.
    Draft.objects.update(session_hash=bytes.fromhex(drafts.session_hash("session-b")))

    assert drafts.open_draft("session-b", ticket, real_now=NOW) is None


def test_a_later_draft_takes_the_place_of_the_earlier(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, nothing_typed(1), real_now=NOW)
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)

    assert Draft.objects.count() == 1
    assert drafts.open_draft("session-a", ticket, real_now=NOW) == typed


def test_a_draft_is_not_opened_after_three_hours(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)

    assert drafts.open_draft("session-a", ticket, real_now=LATER) is None
    assert drafts.open_draft("session-a", ticket, real_now=LATER - timedelta(seconds=1)) == typed


def test_old_drafts_are_deleted_and_new_ones_stay(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)
    drafts.save_draft("session-b", ticket, typed, real_now=LATER)

    assert drafts.delete_expired(LATER) == 1

    assert drafts.open_draft("session-b", ticket, real_now=LATER) == typed


def test_the_worker_deletes_by_the_machines_time(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW - timedelta(days=4000))

    tasks.forget_old_drafts(datetime(2022, 10, 5, tzinfo=UTC))

    assert not Draft.objects.exists()


def test_signing_out_forgets_one_session_only(ticket: Ticket, typed: Typed) -> None:
    drafts.save_draft("session-a", ticket, typed, real_now=NOW)
    drafts.save_draft("session-b", ticket, typed, real_now=NOW)

    drafts.forget_drafts_of("session-a")

    assert drafts.open_draft("session-a", ticket, real_now=NOW) is None
    assert drafts.open_draft("session-b", ticket, real_now=NOW) == typed


def test_nothing_typed_stands_in_any_row_before_or_after_registering(desk: Desk) -> None:
    rare = GOOD | {"p0-family": "Жаңабергенова", "p0-document_number": "918273645"}
    rare |= {"p0-document_kind": "passport", "p0-phone": "+77017654321"}
    desk.alone()

    desk.press("next", **rare)
    before = _rows()
    desk.again("register")
    after = _rows()

    assert len(before) > 10
    assert [row for row in (*before, *after) if _says(row, rare)] == []


def _rows() -> list[str]:
    return [
        repr({k: bytes(v) if isinstance(v, memoryview) else v for k, v in row.items()})
        for model in apps.get_models()
        for row in model.objects.values()  # type: ignore[attr-defined]
    ]


def _says(row: str, typed: dict[str, str]) -> bool:
    words = [typed["p0-family"], typed["p0-document_number"], typed["p0-phone"]]
    return any(word in row or repr(word.encode())[2:-1] in row for word in words)
