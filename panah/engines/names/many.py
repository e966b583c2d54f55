"""The folds of many texts at once: the same as one by one, in a fraction of the time.

Most names are plain: letters of one alphabet that mean what most tables mean by them. Those are
read together as the lines of one text; whatever else there is goes the long way by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from panah.engines.names import endings
from panah.engines.names.canonical import LONGEST, MOST_WORDS
from panah.engines.names.letters import folds, read_in, words
from panah.engines.names.scripts import Script, softened

_ODD = re.compile(r"[^a-z -]")
_ODD_IN_LINES = re.compile(r"[^a-z \n-]")
_CYRILLIC = re.compile("[\u0430-\u045f\u0490-\u04ff -]+")
"""Composed letters only, which need no settling."""
_CYRILLIC_LINES = re.compile("[\u0430-\u045f\u0490-\u04ff \n-]+")
_TOGETHER = 250
"""How many are read as one text: most often all of them are in one script."""


def many_folds(texts: Sequence[str]) -> list[list[str]]:
    """What `folds` gives for each text, joined and cut as `canonical` does."""
    return [
        folded
        for at in range(0, len(texts), _TOGETHER)
        for folded in _few(texts[at : at + _TOGETHER])
    ]


def _few(texts: Sequence[str]) -> list[list[str]]:
    lower = _lower(texts)
    together = "\n".join(lower)
    if together.count("\n") < len(lower):
        if _CYRILLIC_LINES.fullmatch(together):
            return _read(together, Script.CYRILLIC)
        if together.isascii() and not _ODD_IN_LINES.search(together):
            return _read("\n".join(map(softened, lower)), Script.LATIN)
    return _in_several_scripts(texts, lower)


def _lower(texts: Sequence[str]) -> list[str]:
    if len(max(texts, key=len)) > LONGEST:
        texts = [text[:LONGEST] for text in texts]
    lower = "\n".join(texts).lower().split("\n")
    return lower if len(lower) == len(texts) else [text.lower() for text in texts]


def _in_several_scripts(texts: Sequence[str], lower: list[str]) -> list[list[str]]:
    found: list[list[str]] = [[]] * len(lower)
    plain: dict[Script, list[int]] = {Script.LATIN: [], Script.CYRILLIC: []}
    for at, text in enumerate(lower):
        if text.isascii() and not _ODD.search(text):
            plain[Script.LATIN].append(at)
            lower[at] = softened(text)
        elif _CYRILLIC.fullmatch(text):
            plain[Script.CYRILLIC].append(at)
        else:
            found[at] = endings.joined(folds(texts[at][:LONGEST])[:MOST_WORDS])
    for script, places in plain.items():
        if places:
            lines = _read("\n".join([lower[at] for at in places]), script)
            for at, folded in zip(places, lines, strict=True):
                found[at] = folded
    return found


def _read(lines: str, script: Script) -> list[list[str]]:
    read = read_in(lines, script).split("\n")
    if "" not in read and "".join(read).isalpha():  # each of them is one word
        return [[word] for word in read]
    return [_words(line) for line in read]


def _words(line: str) -> list[str]:
    if line.isalpha():
        return [line]
    return endings.joined(words(line)[:MOST_WORDS])
