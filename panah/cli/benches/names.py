"""`panah bench names`: labelled pairs of names, ranked by their match weight."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Annotated, Any

import typer

from panah.cli import centre
from panah.cli.benches.ranking import FOLDS, Scored, folds_of, summary
from panah.cli.endings import UNUSABLE, end, gettext_noop
from panah.cli.lists.files import UnusableList
from panah.cli.lists.pairs import Pair, open_pairs

NO_LABELS = gettext_noop("The list needs a column same_entity and pairs of both kinds.")
_TRUE = ("true", "1", "yes")
_PERSON = re.compile(r"Q\d+|identity\w+")

Judge = Callable[[str, str], float]


def names(
    pairs: Annotated[
        Path, typer.Argument(metavar="PAIRS", help="Labelled pairs: name_a, name_b, same_entity.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    all_kinds: Annotated[
        bool, typer.Option("--all-kinds", help="Organisations too, not people alone.")
    ] = False,
    rival_sample: Annotated[
        int, typer.Option(help="How many pairs nomenklatura judges too; 0 for none, -1 for all.")
    ] = 400,
) -> None:
    """Ranking labelled pairs of names, beside nomenklatura's logic-v2 where it is installed."""
    centre.set_up_django(Path("var/data"))
    rows = _labelled(pairs, all_kinds=all_kinds)
    figures = _measured(rows, _weighed)
    rival = _logic_v2() if rival_sample else None
    if rival:
        figures["logic_v2"] = _beside(rows, rival, rival_sample)
    typer.echo(json.dumps(figures) if as_json else "\n".join(_lines(figures)))


def _labelled(path: Path, *, all_kinds: bool) -> list[Pair]:
    try:
        rows = list(open_pairs(path).rows())
    except UnusableList as unusable:
        end(UNUSABLE, "%(what)s", str(unusable))
    people = [row for row in rows if all_kinds or row.get("entity_type", "person") == "person"]
    if len({_is_true(row) for row in people}) < 2:
        end(UNUSABLE, NO_LABELS)
    return people


def _is_true(row: Pair) -> bool:
    return str(row.get("same_entity", "")).lower() in _TRUE


def _weighed(a: str, b: str) -> float:
    from panah.cli.names import prepared
    from panah.engines.matching import compare

    return compare(prepared(a), prepared(b)).weight_bits


def _measured(rows: Sequence[Pair], judge: Judge) -> dict[str, Any]:
    judge("Щербаков Евгений", "Shcherbakov Evgenii")  # tables are read at the first name
    begin = time.process_time()
    scores = [judge(str(row["name_a"] or ""), str(row["name_b"] or "")) for row in rows]
    seconds = time.process_time() - begin
    folds = folds_of([_people(row) for row in rows])
    scored = [
        Scored(score, _is_true(row), fold, tuple(_tags(row)))
        for row, score, fold in zip(rows, scores, folds, strict=True)
    ]
    return {"pairs_per_s": len(rows) / seconds, "fold_count": FOLDS, **summary(scored)}


def _people(row: Pair) -> set[str]:
    """Who is in a pair: by the source of both records, or else by the names."""
    source = str(row.get("source") or "")
    return set(_PERSON.findall(source)) or {source or str(row["name_a"])}


def _tags(row: Pair) -> Iterator[str]:
    if row.get("language"):
        yield f"language {row['language']}"
    phenomena = row.get("phenomena") or []
    yield from phenomena if isinstance(phenomena, list) else str(phenomena).split(";")


def _beside(rows: Sequence[Pair], rival: Judge, size: int) -> dict[str, Any]:
    """The rival and we on one sample: it takes a thousand times as long."""
    draw = random.Random(1)  # noqa: S311 - the same sample in every run
    sample = list(rows) if size < 0 or size >= len(rows) else draw.sample(list(rows), size)
    return {"rival": _measured(sample, rival), "panah": _measured(sample, _weighed)}


def _logic_v2() -> Judge | None:
    try:
        from followthemoney import model
        from nomenklatura.matching import LogicV2
    except ImportError:
        return None
    config, numbers = LogicV2.default_config(), count()

    def judge(a: str, b: str) -> float:
        one, other = (  # each with an id of its own: it remembers what it made of an id
            model.get_proxy(
                {"id": f"p{next(numbers)}", "schema": "Person", "properties": {"name": [name]}}
            )
            for name in (a, b)
        )
        return float(LogicV2.compare(one, other, config).score)

    return judge


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    yield from _overall(figures)
    yield f"\n{'':34}{'true':>6}{'recall':>8}{'false':>7}{'found':>7}"
    for tag, part in figures["by"].items():
        recall = "" if part["recall"] is None else f"{part['recall']:.3f}"
        yield (
            f"{tag:34}{part['true_pairs']:6}{recall:>8}{part['false_pairs']:7}"
            f"{part['false_found']:7}"
        )
    for who, beside in figures.get("logic_v2", {}).items():
        yield f"\n{'logic-v2' if who == 'rival' else 'Panah'}, on a sample"
        yield from _overall(beside)


def _overall(figures: dict[str, Any]) -> Iterator[str]:
    for name in ("pairs", "true_pairs", "pairs_per_s"):
        yield f"{name:>24}  {figures[name]:,.0f}"
    for name in ("auc", "best_f1", "recall_at_p95", "recall_at_p99"):
        yield f"{name:>24}  {figures[name]:.4f}"
    for level, folds in figures["folds"].items():
        told = ", ".join(f"{what.replace('_', ' ')} {value:.3f}" for what, value in folds.items())
        yield f"{'folds at ' + level:>24}  {told}"
