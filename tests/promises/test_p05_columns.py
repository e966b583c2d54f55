"""P5 and P23: every column is classified, none that is sensitive can be read, some do not exist."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models

from panah.cli.lists.rows import COLUMNS
from panah.desk.forms import PersonForm
from panah.engines.documents import Fields
from panah.engines.identity import Document, DocumentKind, Identity, Need, Relation, WrittenName
from panah.journal.events import LineEvent, RegisterEvent

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "columns.md"
CLASSES = {"public", "internal", "staff", "coarse", "number", "hash", "sealed", "free text"}
UNREADABLE = {"hash", "sealed"}
FREE_TEXT = {("duplicates_candidatepair", "note")}
PASSWORD, REQUEST = ("staff_staffmember", "password"), ("desk_registrationgroup", "request_id")

Column = tuple[str, str]

NEVER = re.compile(
    r"(?:^|_)(?:biometr|finger_?print|face|facial|iris|retina|voice|photo|portrait|dna|height|"
    r"weight$|religio|faith|church|mosque|belief|ethnic|race|tribe|clan|caste|skin|relative|kin$|"
    r"father|mother|spouse|home_|address|employer|military|party$)"
)
HARMLESS = {
    "vault_sealedidentity.fingerprint",  # a keyed hash of the record, nobody's finger
    "Relation.other_relative",  # of the same group, at the same desk
}


def every_field() -> Iterator[tuple[str, models.Field]]:
    """Every column of every table that the product makes, its libraries' included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            yield model._meta.db_table, field


def classified(text: str) -> dict[Column, list[str]]:
    """What the page says of each column: purpose, sensitivity, retention, readers."""
    found: dict[Column, list[str]] = {}
    table = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"## `(\w+)`", line):
            table = heading[1]
        elif row := re.fullmatch(r"\| `(\w+)` \|(.*)\|", line):
            assert (table, row[1]) not in found, f"{table}.{row[1]} stands twice"
            found[table, row[1]] = [cell.strip() for cell in row[2].split("|")]
    return found


def unclassified(fields: Iterable[tuple[str, models.Field]], said: dict[Column, list[str]]) -> set:
    """Columns of which the page does not say everything."""
    columns = {(table, field.column) for table, field in fields}
    whole = {at for at, cells in said.items() if len(cells) == 4 and all(cells)}
    return columns - whole


SAID = classified(PAGE.read_text(encoding="utf-8"))


def test_every_column_is_classified() -> None:
    assert unclassified(every_field(), SAID) == set()


def test_the_page_speaks_of_no_column_that_is_gone() -> None:
    assert SAID.keys() - {(table, field.column) for table, field in every_field()} == set()


def test_every_class_is_one_that_the_page_explains() -> None:
    explained = set(re.findall(r"^\| ([a-z ]+) \|", PAGE.read_text(encoding="utf-8"), re.M))

    assert {cells[1] for cells in SAID.values()} <= CLASSES <= explained


def test_what_is_sealed_or_hashed_is_bytes_and_nothing_else_is() -> None:
    is_bytes = {(t, f.column) for t, f in every_field() if isinstance(f, models.BinaryField)}
    hidden = {at for at, cells in SAID.items() if cells[1] in UNREADABLE}

    assert hidden - is_bytes == {PASSWORD, REQUEST}  # Argon2id in letters; a UUID made of a hash
    assert {at for at in is_bytes - hidden if not at[0].startswith("journal_")} == set()


def test_one_column_holds_free_words_and_the_page_says_so() -> None:
    assert {at for at, cells in SAID.items() if cells[1] == "free text"} == FREE_TEXT


@pytest.mark.parametrize(
    "name", ["family", "birth_date", "document_number", "phone", "iin", "zone"]
)
def test_no_column_is_called_like_a_field_that_is_sealed(name: str) -> None:
    assert [f"{t}.{f.column}" for t, f in every_field() if f.column == name] == []


def test_a_new_column_is_noticed() -> None:
    planted = models.TextField(name="remarks")
    planted.column = "remarks"

    assert unclassified([("desk_individual", planted)], SAID) == {("desk_individual", "remarks")}


def every_word() -> Iterator[str]:
    """The name of everything that can be asked, typed, sent, sealed, stored or told of a person."""
    yield from (f"{table}.{field.column}" for table, field in every_field())
    for form in _forms(forms.BaseForm):
        yield from (f"{form.__name__}.{name}" for name in form.base_fields)
    for kept in (Identity, WrittenName, Document, Fields, LineEvent, RegisterEvent):
        yield from (f"{kept.__name__}.{field.name}" for field in dataclasses.fields(kept))
    yield from (f"list.{name}" for name in COLUMNS)
    for kind in (Need, DocumentKind, Relation):
        yield from (f"{kind.__name__}.{one.value}" for one in kind)


def _forms(kind: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("panah."):
            yield one
        yield from _forms(one)


def never_wanted(words: Iterable[str]) -> set[str]:
    """The words among them that name what is never asked."""
    return {word for word in words if NEVER.search(word.split(".")[1])} - HARMLESS


def test_nothing_asks_for_biometrics_religion_ethnicity_or_relatives_at_home() -> None:
    words = set(every_word())

    assert f"PersonForm.{next(iter(PersonForm.base_fields))}" in words
    assert never_wanted(words) == set()


@pytest.mark.parametrize(
    "word", ["religion", "ethnic_origin", "face_template", "fingerprints", "home_address", "father"]
)
def test_a_field_for_them_is_noticed(word: str) -> None:
    assert never_wanted([f"PersonForm.{word}"]) == {f"PersonForm.{word}"}
