"""The line of this moment, as the engine that estimates wants to be told it: numbers and times."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q

from panah.engines.waiting import Line, Opening, Serving, Visit, Waiting
from panah.line import queries
from panah.line.models import Ticket
from panah.line.pausing import calling_desk_count
from panah.sites.models import Site

Status = Ticket.Status
NEWCOMER = "new"  # a number that would be taken now
LEARN_FROM = timedelta(days=14)
MOST_VISITS = 5_000
A_PAGE = 500
JUST_OPENED = timedelta(minutes=10)  # desks may still be late: the engine simulates that
IDLE_AFTER = timedelta(minutes=12)  # a desk that calls nobody for so long, while people wait

OUTCOMES = {Status.SERVED: "served", Status.NO_SHOW: "no_show", Status.GIVEN_UP: "left"}


def line_now(site: Site, *, at: datetime) -> Line:
    """Who waits, who is at a desk, what the desks did before; at the end somebody who comes now."""
    day = queries.day_of(site, at)
    waiting = [
        Waiting(number, lane, party_size, min(taken_at, at))
        for number, lane, party_size, taken_at in queries.waiting_tickets(site, day).values_list(
            "number", "lane", "party_size", "taken_at"
        )
    ]
    newcomer = Waiting(NEWCOMER, Ticket.Lane.STANDARD.value, 1, at)
    return Line(
        now=at,
        waiting=(*waiting, newcomer),
        serving=_serving(site, day, at=at),
        openings=(*_past_openings(site, day), _opening(site, day)),
        history=_history(site, at=at),
        open_desks=_working_desks(site, day, waiting, at=at),
    )


def closing(site: Site, day: date) -> datetime:
    """When the desks of a day call nobody any more."""
    return site.closes_on(day)


def seen_of(site: Site, *, at: datetime) -> str:
    """A few numbers that change when anything happens in the line or to the desks."""
    today = Ticket.objects.filter(site=site, day=queries.day_of(site, at))
    found = today.aggregate(
        taken=Count("pk"),
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        fast=Count("pk", filter=Q(lane=Ticket.Lane.FAST_TRACK)),
        called=Max("last_called_at"),
        ended=Max("ended_at"),
    )
    moments = [f"{found[name]:%H:%M:%S}" if found[name] else "-" for name in ("called", "ended")]
    counts = [found[name] for name in ("taken", "waiting", "fast")]
    hours = site.hours_on(queries.day_of(site, at))
    return " ".join(map(str, [*counts, *moments, calling_desk_count(site), hours]))


def gone_before(site: Site, day: date) -> list[int]:
    """Numbers that left the line uncalled, ascending."""
    gone = Ticket.objects.filter(
        site=site, day=day, status__in=[Status.GIVEN_UP, Status.UNDONE, Status.HELD]
    )
    return sorted(gone.values_list("number", flat=True))


def how_many_below(number: int, ascending: list[int]) -> int:
    """How many of some numbers are lower than this one."""
    return bisect_left(ascending, number)


def _opening(site: Site, day: date) -> Opening:
    return Opening(site.opens_on(day), closing(site, day), calling_desk_count(site))


def _past_openings(site: Site, day: date) -> tuple[Opening, ...]:
    """The desks that worked on each of the last days: they show how late desks open here."""
    before = Ticket.objects.filter(site=site, day__gte=day - LEARN_FROM, day__lt=day)
    worked = before.exclude(desk="").order_by("day").values_list("day")
    return tuple(
        Opening(site.opens_on(past), closing(site, past), desks)
        for past, desks in worked.annotate(desks=Count("desk", distinct=True))
        if site.hours_on(past)
    )


def _serving(site: Site, day: date, *, at: datetime) -> tuple[Serving, ...]:
    called = Ticket.objects.filter(site=site, day=day, status=Status.CALLED)
    rows = called.values_list("called_at", "lane", "party_size")
    return tuple(Serving(min(since, at), lane, size) for since, lane, size in rows if since)


def _history(site: Site, *, at: datetime) -> tuple[Visit, ...]:
    since = queries.day_of(site, at - LEARN_FROM)
    ended = Ticket.objects.filter(
        site=site,
        day__gte=since,
        status__in=OUTCOMES,
        ended_at__gte=F("taken_at"),
        ended_at__lte=at,
    )
    rows = ended.order_by("-ended_at").values_list(
        "taken_at", "called_at", "ended_at", "lane", "party_size", "status", "desk"
    )[:MOST_VISITS]
    # Not kept by the queryset: each row is gone when its visit is made.
    return tuple(
        Visit(taken, called, ended, lane, size, OUTCOMES[Status(status)], desk)
        for taken, called, ended, lane, size, status, desk in rows.iterator(chunk_size=A_PAGE)
        if ended is not None
    )


def _working_desks(site: Site, day: date, waiting: list[Waiting], *, at: datetime) -> int | None:
    """Desks that work now, as far as the line shows it; None where the engine knows better.

    While somebody has waited for a while, a desk that neither has a number nor finished one
    lately is not working, whatever was announced. While nobody waits, desks look idle and are not
    closed: the first comer of a quiet hour is called at once.
    """
    opens_at = site.opens_on(day)
    is_late = opens_at < at < opens_at + JUST_OPENED
    if at < opens_at or is_late or at >= closing(site, day):
        return None
    announced = calling_desk_count(site)
    if not waiting or at - max(opens_at, min(one.taken_at for one in waiting)) < IDLE_AFTER:
        return announced
    here = Ticket.objects.filter(site=site, day=day).exclude(desk="")
    active = here.filter(Q(status=Status.CALLED) | Q(ended_at__gt=at - IDLE_AFTER))
    found = active.order_by().values("desk").distinct().count()
    return min(found, announced) or announced
