"""What each published figure counts, and what it does not."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Definition:
    """A figure: its name in files, its name on pages, what is in it and what is not."""

    code: str
    title: str | Promise
    counted: str | Promise
    not_counted: str | Promise


REGISTERED = Definition(
    "people_registered",
    _("People registered"),
    _("Each person once, on the day on which a desk registered them."),
    _("People in the line, people who only asked, crossings of the border, people who went on."),
)
GROUPS = Definition(
    "groups_registered",
    _("Groups registered"),
    _("People who registered together: a family, friends, or one person alone."),
    _("Parties in the line that were never registered."),
)
CALLED = Definition(
    "numbers_called",
    _("Numbers called"),
    _("Each number of the line that was called to a desk at least once."),
    _("Second calls, numbers given up before a call, people: one number may stand for several."),
)
WAIT = Definition(
    "median_wait_minutes",
    _("Middle wait, minutes"),
    _("From taking a number to its first call; half of the called numbers waited less."),
    _("Numbers that were not called, and the time spent at the desk."),
)

DEFINITIONS = (REGISTERED, GROUPS, CALLED, WAIT)
