"""Which letters of two spellings answer to each other: Щ = SHCH. Letters alone, never a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from panah.engines.identity import Identity, WrittenName
from panah.engines.matching.comparing import compare
from panah.engines.matching.names_compared import matched_parts
from panah.engines.matching.parts import Part
from panah.engines.matching.prepared import prepare
from panah.engines.matching.weighing import Evidence, Reason
from panah.engines.names.letters import folds, spelt

_WORD = re.compile(r"[^\W\d_]+(?:['’ʻʼ`][^\W\d_]+)*")
_MOST = 3
_OF_NAMES = ("_equal", "_spelt_otherwise", "_alike")

Spelt = list[tuple[str, str]]


def explained(a: Identity, b: Identity) -> Evidence:
    """The same as `compare` gives, with the letters that answer to each other in `values`."""
    one, other = prepare(a), prepare(b)
    evidence = compare(one, other)
    written, written_other = _words(a.name), _words(b.name)
    letters: dict[Reason, tuple[str, ...]] = {}
    for reason, part, part_other in matched_parts(one.forms, other.forms):
        if part and part_other and reason.code.endswith(_OF_NAMES) and written and written_other:
            words = _written(part, written), _written(part_other, written_other)
            letters.setdefault(reason, tuple(correspondences(*words))[:_MOST])
    reasons = tuple(replace(each, values=letters.get(each, ())) for each in evidence.reasons)
    return Evidence(evidence.weight_bits, reasons)


def correspondences(one: str, other: str) -> Iterator[str]:
    """Letters of two words that are not simply one for one, each pair once, in order."""
    seen: set[str] = set()
    for a, b in _answering(spelt(one), spelt(other)):
        found = f"{a.upper() or '–'} = {b.upper() or '–'}"
        if found not in seen:
            seen.add(found)
            yield found


def _answering(a: Spelt, b: Spelt) -> Iterator[tuple[str, str]]:
    """Letters whose folds differ, or of which one side needs several."""
    fold_a, fold_b = "".join(fold for _, fold in a), "".join(fold for _, fold in b)
    at_a, at_b = _places(a), _places(b)
    for blocks in Levenshtein.opcodes(fold_a, fold_b):
        if blocks.tag == "equal":
            span = range(blocks.src_end - blocks.src_start)
            pairs = [(at_a[blocks.src_start + i], at_b[blocks.dest_start + i]) for i in span]
            yield from (
                (a[i][0], b[j][0])
                for i, j in dict.fromkeys(pairs)
                if len(a[i][0]) != len(b[j][0]) and a[i][1] == b[j][1]
            )
        else:
            # A letter that one side lacks is told with its neighbour: Е = YE.
            more = blocks.tag != "replace" and blocks.src_end < len(at_a)
            more = more and blocks.dest_end < len(at_b)
            yield (
                _text(a, at_a[blocks.src_start : blocks.src_end + more]),
                _text(b, at_b[blocks.dest_start : blocks.dest_end + more]),
            )


def _text(letters: Spelt, places: list[int]) -> str:
    return "".join(letters[at][0] for at in dict.fromkeys(places))


def _places(letters: Spelt) -> list[int]:
    """For each letter of the whole fold, which written letters it comes from."""
    return [at for at, (_, fold) in enumerate(letters) for _ in fold]


def _words(name: WrittenName) -> dict[str, str]:
    """What is written, by its fold."""
    texts = (name.family, name.given, name.patronymic, name.family_latin, name.given_latin)
    words = [word for text in (*texts, name.full) for word in _WORD.findall(text)]
    return {fold: word for word in words for fold in folds(word)[:1]}


def _written(part: Part, words: dict[str, str]) -> str:
    """The word that a part was read from: of its fold, or of the nearest, if a table decided."""
    fold = max(words, key=lambda each: Levenshtein.normalized_similarity(each, part.fold))
    return words[fold]
