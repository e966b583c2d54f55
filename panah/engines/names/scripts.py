"""What a text is written in, and what its letters mean there: before they are folded."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

from panah.engines.names.tables import table

_LETTERS = table("letters")
_LATIN_TWINS: dict[str, str] = _LETTERS["lookalikes"]
_CYRILLIC_TWINS = {cyrillic: latin for latin, cyrillic in _LATIN_TWINS.items()}
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS)
_RUSSIAN_CODE = str.maketrans(_LETTERS["russian_code"])
_CODED = re.compile(r"[a-z][2346789]|[2346789][a-z]|[aeiouy]q(?![a-z])")
_DIGITS: dict[str, str] = _LETTERS["digits"]

_MARKS = re.compile(r"['’‘ʻʼʹʺ`´′\u00ad\u200b-\u200d\u0300-\u036f\ufe20-\ufe2f]")
"""Apostrophes, and marks that no letter has taken up."""
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_LATIN = re.compile(r"[a-z\u00df-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"\w+")
_BORROWED = re.compile("[əɵ]")
"""Latin letters that keyboards without Kazakh letters lend to Cyrillic words."""
_DIGIT = re.compile("[0158]")
_DIGIT_IN_A_WORD = re.compile(r"(?<=[^\W\d_])[0158]|[0158](?=[^\W\d_])")

_HOOKED = re.compile("[čšžŭćńśźĺŕ]")
_UNHOOKED = re.compile(r"[aeo]vic\b")  # -ovič that has lost its hook
_SOFT_J = re.compile(
    r"[čšžŭćłńśźĺ]|[aeiouyìí]j(?![aeiouyäöü])|[lt]j\b|ij[aeu]|[lnt]j(?:a\b|u)|kaja\b"
)
_POLISH = re.compile("sz(?!h)|cz.*w|w.*cz|ł.*cz")
_GOST_TS = re.compile(r"cz(?=[kvgno])|(?<!i)cz\b")
_W_WORD = re.compile(r"\w*(?:tsch\w*|[oe]w(?:a|s?k(?:ij?|y|aja|a))?\b)")
"""Words with Ч as Germans write it, or an ending with w for В: German, Polish, Turkmen."""
_CH_FOR_KH = re.compile(r"(?<![ts])ch(?!\b)")
_TS_BEFORE_EV = re.compile("(?<=[lnw])z(?=ew)")
_FROM_GERMAN: dict[str, str] = _LETTERS["german"]
_GERMAN = re.compile("|".join(sorted(_FROM_GERMAN, key=len, reverse=True)))
_AZERBAIJANI = str.maketrans("qcj", "gjj")


class Script(Enum):
    """What the letters of a text are, as far as reading them differs."""

    LATIN = 1
    """Or any other but Cyrillic."""
    CYRILLIC = 2
    BOTH = 3


def settled(text: str) -> tuple[str, Script]:
    """The text in lower case, composed, with letters that mean what most tables mean by them."""
    text = text.lower()
    if text.isascii():
        if "<" in text and _CODED.search(text):
            text = text.translate(_RUSSIAN_CODE)
        text, script = softened(text).replace("'", "").replace("`", ""), Script.LATIN
    else:
        if _BORROWED.search(text) and _CYRILLIC.search(text):
            text = text.replace("ə", "ә").replace("ɵ", "ө")
        text = _MARKS.sub("", softened(unicodedata.normalize("NFKC", text)))
        script = script_of(text)
        if script is Script.BOTH:
            text = _WORD.sub(_in_one_script, text)
            script = script_of(text)
    return _DIGIT_IN_A_WORD.sub(_letter, text) if _DIGIT.search(text) else text, script


def script_of(text: str) -> Script:
    """Which letters a text has."""
    if not _CYRILLIC.search(text):
        return Script.LATIN
    return Script.BOTH if _LATIN.search(text) else Script.CYRILLIC


def softened(text: str) -> str:
    """The text with j as y, ch as kh, c as ts or ch, where its other letters show what they mean.

    Serbian, Polish and scholarly tables write j for Й; English and Kazakh ones for Ж.
    Azerbaijani writes q for G and c for J.
    """
    if "ə" in text:
        text = text.translate(_AZERBAIJANI)
    if "z" in text and _POLISH.search(text):
        text = text.replace("ch", "kh").replace("j", "y")
    elif "cz" in text:  # Ц in the Russian standard, always so where it writes Ь as a grave
        text = text.replace("cz", "ts") if "`" in text else _GOST_TS.sub("ts", text)
    elif "w" in text or "tsch" in text:
        text = _with_w_for_v(text)
    if "j" in text and _SOFT_J.search(text):
        text = text.replace("j", "y")
    if "c" in text:
        text = text.replace("cʹ", "ts")
        if _HOOKED.search(text):
            text = text.replace("ch", "kh").replace("c", "ts")
        elif "ch" not in text and _UNHOOKED.search(text):
            text = text.replace("c", "ch")
    return text


def _with_w_for_v(text: str) -> str:
    """Words as German papers write them, and others that write В as w; in Turkmen ones z is З."""
    return _W_WORD.sub(_read_w_for_v, text)


def _read_w_for_v(word: re.Match[str]) -> str:
    text = word.group()
    if "sch" in text:
        return _GERMAN.sub(lambda found: _FROM_GERMAN[found.group()], text)
    return _CH_FOR_KH.sub("kh", _TS_BEFORE_EV.sub("ts", text))


def _in_one_script(word: re.Match[str]) -> str:
    text = word.group()
    cyrillic, latin = _CYRILLIC.findall(text), _LATIN.findall(text)
    if not cyrillic or not latin:
        return text
    own_cyrillic = sum(letter not in _CYRILLIC_TWINS for letter in cyrillic)
    own_latin = sum(letter not in _LATIN_TWINS for letter in latin)
    if (own_cyrillic, len(cyrillic)) >= (own_latin, len(latin)):
        return text.translate(_TO_CYRILLIC)
    return text.translate(_TO_LATIN)


def _letter(digit: re.Match[str]) -> str:
    return _DIGITS[digit.group()]
