"""From the letters of any script to one fold, and from the fold to its consonants."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from panah.engines.names.scripts import Script, script_of, settled
from panah.engines.names.tables import table

_LETTERS = table("letters")
_FROM_CYRILLIC = str.maketrans(_LETTERS["cyrillic"])
_FROM_MARKED = str.maketrans(_LETTERS["latin"])
_DIGRAPHS: dict[str, str] = _LETTERS["digraphs"]
_READING = _DIGRAPHS | {"w": "v", "q": "k", "c": "k", "x": "h", "y": "i"}

Rules = dict[str, tuple[str, str]]
"""By name: where it applies, and what is read there."""

# What a Latin letter stands for can depend on its neighbours; tried before the digraphs.
_CONTEXTS: Rules = {
    "soft": (
        r"(?<=t)j(?=an[ae]|om)|(?<=[flpsvb])j(?=[aeou])(?!an\b|on|am)|j(?=e[vw])"
        r"|\bj(?=an(?:\b|a\b|is|ka\b|in)|aan|erz|ozef|uoz|ohan|onas|o[hs][aei]"
        r"|u(?:r[iy]|ras\b|li|st)|e(?:lena|vg|lis|go|rom)"
        r"|a(?:ros|u[hgk]|hor|kov|kub|wor|zep))",
        "i",
    ),
    "ks": (r"(?<=e)x(?=[aeiy])|(?<=ma)x(?=i|\b)|(?<=li)x\b|(?<=o)x(?=ana)|\bx(?=en)", "ks"),
    "che": (r"(?<=i)c\b|c(?=enk[oa]|uk\b|[iy]k\b|anka)", "q"),
    "tse": (r"c(?=c?[eiy])|c(?=k(?:[iy]+|[iy]*[ay]+)\b)|(?<=[nrtslvaeiou])c(?=ov)", "c"),
    "zhe": (r"\bzj|zj(?!on|an)", "j"),
    "sha": (r"sj(?![aeiouy])", "x"),
    "silent": (r"(?<=ulla)h\b|(?<=zade)h\b", ""),
    "hard": (r"g(?:u(?=[ei])|h)", "g"),
}
# Glides that tables write or leave out, Ў and У after a vowel, ДЖ, ШЧ.
_SETTLING: Rules = {
    "glide": (r"i+[eo]", "e"),
    "short_u": (r"(?<=[ae])u(?![aeiou])|(?<=o)u(?=\b|sk|c)", "v"),
    "long_u": (r"ou(?!\b|sk|c)", "u"),
    "soft_g": (r"dj", "j"),
    "tsk": (r"ts", "c"),
    "shch": (r"[xs]q", "w"),
}


def _named(rules: Rules) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in rules.items())


_LONGEST_FIRST = "|".join(sorted(_DIGRAPHS, key=len, reverse=True))
_LATIN = re.compile(f"(?=[cdghjkopqstwxyz])(?:{_named(_CONTEXTS)}|{_LONGEST_FIRST}|[wqcxy])")
_SETTLE = re.compile(f"(?=[diostux])(?:{_named(_SETTLING)})")
_TWICE = re.compile(r"(?!kkizi\b)(.)\1+")  # Ермекқызы: one К is the father's
_SHORT_U = re.compile(r"(?<![аеёиоуыэюяіїє])ў")
_WORD = re.compile(r"[^\W\d_]+")
_CONSONANTS = str.maketrans("gjwxc", "hzsst", "aeiouy")


def folds(text: str) -> list[str]:
    """The words of a text, each in the letters common to all scripts, a-z.

    Words in scripts other than Cyrillic and Latin are their own fold.
    """
    text, script = settled(text)
    if script is Script.BOTH:
        return [folded for word in text.split() for folded in _read_in(word, script_of(word))]
    return _read_in(text, script)


def spelt(word: str) -> list[tuple[str, str]]:
    """A word's letters, several where they stand for one sound, each with its fold.

    What `folds` settles between neighbours is left as it stands.
    """
    text, script = settled(word)
    if script is Script.CYRILLIC:
        return [(letter, letter.translate(_FROM_CYRILLIC)) for letter in text]
    plain = _plain(text)
    found, end = [], 0
    for reading in _LATIN.finditer(plain):
        found += [(letter, letter) for letter in plain[end : reading.start()]]
        found.append((reading.group(), _read(reading)))
        end = reading.end()
    return found + [(letter, letter) for letter in plain[end:]]


def skeleton(folded: str) -> str:
    """The consonants of a fold, with those that tables confuse made one."""
    bare = folded.translate(_CONSONANTS)
    return bare.replace("dz", "d").replace("nh", "n") or folded[:1]


def skeletons(folded: Sequence[str]) -> list[str]:
    """The consonants of many folds, read as one text."""
    bare = "\n".join(folded).translate(_CONSONANTS).replace("dz", "d").replace("nh", "n")
    found = bare.split("\n") if folded else []
    return [consonants or fold[:1] for consonants, fold in zip(found, folded, strict=True)]


def _read_in(text: str, script: Script) -> list[str]:
    return words(read_in(text, script))


def words(text: str) -> list[str]:
    """The runs of letters in a text."""
    return _WORD.findall(text)


def read_in(text: str, script: Script) -> str:
    """A settled text in the letters common to all scripts; no line depends on the next."""
    plain = _from_latin(text) if script is Script.LATIN else _from_cyrillic(text)
    return _TWICE.sub(_once, _SETTLE.sub(_settle, plain))


def _from_cyrillic(text: str) -> str:
    if "ў" in text:
        text = _SHORT_U.sub("о", text)
    if "ьо" in text:  # Аксьонов is Аксёнов in Ukrainian
        text = text.replace("ьо", "ё")
    return text.translate(_FROM_CYRILLIC)


def _from_latin(text: str) -> str:
    return _LATIN.sub(_read, _plain(text))


def _plain(text: str) -> str:
    """Latin letters without marks, in digraphs where a mark stands for one."""
    if not text.isascii():
        text = text.translate(_FROM_MARKED)
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in spread if not unicodedata.combining(letter))
    return text


def _read(found: re.Match[str]) -> str:
    context = found.lastgroup
    return _CONTEXTS[context][1] if context else _READING[found.group()]


def _settle(found: re.Match[str]) -> str:
    return _SETTLING[found.lastgroup or ""][1]


def _once(found: re.Match[str]) -> str:
    return found.group(1)
