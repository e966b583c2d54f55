"""`panah names` and `panah bench names`: pairs weighed, rows kept, nothing half-written."""

import csv
import gzip
import json

import pytest
from typer.testing import CliRunner

from panah.cli.benches.ranking import (
    Scored,
    auc,
    best_f1,
    folds_of,
    out_of_fold,
    recall_at,
    summary,
)
from panah.cli.findings import REASONS
from panah.cli.main import app
from panah.engines.matching import ReasonCode

PAIRS = [
    ("Щербаков Евгений", "SHCHERBAKOV YEVGENIY", True),
    ("Жақсылықов Бейбіт", "Zhaksylykov Beybit", True),
    ("Кравцова Мария", "Вишневская Дана", False),
    ("Кравцова Мария", "Кравцова Дана", False),
]


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")


def run(*words):
    return CliRunner().invoke(app, list(map(str, words)))


def as_json_lines(path, rows=PAIRS, opened=open):
    with opened(path, "wt", encoding="utf-8") as out:
        for number, (a, b, same) in enumerate(rows):
            row = {"id": number, "name_a": a, "name_b": b, "same_entity": same, "phenomena": ["x"]}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def weighed(path):
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def test_two_names_are_compared_with_weight_tokens_and_reasons():
    result = run("names", "compare", "Щербаков Евгений", "YEVGENIY SHCHERBAKOV", "--json")
    said = json.loads(result.stdout)

    assert result.exit_code == 0
    assert list(said) == ["match_weight", "outcome", "a", "b", "reasons"]
    assert [token["role"] for token in said["a"]] == ["surname", "given"]
    assert said["match_weight"] == pytest.approx(sum(r["bits"] for r in said["reasons"]), abs=0.02)
    assert {"surname_equal", "given_equal"} < {reason["code"] for reason in said["reasons"]}
    assert ["Щ = SHCH"] in [reason["letters"] for reason in said["reasons"]]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "surname: the same"), ("ru", "фамилия: совпадает"), ("kk", "тегі: бірдей")],
)
def test_reasons_are_told_in_three_languages(language, words):
    result = run("names", "compare", "Щербаков Евгений", "Щербаков Олег", "--lang", language)

    assert words in result.stdout


def test_a_language_that_is_not_spoken_is_refused():
    assert run("names", "compare", "А", "Б", "--lang", "xx").exit_code == 2


@pytest.mark.parametrize("text", ["", "— 17 !", "\x00", "سارا", "🙂" * 50, "а" * 10_000])
def test_any_two_texts_can_be_compared(text):
    assert run("names", "compare", text, "Щербаков", "--json").exit_code == 0


def test_every_finding_between_names_has_words():
    of_names = ("surname", "given", "patronymic", "name")
    codes = {code.value for code in ReasonCode if code.value.startswith(of_names)}

    assert codes <= REASONS.keys()


@pytest.mark.parametrize("opened", [open, gzip.open])
def test_rows_keep_their_order_and_their_columns(tmp_path, opened):
    pairs = as_json_lines(tmp_path / "pairs.jsonl", opened=opened)
    result = run("names", "score", pairs, tmp_path / "out.csv")
    rows = weighed(tmp_path / "out.csv")

    assert result.exit_code == 0, result.stderr
    assert [row["id"] for row in rows] == ["0", "1", "2", "3"]
    assert list(rows[0]) == ["id", "name_a", "name_b", "same_entity", "phenomena", "match_weight"]
    assert (rows[0]["same_entity"], rows[0]["phenomena"]) == ("true", '["x"]')
    weights = [float(row["match_weight"]) for row in rows]
    assert min(weights[:2]) > max(weights[2:])


def test_a_weight_from_before_is_replaced(tmp_path):
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("match_weight;name_a;Name;name_b\n99;Щербаков;x;Мельник\n", encoding="utf-8")
    run("names", "score", pairs, tmp_path / "out.csv")
    (row,) = weighed(tmp_path / "out.csv")

    assert list(row) == ["name_a", "Name", "name_b", "match_weight"]
    assert float(row["match_weight"]) < 0


def test_empty_names_and_any_text_have_a_finite_weight(tmp_path):
    rows = [("", "", False), (None, "Тілеу", False), ("\x00🙂", "— 7", False)]
    as_json_lines(tmp_path / "pairs.jsonl", rows)
    result = run("names", "score", tmp_path / "pairs.jsonl", tmp_path / "out.csv")

    assert result.exit_code == 0
    assert all(abs(float(row["match_weight"])) < 1000 for row in weighed(tmp_path / "out.csv"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"name_a,name_b\n", "empty"),
        (b"name_a,other\nx,y\n", "name_b"),
        (b'name_a,name_b\n"x,y\n', "Row 2"),
        (b"name_a,name_b\nx,y,z\n", "more fields"),
        (b"name_a,name_b\n\xff\xfe\xfa,y\n", "UTF-8"),
        (b'{"name_a": "x"}\n', "name_b"),
        (b'{"name_a": "x", "name_b": "y"}\n{', "Row 2"),
        (b'{"name_a": ["x"], "name_b": "y"}\n', "not a text"),
        (b"\x1f\x8b\x08broken", "cannot be read"),
    ],
)
def test_a_list_that_cannot_be_used_leaves_nothing_behind(tmp_path, content, said):
    pairs = tmp_path / "pairs"
    pairs.write_bytes(content)
    result = run("names", "score", pairs, tmp_path / "out.csv")

    assert result.exit_code == 2
    assert said in result.stderr
    assert list(tmp_path.iterdir()) == [pairs]


def test_a_list_that_is_not_there_is_said(tmp_path):
    result = run("names", "score", tmp_path / "none.csv", tmp_path / "out.csv")

    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_a_list_is_never_written_over_itself(tmp_path):
    pairs = as_json_lines(tmp_path / "pairs.jsonl")
    before = pairs.read_bytes()

    assert run("names", "score", pairs, pairs).exit_code == 2
    assert pairs.read_bytes() == before


def test_a_folder_that_is_not_there_is_said(tmp_path):
    pairs = as_json_lines(tmp_path / "pairs.jsonl")

    assert run("names", "score", pairs, tmp_path / "none" / "out.csv").exit_code == 2


def test_labelled_pairs_are_measured(tmp_path):
    pairs = as_json_lines(tmp_path / "pairs.jsonl")
    result = run("bench", "names", pairs, "--json", "--rival-sample", 0)
    figures = json.loads(result.stdout)

    assert (figures["pairs"], figures["auc"], figures["recall_at_p99"]) == (4, 1.0, 1.0)
    assert set(figures["folds"]) == {"p95", "p99"}
    assert figures["by"]["x"]["true_pairs"] == 2


def test_pairs_of_one_kind_cannot_be_measured(tmp_path):
    pairs = as_json_lines(tmp_path / "pairs.jsonl", PAIRS[:2])

    assert run("bench", "names", pairs).exit_code == 2


def scored(*pairs):
    return [Scored(score, is_true, fold) for score, is_true, fold in pairs]


def test_ranking_figures_are_those_of_the_textbook():
    pairs = scored((4, True, 0), (3, False, 0), (2, True, 0), (1, False, 0))

    assert auc(pairs) == 0.75
    assert recall_at(pairs, 0.99) == (0.5, 4)
    assert recall_at(pairs, 0.6) == (1.0, 2)
    assert best_f1(pairs) == pytest.approx(0.8)


def test_ties_are_found_together():
    assert recall_at(scored((1, True, 0), (1, False, 0)), 0.99)[0] == 0


def test_a_threshold_is_chosen_on_the_other_folds():
    pairs = scored((5, True, 0), (4, False, 0), (3, True, 1), (2, False, 1))

    # Fold 0 is cut at 3, which fold 1 chose; fold 1 at 5.
    assert out_of_fold(pairs, 0.99) == [True, True, False, False]
    assert summary(pairs)["folds"]["p99"]["recall_worst"] == 0


def test_nobody_stands_in_two_folds():
    folds = folds_of([{"a", "b"}, {"c"}, {"b", "d"}, {"d", "e"}])

    assert folds[0] == folds[2] == folds[3]
