"""The page of roles shows the registry as it is."""

from __future__ import annotations

from panah.config import navigation
from panah.config.access import pages
from panah.web.access import STAFF
from tools import list_roles


def test_the_page_of_roles_shows_the_registry_as_it_is() -> None:
    written = list_roles.PAGE.read_text(encoding="utf-8")

    assert written == list_roles.page(), "run python tools/list_roles.py"


def test_every_role_has_a_line_that_says_what_it_does() -> None:
    assert list_roles.WORK.keys() == {*STAFF, *list_roles.WORK} == set(list_roles.Role)
    assert list_roles.SHORT.keys() == STAFF


def test_every_way_from_the_front_page_leads_to_a_page_that_is_declared() -> None:
    ways = (*navigation.ARRIVED, *navigation.WORKING, *navigation.CURIOUS)

    assert {way.view for way in ways} <= pages().keys()
    theirs = [way for way in ways if not way.is_theirs]
    assert [way.view for way in theirs if not pages()[way.view].allows(way.works_as)] == []
