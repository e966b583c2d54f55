"""Somebody whose every fact can be told from a page's own words, and what an answer shows of them.

Words of the lists from which a clerk chooses stand on many pages: such a word counts outside of
those lists, or where it is chosen. What stands only in how a page behaves is not seen: a paper in
somebody's language, the days by which they have to go somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import override

from panah.desk.forms import DOCUMENTS, NEEDS, RELATIONS, SEXES
from panah.engines.identity import (
    Document,
    DocumentKind,
    Identity,
    Need,
    PartialDate,
    Relation,
    Sex,
    WrittenName,
)
from panah.web.access import Fact
from tests.rooms.certificates.pages import pages_of

# Invented. Of everything that is chosen from a list, what no other person of these tests has.
SOMEBODY = Identity(
    WrittenName(family="Жұлдызгүлхан", given="Сағынғали"),
    sex=Sex.OTHER,
    birth_date=PartialDate.parse("1961-11-07"),
    nationality="URY",
    origin_region="RU-CHU",
    document=Document(DocumentKind.IDENTITY_CARD, "759998877", "URY"),
    iin="611107400123",
    phone="+77015554433",
    language="en",
    arrived_on=date(2022, 8, 17),
    relation=Relation.SIBLING,
    needs=frozenset({Need.TRAFFICKING}),
)
NEEDLES = {
    Fact.NAME: ("Жұлдызгүлхан", "Сағынғали"),
    Fact.BIRTH_DATE: ("07.11.1961", "1961-11-07"),
    Fact.NATIONALITY: (">Уругвай<", ">Uruguay<", 'value="Уругвай"', 'value="URY"'),
    Fact.ORIGIN: (">Чукот", 'value="Чукот', ">RU-CHU<"),
    Fact.DOCUMENT_NUMBER: ("759998877",),
    Fact.IIN: ("611107400123",),
    Fact.PHONE: ("77015554433", "701 555 44 33"),
    Fact.ARRIVAL: ("17.08", "17.8.", "2022-08-17", "17 тамыз", "17 августа", "17 August"),
}
CHOSEN: dict[Fact, tuple[str, str | Promise]] = {
    Fact.SEX: (Sex.OTHER, dict(SEXES)[Sex.OTHER]),
    Fact.DOCUMENT_KIND: (DocumentKind.IDENTITY_CARD, DOCUMENTS[DocumentKind.IDENTITY_CARD]),
    Fact.LANGUAGE: ("en", dict(settings.LANGUAGES)["en"]),
    Fact.RELATION: (Relation.SIBLING, dict(RELATIONS)[Relation.SIBLING]),
    Fact.NEEDS: (Need.TRAFFICKING, NEEDS[Need.TRAFFICKING]),
}
"""What is chosen from a list, by its code and its word there."""
COMMON = {Fact.SEX, Fact.LANGUAGE}
MARKED = re.compile(r"</?mark>")
OFFERED = re.compile(r"<(option|label|nav)\b.*?</\1>", re.S)
OF_THE_PAGE = re.compile(r'\blang="\w+"|<input[^>]* name="languages"[^>]*>')
"""In which language something is written, and those in which a centre prints papers."""


def facts_in(answer: HttpResponse) -> set[Fact]:
    """The facts about somebody that stand in an answer."""
    text = MARKED.sub("", "".join(_text_of(answer)))
    said = OFFERED.sub(_what_is_chosen, OF_THE_PAGE.sub("", text))
    told = {fact for fact, needles in NEEDLES.items() if any(one in text for one in needles)}
    return told | {fact for fact, needles in _chosen().items() if needles.search(said)}


def _text_of(answer: HttpResponse) -> Iterator[str]:
    if answer.headers.get("Content-Type") == "application/pdf":
        yield from (f">{page.text}<" for page in pages_of(answer.content))
    else:
        yield answer.content.decode(errors="replace")


def _what_is_chosen(offered: re.Match[str]) -> str:
    is_chosen = re.search(r"<(?:option|input)\b[^>]* (?:selected|checked)\b", offered[0])
    return offered[0] if is_chosen else ""


@cache
def _chosen() -> dict[Fact, re.Pattern[str]]:
    return {fact: _said(fact, code, word) for fact, (code, word) in CHOSEN.items()}


def _said(fact: Fact, code: str, word: str | Promise) -> re.Pattern[str]:
    words = {code}
    for language, _name in settings.LANGUAGES:
        with override(language):
            words.add(str(word))
    either = "|".join(map(re.escape, sorted(words)))
    # What is a word of every sentence counts as all that an element, an attribute or a list holds.
    alone = rf"""[>"·,]\s*(?:{either})\s*[<"·,]"""
    return re.compile(alone if fact in COMMON else either)
