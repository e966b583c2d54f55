"""People registered one after the other by a process that may be stopped at any moment.

    python -m tests.promises.registering DATA [COUNT] [PRAGMA]

Says `ready`, then `ack REQUEST MOMENT` for everyone who was registered, as a desk would be told,
and `refused KIND` for everyone who was not. Without a count it goes on until it is stopped.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from pathlib import Path
from typing import Any

PEOPLE = 400


def main(data: Path, count: int, pragma: str) -> None:
    """Register people at desk 1."""
    from panah.cli import centre
    from panah.keeper.launch import keeper_for

    keys = Path(os.environ.get("KEYS", f"{data}.keys"))
    centre.make_ready(data, keys)
    centre.set_up_django(data)
    if pragma:
        from django.conf import settings

        settings.DATABASES["default"]["OPTIONS"]["init_command"] += f"PRAGMA {pragma};"
    centre.migrate()
    with keeper_for(data, keys, bulk=True):
        clerk = a_clerk_here()
        say("ready")
        for one in itertools.islice(itertools.cycle(everyone()), count or None):
            register(one, clerk)


def a_clerk_here() -> Any:
    """The clerk of this centre, new or not."""
    from panah.staff.models import StaffMember
    from tests.builders import a_clerk

    return StaffMember.objects.filter(username="clerk-1").first() or a_clerk()


def everyone(count: int = PEOPLE) -> list[Any]:
    """People with names that are found again."""
    from tests.promises.planting import people

    return people(count, seed=29)


def register(one: Any, clerk: Any) -> None:
    """Register somebody; say so when it is done."""
    from django.db import DatabaseError

    try:
        request = registered(one, clerk)
    except (DatabaseError, OSError) as error:
        say(f"refused {type(error).__name__}")
        time.sleep(0.05)
    else:
        say(f"ack {request} {time.time()}")


def registered(one: Any, clerk: Any) -> str:
    """Register somebody who comes now; the request's id."""
    from panah.desk import actions as desk
    from tests.builders import MORNING
    from tests.rooms.desk.interviews import a_called_ticket

    interview = an_interview_of(one)
    desk.register(a_called_ticket(clerk.site), interview, by=clerk, at=MORNING)
    return interview.request_id.hex


def an_interview_of(one: Any) -> Any:
    """What a clerk has typed of somebody."""
    from uuid import uuid4

    from panah.desk.interview import Interview, Person
    from panah.desk.models import RegistrationGroup
    from panah.engines.identity import Identity, PartialDate

    identity = Identity(one.name, birth_date=PartialDate.of(one.born), language="ru")
    return Interview(uuid4(), RegistrationGroup.Kind.ALONE, (Person(identity),))


def say(line: str) -> None:
    """Tell whoever reads, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    words = [*sys.argv[2:], "", ""]
    main(Path(sys.argv[1]), int(words[0] or 0), words[1])
