"""The ways from the front page: made from the registry, so none leads nowhere or to a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from panah.config.access import pages
from panah.web.access import STAFF, Role

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Way:
    """A page that the front page leads to, and as whom a demonstration enters it."""

    view: str
    title: Text
    hint: Text
    works_as: Role = Role.VISITOR
    is_theirs: bool = False
    """Shown to whoever may open it, and to nobody else: it says nothing to a visitor."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way for whoever asks: with its address."""

    address: str
    title: Text
    hint: Text


@dataclass(frozen=True, slots=True)
class Column:
    """Ways for people of one kind."""

    title: Text
    links: tuple[Link, ...]


ARRIVED = (
    Way("line:take", _("Take a number"), _("Your language, how many you are, done")),
    Way("certificates:check", _("Check a paper"), _("Valid or not, and nothing else")),
)
WORKING = (
    Way("line:door", _("The door"), _("One thumb gives out numbers"), Role.MARSHAL),
    Way("line:wall", _("The wall"), _("Who goes to which desk")),
    Way("staff:choose_desk", _("The desk"), _("One screen, one group"), Role.CLERK),
    Way(
        "certificates:outstanding",
        _("Papers to confirm"),
        _("Printed or not, nobody has said yet"),
        Role.CLERK,
    ),
    Way("duplicates:pairs", _("The review"), _("Are these one person?"), Role.SUPERVISOR),
    Way(
        "shift:today",
        _("The day"),
        _("One picture, the desks, what waits for somebody"),
        Role.SUPERVISOR,
    ),
    Way("sites:centre", _("The centre"), _("Hours, days, desks, the poster"), is_theirs=True),
    Way("staff:members", _("Who works here"), _("Invitations, accounts, roles"), is_theirs=True),
    Way("staff:mine", _("How you sign in"), _("Passkeys and recovery codes"), is_theirs=True),
)
CURIOUS = (
    Way("figures:published", _("Published figures"), _("Totals of past days and what they mean")),
    Way("journal:line", _("Check the line"), _("Nobody sold, skipped or lost a place")),
    Way("honesty", _("Were the times right?"), _("How often people were called when we said")),
    Way("journal:register", _("Who opened what"), _("Every opening of an identity"), Role.AUDITOR),
)


def columns_for(role: Role) -> list[Column]:
    """What the front page offers to somebody: all pages to a visitor, their own to staff."""
    offered = (
        (_("If you have just arrived"), ARRIVED),
        (_("If you work here"), WORKING),
        (_("If you want to know"), CURIOUS),
    )
    columns = (Column(title, tuple(_links(ways, role))) for title, ways in offered)
    return [column for column in columns if column.links]


def _links(ways: tuple[Way, ...], role: Role) -> list[Link]:
    found = ((way, _address(way, role)) for way in ways)
    return [Link(address, way.title, way.hint) for way, address in found if address]


def _address(way: Way, role: Role) -> str:
    page = pages().get(way.view)
    if page is None or (way.is_theirs and not page.allows(role)):
        return ""
    if role in STAFF and not page.allows(role) and not settings.IS_DEMO:
        return ""
    address = _reversed(way.view)
    if address and settings.IS_DEMO and not page.allows(role):
        # In a demonstration one press makes the visitor a marshal, a clerk or a shift leader.
        entrance = _reversed("demo:work_as", way.works_as.value)
        return f"{entrance}?{urlencode({'next': address})}" if entrance else address
    return address


def _reversed(view: str, *args: str) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""
