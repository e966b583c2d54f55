"""Every template of every room: in the frame, without styles or scripts of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("panah/*/templates/**/*.html"))
STYLES = (ROOT / "panah/web/static/web/panah.css").read_text(encoding="utf-8")
STYLED = set(re.findall(r"\.([a-z][\w-]*)", STYLES))
# `qr` names the drawing of a code: it is as large as the place it stands in.
UNSTYLED = {"qr"}
CLASSES = re.compile(r'class="([^"]*)"')
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT / "panah"))


def text_of(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_no_style_and_no_script_of_its_own(path: Path) -> None:
    text = TAG.sub(" ", text_of(path))

    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=", text, re.IGNORECASE)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", text_of(path)))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_asks_no_other_host_for_anything(path: Path) -> None:
    asked = re.findall(r"<(?:link|script|img)[^>]+(?:https?:)?//[^>]*>", text_of(path))

    assert asked == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_class_on_a_page_is_in_the_stylesheet(path: Path) -> None:
    # Conditions in between leave their words: {% if x %} bad{% endif %}.
    used = {w for found in CLASSES.findall(TAG.sub(" ", text_of(path))) for w in found.split()}

    assert used - STYLED - UNSTYLED == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_page_stands_in_the_frame_and_a_part_says_that_it_is_one(path: Path) -> None:
    is_part = path.name.startswith("_") or path == ROOT / "panah/web/templates/web/base.html"
    extends = re.match(r"\{% extends ['\"][\w/]+\.html['\"] %\}", text_of(path))

    assert bool(extends) is not is_part


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_page_has_one_heading_at_most(path: Path) -> None:
    # Two ways of one page may each have theirs, on both sides of a condition.
    text = text_of(path)

    assert text.count("<h1") <= 1 + text.count("{% else %}") + text.count("{% elif")
