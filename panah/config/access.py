"""Who may reach which page: one registry, collected from every room's `access.py`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from django.apps import apps

from panah.web.access import EVERYONE, Fact, Page, Role

OWN = (
    Page("start", roles=EVERYONE, methods=("GET",)),
    # Everyone: strangers learn "ok" or not, and of the metrics that there is no such page.
    Page("healthz", roles=EVERYONE),
    Page("metrics", roles=EVERYONE),
)


class PageDeclaredTwice(Exception):
    """Two rows for one page: whichever came last would have decided who may reach it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the registry: what somebody in one role may do with one address."""

    view: str
    method: str
    role: Role
    fields: tuple[str, ...]
    shows: frozenset[Fact]


@cache
def pages() -> dict[str, Page]:
    """Every page of every installed room, by its view name."""
    collected: dict[str, Page] = {}
    for page in _declared():
        if page.view in collected:
            raise PageDeclaredTwice(page.view)
        collected[page.view] = page
    return collected


def rows() -> list[Row]:
    """The registry line by line: address, method, role, what may be sent, what is shown."""
    return [
        Row(page.view, method, role, page.fields if method == "POST" else (), page.shows)
        for page in pages().values()
        for method in page.methods
        for role in Role
        if page.allows(role)
    ]


def _declared() -> Iterator[Page]:
    yield from OWN
    for app in apps.get_app_configs():
        if app.name.startswith("panah.") and app.name not in ("panah.config", "panah.web"):
            yield from _pages_of(app.name)


def _pages_of(room: str) -> tuple[Page, ...]:
    try:
        module = import_module(f"{room}.access")
    except ModuleNotFoundError as error:
        if error.name != f"{room}.access":
            raise
        return ()
    declared: tuple[Page, ...] = module.PAGES
    return declared
