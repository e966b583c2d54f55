"""`/healthz`: 503 as soon as a part does not work, which part to this machine alone."""

from __future__ import annotations

import json
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from panah.keeper import keyfolder
from panah.keeper.launch import KeeperProcess, start_keeper
from panah.sites.tasks import TASKS, WORKER, beat
from panah.web.clock import real_now
from tests.keepers import a_keeper, asking

pytestmark = pytest.mark.django_db
PARTS = ("database", "keeper", "worker", "tasks")


@pytest.fixture(autouse=True)
def beaten() -> None:
    """A worker works."""
    for process in (WORKER, TASKS):
        beat(real_now(), process)


def asked(client: Client) -> tuple[int, bool, dict[str, str]]:
    """The status, whether all is said to be well, and the parts that are not."""
    answer = client.get("/healthz")
    told = json.loads(answer.content)
    not_well = {part: told[part] for part in PARTS if told[part] != "ok"}
    return answer.status_code, told["ok"], not_well


def test_all_is_well_while_every_part_works(client: Client, keeper: KeeperProcess) -> None:
    assert asked(client) == (200, True, {})


def test_a_keeper_that_is_gone_is_named(client: Client, tmp_path: Path) -> None:
    with a_keeper(tmp_path / "gone") as gone:
        pass
    with asking(gone):
        assert asked(client) == (503, False, {"keeper": "silent"})


def test_a_keeper_that_takes_questions_and_never_answers_is_named_before_health_is_given_up(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf.sock"))
        deaf.listen()
        monkeypatch.setenv("PANAH_KEEPER_SOCKET", str(tmp_path / "deaf.sock"))
        began = time.monotonic()
        said = asked(client)
        waited = time.monotonic() - began

    assert said == (503, False, {"keeper": "silent"})
    assert waited < 15  # three seconds; for any other answer it is waited thirty


def test_a_locked_keeper_is_named(client: Client, tmp_path: Path) -> None:
    data, keys = tmp_path / "data", tmp_path / "data.keys"
    data.mkdir()
    keyfolder.create(keys, data=data)
    (keys / keyfolder.UNLOCK).unlink()
    with start_keeper(data, keys) as locked, asking(locked):
        assert asked(client) == (503, False, {"keeper": "locked"})


@pytest.mark.parametrize("part", [WORKER, TASKS])
def test_a_part_of_the_worker_is_silent_after_90_seconds(
    part: str, client: Client, keeper: KeeperProcess
) -> None:
    beat(real_now() - timedelta(seconds=80), part)
    before = asked(client)
    beat(real_now() - timedelta(seconds=91), part)

    assert before == (200, True, {})
    assert asked(client) == (503, False, {part: "silent"})
    assert f"panah_{part}_up 0.0" in client.get("/metrics").content.decode()


@pytest.mark.parametrize(
    "way", [{"REMOTE_ADDR": "192.0.2.7"}, {"HTTP_X_FORWARDED_FOR": "192.0.2.7"}]
)
def test_strangers_learn_yes_or_no_and_nothing_else(
    way: dict[str, str], client: Client, keeper: KeeperProcess
) -> None:
    well = client.get("/healthz", **way)
    beat(real_now() - timedelta(seconds=91))
    unwell = client.get("/healthz", **way)

    assert (well.status_code, json.loads(well.content)) == (200, {"ok": True})
    assert (unwell.status_code, json.loads(unwell.content)) == (503, {"ok": False})
