"""What was done to the people of a group, day by day, by whom by role, and why.

It is put together from the journal's entries about their numbers, the rows of their papers and the
day of registration. Days only: no row of a person knows a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from panah.certificates.queries import Standing
from panah.desk.wording import FIELDS, PURPOSES, REASONS
from panah.journal.events import RegisterAct
from panah.journal.queries import Told
from panah.web.access import Role
from panah.web.roles import NAMES

_ACTS: dict[RegisterAct, str | Promise] = {
    RegisterAct.IDENTITY_OPENED: gettext_lazy("Identity opened"),
    RegisterAct.JUDGED: gettext_lazy("Compared with another record"),
    RegisterAct.CORRECTED: gettext_lazy("Record corrected"),
    RegisterAct.MOVED: gettext_lazy("Moved from one group to another"),
    RegisterAct.FOUND: gettext_lazy("Found by name"),
    RegisterAct.LOOKED_AFTER: gettext_lazy("An adult is responsible"),
    RegisterAct.WITHDRAWN: gettext_lazy("Registration withdrawn"),
    RegisterAct.ERASED: gettext_lazy("Identity erased"),
}
_REGISTERED, _PREPARED, _GIVEN_OUT, _ENDED, _IN_THE_LOG = range(5)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a record."""

    day: date
    number: str
    said: str
    why: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a history comes from, and the roles of the accounts that it names."""

    registered: Sequence[str]
    registered_on: date
    papers: Sequence[Standing]
    told: Sequence[Told]
    roles: Mapping[str, Role]


def history(sources: Sources) -> list[Line]:
    """Everything that happened, the newest first."""
    each = sorted(_steps(sources), key=lambda step: (step[1].day, step[0]), reverse=True)
    return [line for _order, line in each]


def _steps(sources: Sources) -> Iterator[tuple[int, Line]]:
    for number in sources.registered:
        yield _REGISTERED, Line(sources.registered_on, number, pgettext("history", "Registered"))
    for paper in sources.papers:
        yield from _of_paper(paper, sources.roles)
    for told in sources.told:
        if told.act in _ACTS:
            yield _IN_THE_LOG, _of_entry(told, sources.roles)


def _of_paper(paper: Standing, roles: Mapping[str, Role]) -> Iterator[tuple[int, Line]]:
    yield _PREPARED, Line(paper.prepared_on, paper.number, _("Paper prepared"))
    if paper.issued_on:
        role = _role(paper.issued_by, roles)
        yield _GIVEN_OUT, Line(paper.issued_on, paper.number, _("Paper given out"), role=role)
    if paper.revoked_on:
        yield _ENDED, Line(paper.revoked_on, paper.number, _("Paper revoked"), why=paper.why)


def _of_entry(told: Told, roles: Mapping[str, Role]) -> Line:
    return Line(
        told.day,
        told.subject,
        str(_ACTS[told.act]),
        why=" · ".join(_why(told)),
        role=_role(told.by, roles),
    )


def _why(told: Told) -> Iterable[str]:
    words = {**PURPOSES, **REASONS}
    if told.purpose in words:
        yield str(words[told.purpose])
    if told.changed:
        yield ", ".join(str(FIELDS.get(name, name)) for name in told.changed)


def _role(account: str, roles: Mapping[str, Role]) -> str:
    return str(NAMES[roles[account]]) if account in roles else ""
