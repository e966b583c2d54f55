"""Write who may do what, from the registry that the rooms' `access.py` make together.

python tools/list_roles.py            write docs/reference/roles.md
python tools/list_roles.py --check    fail if it does not show the registry as it is now
"""

from __future__ import annotations

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.urls import get_resolver  # noqa: E402
from django.urls.resolvers import URLPattern, URLResolver  # noqa: E402

from panah.config.access import pages  # noqa: E402
from panah.web.access import EVERYONE, Fact, Page, Role  # noqa: E402

MOST_IN_A_CELL = 8
PAGE = ROOT / "docs" / "reference" / "roles.md"
HEAD = """\
# Roles

Who may do what. This page is written by `tools/list_roles.py` from the registry that the rooms'
`access.py` make together; the same registry decides at every request, and [the promises P10 to
P12](promises.md) try it. An address that no room has declared answers nobody.

`HEAD` goes with `GET`. Any other method that is not in a line is refused, and no form is taken
without its token. Somebody whose role is not in a line is sent to the sign-in, or told whose page
it is. What belongs to another centre looks like something that is not there. Nobody needs an
account to take a number: whoever holds its secret address sees that one number. The demonstration
has pages of its own, open to everybody: they exist in no real centre.

*Sent* are the fields that a page reads; anything else that is sent changes nothing. *Shows* is
what a page may show of people who are registered. Random numbers of people, groups and papers are
not listed: they say nothing about anybody.
"""
WORK = {
    Role.VISITOR: "everybody else: has no account",
    Role.MARSHAL: "gives out numbers at the door",
    Role.CLERK: "calls numbers, registers people and gives them their papers",
    Role.SUPERVISOR: "leads the shift: the day, the desks, possible duplicates",
    Role.PROTECTION: "looks after people at risk: possible duplicates, openings",
    Role.ANALYST: "works with what is published",
    Role.AUDITOR: "reads who opened what",
    Role.ADMINISTRATOR: "sets the centre up and invites its staff; sees nobody's identity",
}
SHORT = {
    Role.MARSHAL: "mar",
    Role.CLERK: "cle",
    Role.SUPERVISOR: "sup",
    Role.PROTECTION: "pro",
    Role.ANALYST: "ana",
    Role.AUDITOR: "aud",
    Role.ADMINISTRATOR: "adm",
}


def page() -> str:
    """The whole page."""
    by_room: dict[str, list[Page]] = defaultdict(list)
    for one in pages().values():
        by_room[one.view.partition(":")[0]].append(one)
    tables = (text for room in sorted(by_room) for text in _table(room, by_room[room]))
    return "\n".join([HEAD, *_roles(), *_facts(), *tables, *_forms()])


def _roles() -> Iterator[str]:
    yield "## The roles\n"
    yield "| role | short | does | begins at |\n|---|---|---|---|"
    addresses = _addresses()
    for role in Role:
        home = settings.PANAH_HOMES.get(role.value, "start")
        yield f"| {role} | {SHORT.get(role, '')} | {WORK[role]} | `{addresses[home]}` |"
    yield ""


def _facts() -> Iterator[str]:
    """What each role may see of people, over all pages."""
    yield "## What a role may see of people\n"
    yield f"| fact | {' | '.join(map(str, SHORT))} |\n|---|{'---|' * len(SHORT)}"
    for fact in Fact:
        seen = [_where(fact, role) for role in SHORT]
        yield f"| {fact} | {' | '.join(seen)} |"
    yield ""


def _where(fact: Fact, role: Role) -> str:
    shown = [one.view for one in pages().values() if one.allows(role) and fact in one.shows]
    return ", ".join(f"`{view}`" for view in shown)


def _table(room: str, declared: list[Page]) -> Iterator[str]:
    yield f"## `{room}`\n"
    yield "| address | page | methods | who | sent | shows |\n|---|---|---|---|---|---|"
    addresses = _addresses()
    for one in declared:
        sent = f"form {_forms_by_fields()[one.fields]}" if _is_long(one) else _fields(one.fields)
        shows = ", ".join(fact for fact in Fact if fact in one.shows)
        cells = [f"`{addresses[one.view]}`", f"`{one.view}`", " ".join(one.methods), _who(one)]
        yield f"| {' | '.join([*cells, sent, shows])} |"
    yield ""


def _who(one: Page) -> str:
    if one.roles == EVERYONE:
        return "everybody"
    return " ".join(short for role, short in SHORT.items() if one.allows(role)) or "nobody"


def _forms() -> Iterator[str]:
    """The fields of long forms, which several pages may share."""
    yield "## The long forms\n"
    yield "| form | fields |\n|---|---|"
    for fields, number in _forms_by_fields().items():
        yield f"| {number} | {_fields(fields)} |"
    yield ""


def _forms_by_fields() -> dict[tuple[str, ...], int]:
    long = dict.fromkeys(one.fields for one in pages().values() if _is_long(one))
    return {fields: number for number, fields in enumerate(long, 1)}


def _is_long(one: Page) -> bool:
    return len(one.fields) > MOST_IN_A_CELL


def _fields(fields: tuple[str, ...]) -> str:
    """Fields as text; one for each day of the week is written once."""
    short = dict.fromkeys(re.sub(r"_[0-6]$", "_0…6", field) for field in fields)
    return ", ".join(f"`{field}`" for field in short)


def _addresses() -> dict[str, str]:
    return dict(_below(get_resolver(), "", ""))


def _below(resolver: URLResolver, names: str, path: str) -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _below(pattern, names + inner, here)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name}", "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", here)


def main() -> int:
    """Write the page, or compare it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    is_same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
    print("roles: as declared" if is_same else "roles: run python tools/list_roles.py")
    return not is_same


if __name__ == "__main__":
    sys.exit(main())
