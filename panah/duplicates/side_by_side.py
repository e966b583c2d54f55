"""Two opened identities beside each other, with what differs marked letter by letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from panah.duplicates.places import country_name, region_name
from panah.engines.identity import DocumentKind, Identity, PartialDate, Sex

Segments = tuple[tuple[str, bool], ...]
"""Pieces of a value, each with whether it differs from the other side."""

SHOWN_DIGITS = 2
EQUAL_NAMES = ("surname_equal", "given_equal", "patronymic_equal")


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One field of both records."""

    label: str
    left: Segments
    right: Segments
    verdict: str
    style: str


def side_by_side(
    left: Identity, right: Identity, codes: Iterable[str], *, profile: str = "kz-2022"
) -> list[Row]:
    """Rows for the review's table.

    Args:
        codes: the reason codes of the pair; they say what the keeper found in each field.
        profile: of the centre; it knows what regions are called.
    """
    found = {_field_of(code): code for code in codes}
    return [
        _row(label, left=a, right=b, code=found.get(name, ""))
        for name, label, a, b in _fields(left, right, profile)
        if a or b
    ]


def _fields(left: Identity, right: Identity, profile: str) -> Iterator[tuple[str, str, str, str]]:
    from_left = region_name(left.origin_region, profile=profile)
    from_right = region_name(right.origin_region, profile=profile)
    countries = country_name(left.nationality), country_name(right.nationality)
    yield "surname", _("Surname"), _surname(left), _surname(right)
    yield "given", _("Given name"), _given(left), _given(right)
    yield "patronymic", _("Patronymic"), left.name.patronymic, right.name.patronymic
    yield "birth_date", _("Birth date"), _date(left.birth_date), _date(right.birth_date)
    yield "sex", _("Sex"), _sex(left.sex), _sex(right.sex)
    yield "nationality", _("Nationality"), countries[0], countries[1]
    yield "origin", _("Origin"), from_left, from_right
    yield "document", _("Document"), _document(left), _document(right)
    yield "phone", _("Telephone"), _masked(left.phone), _masked(right.phone)


def _row(label: str, *, left: str, right: str, code: str) -> Row:
    if code in EQUAL_NAMES and left != right:
        code = "spelt_otherwise"  # the same to the comparison, and not to the eye
    marked = _marked(left, right)
    return Row(
        label=label,
        left=marked[0] or ((_("not given"), False),),
        right=marked[1] or ((_("not given"), False),),
        verdict=_verdict(code, left, right),
        style=_style(code, left, right),
    )


def _marked(left: str, right: str) -> tuple[Segments, Segments]:
    if not left or not right:
        return (((left, False),) if left else ()), (((right, False),) if right else ())
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return (
        tuple((left[a:b], kind != "equal") for kind, a, b, _c, _d in steps if a < b),
        tuple((right[c:d], kind != "equal") for kind, _a, _b, c, d in steps if c < d),
    )


def _verdict(code: str, left: str, right: str) -> str:
    if not left or not right:
        return _("Nothing to compare")
    ending = {
        "equal": _("Equal"),
        "spelt_otherwise": _("Same name, two spellings"),
        "day_month_exchanged": _("Day and month exchanged"),
        "one_digit": _("One digit differs"),
        "off_by_one": _("One day apart"),
        "two_kinds": _("Two kinds, cannot be compared"),
        "year_only": _("Only the year is known"),
        "differs": _("Different"),
    }
    known = next((words for key, words in ending.items() if code.endswith(key)), "")
    return known or (_("Equal") if left == right else _("Different"))


def _style(code: str, left: str, right: str) -> str:
    if not left or not right or code.endswith(("two_kinds", "differs")):
        return ""
    return "ok" if code.endswith("_equal") or left == right else "on"


def _field_of(code: str) -> str:
    names = ("surname", "given", "patronymic", "birth_date", "sex", "nationality", "origin")
    return next((n for n in (*names, "document", "phone") if code.startswith(n)), code)


def _surname(identity: Identity) -> str:
    return identity.name.family or identity.name.family_latin or identity.name.full


def _given(identity: Identity) -> str:
    return identity.name.given or identity.name.given_latin


def _date(date: PartialDate | None) -> str:
    """As documents write it: 11.03.1995, 03.1995 or 1995."""
    return ".".join(reversed(str(date).split("-"))) if date else ""


def _sex(sex: Sex) -> str:
    return {Sex.FEMALE: _("Female"), Sex.MALE: _("Male"), Sex.OTHER: "X"}.get(sex, "")


def _document(identity: Identity) -> str:
    words = {
        DocumentKind.PASSPORT: _("Passport"),
        DocumentKind.INTERNAL_PASSPORT: _("Internal passport"),
        DocumentKind.IDENTITY_CARD: _("Identity card"),
        DocumentKind.BIRTH_CERTIFICATE: _("Birth certificate"),
    }
    kind = identity.document.kind
    if kind is DocumentKind.NONE:
        return ""
    return f"{words.get(kind, _('Other document'))} {_masked(identity.document.number)}".strip()


def _masked(text: str) -> str:
    return f"•••{text[-SHOWN_DIGITS:]}" if text else ""
