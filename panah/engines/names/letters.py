"""From the letters of any script to one fold, and from the fold to its consonants."""

from __future__ import annotations

import re
import unicodedata

from panah.engines.names.tables import table

_LETTERS = table("letters")
_FROM_CYRILLIC = str.maketrans(_LETTERS["cyrillic"])
_FROM_MARKED = str.maketrans(_LETTERS["latin"])
_LATIN_TWINS: dict[str, str] = _LETTERS["lookalikes"]
_CYRILLIC_TWINS = {cyrillic: latin for latin, cyrillic in _LATIN_TWINS.items()}
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS)
_TO_LETTERS = str.maketrans(_LETTERS["digits"])

_DIGRAPHS: dict[str, str] = _LETTERS["digraphs"]
_READING = _DIGRAPHS | {"w": "v", "q": "k", "c": "k", "x": "h", "y": "i"}
# What a letter stands for can depend on its neighbours; tried before the digraphs.
_CONTEXTS = {
    "soft": (r"(?<=[aeiouy])j(?![aeiouy])|(?<=[bdfghklmpstvz])j(?=[aeu])|^j(?=[eu])", "i"),
    "ks": (r"(?<=e)x(?=[aeiy])|(?<=ma)x(?=i)|(?<=o)x(?=ana)|^x(?=en)", "ks"),
    "che": (r"(?<=i)c$", "q"),
    "tse": (r"c(?=[eiy])", "c"),
    "hard": (r"g(?:u(?=[ei])|h)", "g"),
}
_LATIN = re.compile(
    "|".join(
        [f"(?P<{name}>{pattern})" for name, (pattern, _) in _CONTEXTS.items()]
        + sorted(_DIGRAPHS, key=len, reverse=True)
        + ["[wqcxy]"]
    )
)
_WITH_HOOKS = re.compile("[šžčćŭŝěłńśź]")  # tables with these letters write Й as j
_SHORT_U = re.compile(r"(?<![аеёиоуыэюяіїє])ў")
_GLIDE = re.compile(r"i+([eo])")
_RUN = re.compile(r"(.)\1+")
_IS_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_IS_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_CONSONANTS = str.maketrans("gjw", "hzx", "aeiouy")


def fold(word: str) -> str:
    """The word in the letters common to all scripts; empty where nothing can be read.

    Args:
        word: lower case, composed (NFKC), letters and digits only. Words in scripts other than
            Cyrillic and Latin are their own fold.
    """
    if not word.isalpha():
        word = word.translate(_TO_LETTERS)
    if word.isascii():
        plain = _LATIN.sub(_read, word)
    else:
        word = _in_one_script(word)
        plain = _from_cyrillic(word) if _IS_CYRILLIC.search(word) else _from_latin(word)
    return _RUN.sub(r"\1", _GLIDE.sub("e", plain) if "i" in plain else plain)


def skeleton(folded: str) -> str:
    """The consonants of a fold, with those that tables confuse made one."""
    return folded.translate(_CONSONANTS) or folded[:1]


def _from_cyrillic(word: str) -> str:
    if "ў" in word:
        word = _SHORT_U.sub("о", word)
    return word.translate(_FROM_CYRILLIC)


def _from_latin(word: str) -> str:
    if "j" in word and _WITH_HOOKS.search(word):
        word = word.replace("j", "i")
    word = word.translate(_FROM_MARKED)
    if not word.isascii():
        spread = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in spread if not unicodedata.combining(c))
    return _LATIN.sub(_read, word)


def _read(found: re.Match[str]) -> str:
    context = found.lastgroup
    return _CONTEXTS[context][1] if context else _READING[found.group()]


def _in_one_script(word: str) -> str:
    cyrillic, latin = _IS_CYRILLIC.findall(word), _IS_LATIN.findall(word)
    if not cyrillic or not latin:
        return word
    own_cyrillic = sum(letter not in _CYRILLIC_TWINS for letter in cyrillic)
    own_latin = sum(letter not in _LATIN_TWINS for letter in latin)
    if (own_cyrillic, len(cyrillic)) >= (own_latin, len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)
