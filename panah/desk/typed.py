"""Everything that is typed for one ticket: as it was posted, unjudged, for all of its people.

The whole of it travels with the page, so that nothing is lost when it cannot be saved.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from panah.desk.forms import CARRIED_OVER, PersonForm
from panah.desk.interview import Interview
from panah.desk.models import RegistrationGroup
from panah.sites.profile import Profile

MOST_PEOPLE = 20
FIELDS = tuple(PersonForm.base_fields)

Sheet = Mapping[str, list[str]]
"""One person's fields, as they were typed."""


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """What stands on the sheets, and which of them is open; after the last one comes the review."""

    request_id: UUID
    kind: str
    current: int
    sheets: tuple[Sheet, ...]

    @property
    def is_review(self) -> bool:
        """Whether the whole group is looked at."""
        return self.current >= len(self.sheets)

    def to_bytes(self) -> bytes:
        """Bytes for sealing; `from_bytes` gives the same back."""
        plain = [str(self.request_id), self.kind, self.current, [dict(s) for s in self.sheets]]
        return json.dumps(plain, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, written: bytes) -> Typed:
        """What `to_bytes` wrote."""
        request_id, kind, current, sheets = json.loads(written)
        return cls(UUID(request_id), kind, current, tuple(sheets))

    @classmethod
    def from_post(cls, posted: QueryDict) -> Typed:
        """What a page sent.

        Raises:
            ValueError: it is no page of ours.
        """
        count = int(posted.get("people", ""))
        if not 1 <= count <= MOST_PEOPLE:
            raise ValueError("a group has 1 to 20 people")
        return cls(
            request_id=UUID(posted.get("request_id", "")),
            kind="friends" if posted.get("kind") == "friends" else "family",
            current=min(max(int(posted.get("current", "")), 0), count),
            sheets=tuple(_sheet_from(posted, index) for index in range(count)),
        )

    def at(self, index: int) -> Typed:
        """The same, with another sheet open, which takes over what the first person said."""
        opened = replace(self, current=min(max(index, 0), len(self.sheets)))
        return opened if opened.is_review or index == 0 else opened._with_first_persons()

    def with_sheet(self, index: int, changes: Mapping[str, list[str]]) -> Typed:
        """The same, with some fields of one sheet filled in anew."""
        sheets = list(self.sheets)
        sheets[index] = {**sheets[index], **changes}
        return replace(self, sheets=tuple(sheets))

    def with_one_more(self) -> Typed:
        """The same, with an empty sheet added and open; no more than fit on a page."""
        if len(self.sheets) >= MOST_PEOPLE:
            return self
        return replace(self, sheets=(*self.sheets, {})).at(len(self.sheets))

    def without(self, index: int) -> Typed:
        """The same without one sheet; the last one stays."""
        if len(self.sheets) == 1 or index >= len(self.sheets):
            return self
        sheets = self.sheets[:index] + self.sheets[index + 1 :]
        return replace(self, sheets=sheets, current=min(self.current, len(sheets) - 1))

    def _with_first_persons(self) -> Typed:
        first, here = self.sheets[0], self.sheets[self.current]
        missing = {
            f: list(first[f]) for f in CARRIED_OVER if filled(first, f) and not filled(here, f)
        }
        return self.with_sheet(self.current, missing)


@dataclass(frozen=True, slots=True, repr=False)
class Sheets:
    """The sheets as forms: open for typing, or judged."""

    typed: Typed
    profile: Profile
    today: date

    def open(self, index: int) -> PersonForm:
        """A sheet as it was typed; nothing in it is judged."""
        sheet = self.typed.sheets[index]
        initial = {f: v if f == "needs" else "".join(v[:1]) for f, v in sheet.items()}
        return PersonForm(
            initial=initial, prefix=f"p{index}", profile=self.profile, today=self.today
        )

    def judged(self, index: int) -> PersonForm:
        """A sheet with what is missing or wrong in it."""
        values = {f"p{index}-{field}": list(v) for field, v in self.typed.sheets[index].items()}
        return PersonForm(
            MultiValueDict(values), prefix=f"p{index}", profile=self.profile, today=self.today
        )

    def all_judged(self) -> list[PersonForm]:
        """Every sheet with what is missing or wrong in it."""
        return [self.judged(index) for index in range(len(self.typed.sheets))]

    def interview(self) -> Interview:
        """The interview, once every sheet is in order."""
        return self.interview_of(self.all_judged())

    def interview_of(self, forms: Sequence[PersonForm]) -> Interview:
        """The interview of sheets that were judged, once every one is in order."""
        assert all(form.is_valid() for form in forms)
        people = tuple(form.person(is_first=not index) for index, form in enumerate(forms))
        return Interview(self.typed.request_id, self._kind(), people)

    def _kind(self) -> RegistrationGroup.Kind:
        if len(self.typed.sheets) == 1:
            return RegistrationGroup.Kind.ALONE
        return RegistrationGroup.Kind(self.typed.kind)


def nothing_typed(party_size: int, *, new_id: Callable[[], UUID] = uuid4) -> Typed:
    """Empty sheets for everyone on a ticket, the first one open."""
    return Typed(new_id(), "family", 0, tuple({} for _ in range(party_size)))


def filled(sheet: Sheet, field: str) -> str:
    """What stands in a field; empty when nothing does."""
    return next((value.strip() for value in sheet.get(field, ()) if value.strip()), "")


def shown_name(sheet: Sheet) -> str:
    """The name on a sheet, on one line, surname first."""
    native = " ".join(filter(None, (filled(sheet, "family"), filled(sheet, "given"))))
    latin = " ".join(filter(None, (filled(sheet, "family_latin"), filled(sheet, "given_latin"))))
    return native or latin


def _sheet_from(posted: QueryDict, index: int) -> Sheet:
    typed = {field: posted.getlist(f"p{index}-{field}") for field in FIELDS}
    return {field: values for field, values in typed.items() if any(values)}
