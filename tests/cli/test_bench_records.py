"""`panah bench records` on invented people: what it prints, what it refuses, what damage does."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from panah.cli.benches import crowd
from panah.cli.benches.damage import SHARES, Damage, damaged
from panah.cli.main import app
from panah.engines.identity import PartialDate

PEOPLE = [
    ("Щербаков Евгений Николаевич", "Evgeny Scherbakov", "1994-03-11T00:00:00Z", "male"),
    ("Жақсылықов Айбар Болатұлы", "Aybar Zhaksylykov", "1997-07-24", "male"),
    ("Лось Ганна", "Hanna Los", "1988-09-30", "female"),
    ("Вишневская Дана Маратовна", "Dana Vishnevskaya", "1990-12-02", "female"),
    ("Галёнка Алесь", "Ales Halionka", "1985-05-05", None),
    ("Тілеу Жандос", "Zhandos Tileu", "1999-02-05", "male"),
]


def a_file(folder: Path, rows: list[dict[str, object]], name: str = "people.jsonl") -> Path:
    path = folder / name
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    opener = gzip.open if name.endswith(".gz") else open
    with opener(path, "wt", encoding="utf-8") as target:
        target.write(content)
    return path


def rows() -> list[dict[str, object]]:
    return [
        {"native": native, "en": english, "dob": born, "sex": sex, "qid": f"Q{place}"}
        for place, (native, english, born, sex) in enumerate(PEOPLE)
    ]


def measured(path: Path, *more: str) -> dict[str, object]:
    result = CliRunner().invoke(app, ["bench", "records", str(path), "--json", *more])
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.output)
    return found


@pytest.mark.parametrize("name", ["people.jsonl", "people.jsonl.gz"])
def test_everybody_is_found_again_in_the_other_script(tmp_path: Path, name: str) -> None:
    figures = measured(a_file(tmp_path, rows(), name))

    assert figures["people"] == len(PEOPLE)
    assert figures["blocking_recall"]["all"] == figures["top_1"] == 1.0


def test_the_same_seed_damages_alike(tmp_path: Path) -> None:
    path = a_file(tmp_path, rows())
    one, other = (measured(path, "--seed", "7") for _ in range(2))

    assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_whoever_stands_there_twice_or_has_no_date_is_passed_over(tmp_path: Path) -> None:
    no_date = {"native": "Лось", "en": "Los", "dob": "http://example.invalid/x", "qid": "Q99"}
    path = a_file(tmp_path, [*rows(), rows()[0], no_date, {"dob": ""}])

    assert measured(path)["people"] == len(PEOPLE)


@pytest.mark.parametrize("content", [b"no json", b"[1]", b"\xff\xfe\x00"])
def test_a_file_that_is_none_is_refused_without_a_trace(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "people.jsonl"
    path.write_bytes(content)
    result = CliRunner().invoke(app, ["bench", "records", str(path)])

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_damage_comes_as_often_as_it_is_said_to() -> None:
    draw = random.Random(3)
    seen = Counter(damaged(date(1994, 3, 11), draw)[1] for _ in range(20_000))

    assert all(abs(seen[kind] / 20_000 - share) < 0.02 for kind, share in SHARES.items())


def test_a_day_that_is_no_month_is_not_exchanged() -> None:
    draw = random.Random(3)
    found = [damaged(date(1994, 3, 25), draw) for _ in range(500)]

    assert Damage.DAY_MONTH_EXCHANGED not in {damage for _, damage in found}
    assert all(born == PartialDate(1994, 3, 25) for born, kind in found if kind is Damage.EXACT)


def test_the_same_person_of_the_crowd_can_be_invented_again() -> None:
    one, again = crowd.people(1, 3)[:50], crowd.people(1, 3)[:50]

    assert one == again
    assert one != crowd.people(2, 3)[:50]


def test_nobody_of_the_crowd_has_the_number_of_another() -> None:
    numbers = [crowd.number_at(place) for place in range(50_000)]

    assert len(set(numbers)) == len(numbers)


def test_some_of_the_crowd_are_new_and_some_come_again() -> None:
    arrivals = crowd.arrivals(1, 2000, each=20)
    registered = {number for chunk in (0, 1) for number, _ in crowd.people(1, chunk)}

    assert {one.known_as for one in arrivals} - {None} <= registered
    assert {one.kind for one in arrivals if one.known_as is None} == set(crowd.SHARES)
