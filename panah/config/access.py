"""Who may reach which page: one registry, collected from every room's `access.py`."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.apps import apps

from panah.web.access import EVERYONE, Page

OWN = (Page("start", roles=EVERYONE, methods=("GET",)),)


@cache
def pages() -> dict[str, Page]:
    """Every page of every installed room, by its view name."""
    collected = {page.view: page for page in OWN}
    for app in apps.get_app_configs():
        if app.name.startswith("panah.") and app.name not in ("panah.config", "panah.web"):
            collected |= {page.view: page for page in _pages_of(app.name)}
    return collected


def _pages_of(room: str) -> tuple[Page, ...]:
    try:
        module = import_module(f"{room}.access")
    except ModuleNotFoundError as error:
        if error.name != f"{room}.access":
            raise
        return ()
    declared: tuple[Page, ...] = module.PAGES
    return declared
