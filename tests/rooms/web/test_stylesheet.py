"""The one stylesheet: small, readable, right-to-left, and far enough apart in its colours."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import panah
import panah.web

CSS = (Path(panah.web.__file__).parent / "static/web/panah.css").read_text(encoding="utf-8")
PAGES = Path(panah.__file__).parent
TOKEN = re.compile(r"--([a-z0-9]+): ([^;]+);")


def tokens(selector: str) -> dict[str, str]:
    block = CSS[CSS.index(selector) :]
    return dict(TOKEN.findall(block[: block.index("}")]))


LIGHT = tokens(":root {")
DARK = LIGHT | tokens(".board, .dark {") | {"paper": LIGHT["night"]}
AAA, AA, PARTS = 7.0, 4.5, 3.0
PAIRS = [
    ("ink", "paper", AAA),
    ("soft", "paper", AAA),
    ("soft", "mist", AA),
    ("soft", "tint", AA),
    ("brand", "paper", AAA),
    ("brand", "tint", AA),
    ("brand", "mist", AA),
    ("on", "brand", AAA),
    ("care", "paper", AAA),
    ("care", "rose", AA),
    ("night", "sun", AAA),
    ("edge", "paper", PARTS),
    ("care", "paper", PARTS),
    ("ink", "mist", AAA),
    ("ink", "tint", AAA),
]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def styled() -> set[str]:
    """Every class that the stylesheet speaks of."""
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", " ", CSS, flags=re.S)
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


def worn() -> set[str]:
    """Every class that a template, a drawing or a script gives to something."""
    given = re.compile(
        r'class="((?:[^"{]|\{[{%].*?[%}]\})*)"'  # an attribute, with what Django puts into it
        r"|block \w+_class %\}(.*?)\{%"  # what a page says about its frame
        r'|className = "(.*?)"'
        r'|style="?(\w+)'  # of a bar
        r'|return "(\w+)" if self\.\w+ >= 0 else "(\w+)"'
    )
    files = [f for kind in ("html", "py", "js") for f in PAGES.rglob(f"*.{kind}")]
    found = [given.findall(path.read_text(encoding="utf-8")) for path in files]
    return set(re.findall(r"[\w-]+", str(found)))


def test_no_rule_is_for_a_class_that_nothing_has() -> None:
    assert styled() - worn() == set()


def test_the_stylesheet_is_under_ten_kilobytes() -> None:
    assert len(CSS.encode()) < 10_000


@pytest.mark.parametrize("ground", ["light", "dark"])
@pytest.mark.parametrize(("text", "on", "needed"), PAIRS)
def test_a_pair_of_colours_is_far_enough_apart(
    text: str, on: str, needed: float, ground: str
) -> None:
    colours = LIGHT if ground == "light" else DARK

    assert contrast(colours[text], colours[on]) >= needed


def test_what_is_now_is_read_on_the_board() -> None:
    assert contrast(LIGHT["sun"], LIGHT["night"]) >= AAA


def test_one_of_the_two_rings_of_the_focus_stands_out_on_any_ground() -> None:
    for colours in (LIGHT, DARK):
        for ground in ("paper", "mist", "tint", "rose"):
            rings = (colours["ink"], colours["sun"])
            assert max(contrast(ring, colours[ground]) for ring in rings) >= PARTS


def test_nothing_names_the_left_or_the_right_side() -> None:
    named = re.findall(r"(?:margin|padding|border)-(?:left|right)|(?<![\w-])(?:left|right) *:", CSS)

    assert named == []
    assert "float" not in CSS
    assert not re.search(r"text-align: (?:left|right)", CSS)


def test_motion_contrast_forced_colours_and_paper_are_thought_of() -> None:
    for wish in (
        "prefers-reduced-motion: no-preference",
        "prefers-contrast: more",
        "forced-colors: active",
        "print",
    ):
        assert f"@media ({wish})" in CSS or f"@media {wish}" in CSS


def test_whatever_moves_moves_only_for_those_who_did_not_ask_for_less() -> None:
    outside = re.sub(r"@media \(prefers-reduced-motion: no-preference\) .*", "", CSS)

    assert "animation" not in outside
    assert "transition" not in outside


def test_the_stylesheet_asks_nobody_else_for_anything() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


PARTS_OF_THE_LOOK = """
board num xl md now pick cols duo figs kv steps tag note errors error field bad tick bench form
thumb gate calls aside next fall chart scroll wide quiet danger card stack sect lead soft end row
top home mark langs foot demo skip page narrow small ok look on n sum w x2 x3 all two line dots
"""


@pytest.mark.parametrize("name", re.findall(r"\S+", PARTS_OF_THE_LOOK))
def test_every_part_of_the_look_is_styled(name: str) -> None:
    assert re.search(rf"\.{name}(?![\w-])", CSS)
