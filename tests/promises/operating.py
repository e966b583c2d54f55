"""What an operator does at a data folder where there is no page for it yet, as a process.

    python -m tests.promises.operating TASK DATA [KEYS]

What is needed comes as JSON on the standard input; the answer goes as JSON to the standard output.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from panah.cli import centre
from panah.keeper import keyfolder
from panah.keeper.errors import KeeperError
from panah.keeper.launch import keeper_for


def staff(data: Path, _keys: Path, members: dict[str, str]) -> int:
    """Make the centre ready, with an account for each user name in its role."""
    from panah.sites import queries as sites
    from panah.staff.actions import add_member
    from panah.web.access import Role
    from tests.rooms.staff.phones import a_phone

    centre.migrate()
    centre.ensure_site("ALA", desks=12)
    for username, role in members.items():
        made = add_member(
            username, shown_name=username, role=Role(role), site=sites.here(), password=username
        )
        a_phone(made)
    return len(members)


def erase(_data: Path, _keys: Path, numbers: list[str]) -> int:
    """Erase some identities; how many there were."""
    from panah.engines.identity import IndividualNumber
    from panah.vault.actions import erase as erase_one
    from panah.web.clock import now

    return sum(erase_one(IndividualNumber(number), at=now()) for number in numbers)


def open_all(data: Path, keys: Path, _given: None) -> dict[str, list[Any]]:
    """Open everyone who can be opened: names, and why others could not be."""
    from panah.staff.queries import member

    by = member("supervisor")
    told: dict[str, list[Any]] = {"opened": [], "refused": []}
    with keeper_for(data, keys, bulk=True):
        for number in _numbers():
            try:
                told["opened"].append(_written(_open(number, by=by)))
            except KeeperError as error:
                told["refused"].append(error.code)
    return told


def _open(number: Any, *, by: Any) -> Any:
    from panah.vault.actions import Purpose, open_identity
    from panah.web.clock import now

    return open_identity(number, by=by, purpose=Purpose.REQUEST, at=now())


def _numbers() -> list[str]:
    from panah.vault.models import SealedIdentity

    kept = SealedIdentity.objects.filter(is_erased=False, is_withheld=False)
    return list(kept.values_list("number", flat=True))


def _written(identity: Any) -> list[str]:
    name = identity.name
    return [name.family, name.given, name.patronymic, name.family_latin, name.given_latin]


TASKS = {"staff": staff, "erase": erase, "open_all": open_all}

if __name__ == "__main__":
    task, data = sys.argv[1], Path(sys.argv[2])
    keys = Path(sys.argv[3]) if len(sys.argv) > 3 else keyfolder.default_folder(data)
    if task == "staff":
        centre.make_ready(data, keys)
    centre.set_up_django(data, keys if task == "staff" else None)  # what seals second factors
    sys.stdout.write(json.dumps(TASKS[task](data, keys, json.load(sys.stdin))))
