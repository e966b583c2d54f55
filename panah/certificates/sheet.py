"""What stands on one paper, in words: the host country's language first, the person's below it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from panah.engines.identity import show_number
from panah.web.wording import long_day, number

NEIGHBOUR = "ru"
WRITTEN = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One clock on the paper: by which day, or only the rule where its start is not known."""

    code: str
    length: int
    unit: str
    by: date | None
    has_passed: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that one paper says, before it is put into words. No name is among it."""

    number: str
    group: str
    languages: tuple[str, str]
    places: Mapping[str, str]
    issued_on: date
    valid_until: date
    deadlines: tuple[Deadline, ...]
    address: str
    is_sample: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock in words: what is to be done, and by when."""

    what: str
    by: str


@dataclass(frozen=True, slots=True)
class Words:
    """One paper in one language."""

    language: str
    title: str
    sample: str
    number: str
    group: str
    issued: str
    issued_on: str
    last_valid_day: str
    valid_until: str
    code: str
    how_to_check: str
    what_to_do: str
    at_the_latest: str
    clocks: tuple[Clock, ...]
    lawyer: str


def languages_of(language: str, *, host: str) -> tuple[str, str]:
    """The two languages of a paper: the host country's, and the person's or one near to it.

    Where the person's language is the host's own, or one that Panah cannot write yet, Russian
    takes the second place: most who come read it, and so do most who check.
    """
    second = language if language in WRITTEN and language != host else NEIGHBOUR
    return host, second if second != host else "en"


def plain(paper: Paper, *, code: str, code_mm: float) -> dict[str, Any]:
    """One paper as the template takes it.

    Args:
        code: the signed code as SVG.
        code_mm: the side of the code.
    """
    first, second = (in_words(paper, language) for language in paper.languages)
    return {
        "first": asdict(first),
        "second": asdict(second),
        "number": show_number(paper.number),
        "group": show_number(paper.group),
        "place": _place(paper.places, paper.languages),
        "is_sample": paper.is_sample,
        "code": code,
        "code_mm": code_mm,
    }


def in_words(paper: Paper, language: str) -> Words:
    """One paper in one language."""
    with override(language):
        return Words(
            language=language,
            title=_("Registration paper"),
            sample=_("Sample"),
            number=_("Number"),
            group=_("Group"),
            issued=pgettext("a paper", "Issued"),
            issued_on=long_day(paper.issued_on, year=True),
            last_valid_day=_("Last valid day"),
            valid_until=long_day(paper.valid_until, year=True),
            code=_("The code for checking this paper"),
            how_to_check=_(
                "Anyone can check this paper: scan the code and paste its text at %(address)s. "
                "The code shows only whether the paper is valid. "
                "Your name is neither on this paper nor in its code."
            )
            % {"address": paper.address},
            what_to_do=_("What to do"),
            at_the_latest=_("At the latest"),
            clocks=_clocks(paper.deadlines),
            lawyer=_lawyer(paper.deadlines),
        )


def _clocks(deadlines: Sequence[Deadline]) -> tuple[Clock, ...]:
    return tuple(
        Clock(_WHAT[deadline.code](), _by(deadline))
        for deadline in deadlines
        if deadline.code in _WHAT
    )


def _by(deadline: Deadline) -> str:
    if deadline.by is None:
        return _rule(deadline)
    day = long_day(deadline.by)
    return _("%(day)s (has passed)") % {"day": day} if deadline.has_passed else day


def _rule(deadline: Deadline) -> str:
    count = {"count": number(deadline.length)}
    if deadline.unit == "working_days":
        rule = ngettext(
            "%(count)s working day from arrival",
            "%(count)s working days from arrival",
            deadline.length,
        )
    else:
        rule = ngettext(
            "%(count)s day from arrival", "%(count)s days from arrival", deadline.length
        )
    return rule % count


def _lawyer(deadlines: Sequence[Deadline]) -> str:
    if any(deadline.has_passed for deadline in deadlines):
        return _("Where a day has passed, ask a lawyer today what can still be done.")
    return _(
        "We counted these days as we understand the law. Ask a lawyer to confirm them for you."
    )


def _place(places: Mapping[str, str], languages: Sequence[str]) -> str:
    named = dict.fromkeys(places[language] for language in languages if language in places)
    return " · ".join(named)


_WHAT: dict[str, Callable[[], str]] = {
    "address_notice": lambda: _("Your host tells the migration police your address."),
    "refugee_claim": lambda: _("If you ask for refugee status, hand in your claim."),
    "stay_unregistered": lambda: _("The last day of stay without a temporary residence permit."),
    "stay_in_180": lambda: _(
        "Citizens of the Eurasian Economic Union: the last of 90 days of stay in any 180."
    ),
}
"""The clocks that have a place on the paper, by their codes in the site's profile."""
