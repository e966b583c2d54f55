"""From files to pairs: the order of work."""

from __future__ import annotations

import gc
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np

from panah.engines.linkage import bounds
from panah.engines.linkage.beside import Together
from panah.engines.linkage.blocks import Lists, Plan
from panah.engines.linkage.candidates import Rows
from panah.engines.linkage.clusters import clusters
from panah.engines.linkage.commonness import as_common_as_listed
from panah.engines.linkage.comparing import Comparison
from panah.engines.linkage.facts import Facts, dates_of, most_of_the_others
from panah.engines.linkage.forms import Forms, Named
from panah.engines.linkage.names_weighed import NameWeights
from panah.engines.linkage.results import Kept, Results
from panah.engines.linkage.rules import rules
from panah.engines.linkage.shelf import Shelf
from panah.engines.linkage.sources import Column, Ids, Source
from panah.engines.linkage.spool import Spool
from panah.engines.linkage.tables import Tables, room_for_work
from panah.engines.matching import LOOK_BITS, SAME_BITS
from panah.engines.matching.prepared import bare_number

FEW_BYTES = 1_000_000
"""Up to here two more processes cost more than they bring."""

_FIELDS = {
    "family": "family_name",
    "patronymic": "patronymic",
    "given": "given_names",
    "family_latin": "family_name_latin",
    "given_latin": "given_names_latin",
    "full": "full_name",
}


class Watcher(Protocol):
    """Somebody who is told how far the work is."""

    def step(self, name: str, total: int) -> None:
        """A new piece of work begins; `total` is 0 when its size is not known."""

    def advance(self, count: int) -> None:
        """So much more of it is done."""

    def planned(self, plan: Plan) -> None:
        """A rule is going to give so many pairs."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to compare, and where the result goes."""

    sources: tuple[Source, ...]
    pairs: Path
    understood: Callable[[str, list[str]], list[str]]
    """Gives the text that stands for each distinct text of a column."""
    clusters: Path | None = None
    min_weight: float = LOOK_BITS
    cluster_weight: float = SAME_BITS
    memory: str = "4GB"
    processes: int = 2
    scratch: Path | None = None
    """Where names lie meanwhile: beside the pairs, in a folder that goes away, if left out."""


@dataclass(slots=True)
class Summary:
    """What came out."""

    rows: int = 0
    compared: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    clusters: int = 0
    plans: list[Plan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Read:
    """The lists as numbers."""

    lists: Lists
    names: Named
    facts: Facts
    groups: Column


def find_duplicates(request: Request, watcher: Watcher) -> Summary:
    """Compare one list with itself, or one with another, and write the pairs.

    Raises:
        UnusableRows: a list cannot be used, or there is no room; nothing was written.
    """
    folder = request.scratch or request.pairs.resolve().parent
    size = sum(source.path.stat().st_size for source in request.sources)
    processes = request.processes if size > FEW_BYTES else 1
    with (
        room_for_work(),
        _nothing_collected(),
        tempfile.TemporaryDirectory(prefix=".panah-lists-", dir=folder) as scratch,
        _tables(request, Path(scratch)) as tables,
    ):
        watcher.step("read", len(request.sources))
        if not tables.load_plain(request.sources, processes=processes):
            for source in request.sources:
                tables.load(source)
            tables.check_ids()
        watcher.advance(len(request.sources))
        return _compared(request, tables, watcher, processes=processes)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """No looking for what holds itself: there are millions of texts, and none does."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _tables(request: Request, folder: Path) -> Iterator[Tables]:
    tables = Tables(folder, memory=request.memory)
    try:
        yield tables
    finally:
        tables.close()


def _compared(request: Request, tables: Tables, watcher: Watcher, *, processes: int) -> Summary:
    summary = Summary(rows=tables.row_count)
    watcher.step("understand", 0)
    read = _read(request, tables)
    watcher.step("names", 0)
    forms = read.names.forms(processes=processes)
    work = _comparison(request, read, forms, tables=tables)
    linked: list[Kept] = []
    with Together([work.plan, work.pair, work.compare], processes=processes) as together:
        watcher.step("plan", 0)
        summary.plans = _planned(together.stage(), watcher)
        watcher.step("pair", sum(plan.pairs for plan in summary.plans))
        for count in together.stage():
            watcher.advance(count)
        watcher.step("compare", work.spool.count())
        for step in together.stage():
            if step.kept:
                summary.outcomes += step.kept.outcomes
                linked.append(step.kept)
            summary.compared += step.compared
            watcher.advance(step.taken)
    watcher.step("write", 0)
    belongs = _clusters(read.lists, linked)
    summary.clusters = int((np.bincount(belongs) > 1).sum()) if request.clusters else 0
    _write(request, work.results, belongs)
    return summary


def _read(request: Request, tables: Tables) -> _Read:
    def column(name: str) -> Column:
        def understood(texts: list[str]) -> list[str]:
            found = request.understood(name, texts)
            if name == "birth_date":
                dates_of(["", *found])  # here, where a wrong one has a row
            return found

        return tables.column(name, understood)

    names = Named()
    for part, name in _FIELDS.items():
        names.add(part, column(name))
    second = tables.counts[0] if len(tables.counts) == 2 else 0
    groups = column("group")
    if second:  # two senders may use one word for two groups
        groups.ids[second:] += np.where(groups.ids[second:] > 0, len(groups.texts), 0)
    return _Read(Lists(tables.row_count, second), names, _facts(column), groups)


def _facts(column: Callable[[str], Column]) -> Facts:
    born = column("birth_date")
    document, kinds = _bare(column("document_number")), column("document_kind")
    return Facts(
        birth=born.ids,
        dates=dates_of(born.texts),
        sex=column("sex").ids,
        nationality=column("nationality"),
        origin=column("origin_region"),
        document_kind=_kinds(kinds),
        document=document,
        iin=_bare(column("iin")),
        phone=_bare(column("phone")),
    )


def _kinds(column: Column) -> Ids:
    """A number without a kind is of the kind `other`."""
    other = column.texts.index("other") if "other" in column.texts else len(column.texts)
    return np.where(column.ids == 0, other, column.ids).astype(np.int32)


def _bare(column: Column) -> Column:
    first: dict[str, int] = {}
    places = [first.setdefault(bare_number(text), len(first)) for text in column.texts]
    return Column(list(first), np.array(places, dtype=np.int32)[column.ids])


def _comparison(request: Request, read: _Read, forms: Forms, *, tables: Tables) -> Comparison:
    found = list(rules(forms, read.facts))
    forms = as_common_as_listed(forms)  # blocking goes by the tables, as at the desk
    groups = read.groups.ids if read.groups.ids.any() else None
    names = NameWeights(forms, read.names.columns)
    others = most_of_the_others(read.facts).astype(np.float32)
    rows = Rows(
        read.lists,
        groups,
        read.facts,
        bounds.alone(forms) + others,
        others if others.any() else None,
        names.surnames(),
    )
    spool = Spool(tables.folder / "pairs", rows=read.lists.count)
    found_in = tables.folder / "found"
    results = Results(found_in, tables.client_ids(), spool.ends, request.cluster_weight)
    shelf = Shelf(tables.folder / "blocks")
    return Comparison(found, rows, names, shelf, spool, results, request.min_weight)


def _planned(stage: Iterator[tuple[int, Plan]], watcher: Watcher) -> list[Plan]:
    """The plans in the order of their rules, told as soon as it is their turn."""
    found: dict[int, Plan] = {}
    told: list[Plan] = []
    for at, plan in stage:
        found[at] = plan
        while len(told) in found:
            told.append(found[len(told)])
            watcher.planned(told[-1])
    return told


def _clusters(lists: Lists, linked: list[Kept]) -> Ids:
    nobody = np.zeros(0, dtype=np.int32)
    left = np.concatenate([nobody, *(each.left for each in linked)])
    right = np.concatenate([nobody, *(each.right for each in linked)])
    return clusters(lists.count, left, right)


def _write(request: Request, results: Results, belongs: Ids) -> None:
    """Both files under other names first, so that none is ever half-written."""
    targets = [path for path in (request.pairs, request.clusters) if path]
    try:
        results.write_pairs(unfinished(request.pairs), request.pairs.suffix)
        if request.clusters:
            results.write_clusters(belongs, unfinished(request.clusters), request.clusters.suffix)
        for path in targets:
            os.replace(unfinished(path), path)
    finally:
        for path in targets:
            unfinished(path).unlink(missing_ok=True)


def unfinished(path: Path) -> Path:
    """Where a result is written until it is whole."""
    return path.with_name(f".{path.name}.unfinished")
