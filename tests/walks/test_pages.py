"""The list of pages is whole: whatever answers GET is in it, or is said to be no page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from panah.config.access import pages as registry
from panah.web.access import Page
from tests.walks.pages import NOT_PAGES, PAGES, Shown


def _names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def _declared() -> dict[str, Page]:
    try:
        demo = import_module("panah.demo.access").PAGES
    except ModuleNotFoundError:
        demo = ()
    return {**registry(), **{page.view: page for page in demo}}


def _answering_get() -> set[str]:
    demo = import_module("panah.demo.urls").urlpatterns
    declared = _declared()
    views = {*_names(get_resolver().url_patterns), *_names(demo, "demo:")}
    return {v for v in views if v not in declared or "GET" in declared[v].methods}


def test_every_page_of_every_room_is_in_the_list() -> None:
    shown = {page.view for page in PAGES}

    assert _answering_get() - shown - NOT_PAGES.keys() == set()


def test_the_list_names_no_page_that_is_gone() -> None:
    shown = {page.view for page in PAGES if page.view}

    assert shown | NOT_PAGES.keys() <= _answering_get()


def test_every_picture_has_a_name_of_its_own() -> None:
    names = [page.name for page in PAGES]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("page", [p for p in PAGES if p.view and p.on != "demo"], ids=str)
def test_an_address_in_the_list_leads_to_its_page(page: Shown) -> None:
    path = re.sub(r"\{.*?\}", "1", page.path).partition("?")[0]

    assert resolve(path).view_name == page.view
