"""`panah mrz`: one JSON object, always, and an exit code that says the same."""

import json

import pytest
import typer
from typer.testing import CliRunner

from panah.cli.mrz import SENTENCES, mrz
from panah.engines.documents import Code, Format, write_zone
from tests.engines.documents.test_russian_passport import passport
from tests.engines.documents.test_specimens import TD1, TD2, TD3

app = typer.Typer()
app.command("mrz", context_settings={"ignore_unknown_options": True})(mrz)


def run(*lines):
    result = CliRunner().invoke(app, [*lines])
    return result.exit_code, json.loads(result.stdout)


@pytest.mark.parametrize(("size", "lines"), [("TD1", TD1), ("TD2", TD2), ("TD3", TD3)])
def test_a_specimen_is_valid(size, lines):
    code, said = run(*lines)

    assert (code, said["format"], said["valid"]) == (0, size, True)
    assert list(said) == ["format", "valid", "fields", "checks", "messages"]
    assert said["fields"]["surname"] == "ERIKSSON"
    assert said["fields"]["birth_date"] == "1974-08-12"
    assert said["fields"]["patronymic"] is None
    assert all(list(check) == ["field", "ok", "found", "expected"] for check in said["checks"])


def test_a_russian_internal_passport_comes_back_in_cyrillic():
    code, said = run(*write_zone(Format.RUS_PN, passport()))

    assert (code, said["format"], said["fields"]["patronymic"]) == (0, "RUS-PN", "ВЯЧЕСЛАВОВИЧ")
    assert said["fields"]["expiry_date"] is None


def test_a_terminal_without_cyrillic_gets_valid_json():
    result = CliRunner(charset="ascii").invoke(app, [*write_zone(Format.RUS_PN, passport())])

    assert json.loads(result.stdout)["fields"]["given_names"] == "ЮРИЙ"


@pytest.mark.parametrize("written", ["".join, "|".join, "\n".join, " ".join])
def test_all_lines_may_come_as_one_argument(written):
    assert run(written(TD3))[1]["valid"]


def test_a_wrong_check_digit_exits_3_and_is_explained():
    code, said = run(TD3[0], TD3[1].replace("L898902C3", "L8989O2C3"))

    assert (code, said["valid"]) == (3, False)
    assert [check["field"] for check in said["checks"] if not check["ok"]] == [
        "document_number",
        "composite",
    ]
    assert "The check digit of the document number is 6 where 0 would be right." in said["messages"]
    assert "Line 2, position 6: with 0 instead of O all digits agree." in said["messages"]


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("",),
        ("hello",),
        ("a", "b"),
        ("-x", "--y"),
        ("\udcff", "ж"),
        (TD3[0],),
        ("a", "b", "c", "d"),
    ],
)
def test_what_is_no_zone_exits_2_with_a_reason(lines):
    code, said = run(*lines)

    assert (code, said["format"], said["valid"], said["checks"]) == (2, None, False, [])
    assert said["messages"]
    assert set(said["fields"].values()) == {None}


@pytest.mark.parametrize("letter", ["ERIKSSON", "ANNA"])
def test_no_message_holds_a_name(letter):
    for place in range(44):
        for line in (0, 1):
            lines = [*TD3]
            lines[line] = lines[line][:place] + "#" + lines[line][place + 1 :]
            assert letter not in " ".join(run(*lines)[1]["messages"])


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Code)
