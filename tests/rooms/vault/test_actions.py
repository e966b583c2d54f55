"""What happens to a sealed identity: stored, opened on record, erased."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from panah.engines.identity import IndividualNumber, draw_number
from panah.journal.events import RegisterAct
from panah.journal.models import PendingEvent
from panah.keeper.errors import CannotOpen, KeeperUnreachable, TooFast
from panah.keeper.launch import KeeperProcess
from panah.staff.models import StaffMember
from panah.vault import actions, queries
from panah.vault.actions import IdentityErased, NoSuchIdentity, Purpose, WithheldIdentity
from panah.vault.models import BlindKey, SealedIdentity
from tests.builders import MORNING, a_clerk, a_site, an_identity
from tests.keepers import asking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("keeper")]


def a_stored_identity(**more: object) -> IndividualNumber:
    withheld = bool(more.pop("withheld", False))
    number = draw_number()
    sealed = actions.seal(number, an_identity(**more), withheld=withheld)  # type: ignore[arg-type]
    actions.store(sealed, at=MORNING)
    return number


def openings() -> list[bytes]:
    return [
        bytes(event.body)
        for event in PendingEvent.objects.all()
        if RegisterAct.IDENTITY_OPENED.value.encode() in bytes(event.body)
    ]


def test_what_was_stored_opens_as_it_was_told() -> None:
    number = a_stored_identity()

    opened = actions.open_identity(number, by=a_clerk(), purpose=Purpose.REVIEW, at=MORNING)
    assert opened == an_identity()


def test_no_column_holds_a_word_of_the_identity() -> None:
    a_stored_identity(family="Кравцова", given="Мария")
    rows = [*SealedIdentity.objects.values_list(), *BlindKey.objects.values_list()]
    stored = b"".join(
        bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
        for row in rows
        for value in row
    )

    for word in ("Кравцова", "Мария", "751204567", "1996"):
        assert word.encode() not in stored
        assert word.encode("utf-16-le") not in stored


def test_an_opening_writes_one_entry_with_its_number_its_reader_and_its_purpose() -> None:
    number, clerk = a_stored_identity(), a_clerk()
    actions.open_identity(number, by=clerk, purpose=Purpose.PAPER, at=MORNING)
    (entry,) = openings()

    for part in (number, str(clerk.pk), "paper"):
        assert part.encode() in entry
    assert "Кравцова".encode() not in entry


def test_the_entry_is_committed_before_the_identity_is_returned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    number, clerk = a_stored_identity(), a_clerk()

    def refused(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "record", refused)
    with pytest.raises(OSError, match="full"):
        actions.open_identity(number, by=clerk, purpose=Purpose.REVIEW, at=MORNING)


def test_an_opening_inside_another_transaction_is_refused() -> None:
    number, clerk = a_stored_identity(), a_clerk()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        actions.open_identity(number, by=clerk, purpose=Purpose.REVIEW, at=MORNING)
    assert openings() == []


def test_a_withheld_identity_is_not_opened_and_leaves_no_entry() -> None:
    number = a_stored_identity(withheld=True)

    with pytest.raises(WithheldIdentity):
        actions.open_identity(number, by=a_clerk(), purpose=Purpose.PROTECTION, at=MORNING)
    assert openings() == []


def test_an_unknown_number_opens_nothing() -> None:
    with pytest.raises(NoSuchIdentity):
        actions.open_identity(draw_number(), by=a_clerk(), purpose=Purpose.REVIEW, at=MORNING)


def test_an_officer_who_reads_too_fast_is_refused_without_an_entry(keeper: KeeperProcess) -> None:
    number, clerk = a_stored_identity(), a_clerk()
    with asking(keeper):
        read = [_is_read(number, clerk) for _ in range(40)]

    assert 1 <= sum(read) <= 30
    assert len(openings()) == sum(read)


def _is_read(number: IndividualNumber, by: StaffMember) -> bool:
    try:
        actions.open_identity(number, by=by, purpose=Purpose.REVIEW, at=MORNING)
    except TooFast:
        return False
    return True


def test_rows_swapped_in_the_database_open_nothing() -> None:
    one, other = a_stored_identity(), a_stored_identity(family="Маркова")
    row = SealedIdentity.objects.get(pk=other)
    SealedIdentity.objects.filter(pk=one).update(blob=row.blob, wrapped_key=row.wrapped_key)

    with pytest.raises(CannotOpen):
        actions.open_identity(one, by=a_clerk(), purpose=Purpose.REVIEW, at=MORNING)


def test_an_erased_identity_leaves_its_number_and_nothing_else() -> None:
    a_site()
    number = a_stored_identity()

    assert actions.erase(number, at=MORNING)
    row = SealedIdentity.objects.get(pk=number)
    assert (row.is_erased, bytes(row.blob), bytes(row.wrapped_key)) == (True, b"", b"")
    assert bytes(row.fingerprint) == b""
    assert not BlindKey.objects.filter(identity=number).exists()
    with pytest.raises(IdentityErased):
        actions.open_identity(number, by=a_clerk(), purpose=Purpose.REVIEW, at=MORNING)


def test_erasing_twice_is_recorded_once() -> None:
    a_site()
    number = a_stored_identity()

    assert [actions.erase(number, at=MORNING) for _ in range(2)] == [True, False]
    erased = [event for event in PendingEvent.objects.all() if b"erased" in bytes(event.body)]
    assert len(erased) == 1


def test_a_number_is_stored_once_even_after_its_identity_was_erased() -> None:
    a_site()
    number = a_stored_identity()
    actions.erase(number, at=MORNING)

    with pytest.raises(IntegrityError):
        actions.store(actions.seal(number, an_identity()), at=MORNING)


@pytest.mark.parametrize(
    "broken",
    [
        {"wrapped_key": b""},
        {"is_withheld": True},
        {"is_erased": True},
    ],
)
def test_a_row_that_says_two_things_at_once_is_refused_by_the_database(
    broken: dict[str, object],
) -> None:
    number = a_stored_identity()

    with pytest.raises(IntegrityError):
        SealedIdentity.objects.filter(pk=number).update(**broken)


def test_a_whole_list_is_stored_in_as_many_statements_as_one_person(
    django_assert_max_num_queries: object,
) -> None:
    people = [(draw_number(), an_identity(phone=f"+7701{n:07}"), n % 3 == 0) for n in range(100)]
    sealed = actions.seal_many(people)
    with django_assert_max_num_queries(12), transaction.atomic():  # type: ignore[operator]
        actions.store_many(sealed, at=MORNING)

    assert SealedIdentity.objects.filter(is_withheld=True).count() == 34
    assert SealedIdentity.objects.count() == 100


def test_a_draft_is_sealed_and_opened_through_the_vault() -> None:
    sealed = actions.seal_draft("Кравцова".encode(), session="s", ticket="12")

    assert "Кравцова".encode() not in sealed
    assert actions.open_draft(sealed, session="s", ticket="12").decode() == "Кравцова"


def test_a_sender_s_id_has_one_tag() -> None:
    assert actions.reference_tags(["A-1"]) == actions.reference_tags(["A-1"])


def test_without_a_keeper_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    from panah.keeper.client.connection import disconnect

    disconnect()
    monkeypatch.setenv("PANAH_KEEPER_SOCKET", "/nowhere/keeper.sock")
    with pytest.raises(KeeperUnreachable):
        a_stored_identity()

    assert SealedIdentity.objects.count() == 0
    assert queries.numbers_sharing([]) == []
    assert connection.in_atomic_block is False
