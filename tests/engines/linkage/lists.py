"""Lists for the tests of linkage: written, compared, read again."""

from __future__ import annotations

import csv
from pathlib import Path

from panah.engines.identity import Identity
from panah.engines.linkage import COLUMNS, Request, Source, Summary, find_duplicates


class Silence:
    """A watcher that keeps what it was told."""

    def __init__(self) -> None:
        self.plans = []

    def step(self, name, total):
        pass

    def advance(self, count):
        pass

    def planned(self, plan):
        self.plans.append(plan)


def row_of(identity: Identity, client_id: str, group: str = "") -> dict[str, str]:
    name = identity.name
    return {
        "client_id": client_id,
        "group": group,
        "family_name": name.family,
        "given_names": name.given,
        "patronymic": name.patronymic,
        "family_name_latin": name.family_latin,
        "given_names_latin": name.given_latin,
        "full_name": name.full,
        "sex": identity.sex.value,
        "birth_date": str(identity.birth_date or ""),
        "nationality": identity.nationality,
        "origin_region": identity.origin_region,
        "document_kind": identity.document.kind.value,
        "document_number": identity.document.number,
        "iin": identity.iin,
        "phone": identity.phone,
    }


def write(path: Path, rows: list[dict[str, str]]) -> Source:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return Source(path, ",", COLUMNS)


def as_it_is(column: str, texts: list[str]) -> list[str]:
    return texts


def compared(
    folder: Path, *lists: list[dict[str, str]], **more
) -> tuple[Summary, list[dict[str, str]]]:
    """Compare lists of rows and read the pairs."""
    sources = tuple(write(folder / f"{at}.csv", rows) for at, rows in enumerate(lists))
    pairs = folder / "pairs.csv"
    more = {"processes": 1, "understood": as_it_is} | more
    summary = find_duplicates(Request(sources, pairs, **more), Silence())
    with pairs.open(encoding="utf-8") as source:
        return summary, list(csv.DictReader(source))
