"""Registrations on a disk that fails, at one write after the other; run as a process of its own.

    python -m tests.promises.faults HOME EACH

Every EACH-th write of a registration fails, and all that follow, with a full disk, with errors, and
read-only. Then the disk is well again, and the clerk sends the same page once more. At the end the
power goes off. Prints one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.promises.powercuts import DiskProcess, move_to, prepare, set_up
from tests.promises.registering import a_clerk_here, everyone

KINDS = ("ENOSPC", "EIO", "EROFS")
REGISTERED = "/desk/groups/"
MOST_PEOPLE = 5000  # one for each fault: a registration writes some two hundred times


def main(home: Path, each: int) -> dict[str, Any]:
    """Try every fault; what was acknowledged, what the pages said, what is there at the end."""
    from tests.keepers import a_keeper, asking

    backing = home / "disk"
    backing.mkdir(parents=True)
    set_up(home / "data", backing, "FULL")
    with a_keeper(home / "data") as keeper, asking(keeper, bulk=True):
        prepare()
        disk = DiskProcess(backing, home / "mount")
        try:
            move_to(disk.at)
            return _tried(Trials(disk), each)
        finally:
            disk.stop()


class Trials:
    """One clerk, and a disk that fails when told."""

    def __init__(self, disk: DiskProcess) -> None:
        from django.test import Client

        from panah.sites.models import Desk
        from panah.staff.actions import take_seat
        from tests.builders import MORNING
        from tests.signing import signed_in_for_hours

        self.disk, self.clerk = disk, a_clerk_here()
        self.client = Client(raise_request_exception=False, headers={"accept-language": "en"})
        signed_in_for_hours(self.client, self.clerk)
        take_seat(self.clerk, Desk.objects.get(site=self.clerk.site, number=1), at=MORNING)
        self.acknowledged: list[str] = []
        self.people = iter(everyone(MOST_PEOPLE))

    def ready(self) -> tuple[Any, dict[str, Any]]:
        """A desk whose sheet is filled in and looked through, and the fields of its last press."""
        from tests.promises.killing import sheet_of
        from tests.rooms.desk.interviews import a_called_ticket
        from tests.rooms.desk.sheets import Desk, form_of

        desk = Desk(self.client, a_called_ticket(self.clerk.site).number)
        desk.press("next", **sheet_of(next(self.people)))
        return desk, form_of(desk.page.content.decode()) | {"do": "register"}

    def send(self, desk: Any, typed: dict[str, Any]) -> Any:
        """Press once; the answer, which counts when it shows the group."""
        from django.db import connections

        desk.send(typed)
        connections.close_all()
        page = desk.page
        if (
            page.redirect_chain
            and REGISTERED in page.redirect_chain[-1][0]
            and page.status_code == 200
        ):
            self.acknowledged.append(typed["request_id"][0].replace("-", ""))
        return page


def _tried(trials: Trials, each: int) -> dict[str, Any]:
    before = int(trials.disk.say("count"))
    trials.send(*trials.ready())
    desk, typed = trials.ready()
    middle = int(trials.disk.say("count"))
    trials.send(desk, typed)
    writes = int(trials.disk.say("count")) - middle
    told: dict[str, Any] = {"writes": writes, "faults": 0, "refused": [], "again": [], "clear": 0}
    assert middle > before
    for kind in KINDS:
        for after in range(0, writes, each):
            _try(trials, told, f"{kind} {after}")
    trials.disk.say("power off drop 1")
    return told | _left(trials)


def _try(trials: Trials, told: dict[str, Any], fault: str) -> None:
    desk, typed = trials.ready()
    before = len(trials.acknowledged)
    trials.disk.say(f"fail {fault}")
    page = trials.send(desk, typed)
    trials.disk.say("well")
    told["faults"] += 1
    if len(trials.acknowledged) == before:
        told["refused"].append(page.status_code)
        told["clear"] += (
            "The disk of this centre is full or cannot be written" in page.content.decode()
        )
        again = trials.send(desk, typed)
        told["again"].append(again.status_code)


def _left(trials: Trials) -> dict[str, Any]:
    from django.db import connection

    from panah.desk.models import RegistrationGroup

    requests = RegistrationGroup.objects.values_list("request_id", flat=True)
    there = {request.hex for request in requests}
    with connection.cursor() as cursor:
        whole = cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return {
        "acknowledged": len(set(trials.acknowledged)),
        "lost": len(set(trials.acknowledged) - there),
        "doubled": len(trials.acknowledged) - len(set(trials.acknowledged)),
        "unknown": len(there - set(trials.acknowledged)),
        "whole": whole,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
