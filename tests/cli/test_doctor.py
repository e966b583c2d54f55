"""`panah doctor`: what is dangerous is found, and what is fine is left alone."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from panah.cli.examining import comparing, database, folders, machine
from panah.cli.examining.finding import Finding, Weight
from panah.keeper import keyfolder
from panah.keeper.launch import KeeperProcess
from panah.vault import actions as vault
from panah.vault.models import SealedIdentity
from tests.builders import MORNING, a_site, an_identity
from tests.promises.centre import Centre
from tests.rooms.vault.earlier import sealed_then


def dangers(found: list[Finding]) -> list[str]:
    return [one.topic for one in found if one.weight is Weight.DANGER]


@pytest.mark.django_db
def test_the_database_of_the_product_is_durable() -> None:
    assert dangers(list(database.examine())) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_that_may_lose_what_it_said_is_dangerous() -> None:
    if connection.vendor == "postgresql":
        unsafe, safe = "SET synchronous_commit = off", "SET synchronous_commit = on"
    else:
        unsafe, safe = "PRAGMA synchronous = NORMAL", "PRAGMA synchronous = FULL"
    with connection.cursor() as cursor:
        cursor.execute(unsafe)
        found = list(database.examine())
        cursor.execute(safe)

    assert len(dangers(found)) == 1


@pytest.mark.django_db(transaction=True)
def test_records_that_the_check_may_not_find_are_told(keeper: KeeperProcess) -> None:
    a_site()
    fine = list(comparing.examine())
    broken = sealed_then(keeper, an_identity())
    for one in (broken, sealed_then(keeper, an_identity(), withheld=True)):
        vault.store(one, at=MORNING)
    waiting = list(comparing.examine())
    SealedIdentity.objects.filter(pk=broken.number).update(blob=b"another's")
    vault.renew_keys(at=MORNING)
    found = list(comparing.examine())

    assert [one.weight for one in fine] == [Weight.FINE]
    assert waiting[0].values == {"renewed": 0, "to_renew": 1}
    assert [one.weight for one in waiting] == [Weight.LOOK, Weight.LOOK]
    assert waiting[1].values == {"withheld_with_older_keys": 1}
    assert len(dangers(found)) == 1
    assert found[1].values == {"not_opened": 1}


def test_keys_that_others_can_read_or_that_lie_beside_the_lock_are_dangerous(
    tmp_path: Path,
) -> None:
    data, keys = tmp_path / "data", tmp_path / "keys"
    data.mkdir(mode=0o700)
    keyfolder.create(keys, data=data)
    fine = dangers(list(folders.keys(keys, data)))
    keys.chmod(0o750)
    readable = dangers(list(folders.keys(keys, data)))
    keyfolder.create(data / "inside")
    inside = dangers(list(folders.keys(data / "inside", data)))
    missing = dangers(list(folders.keys(tmp_path / "none", data)))

    assert (fine, len(readable), len(inside), len(missing)) == ([], 1, 1, 1)


def test_a_full_disk_is_dangerous(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert dangers(list(machine.disk(tmp_path))) == []
    monkeypatch.setattr(machine, "FREE_DANGER", 10**18)

    assert len(dangers(list(machine.disk(tmp_path)))) == 1


def test_the_command_says_all_of_it_and_ends_with_one_when_it_is_dangerous(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.operator("staff", given={})
    fine = centre.panah("doctor", "--data", centre.data, "--json")
    os.chmod(centre.data, 0o755)
    wrong = centre.panah("doctor", "--data", centre.data)
    with sqlite3.connect(centre.data / "panah.sqlite3") as connected:
        mode = connected.execute("PRAGMA journal_mode").fetchone()

    told = json.loads(fine.stdout)
    assert (fine.returncode, told["dangerous"]) == (0, False)
    assert {"limit"} <= {name for one in told["findings"] for name in one["values"]}
    assert wrong.returncode == 1
    assert "chmod 700" in wrong.stdout
    assert mode == ("wal",)
