"""`panah bench register`: a list taken in, beside bare inserts of the same rows.

Timed is everything from the file to the last result line, as `panah register` does it; not the
start of the processes, and not the journal's places and signatures, which are the worker's.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from panah.cli import centre
from panah.cli.benches.rows_again import empty, insert_part, rows_of

if TYPE_CHECKING:
    from panah.cli.benches.rows_again import Rows

BATCH = 200
ROOMS = ("vault", "duplicates", "desk", "journal", "django_tasks_database")
SYLLABLES = [
    "ба",
    "де",
    "жи",
    "ко",
    "лу",
    "ма",
    "но",
    "ры",
    "са",
    "те",
    "хо",
    "шу",
    "га",
    "ви",
    "пе",
    "зо",
    "ту",
    "мә",
    "нө",
    "қы",
]

COLUMNS = ("client_id", "family_name", "given_names", "birth_date", "document_number")
ALIKE = {
    "sex": "M",
    "nationality": "RUS",
    "origin_region": "RU-SAM",
    "document_kind": "passport",
    "language": "ru",
    "arrived_on": "2022-10-05",
}
"""What is the same for everybody in the list."""


def register(
    people: Annotated[int, typer.Option(help="How many invented people.")] = 2000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Registering a list, sealed and compared, beside bare inserts of the same rows."""
    with tempfile.TemporaryDirectory(prefix="panah-bench-") as folder:
        data = Path(folder) / "data"
        centre.set_up_django(data)
        with centre.opened(data):
            figures = _measure(people, Path(folder))
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        typer.echo("\n".join(f"{name:>24}  {value:,.2f}" for name, value in figures.items()))


def _measure(people: int, folder: Path) -> dict[str, float]:
    """Register, then write the same rows bare, twice: a machine that slows down is noticed."""
    from panah.cli.lists import intake  # noqa: F401 - what starting costs is paid before
    from panah.cli.lists.files import open_list
    from panah.cli.register import result_lines

    listed = open_list(written(people, folder))  # inventing people is not registering them
    registered = _seconds(lambda: deque(result_lines(listed), maxlen=0))
    rows = rows_of(ROOMS)
    batches = max(1, people // BATCH)
    empty(rows)
    bare = _seconds(lambda: _insert_again(rows, batches=batches))
    empty(rows)
    again = _seconds(lambda: _insert_again(rows, batches=batches))
    return {
        "people": people,
        "rows_per_person": sum(map(len, rows.values())) / people,
        "registered_per_s": people / registered,
        "bare_bulk_create_per_s": 2 * people / (bare + again),
        "ratio": (bare + again) / 2 / registered,
        "bare_drift": again / bare,
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def written(people: int, folder: Path) -> Path:
    """A list of invented people, the same in every run."""
    draw = random.Random(2022)  # noqa: S311 - nobody real, and nothing secret
    surnames = [_name(draw, 3) + "ов" for _ in range(people // 2 + 10)]
    given = [_name(draw, 2) for _ in range(300)]
    path = folder / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, [*ALIKE, *COLUMNS])
        writer.writeheader()
        writer.writerows(
            {
                **ALIKE,
                "client_id": f"bench-{number}",
                "family_name": draw.choice(surnames),
                "given_names": draw.choice(given),
                "birth_date": _birth_date(draw),
                "document_number": draw.randint(10**8, 10**9 - 1),
            }
            for number in range(people)
        )
    return path


def _birth_date(draw: random.Random) -> str:
    year, month, day = draw.randint(1960, 2004), draw.randint(1, 12), draw.randint(1, 28)
    return f"{year}-{month:02}-{day:02}"


def _name(draw: random.Random, syllables: int) -> str:
    return "".join(draw.choice(SYLLABLES) for _ in range(syllables)).capitalize()


def _insert_again(rows: Rows, *, batches: int) -> None:
    """The same rows with Django's own `bulk_create`: nothing sealed, nothing compared."""
    for batch in range(batches):
        insert_part(rows, part=batch, parts=batches)


def _seconds(work: Callable[[], object]) -> float:
    os.sync()
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
