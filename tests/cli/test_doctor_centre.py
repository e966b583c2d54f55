"""`panah doctor` about a centre: its backups, and a clock that went back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from panah.backups.queries import FOLDER, REHEARSED, SHIPPED
from panah.cli.examining import backups, database
from panah.cli.examining.finding import Finding, Weight
from panah.sites.tasks import beat
from panah.web.clock import real_now

UNTIL = datetime(2022, 10, 5, 4, 0, tzinfo=UTC)


def weights(found: list[Finding]) -> list[Weight]:
    return [one.weight for one in found]


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Path:
    """Where the centre writes down how its backups are."""
    settings.DATA = tmp_path
    (tmp_path / FOLDER).mkdir()
    return tmp_path / FOLDER


def shipped(kept: Path, *, until: datetime | None, fault: str = "") -> None:
    """Write down how far the backup has come."""
    said = until.isoformat() if until else None
    since = UNTIL.isoformat() if fault else None
    state = {"until": said, "failing_since": since, "fault": fault}
    (kept / SHIPPED).write_text(json.dumps(state))


def rehearsed(kept: Path, *, fault: str = "") -> None:
    """Write down how restoring went."""
    tried = {"at": UNTIL.isoformat(), "until": UNTIL.isoformat(), "entries": 3, "rows": 9}
    with (kept / REHEARSED).open("a") as file:
        file.write(json.dumps(tried | {"seconds": 1.0, "fault": fault}) + "\n")


@pytest.mark.django_db
def test_a_centre_without_backups_is_told_to_make_some(kept: Path) -> None:
    found = list(backups.examine())

    assert weights(found) == [Weight.LOOK]
    assert "PANAH_BACKUP_TO" in found[0].advice


@pytest.mark.django_db
@pytest.mark.parametrize("until", [UNTIL, None])
def test_a_backup_that_fails_is_dangerous_also_where_it_never_went_well(
    kept: Path, until: datetime | None
) -> None:
    shipped(kept, until=until, fault="place")
    found = next(backups.examine())

    assert (found.weight, found.values["fault"]) == (Weight.DANGER, "place")
    assert "2022-10-05 04:00" in found.advice


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "weight"), [(59, Weight.FINE), (61, Weight.LOOK)])
def test_a_backup_is_old_once_the_centre_has_worked_an_hour_without_it(
    kept: Path, minutes: int, weight: Weight
) -> None:
    shipped(kept, until=UNTIL)
    closed = next(backups.examine())
    beat(UNTIL + timedelta(minutes=minutes))

    assert closed.weight is Weight.FINE  # whoever has written nothing since has lost nothing
    assert next(backups.examine()).weight is weight


@pytest.mark.django_db
def test_a_backup_that_could_not_be_restored_is_dangerous_until_one_can(kept: Path) -> None:
    shipped(kept, until=UNTIL)
    found = [list(backups.examine())]
    for fault in ("", "damaged", ""):
        rehearsed(kept, fault=fault)
        found.append(list(backups.examine()))

    assert [len(each) for each in found] == [2, 2, 2, 2]
    fine, danger = Weight.FINE, Weight.DANGER
    assert [each[1].weight for each in found] == [fine, fine, danger, fine]
    assert found[2][1].values == {"fault": "damaged"}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "is_behind"), [(0, False), (1, False), (3, True)])
def test_a_clock_behind_the_last_work_of_the_centre_is_dangerous(
    minutes: int, is_behind: bool
) -> None:
    beat(real_now() + timedelta(minutes=minutes))
    found = [one for one in database.examine() if one.weight is Weight.DANGER]

    assert len(found) == is_behind
    assert all("UTC" in one.found for one in found)
