"""The words of docs/reference/words.md are the words of every message in all three languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/reference/words.md").read_text(encoding="utf-8")
LANGUAGES = ("kk", "ru")
EVERY = ("en", "kk", "ru")
WORD = re.compile(r"(?<!_)\b[^\W\d_]+\b(?!_)")  # a column like client_id is a name, not a word


@dataclass(frozen=True)
class Term:
    """A line of the glossary."""

    english: tuple[str, ...]
    stems: dict[str, tuple[str, ...]]

    def is_said_in(self, text: str) -> bool:
        return any(re.search(rf"(?<![\w-]){form}(?![\w-])", text) for form in self.english)

    def is_kept_in(self, text: str, language: str) -> bool:
        return any(word.startswith(self.stems[language]) for word in WORD.findall(text))


@dataclass(frozen=True)
class Said:
    """A message and one of its translations."""

    room: str
    language: str
    english: str
    text: str


def rows_under(heading: str) -> list[list[str]]:
    section = PAGE.split(f"# {heading}\n")[1].split("\n#")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@cache
def glossary() -> list[Term]:
    return [
        Term(tuple(en.split(", ")), {"kk": tuple(kk.split()), "ru": tuple(ru.split())})
        for en, _kk, kk, _ru, ru in rows_under("What pages and papers say")
    ]


@cache
def messages() -> list[Said]:
    found = []
    for path in sorted(ROOT.glob("panah/*/locale/*/LC_MESSAGES/django.po")):
        room, language = path.parts[-5], path.parts[-3]
        for entry in polib.pofile(str(path)):
            english = " ".join(filter(None, (entry.msgid, entry.msgid_plural)))
            for text in entry.msgstr_plural.values() or [entry.msgstr]:
                if text:
                    found.append(Said(room, language, english, text))
    return found


def bare(english: str) -> str:
    """A message without placeholders, tags and the expressions that mean something else."""
    text = re.sub(r"%\(\w+\)s|\{\w*\}|<[^>]+>", " ", english).lower()
    for expression, _meaning in rows_under("The same words in another sense"):
        text = text.replace(expression.lower(), " ")
    return text


def departures(term: Term) -> Iterator[str]:
    for said in messages():
        if term.is_said_in(bare(said.english)) and not term.is_kept_in(
            said.text.lower(), said.language
        ):
            yield f"{said.room}/{said.language}: «{said.english}» → «{said.text}»"


def test_the_glossary_has_a_stem_of_every_word_in_every_language() -> None:
    for row in rows_under("What pages and papers say"):
        assert all(row), row


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.english[0])
def test_a_word_of_the_glossary_is_the_word_of_every_translation(term: Term) -> None:
    assert list(departures(term)) == []


@pytest.mark.parametrize("language", EVERY)
def test_no_message_uses_a_word_we_do_not_write(language: str) -> None:
    column = EVERY.index(language)
    unwanted = [stem for row in rows_under("What we do not write") for stem in row[column].split()]
    said = {
        m.english if language == "en" else m.text
        for m in messages()
        if language in ("en", m.language)
    }
    found = [
        (stem, text)
        for text in said
        for stem in unwanted
        for word in WORD.findall(text.lower())
        if word.startswith(stem)
    ]

    assert found == []


@pytest.mark.parametrize("language", EVERY)
def test_no_message_shouts(language: str) -> None:
    said = {
        m.english if language == "en" else m.text
        for m in messages()
        if language in ("en", m.language)
    }

    assert [text for text in said if "!" in text.replace("!=", "")] == []


def test_one_message_is_translated_in_one_way_in_every_room() -> None:
    ways: dict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for path in sorted(ROOT.glob("panah/*/locale/*/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            text = entry.msgstr or "|".join(entry.msgstr_plural.values())
            if text.strip("|"):
                key = (path.parts[-3], entry.msgctxt or "", entry.msgid)
                ways[key].setdefault(text, path.parts[-5])
    differing = {key: found for key, found in ways.items() if len(found) > 1}

    # Django joins all rooms' catalogues: the room that is listed first would speak for the others.
    assert differing == {}
