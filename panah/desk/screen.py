"""What stands on the screen of an interview: the group on the left, one sheet or the review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panah.desk import places
from panah.desk.forms import DOCUMENTS, NEEDS, RELATIONS, PersonForm
from panah.desk.interview import Person
from panah.desk.steps import Desktop, Step
from panah.desk.typed import Typed, filled, shown_name
from panah.desk.wording import Problem, problem_of
from panah.desk.writing import prepare
from panah.desk.zones import Reading
from panah.duplicates.queries import Candidate, reasons_in_words
from panah.keeper.errors import KeeperError

NEEDS_WITH_KEYS = 9
NEEDS_SHOWN = 5
CARRIED = {
    "nationality": gettext_lazy("nationality"),
    "origin_region": gettext_lazy("region"),
    "arrived_on": gettext_lazy("day of arrival"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One person in the list on the left."""

    number: int
    name: str
    said: str
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class NeedBox:
    """One tick, what it means, and its key."""

    tag: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A record that looks alike, and why, in words."""

    number: str
    reasons: tuple[str, ...]

    @classmethod
    def of(cls, candidate: Candidate) -> Alike:
        """A candidate in words."""
        return cls(candidate.number, tuple(reasons_in_words(candidate)))


@dataclass(frozen=True, slots=True, repr=False)
class Summary:
    """One person in the review: what will be sealed, and what was not said."""

    number: int
    name: str
    facts: tuple[str, ...]
    needs: tuple[str, ...]
    withheld: bool
    not_said: tuple[str, ...]
    alike: tuple[Alike, ...] | None


def of(desktop: Desktop, step: Step) -> dict[str, Any]:
    """What the templates of a sheet, and the frame around the review, are filled with."""
    typed, profile = step.typed, desktop.sheets.profile
    context: dict[str, Any] = {
        "typed": typed,
        "rows": rows(desktop),
        "hidden": hidden(typed),
        "removing": step.removing is not None,
    }
    if typed.is_review:
        return context
    sheets = desktop.sheets
    form = sheets.judged(typed.current) if step.judged is not None else sheets.open(typed.current)
    reading = desktop.reading()
    if reading:
        form.own_field("zone").widget.attrs["rows"] = max(2, reading.lines.count("\n") + 1)
    if step.is_settled:
        _focus(form, reading)
    return context | {
        "form": form,
        "position": typed.current + 1,
        "is_last": typed.current + 1 == len(typed.sheets),
        "reading": reading,
        "carried": carried_over(typed),
        "needs": needs(form),
        "rare_needs_open": has_rare_needs(form),
        "countries": places.country_names(desktop.language),
        "regions": places.region_names(profile.name, desktop.language),
    }


def _focus(form: PersonForm, reading: Reading | None) -> None:
    # Where the next key press is most likely wanted; a fix that is offered takes the focus itself.
    if reading and reading.fix:
        return
    form.own_field(_next_field(form, reading)).widget.attrs["autofocus"] = True


def _next_field(form: PersonForm, reading: Reading | None) -> str:
    if reading is None:
        return "zone"
    to_type = (field for field in reading.to_type if not form[field].value())
    return next(to_type, "confirmed" if reading.is_good else "zone")


def review(desktop: Desktop) -> tuple[list[Summary], Problem | None]:
    """Everyone as they will be sealed, with what was found to be alike; or why nothing was."""
    interview, typed = desktop.sheets.interview(), desktop.typed
    problem: Problem | None = None
    alike: list[tuple[Alike, ...] | None] = [None] * len(typed.sheets)
    try:
        alike = [tuple(map(Alike.of, each.candidates)) for each in prepare(interview).people]
    except KeeperError as error:
        problem = problem_of(error)
    people = [
        replace(summary(index + 1, person, desktop=desktop), alike=found)
        for index, (person, found) in enumerate(zip(interview.people, alike, strict=True))
    ]
    return people, problem


def rows(desktop: Desktop) -> list[Row]:
    """Everyone of the group, with whose sheet is open."""
    typed = desktop.typed
    return [
        Row(
            number=index + 1,
            name=shown_name(sheet) or _("Person %(number)s") % {"number": index + 1},
            said=filled(sheet, "birth_date"),
            is_done=index != typed.current and desktop.sheets.judged(index).is_valid(),
            is_here=index == typed.current,
        )
        for index, sheet in enumerate(typed.sheets)
    ]


def hidden(typed: Typed) -> list[tuple[str, str]]:
    """The sheets that are not open, so that the page holds everything that was typed."""
    return [
        (f"p{index}-{field}", value)
        for index, sheet in enumerate(typed.sheets)
        if index != typed.current
        for field, values in sheet.items()
        for value in values
    ]


def carried_over(typed: Typed) -> list[str]:
    """What the open sheet has taken over from the first one, in words."""
    if typed.current == 0 or typed.is_review:
        return []
    first, here = typed.sheets[0], typed.sheets[typed.current]
    same = [f for f in CARRIED if filled(first, f) and filled(first, f) == filled(here, f)]
    return [str(CARRIED[field]) for field in same]


def needs(form: PersonForm) -> list[NeedBox]:
    """The ticks of needs, the first nine with a key that works outside of text fields."""
    return [
        NeedBox(choice.tag(), str(choice.choice_label), str(key) if key <= NEEDS_WITH_KEYS else "")
        for key, choice in enumerate(form["needs"], 1)
    ]


def summary(number: int, person: Person, *, desktop: Desktop) -> Summary:
    """One person as the review shows them, before anything is compared."""
    sheet, profile = desktop.typed.sheets[number - 1], desktop.sheets.profile.name
    language = desktop.language
    identity = person.identity
    document = identity.document
    relation = dict(RELATIONS).get(identity.relation, "") if number > 1 else ""
    facts = (
        filled(sheet, "birth_date"),
        str(relation) if identity.relation else "",
        places.country_name(identity.nationality, language) if identity.nationality else "",
        places.region_name(profile, identity.origin_region, language)
        if identity.origin_region
        else "",
        " ".join(filter(None, (str(DOCUMENTS[document.kind]), document.number))),
    )
    return Summary(
        number=number,
        name=shown_name(sheet),
        facts=tuple(filter(None, facts)),
        needs=tuple(str(label) for need, label in NEEDS.items() if need in identity.needs),
        withheld=person.withheld,
        not_said=_not_said(person),
        alike=None,
    )


def _not_said(person: Person) -> tuple[str, ...]:
    identity = person.identity
    asked: Mapping[str, object] = {
        _("sex"): identity.sex,
        _("nationality"): identity.nationality,
        _("region"): identity.origin_region,
        _("day of arrival"): identity.arrived_on,
        _("birth date"): identity.birth_date,
    }
    return tuple(name for name, said in asked.items() if not said)


def has_rare_needs(form: PersonForm) -> bool:
    """Whether a need is ticked that stands in the longer list."""
    ticked = set(form["needs"].value() or ())
    longer = [str(choice.data["value"]) for choice in form["needs"]][NEEDS_SHOWN:]
    return bool(ticked.intersection(longer))
