"""Lists as people send them: what is read, what is refused, and what is said about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from panah.cli.lists.files import UnusableList, open_list
from panah.cli.lists.rows import COLUMNS, ReadRow, read_row
from panah.engines.identity import DocumentKind, Need, PartialDate, Relation, Sex

TODAY = date(2022, 10, 5)
ROWS = [["client_id", "family_name"], ["1", "Сейтқали"], ["2", "O‘rinov"]]


@pytest.fixture(autouse=True, scope="module")
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def a_row(**values: str) -> ReadRow:
    return read_row({"client_id": "1", "family_name": "Кравцова", **values}, today=TODAY)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_table_is_read_alike(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in ROWS).encode(encoding))

    listed = open_list(path)

    assert listed.columns == ("client_id", "family_name")
    assert [row["family_name"] for row in listed.rows()] == ["Сейтқали", "O‘rinov"]


def test_json_lines_are_read_as_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    first = {"client_id": 7, "family_name": "Ким", "withhold": True, "specific_needs": ["other"]}
    path.write_text(json.dumps(first, ensure_ascii=False) + "\n\n", encoding="utf-8")

    assert list(open_list(path).rows()) == [
        {"client_id": "7", "family_name": "Ким", "withhold": "yes", "specific_needs": "other"}
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        ("client_id,family_name\n1,Щ".encode("cp1251"), "UTF-8"),
        (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe\xfd", "UTF-8"),
        (b'client_id,family_name\n1,"unclosed', "Row 2"),
        (b"client_id,client_id\n1,2", "twice"),
        (b'{"client_id": 1}\n[1]\n', "Row 2"),
        (b'{"client_id": 1}\n{broken\n', "Row 2"),
    ],
)
def test_what_is_no_list_is_refused_with_the_place(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "list"
    path.write_bytes(content)

    with pytest.raises(UnusableList, match=says):
        open_list(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableList, match="cannot be read"):
        open_list(tmp_path / "nothing")


def test_a_row_of_empty_fields_is_a_row(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("client_id,family_name\n,\n\n1,Ли\n")

    assert open_list(path).row_count == 2


def test_a_full_row_is_understood() -> None:
    row = a_row(
        given_names="Мария",
        sex="f",
        birth_date="1996-03",
        nationality="rus",
        origin_region="RU-SAM",
        document_kind="passport",
        document_number="751204567",
        phone="+7 701 123 45 67",
        language="rus",
        arrived_on="2022-10-04",
        specific_needs="pregnant_or_nursing; single_parent",
        withhold="Yes",
    )

    assert row.faults == ()
    assert row.message == ""
    assert row.is_withheld
    identity = row.identity
    assert identity is not None
    assert (identity.sex, identity.birth_date) == (Sex.FEMALE, PartialDate(1996, 3))
    assert (identity.nationality, identity.language) == ("RUS", "ru")
    assert identity.phone == "+77011234567"
    assert identity.document.kind is DocumentKind.PASSPORT
    assert identity.needs == {Need.PREGNANT_OR_NURSING, Need.SINGLE_PARENT}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("birth_date", "1996-02-30"),
        ("birth_date", "1899-12-31"),
        ("birth_date", "2022-10-06"),
        ("birth_date", "14.03.1996"),
        ("arrived_on", "2022-10-06"),
        ("arrived_on", "2022-10"),
        ("nationality", "XYZ"),
        ("sex", "W"),
        ("document_kind", "driving_licence"),
        ("withhold", "perhaps"),
    ],
)
def test_what_must_not_be_guessed_refuses_the_row_and_names_the_column(
    column: str, value: str
) -> None:
    row = a_row(**{column: value})

    assert row.identity is None
    assert row.message.startswith(column)
    assert value not in row.message


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("origin_region", "RU-XXX"),
        ("iin", "123456789012"),
        ("phone", "soon"),
        ("language", "klingon"),
        ("relation", "boss"),
        ("specific_needs", "wings"),
    ],
)
def test_what_can_wait_is_left_empty_with_a_remark(column: str, value: str) -> None:
    row = a_row(**{column: value})

    assert row.identity is not None
    assert row.message.startswith(column)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("relation", "Wife", Relation.PARTNER),
        ("relation", "other relative", Relation.OTHER_RELATIVE),
        ("specific_needs", "LGBTIQ+ at risk", Need.LGBTIQ_AT_RISK),
        ("specific_needs", "torture or violence", Need.VIOLENCE),
    ],
)
def test_usual_words_of_senders_are_understood(column: str, value: str, expected: str) -> None:
    row = a_row(**{column: value})

    assert row.message == ""
    assert row.identity is not None
    assert expected in {row.identity.relation, *row.identity.needs}


def test_a_row_without_any_name_is_refused() -> None:
    assert "name" in read_row({"client_id": "1", "sex": "F"}, today=TODAY).message


ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<|L898902C36UTO7408122F1204159ZE184226B<<<<<10"


def test_a_zone_fills_what_is_empty() -> None:
    row = read_row({"client_id": "1", "mrz": ZONE}, today=TODAY)

    assert row.identity is not None
    assert row.identity.name.family_latin == "ERIKSSON"
    assert row.identity.birth_date == PartialDate(1974, 8, 12)
    assert row.identity.document.number == "L898902C3"


def test_a_column_wins_over_the_zone_and_is_named() -> None:
    row = a_row(mrz=ZONE, birth_date="1974-08-13")

    assert row.identity is not None
    assert row.identity.birth_date == PartialDate(1974, 8, 13)
    assert "birth_date" in row.message


def test_a_wrong_check_digit_fills_nothing() -> None:
    row = a_row(mrz=ZONE.replace("7408122F", "7408123F"))

    assert row.identity is not None
    assert row.identity.birth_date is None
    assert "birth_date" in row.message


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=80)))
def test_arbitrary_rows_never_crash_and_never_echo_a_name(values: dict[str, str]) -> None:
    row = read_row(values, today=TODAY)
    name = values.get("family_name", "")

    assert (row.identity is None) == bool(row.faults)
    assert len(name) < 12 or name not in row.message
