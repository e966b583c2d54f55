"""Document numbers longer than nine characters, which go on in the optional data of TD1 and TD2.

ICAO Doc 9303 parts 5 and 6: the first nine characters stand in their place, a filler takes the
place of the check digit, and the optional data begins with the rest, the check digit, a filler.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from panah.engines.documents.check_digits import FILLER
from panah.engines.documents.layouts import DigitRule, Layout, Span

NINE = 9
_FIELD = "document_number"


def number_rule(layout: Layout, lines: Sequence[str]) -> DigitRule:
    """The check digit of the document number, wherever this zone has it."""
    rule = layout.rule(_FIELD)
    rest = _rest(layout, lines, rule)
    if len(rest) < 2:
        return rule
    place = layout.fields[layout.overflow].span
    digit_at = place.first + len(rest) - 1
    tail = Span(place.line, place.first, digit_at - 1)
    digit = Span(place.line, digit_at, digit_at)
    return replace(rule, over=(*rule.over, tail), at=digit)


def optional_after(layout: Layout, rule: DigitRule) -> Span:
    """What remains of the optional data behind a document number."""
    place = layout.fields[layout.overflow].span
    return Span(place.line, rule.at.last + 1, place.last) if is_long(rule) else place


def is_long(rule: DigitRule) -> bool:
    """Whether the number goes on in the optional data."""
    return rule.field == _FIELD and len(rule.over) > 1


def _rest(layout: Layout, lines: Sequence[str], rule: DigitRule) -> str:
    first_nine = "".join(span.of(lines) for span in rule.over)
    if not layout.overflow or rule.at.of(lines) != FILLER or FILLER in first_nine:
        return ""
    return layout.fields[layout.overflow].span.of(lines).partition(FILLER)[0]
