"""`panah bench batch`: a list compared with itself, beside Splink 5 on the same rows."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Event, Thread
from typing import Annotated, Any

import typer

PRECISIONS = (0.99, 0.999)
TWO_SCRIPTS = frozenset({("C", "L"), ("L", "C")})

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What a comparison took, as a process of its own."""

    seconds: float
    cpu_seconds: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Truth:
    """Who is who in the list."""

    pairs: frozenset[Pair]
    two_script: frozenset[Pair]


def batch(
    size: Annotated[int, typer.Option(help="How many rows of invented people.")] = 20_000,
    seed: Annotated[int, typer.Option(help="Other people for another number.")] = 1,
    rival: Annotated[bool, typer.Option(help="Run Splink as well, when it is there.")] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """One list with itself: time, memory, precision and recall, beside Splink 5 with DuckDB."""
    with tempfile.TemporaryDirectory(prefix="panah-bench-") as folder:
        figures = measure(Path(folder), size=size, seed=seed, rival=rival)
    typer.echo(json.dumps(figures) if as_json else "\n".join(_lines(figures)))


def measure(folder: Path, *, size: int, seed: int, rival: bool) -> dict[str, Any]:
    """Invent the list, run both, and compare what they found."""
    from panah.cli.benches.batch_people import write_people

    people, known = folder / "people.csv", folder / "truth.csv"
    write_people(people, known, size=size, seed=seed)
    truth = _truth(known)
    run, pairs = _panah(people, folder)
    figures: dict[str, Any] = {
        "rows": size,
        "true_pairs": len(truth.pairs),
        "true_pairs_in_two_scripts": len(truth.two_script),
        "panah": _figures(run, pairs, truth) | _at_outcomes(pairs, truth),
    }
    if rival and find_spec("splink"):
        run, pairs = _splink(people, folder, match_share=len(truth.pairs) / (size * size / 2))
        figures["splink"] = _figures(run, pairs, truth)
        for name in ("seconds", "cpu_seconds", "memory_mb"):
            figures[f"{name}_ratio"] = round(figures["panah"][name] / figures["splink"][name], 3)
    return figures


def _panah(people: Path, folder: Path) -> tuple[Run, list[tuple[Pair, float]]]:
    out = folder / "pairs.csv"
    words = ["duplicates", "find", str(people), "--out", str(out)]
    run = _run(
        ["-m", "panah.cli.main", *words, "--clusters", str(folder / "clusters.csv")],
    )
    return run, _pairs(out, "client_id_left", "client_id_right")


def _splink(
    people: Path, folder: Path, *, match_share: float
) -> tuple[Run, list[tuple[Pair, float]]]:
    from panah.cli.benches.batch_splink import prepare

    prepared, out = folder / "splink.csv", folder / "splink-pairs.csv"
    prepare(people, prepared)  # not counted: a user of Splink has Latin letters by then
    module = "panah.cli.benches.batch_splink"
    run = _run(["-m", module, str(prepared), str(out), repr(match_share)])
    return run, _pairs(out, "unique_id_l", "unique_id_r")


def _run(words: list[str]) -> Run:
    """Run a process to its end, watching the memory of it and of its children."""
    before, begin = os.times(), time.perf_counter()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    ended, most = Event(), [0.0]
    watch = Thread(target=_watch, args=(process.pid, ended, most), daemon=True)
    watch.start()
    _, said = process.communicate()
    seconds, after = time.perf_counter() - begin, os.times()
    ended.set()
    watch.join()
    if process.returncode:
        raise RuntimeError(said.decode(errors="replace")[-2000:])
    cpu = sum(after[2:4]) - sum(before[2:4])
    return Run(round(seconds, 2), round(cpu, 2), round(most[0]))


def _watch(pid: int, ended: Event, most: list[float]) -> None:
    while not ended.wait(0.25):
        most[0] = max(most[0], sum(map(_memory_mb, _family(pid))))


def _family(pid: int) -> list[int]:
    found, new = [pid], [pid]
    while new:
        texts = [Path(f"/proc/{each}/task/{each}/children") for each in new]
        new = [int(child) for text in texts if text.exists() for child in _read(text).split()]
        found += new
    return found


def _memory_mb(pid: int) -> float:
    """Resident memory, shared pages by their share."""
    lines = _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # it has ended
        return ""


def _pairs(path: Path, left: str, right: str) -> list[tuple[Pair, float]]:
    with path.open(encoding="utf-8", newline="") as source:
        found = [
            (_pair(row[left], row[right]), float(row["match_weight"]))
            for row in csv.DictReader(source)
        ]
    return sorted(found, key=lambda pair: -pair[1])


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _truth(path: Path) -> Truth:
    first: dict[str, tuple[str, str]] = {}
    pairs, two_script = set(), set()
    with path.open(encoding="utf-8", newline="") as source:
        for row in csv.DictReader(source):
            row_id, person, script = row["client_id"], row["person"], row["script"]
            if person not in first:
                first[person] = (row_id, script)
                continue
            pair = _pair(first[person][0], row_id)
            pairs.add(pair)
            if (first[person][1], script) in TWO_SCRIPTS:
                two_script.add(pair)
    return Truth(frozenset(pairs), frozenset(two_script))


def _figures(run: Run, pairs: list[tuple[Pair, float]], truth: Truth) -> dict[str, Any]:
    """Time, memory, and recall where so many of the pairs above a weight are true."""
    figures: dict[str, Any] = {
        "seconds": run.seconds,
        "cpu_seconds": run.cpu_seconds,
        "memory_mb": run.memory_mb,
        "pairs": len(pairs),
    }
    for precision in PRECISIONS:
        chosen = _most_at(pairs, truth, precision)
        recall = _share(chosen & truth.pairs, truth.pairs)
        figures[f"recall_at_precision_{precision}"] = recall
        two = _share(chosen & truth.two_script, truth.two_script)
        figures[f"two_script_recall_at_precision_{precision}"] = two
    found = frozenset(pair for pair, _ in pairs)
    figures["recall_of_all_pairs"] = _share(found & truth.pairs, truth.pairs)
    return figures


def _most_at(pairs: list[tuple[Pair, float]], truth: Truth, precision: float) -> frozenset[Pair]:
    """As many of the best pairs as keep the precision."""
    right, enough = 0, 0
    for count, (pair, weight) in enumerate(pairs, 1):
        right += pair in truth.pairs
        is_last_of_weight = count == len(pairs) or pairs[count][1] < weight
        if is_last_of_weight and right >= precision * count:
            enough = count
    return frozenset(pair for pair, _ in pairs[:enough])


def _at_outcomes(pairs: list[tuple[Pair, float]], truth: Truth) -> dict[str, float]:
    """Precision and recall at the two thresholds of weights.toml."""
    from panah.engines.matching import LOOK_BITS, SAME_BITS

    found = {}
    for name, least in (("same", SAME_BITS), ("look", LOOK_BITS)):
        above = frozenset(pair for pair, weight in pairs if weight >= least)
        found[f"precision_from_{name}"] = _share(above & truth.pairs, above)
        found[f"recall_from_{name}"] = _share(above & truth.pairs, truth.pairs)
    return found


def _share(part: frozenset[Pair], whole: frozenset[Pair]) -> float:
    return round(len(part) / len(whole), 4) if whole else 0.0


def _lines(figures: dict[str, Any], indent: str = "") -> Iterable[str]:
    for name, value in figures.items():
        if isinstance(value, dict):
            yield f"{indent}{name}"
            yield from _lines(value, indent + "  ")
        else:
            yield f"{indent}{name:<40} {value:,}"
