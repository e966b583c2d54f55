"""`panah bench waiting`: estimates of waits, beside simple rules on the same log."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from panah.cli.endings import UNUSABLE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from panah.engines.waiting.logs import Floats, Log
    from panah.engines.waiting.replay import Estimates

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
SIMPLEST = ("queue_length", "mean_of_ten", "running_median")


def waiting(
    log: Annotated[Path | None, typer.Argument(metavar="LOG", help="A log of visits.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the estimates go.")] = None,
    desks: Annotated[Path | None, typer.Option(help="Announced desks: hour,desks.")] = None,
    synthetic: Annotated[
        bool, typer.Option("--synthetic", help="An invented centre with hourly trains.")
    ] = False,
    parties: Annotated[
        bool, typer.Option("--parties", help="Couples, families and friends come there, too.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, help="Days of the invented centre.")] = 10,
    seed: Annotated[int, typer.Option(min=0, help="Another number, another invented centre.")] = 1,
    airport: Annotated[
        Path | None, typer.Option(help="Airport queues by hour, instead of a log.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """A log replayed as if it were live: how far the middle errs, how often windows hold."""
    if find_spec("sklearn") is None or find_spec("numba") is None:
        _refuse("This needs the extra waits: pip install 'panah[waits]'.")
    from panah.engines.waiting.logs import UnusableLog

    if sum((log is not None, synthetic, airport is not None)) != 1:
        _refuse("Give one of: a log, --synthetic, --airport FILE.")
    try:
        if airport is not None:
            figures = _airport(airport)
        else:
            figures = (
                _invented(days, seed, parties=parties)
                if log is None
                else _replayed(log, out, desks)
            )
    except UnusableLog as unusable:
        _refuse(str(unusable))
    typer.echo(json.dumps(figures) if as_json else "\n".join(_lines(figures)))


def airport(
    queues: Annotated[Path, typer.Argument(metavar="FILE", help="Airport queues by hour.")],
    as_json: AsJson = False,
) -> None:
    """Mean waits an hour ahead at airports, learned on earlier months and judged on later ones."""
    waiting(airport=queues, as_json=as_json, seed=1, days=1, parties=False)


def _refuse(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(UNUSABLE)


def _replayed(path: Path, out: Path | None, desks: Path | None) -> dict[str, Any]:
    from panah.cli.benches.waiting_files import read, read_desks, write
    from panah.engines.waiting.announced import simulated
    from panah.engines.waiting.logs import UnusableLog
    from panah.engines.waiting.replay import replay

    if out is not None and not out.absolute().parent.is_dir():
        raise UnusableLog(f"there is no folder for {out}")
    log = read(path)
    announced = read_desks(desks, log) if desks else ()
    estimates = replay(log, simulated=simulated(log, announced, seed=1) if announced else None)
    if out is not None:
        write(out, estimates)
    return _figures(log, estimates)


def _invented(days: int, seed: int, *, parties: bool) -> dict[str, Any]:
    from panah.engines.waiting.announced import simulated
    from panah.engines.waiting.invented import invent
    from panah.engines.waiting.replay import replay

    centre = invent(days=days, seed=seed, parties=parties)
    walked = simulated(centre.log, centre.announced, seed=1)
    figures = _figures(centre.log, replay(centre.log, simulated=walked))
    return {"days": days, "seed": seed, **figures}


def _airport(path: Path) -> dict[str, Any]:
    from panah.engines.waiting.airports import measured, read_queues

    return measured(read_queues(path))


def _figures(log: Log, estimates: Estimates) -> dict[str, Any]:
    """Judged on those who waited and were served; those who left are told apart."""
    judged = log.waited & log.served
    counted = {
        "rows": len(log),
        "judged": int(judged.sum()),
        "left_uncalled": sum(called != called for called in log.called.tolist()),  # noqa: PLR0124
    }
    scored = _scored(log, estimates, judged) if judged.any() else {}
    return {**counted, **scored, **_had_all_stayed(log, estimates)}


def _had_all_stayed(log: Log, estimates: Estimates) -> dict[str, Any]:
    """Everybody who waited, those who left by when somebody behind them was called.

    `sooner` is the share of waits below the middle for whoever stays: half, when that is right.
    """
    import numpy as np

    from panah.engines.waiting import scores

    truth, said = estimates.known.truth, estimates.staying
    rows = np.isfinite(truth) & np.isfinite(said)
    if not (rows & np.isnan(log.called)).any():
        return {}
    wrong = vars(scores.middle(said[rows], truth[rows]))
    sooner = float((truth[rows] < said[rows]).mean())
    return {"had_all_stayed": {"judged": int(rows.sum()), **wrong, "sooner": sooner}}


def _scored(log: Log, estimates: Estimates, judged: NDArray[np.bool_]) -> dict[str, Any]:
    from panah.engines.waiting import scores

    truth = estimates.known.truth[judged]
    ends = (estimates.low[judged], estimates.high[judged])
    rules = {
        name: vars(scores.middle(said[judged], truth)) for name, said in estimates.rivals.items()
    }
    own = vars(scores.middle(estimates.middle[judged], truth))
    best = min(rules[name]["mae"] for name in SIMPLEST)
    return {
        "mean_wait": float(truth.mean()),
        "panah": {**own, **scores.held(ends, truth).plain()},
        **rules,
        "ratio_to_best": own["mae"] / best if best else 1.0,
        "by_queue": scores.by_queue(ends, truth, estimates.waiting[judged]),
        **_by_party(ends, truth, log.party_size[judged]),
    }


def _by_party(ends: tuple[Floats, Floats], truth: Floats, sizes: Floats) -> dict[str, Any]:
    """How often windows held for parties of each size, where people came in parties."""
    from panah.engines.waiting import scores

    if (sizes == sizes[0]).all():
        return {}
    return {"by_party": scores.by_party(ends, truth, sizes)}


def _lines(figures: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, value in figures.items():
        if name in ("by_queue", "by_party"):
            of = name.removeprefix("by_")
            lines += [f"{of} {group:>10}  {_said(row)}" for group, row in value.items()]
        else:
            said = _said(value) if isinstance(value, dict) else f"{value:,.3f}"
            lines.append(f"{name.replace('_', ' '):>22}  {said}")
    return lines


def _said(row: dict[str, Any]) -> str:
    return "  ".join(f"{name.replace('_', ' ')} {value:,.3f}" for name, value in row.items())
