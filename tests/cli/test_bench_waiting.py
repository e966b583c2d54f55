"""`panah bench waiting`: estimates in a file, figures on the screen, and nothing from a bad log."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from panah.cli.benches import bench
from tests.engines.waiting.logs import a_row, invented_rows


def run(*words: object) -> Result:
    return CliRunner().invoke(bench, [str(word) for word in words])


def written(folder: Path, rows: list[dict[str, str]], *, name: str = "log.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as out:
        lines = csv.DictWriter(out, list(rows[0]))
        lines.writeheader()
        lines.writerows(rows)
    return path


def test_every_row_that_waited_has_its_window_in_the_file(tmp_path: Path) -> None:
    rows = invented_rows(120, seed=1)
    out = tmp_path / "estimates.csv"
    ended = run("waiting", written(tmp_path, rows), "--out", out, "--json")

    figures = json.loads(ended.stdout)
    lines = list(csv.DictReader(out.open()))
    waited = [n for n, row in enumerate(rows) if row["called_at"] > row["arrived_at"]]
    assert [int(line["row"]) for line in lines] == waited
    assert list(lines[0]) == ["row", "low_minutes", "middle_minutes", "high_minutes"]
    assert figures["judged"] <= len(waited)
    assert {"mae", "bias", "coverage", "interval_score"} <= figures["panah"].keys()
    assert {
        "mean_of_ten", "last_to_enter_service", "head_of_line", "queue_length", "running_median"
    } <= figures.keys()  # fmt: skip


def test_a_log_in_which_nobody_waited_has_nothing_to_judge(tmp_path: Path) -> None:
    at_once = a_row(called_at=a_row()["arrived_at"])
    ended = run("waiting", written(tmp_path, [at_once]), "--json")

    assert json.loads(ended.stdout) == {"rows": 1, "judged": 0, "left_uncalled": 0}


def test_announced_desks_can_be_told(tmp_path: Path) -> None:
    desks = tmp_path / "desks.csv"
    desks.write_text("hour,desks\n" + "".join(f"{hour},3\n" for hour in range(24)))
    log = written(tmp_path, invented_rows(60, seed=2))

    assert run("waiting", log, "--desks", desks, "--json").exit_code == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"called_at": "2022-10-05T07:00:00+06:00"}, "row 1, called_at"),
        ({"outcome": "phantom"}, "row 1, outcome"),
        ({"arrived_at": "2022-10-05T08:30:00"}, "row 1, arrived_at"),
        ({"finished_at": ""}, "row 1, finished_at"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    out = tmp_path / "estimates.csv"
    ended = run("waiting", written(tmp_path, [a_row(), a_row(**changed)]), "--out", out)

    assert (ended.exit_code, said in ended.stderr) == (2, True)
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "arrived_at"),
        (b"arrived_at,called_at\n", "finished_at"),
        (b"arrived_at,called_at,finished_at,lane,party_size,outcome\n", "no row"),
        (b"arrived_at,called_at,finished_at,lane,party_size,outcome\n1,2\n", "row 0"),
        (b"arrived_at,called_at,finished_at,lane,party_size,outcome\n\xff\n", "row 0"),
        ("arrived_at;called_at\n".encode("utf-16"), "UTF-8"),
    ],
)
def test_a_file_that_is_no_log_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    ended = run("waiting", path)

    assert (ended.exit_code, said in ended.stderr) == (2, True)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert run("waiting", tmp_path / "none.csv").exit_code == 2


def test_one_thing_is_measured_at_a_time(tmp_path: Path) -> None:
    assert run("waiting").exit_code == 2
    assert run("waiting", written(tmp_path, [a_row()]), "--synthetic").exit_code == 2


@pytest.mark.long
def test_the_invented_centre_is_estimated_within_three_minutes() -> None:
    figures = json.loads(run("waiting", "--synthetic", "--seed", 4, "--days", 4, "--json").stdout)

    assert figures["panah"]["mae"] < 3
    assert figures["panah"]["coverage"] == pytest.approx(0.8, abs=0.03)


@pytest.mark.long
def test_windows_of_parties_hold_as_often_as_those_of_people_alone() -> None:
    words = ("--synthetic", "--parties", "--seed", 4, "--days", 4, "--json")
    held = json.loads(run("waiting", *words).stdout)["by_party"]

    assert list(held) == ["1", "2", "3", "4", "5 or more"]
    for party in held.values():
        assert party["coverage"] == pytest.approx(0.8, abs=0.06)


def airport_rows() -> list[dict[str, object]]:
    return [
        {
            "Airport": "AAA", "Terminal": terminal,
            "Average": 5 + 20 * (hour > 11) + day % 3, "Max": 40,
            "p3145": 1, "p4660": 0, "p6190": 0, "p91120": 0, "p121Plus": 0,
            "Total": 200 + 400 * (hour > 11), "Flights": 3, "Booths": 10,
            "hour_start": f"2013-{month:02}-{day:02} {hour:02}:00:00",
        }
        for month in (1, 2, 3) for day in range(1, 25) for hour in range(8, 18)
        for terminal in ("A", "B")
    ]  # fmt: skip


def test_airports_are_judged_on_later_months(tmp_path: Path) -> None:
    plain = written(tmp_path, airport_rows(), name="queues.csv")  # type: ignore[arg-type]
    packed = tmp_path / "queues.csv.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    figures = json.loads(run("airport", packed, "--json").stdout)

    assert (figures["months"], figures["judged"]) == (1, 480)
    assert figures["panah"]["mae"] < figures["previous_hour"]["mae"]


def test_airports_without_a_column_are_refused(tmp_path: Path) -> None:
    rows = [{key: str(value) for key, value in airport_rows()[0].items() if key != "Booths"}]
    ended = run("waiting", "--airport", written(tmp_path, rows))

    assert (ended.exit_code, "Booths" in ended.stderr) == (2, True)
