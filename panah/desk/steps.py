"""One press of a key in an interview: from what is typed to what is shown next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import get_language

from panah.desk import zones
from panah.desk.interview import Interview
from panah.desk.typed import Sheets, Typed, filled
from panah.desk.zones import Reading
from panah.sites.models import Site
from panah.sites.profile import load_profile

GO_TO = "person-"


@dataclass(frozen=True, slots=True, repr=False)
class Step:
    """What is typed now, and how it is shown.

    `judged` names the sheet of which faults are shown; `removing` the one that is asked about;
    `interview` is there when every sheet was judged and none is faulty.
    """

    typed: Typed
    judged: int | None = None
    removing: int | None = None
    interview: Interview | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the page can be fetched anew and looks the same."""
        return self.judged is None and self.removing is None


@dataclass(frozen=True, slots=True, repr=False)
class Desktop:
    """What steps need to know: the sheets as forms, and the language of the page."""

    sheets: Sheets
    language: str

    @classmethod
    def of(cls, typed: Typed, *, site: Site, at: datetime) -> Desktop:
        """The desk of a centre at a moment, in the language of the page."""
        sheets = Sheets(typed, load_profile(site.profile), site.local(at).date())
        return cls(sheets, get_language() or "en")

    @property
    def typed(self) -> Typed:
        """What is typed."""
        return self.sheets.typed

    def after(self, typed: Typed) -> Desktop:
        """The same desk with something else typed."""
        return replace(self, sheets=replace(self.sheets, typed=typed))

    def reading(self) -> Reading | None:
        """What the lines on the open sheet say; None when there are none."""
        if self.typed.is_review:
            return None
        return self.read(filled(self.typed.sheets[self.typed.current], "zone"))

    def read(self, lines: str) -> Reading | None:
        """What lines say; None when there are none."""
        if not lines:
            return None
        return zones.read(lines, today=self.sheets.today, language=self.language)


def take(desktop: Desktop, do: str) -> Step:
    """Do what a button says; an unknown one changes nothing."""
    if do == "fix":
        return Step(_fixed(desktop))
    before, desktop = desktop, desktop.after(with_lines_read(desktop))
    if desktop.typed is not before.typed:
        # Lines came in with this press: they are looked at before anything goes on.
        return Step(desktop.typed)
    moves = {"next": _next, "review": _review, "register": _review, "remove": _remove}
    if do in moves:
        return moves[do](desktop)
    return Step(_turned(desktop.typed, do))


def with_lines_read(desktop: Desktop) -> Typed:
    """What is typed with newly scanned lines read; the very same when there are none."""
    typed = desktop.typed
    if typed.is_review:
        return typed
    sheet = typed.sheets[typed.current]
    # Line ends come back from a browser in more than one way.
    if filled(sheet, "zone").split() == filled(sheet, "zone_read").split():
        return typed
    reading = desktop.reading()
    if reading is None:
        return typed.with_sheet(typed.current, {"zone_read": []})
    lines = {"zone": [reading.lines], "zone_read": [reading.lines]}
    # Another name than the one that was confirmed: it is asked for again.
    confirmed: dict[str, list[str]] = {"confirmed": []} if reading.filled else {}
    read = {field: [value] for field, value in reading.filled.items()}
    changes = lines | _of_earlier_lines(desktop) | confirmed | read
    return typed.with_sheet(typed.current, changes)


def _of_earlier_lines(desktop: Desktop) -> dict[str, list[str]]:
    # What stands there from lines read before, and was not typed over, would be mixed with
    # what these lines say: perhaps another person's document.
    sheet = desktop.typed.sheets[desktop.typed.current]
    earlier = desktop.read(filled(sheet, "zone_read"))
    said = earlier.filled if earlier else {}
    return {field: [] for field, value in said.items() if filled(sheet, field) == value}


def _fixed(desktop: Desktop) -> Typed:
    reading, typed = desktop.reading(), desktop.typed
    if reading is None or reading.fix is None:
        return typed
    fixed = typed.with_sheet(typed.current, {"zone": [reading.fix.corrected]})
    return with_lines_read(desktop.after(fixed))


def _turned(typed: Typed, do: str) -> Typed:
    if do == "add":
        return typed.with_one_more()
    if do == "remove-yes":
        return typed.without(typed.current)
    if do.startswith(GO_TO) and do.removeprefix(GO_TO).isdecimal():
        wanted = int(do.removeprefix(GO_TO)) - 1
        return typed.at(min(max(wanted, 0), len(typed.sheets) - 1))
    return typed


def _next(desktop: Desktop) -> Step:
    typed = desktop.typed
    if typed.is_review or not desktop.sheets.judged(typed.current).is_valid():
        return Step(typed, judged=None if typed.is_review else typed.current)
    opened = typed.at(typed.current + 1)
    return _review(desktop.after(opened)) if opened.is_review else Step(opened)


def _review(desktop: Desktop) -> Step:
    judged = desktop.sheets.all_judged()
    faulty = next((index for index, form in enumerate(judged) if not form.is_valid()), None)
    if faulty is not None:
        return Step(desktop.typed.at(faulty), judged=faulty)
    reviewed = desktop.typed.at(len(desktop.typed.sheets))
    return Step(reviewed, interview=desktop.sheets.interview_of(judged))


def _remove(desktop: Desktop) -> Step:
    typed = desktop.typed
    if typed.is_review or len(typed.sheets) == 1:
        return Step(typed)
    written = [field for field in typed.sheets[typed.current] if field not in ("language", "sex")]
    if not written:
        return Step(typed.without(typed.current))
    return Step(typed, removing=typed.current)
