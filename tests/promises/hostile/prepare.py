"""Make a centre for scanners, and write down who may ask it for what; as a process.

    python -m tests.promises.hostile.prepare DATA

Beside the data appears `askers.json`: for each role its session, and every page that it may reach.
"""

from __future__ import annotations

import json
import os
import sys
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any

from panah.cli import centre
from panah.keeper import keyfolder
from panah.keeper.launch import start_keeper

if TYPE_CHECKING:
    from panah.web.access import Page, Role
    from tests.promises.everyday import World

ENDS = ("staff:sign_out", "staff:leave_desk")
"""What ends the asker's own work: tried last."""


def main(data: Path) -> None:
    """Make everything ready."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.promises.hostile.settings"
    keys = keyfolder.default_folder(data)
    centre.make_ready(data, keys)
    os.environ["PANAH_STATIC"] = str(data / "run" / "static")
    centre.set_up_django(data, keys)
    centre.migrate()
    from panah.cli.processes import collect_static

    collect_static()
    with start_keeper(data, keys) as keeper:
        os.environ.update(keeper.environment(bulk=True))
        told = askers()
    data.with_name("askers.json").write_text(json.dumps(told), encoding="utf-8")


def askers() -> dict[str, Any]:
    """Every role with its session and its pages; what is everybody's is the visitor's."""
    from panah.config.access import pages
    from panah.web.access import EVERYONE, Role
    from tests import signing
    from tests.promises.everyday import a_world
    from tests.promises.planting import people

    signing.install()
    world = a_world(people(1, seed=40))
    return {
        role.value: {
            "session": session_of(cookies),
            "pages": [
                seen(world, page, role)
                for page in pages().values()
                if page.allows(role) and (role is Role.VISITOR or page.roles != EVERYONE)
            ],
        }
        for role, cookies in world.cookies.items()
    }


def session_of(cookies: SimpleCookie) -> str:
    """A session that stays open for hours; empty for whoever has none."""
    from importlib import import_module

    from django.conf import settings

    from panah.web.clock import real_now
    from panah.web.sessions import LONGEST, Proof, mark

    if settings.SESSION_COOKIE_NAME not in cookies:
        return ""
    key = cookies[settings.SESSION_COOKIE_NAME].value
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    mark(session, Proof.PASSKEY, at=real_now() + LONGEST / 2)
    session.save()
    return key


def seen(world: World, page: Page, role: Role) -> dict[str, Any]:
    """A page as a scanner is told of it: where it is, and what may be sent."""
    from tests.promises.addresses import VIEWS

    pattern = VIEWS[page.view]
    return {
        "view": page.view,
        "path": world.address(page.view, pattern, role),
        "pattern": template(page.view),
        "methods": page.methods,
        "fields": {n: str(v) for n, v in world.fields(page, role).items() if n != "more"},
        "asked": page.fields if page.methods == ("GET",) else (),
        "ends": page.view in ENDS,
    }


def template(view: str) -> dict[str, Any]:
    """The address with its parts in braces, and what each part is."""
    from django.urls import reverse
    from django.urls.converters import IntConverter

    from tests.promises.addresses import VIEWS

    parts = VIEWS[view].pattern.converters
    is_number = {name: isinstance(kind, IntConverter) for name, kind in parts.items()}
    marks = {name: 70_000_001 + at if is_number[name] else f"zz{name}zz"
             for at, name in enumerate(parts)}  # fmt: skip
    path = reverse(view, kwargs=marks)
    for name, mark in marks.items():
        path = path.replace(str(mark), f"{{{name}}}")
    return {"path": path, "parts": is_number}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
