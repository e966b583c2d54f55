"""The line of the Friday: 150 numbers taken, about a hundred called, one in every state."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from panah.line import actions as line
from panah.line import estimating
from panah.line.models import FastTrack, Ticket, WindowsOfDay
from panah.sites.models import Site
from tests.walks.centre.moments import NOW, OPENING, at

TAKEN = 148
CALLED = 104  # the first of those who sit at a desk now
DESKS = 12
INTERVIEW = timedelta(minutes=13)

NAMED = {
    "served": 97,
    "missed": 98,
    "stepped_out": 99,
    "called_alone": 104,
    "called_together": 105,
    "next": 112,
    "held": 122,
    "given_up": 123,
    "sooner": 130,
    "far": 146,
}
"""The numbers whose pages are shown, by the state in which they end up."""

AT_DESKS = {1: 1, 2: 4, 3: 1, 4: 1, 5: 3, 6: 2, 7: 3, 8: 1}
"""How many people came on the number that each desk has called now."""

Secrets = dict[str, str]


def past_day(site: Site, day: date, *, tickets: int) -> list[str]:
    """A finished day of the line; the secrets of its last two numbers, which nobody called."""
    opening = at("08:30", day=day)
    with transaction.atomic():
        secrets = [
            line.issue_ticket(
                site, party_size=1 + place % 4, at=opening + timedelta(minutes=3 * place)
            ).secret
            for place in range(tickets)
        ]
        for place in range(tickets - 2):
            called = opening + timedelta(minutes=25 + place * 7 % 40 + 3 * place)
            _call_and_serve(site, desk=str(1 + place % DESKS), at=called)
        _count_windows(site, day)
    return secrets[-2:]


def _count_windows(site: Site, day: date) -> None:
    """What a day's worker would have counted: times were told, and most were right."""
    for place, (band, told) in enumerate({"0": 34, "1-4": 71, "5-9": 96, "10-19": 164}.items()):
        held = round(told * (0.78 + 0.02 * (place + day.day % 3)))
        WindowsOfDay.objects.create(
            site=site,
            day=day,
            band=band,
            told=told,
            held=held,
            held_rounded=held + told // 10,
            early=(told - held - told // 10) // 2,
            late=-(-(told - held - told // 10) // 2),
            minutes_wide=told * (12.0 + 9 * place),
            told_perhaps=place,
            perhaps_called=place // 2,
            told_not_today=2,
            not_today_right=2,
        )


def friday(site: Site) -> Secrets:
    """The morning until now; the secrets of the numbers that the pages show."""
    with transaction.atomic():
        secrets = _take_numbers(site)
        _work_through(site, until=CALLED)
        _call_to_desks(site)
        _estimate(site, at=at("10:16"))
        _what_holders_did(site)
        undone = _taken_back(site)
        _estimate(site, at=NOW)
        return {**secrets, "undone": undone}


def _take_numbers(site: Site) -> Secrets:
    sizes = {CALLED + place: size for place, size in enumerate(AT_DESKS.values())}
    pace = (NOW - timedelta(minutes=4) - OPENING) / TAKEN
    secrets = [
        line.issue_ticket(
            site,
            party_size=sizes.get(number, 1 + number * 5 % 7 % 4),
            at=OPENING + pace * (number - 1),
        ).secret
        for number in range(1, TAKEN + 1)
    ]
    return {state: secrets[number - 1] for state, number in NAMED.items()}


def _work_through(site: Site, *, until: int) -> None:
    for number in range(1, until):
        began = OPENING + INTERVIEW / DESKS * number + timedelta(minutes=2)
        desk = str(1 + number % DESKS)
        if number in (NAMED["missed"], NAMED["stepped_out"]):
            ticket = _called(site, desk=desk, at=began)
            move = line.no_show if number == NAMED["missed"] else line.hold
            move(ticket, at=began + timedelta(minutes=4))
        else:
            _call_and_serve(site, desk=desk, at=began)


def _call_to_desks(site: Site) -> None:
    for place, desk in enumerate(AT_DESKS):
        _called(site, desk=str(desk), at=at(f"10:{37 + place}"))


def _what_holders_did(site: Site) -> None:
    here = {t.number: t for t in Ticket.objects.filter(site=site, day=NOW.date())}
    line.hold(here[NAMED["held"]], at=at("10:20"))
    line.give_up(here[NAMED["given_up"]], at=at("10:21"))
    line.fast_track(here[NAMED["sooner"]], FastTrack.SMALL_CHILD, at=at("10:22"))


def _taken_back(site: Site) -> str:
    issued = line.issue_ticket(site, party_size=1, at=at("10:45"))
    line.undo_issue(issued.ticket, at=at("10:46"))
    return issued.secret


def _called(site: Site, *, desk: str, at: datetime) -> Ticket:
    ticket = line.call_next(site, desk=desk, at=at)
    assert ticket is not None
    return ticket


def _call_and_serve(site: Site, *, desk: str, at: datetime) -> None:
    line.serve(_called(site, desk=desk, at=at), desk=desk, at=at + timedelta(minutes=12))


def _estimate(site: Site, *, at: datetime) -> None:
    """As the worker does, by the rule that is the same on every machine."""
    estimating.estimate(site, at=at, method="simple")
