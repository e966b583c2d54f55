"""What is typed or scanned to find a registration: a number, or the code of a paper.

A scanner types as a keyboard does. Where the keyboard's layout is Russian, the code's letters come
as the Cyrillic ones that lie on the same keys; whoever reads a number aloud or copies it may take
letters that look alike. All of this is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from panah.certificates.queries import CODE_PREFIX
from panah.engines.identity import IndividualNumber, parse_number

_PAPER = re.compile(r"[0-9a-f]{16}")
_BY_PLACE = str.maketrans(
    "ЙЦУКЕНГШЩЗФЫВАПРОЛДЖЯЧСМИТЬю;.",
    "QWERTYUIOPASDFGHJKL:ZXCVBNM.$/",
)
_BY_SHAPE = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")


class NotANumber(ValueError):
    """The text is neither a number with its check character nor a paper's code."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for: a number of a person or a group, a paper's id, or its code."""

    number: IndividualNumber | None = None
    paper: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A group, and the person in it who was meant; empty when the group itself was."""

    group: str
    person: str = ""


def read(text: str) -> Sought:
    """What a text asks for.

    Raises:
        NotANumber: for nothing that could be on a paper.
    """
    plain = text.strip()
    for written in (plain, plain.translate(_BY_PLACE)):
        if written.startswith(CODE_PREFIX):
            return Sought(code=written)
    if _PAPER.fullmatch(plain.lower()):
        return Sought(paper=plain.lower())
    for written in _readings(plain.upper()):
        try:
            return Sought(number=parse_number(written))
        except ValueError:
            continue
    raise NotANumber("neither a number nor a code")


def _readings(text: str) -> Iterator[str]:
    yield text
    if not text.isascii():
        yield text.translate(_BY_PLACE)
        yield text.translate(_BY_SHAPE)
