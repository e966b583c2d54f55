"""The distinct texts of the name columns: canonicalised once each, kept as numbers.

A part of a name is a row in arrays: hashes of its fold, stem and kin (equal numbers stand for
equal texts), what it may weigh at most, and the starts that blocking uses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from panah.engines.identity import Identity, WrittenName
from panah.engines.linkage.workers import Workers
from panah.engines.matching import Prepared, prepare
from panah.engines.matching.parts import Form, Part, forms_of
from panah.engines.names import Role, canonical

Reference = tuple[str, str, int]
"""A part of a name: the kind of the text, the text, and which of its parts."""

_COARSE = str.maketrans("hzqdbf", "ksstpv")
_CHUNK = 4000

PART = np.dtype(
    [
        ("fold", np.uint64),
        ("stem", np.uint64),
        ("kin", np.uint64),
        ("three", np.uint64),
        ("six", np.uint64),
        ("coarse", np.uint64),
        ("name", np.uint64),
        ("letters", np.uint32),
        ("length", np.uint8),
        ("is_plain", np.bool_),
        ("start", np.uint8),
        ("two", np.uint16),
        ("role", np.uint8),
        ("is_initial", np.bool_),
        ("bits", np.uint8, (4,)),
    ]
)
"""One part of a name: 64-bit hashes of its texts; `three` and `six` are its coarse starts."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The parts of every text of a column: those of text t are `parts[begins[t]:begins[t + 1]]`."""

    kind: str
    texts: list[str]
    parts: NDArray[np.void]
    stems: list[str]
    begins: NDArray[np.int64]


def vocabulary(kind: str, texts: list[str], workers: Workers) -> Vocabulary:
    """Canonicalise every text of a column.

    Args:
        kind: a field of `WrittenName`, or `given_before_patronymic`: with a patronymic in a
            column of its own, no given name is taken for one.
    """
    chunks = [(kind, texts[at : at + _CHUNK]) for at in range(0, len(texts), _CHUNK)]
    counts: list[NDArray[np.int64]] = [np.zeros(1, dtype=np.int64)]
    parts: list[NDArray[np.void]] = [np.zeros(0, dtype=PART)]
    stems: list[str] = []
    for lengths, found, written in workers.map(_parts_of_chunk, chunks):
        counts.append(lengths)
        parts.append(found)
        stems += written
    return Vocabulary(kind, texts, np.concatenate(parts), stems, np.cumsum(np.concatenate(counts)))


def _parts_of_chunk(
    chunk: tuple[str, list[str]],
) -> tuple[NDArray[np.int64], NDArray[np.void], list[str]]:
    kind, texts = chunk
    found = [parts_of(kind, text) for text in texts]
    lengths = np.array([len(parts) for parts in found], dtype=np.int64)
    rows = [_numbers(part) for parts in found for part in parts]
    stems = [part.stem for parts in found for part in parts]
    return lengths, np.array(rows, dtype=PART), stems


@lru_cache(maxsize=300_000)
def parts_of(kind: str, text: str) -> Form:
    """The parts of one text of a name column."""
    if not text:
        return ()
    if kind == "given_before_patronymic":
        form = _first_form(WrittenName(given=text, patronymic="х"))
        return form[:-1]
    return _first_form(WrittenName(**{kind: text}))


def _first_form(name: WrittenName) -> Form:
    forms = forms_of(canonical(name))
    return forms[0] if forms else ()


def forms_of_texts(texts: tuple[str, ...]) -> tuple[Form, ...]:
    """The forms of a name, put together from the parts of its columns in the order of `NAMES`."""
    family, given, patronymic, family_latin, given_latin, full = texts
    kind = "given_before_patronymic" if patronymic else "given"
    native = parts_of("family", family) + parts_of(kind, given) + parts_of("patronymic", patronymic)
    latin = parts_of("family_latin", family_latin) + parts_of("given_latin", given_latin)
    if native and latin and len(native) > len(latin):
        latin += tuple(part for part in native if part.role is Role.PATRONYMIC)
    forms = tuple(form for form in (native, latin, parts_of("full", full)) if form)
    return tuple(dict.fromkeys(forms)) if len(forms) > 1 else forms


_NOBODY = prepare(Identity(WrittenName()))


def name_alone(texts: tuple[str, ...]) -> Prepared:
    """A person of whom only the name is known, ready to compare."""
    return replace(_NOBODY, forms=forms_of_texts(texts))


def _numbers(part: Part) -> tuple[object, ...]:
    coarse = part.kin.translate(_COARSE)
    return (
        hashed(part.fold),
        hashed(part.stem),
        hashed(part.kin),
        hashed(coarse[:3]),
        hashed(coarse[:6]),
        hashed(coarse),
        hashed(part.name) if part.name else 0,
        _letters(part.stem),
        min(len(part.stem), 255),
        not (part.is_initial or part.full_names),
        ord(part.kin[0]) & 0xFF if part.kin else 0,
        hashed(part.kin[:2]) & 0xFFFF,
        int(part.role),
        part.is_initial,
        tuple(part.bits),
    )


def _letters(stem: str) -> int:
    """Which letters stand in it, a bit for each; letters of other scripts share a few."""
    found = 0
    for letter in stem:
        found |= 1 << (ord(letter) & 31)
    return found


@lru_cache(maxsize=300_000)
def hashed(text: str) -> int:
    """A number for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little") or 1
