"""The page of promises: each one once, with its state, and no test that is not there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "promises.md"
STATES = {"kept", "in part", "to come"}
PROMISES = 42


def rows() -> dict[int, list[str]]:
    """Promise, state, tests and what is missing, by number."""
    found = re.findall(r"^\| P(\d+) \|(.*)\|$", PAGE.read_text(encoding="utf-8"), re.M)
    assert len(found) == len(dict(found)), "a promise stands twice"
    return {int(number): [cell.strip() for cell in text.split("|")] for number, text in found}


def files_in(cell: str) -> set[str]:
    """The test files that a row names."""
    return set(re.findall(r"`(tests/[\w/]+\.py)`", cell))


def test_every_promise_stands_on_the_page_with_its_state() -> None:
    assert sorted(rows()) == list(range(1, PROMISES + 1))
    assert {cells[1].removesuffix(" ✂") for cells in rows().values()} == STATES


def test_every_test_that_is_named_is_there() -> None:
    named = {path for cells in rows().values() for path in files_in(cells[2])}

    assert [path for path in sorted(named) if not (ROOT / path).is_file()] == []


def test_what_is_kept_names_its_test_and_what_is_not_says_what_is_missing() -> None:
    for number, (_promise, state, tests, missing) in rows().items():
        assert files_in(tests) or state == "to come", number
        assert missing or state.startswith("kept") or not tests, number


def test_every_test_of_a_promise_is_named_in_its_row() -> None:
    own = (path.name for path in Path(__file__).parent.glob("test_p[0-9]*.py"))
    numbers = {name: int(name[6:8]) for name in own}

    assert [n for n, p in numbers.items() if f"tests/promises/{n}" not in rows()[p][2]] == []
    assert numbers


def test_a_control_is_marked_where_it_is() -> None:
    marked = {number for number, cells in rows().items() if "✂" in cells[1]}

    assert marked == {1, 4, 7, 9, 10, 11, 12, 16, 19, 20, 26, 36, 39, 40, 41, 42}
