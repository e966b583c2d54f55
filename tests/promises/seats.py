"""Clerks who sit at their desks, signed in, with a line outside; run as a process of its own.

    python -m tests.promises.seats DATA CLERKS TICKETS

Says as JSON which session each clerk has.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from panah.cli import centre
from panah.keeper import keyfolder
from panah.keeper.launch import keeper_for


def main(data: Path, clerks: int, tickets: int) -> None:
    """Make a data folder ready for a morning."""
    keys = keyfolder.default_folder(data)
    centre.make_ready(data, keys)
    centre.set_up_django(data, keys)
    centre.migrate()
    centre.ensure_site("ALA", desks=clerks)
    with keeper_for(data, keys, bulk=True):
        issue(tickets)
    sys.stdout.write(json.dumps([seated(number + 1) for number in range(clerks)]))


def seated(number: int) -> str:
    """The session of a clerk at a desk."""
    from django.test import Client

    from panah.sites import queries as sites
    from panah.sites.models import Desk
    from panah.staff.actions import take_seat
    from panah.web.clock import real_now
    from tests.builders import a_clerk
    from tests.signing import signed_in_for_hours

    clerk = a_clerk(f"clerk-{number}", site=sites.here())
    take_seat(clerk, Desk.objects.get(site=clerk.site, number=number), at=real_now())
    return signed_in_for_hours(Client(), clerk)


def issue(tickets: int) -> Any:
    """Let people take numbers today."""
    from panah.line import actions as line
    from panah.sites import queries as sites
    from panah.web.clock import real_now

    for _ in range(tickets):
        line.issue_ticket(sites.here(), party_size=1, at=real_now())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
