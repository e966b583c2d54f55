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
    "soft": (
        r"(?<=t)j(?=an[ae]|om)|(?<=f)j(?=o)|j(?=ev)|^j(?=u(?:r[iy]|li)|e(?:lena|vg|lis|go)|aroslav)",
        "i",
    ),
    "ks": (r"(?<=e)x(?=[aeiy])|(?<=ma)x(?=i)|(?<=o)x(?=ana)|^x(?=en)", "ks"),
    "che": (r"(?<=i)c$", "q"),
    "tse": (r"c(?=c?[eiy])", "c"),
    "silent": (r"(?<=ulla)h$|(?<=zade)h$", ""),
    "hard": (r"g(?:u(?=[ei])|h)", "g"),
}
_HOOKED = re.compile("[čšžŭćńśźĺ]")
_AZERBAIJANI = str.maketrans("qcj", "gjj")
_UNHOOKED = re.compile(r"[aeo]vic\b")  # -ovič that has lost its hook
_SOFT_J = re.compile(r"[čšžŭćłńśźĺ]|[aeiouyìí]j(?![aeiouyäöü])|[lt]j\b|ij[aeu]")
_LATIN = re.compile(
    "|".join(
        [f"(?P<{name}>{pattern})" for name, (pattern, _) in _CONTEXTS.items()]
        + sorted(_DIGRAPHS, key=len, reverse=True)
        + ["[wqcxy]"]
    )
)
_SHORT_U = re.compile(r"(?<![аеёиоуыэюяіїє])ў")
# Glides that tables write or leave out, Ў and У after a vowel, ДЖ, and letters written twice.
_SETTLING = {
    "glide": (r"i+[eo]", "e"),
    "short_u": (r"(?<=[ae])u(?![aeiou])|(?<=o)u(?=$|sk|c)", "v"),
    "long_u": (r"ou(?!$|sk|c)", "u"),
    "soft_g": (r"dj", "j"),
    "shch": (r"[xs]q", "w"),
}
_SETTLE = re.compile("|".join(f"(?P<{name}>{text})" for name, (text, _) in _SETTLING.items()))
_RUN = re.compile(r"(?!kkizi$)(.)\1+")
_IS_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_IS_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_CONSONANTS = str.maketrans("gjwxc", "hzsst", "aeiouy")


def soften(text: str) -> str:
    """The text with j as y, c as ch or ch as kh, where its other letters show what they mean.

    Serbian, Polish and scholarly tables write j for Й; English and Kazakh ones for Ж.
    Azerbaijani writes q for G and c for J.
    """
    if "ə" in text:  # Azerbaijani
        text = text.translate(_AZERBAIJANI)
    if "j" in text and _SOFT_J.search(text):
        text = text.replace("j", "y")
    if "c" in text:
        text = text.replace("cʹ", "ts")
        if _HOOKED.search(text):
            text = text.replace("ch", "kh")
        elif "ch" not in text and _UNHOOKED.search(text):
            text = text.replace("c", "ch")
    return text


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
    return _RUN.sub(r"\1", _SETTLE.sub(_settle, plain))


def skeleton(folded: str) -> str:
    """The consonants of a fold, with those that tables confuse made one."""
    bare = folded.translate(_CONSONANTS)
    return bare.replace("dz", "d").replace("nh", "n") or folded[:1]


def _from_cyrillic(word: str) -> str:
    if "ў" in word:
        word = _SHORT_U.sub("о", word)
    return word.translate(_FROM_CYRILLIC)


def _from_latin(word: str) -> str:
    word = word.translate(_FROM_MARKED)
    if not word.isascii():
        spread = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in spread if not unicodedata.combining(c))
    return _LATIN.sub(_read, word)


def _read(found: re.Match[str]) -> str:
    context = found.lastgroup
    return _CONTEXTS[context][1] if context else _READING[found.group()]


def _settle(found: re.Match[str]) -> str:
    return _SETTLING[found.lastgroup or ""][1]


def _in_one_script(word: str) -> str:
    cyrillic, latin = _IS_CYRILLIC.findall(word), _IS_LATIN.findall(word)
    if not cyrillic or not latin:
        return word
    own_cyrillic = sum(letter not in _CYRILLIC_TWINS for letter in cyrillic)
    own_latin = sum(letter not in _LATIN_TWINS for letter in latin)
    if (own_cyrillic, len(cyrillic)) >= (own_latin, len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN)
