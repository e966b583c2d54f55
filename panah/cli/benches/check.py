"""`panah bench check --size N`: one full check of an arrival, in a large register."""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from panah.cli import centre
from panah.cli.benches import crowd
from panah.cli.benches.built import FOLDER, register_of
from panah.cli.benches.damage import Damage
from panah.engines.identity import IndividualNumber
from panah.engines.matching import KEYS_VERSION, LOOK_BITS, WEIGHTS_VERSION

_WARM = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """One arrival, who was found to be like them, how many were opened, and how long it took."""

    arrival: crowd.Arrival
    found: list[IndividualNumber]
    opened: int
    milliseconds: float

    @property
    def is_found(self) -> bool:
        """Whether their own record is among those worth a look."""
        return self.arrival.known_as in self.found


def check(
    size: Annotated[int, typer.Option(help="How many invented people are registered.")] = 100_000,
    arrivals: Annotated[int, typer.Option(help="How many come again; as many are new.")] = 1000,
    seed: Annotated[int, typer.Option(help="What the people are drawn from.")] = 1,
    register: Annotated[Path, typer.Option(help="Where registers are built, and kept.")] = FOLDER,
    cold: Annotated[bool, typer.Option(help="With nothing of the file in memory before.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check arrivals against a register of invented people, through the keeper."""
    data = register_of(size, seed=seed, say=_say, kept=register)
    centre.set_up_django(data)
    with centre.opened(data):
        crowd_of_today = crowd.arrivals(seed, size, each=arrivals)
        for arrival in crowd_of_today[:_WARM]:
            _check(arrival)
        if cold:
            _forget(data / centre.DATABASE)
        begin = _processor_seconds()
        checked = [_check(arrival) for arrival in crowd_of_today]
        busy = (_processor_seconds() - begin) / len(checked)
        memory = _keeper_megabytes()
    figures = _figures(checked, data, size=size)
    figures |= {"processor_ms": round(busy * 1000, 2), "keeper_mb": memory}
    typer.echo(json.dumps(figures) if as_json else _told(figures))


def _forget(database: Path) -> None:
    """Let the system drop what it holds of the file, as after a start of the machine."""
    from django.db import connections

    connections.close_all()
    with database.open("rb") as content:
        os.fsync(content.fileno())  # what is not written yet is kept
        os.posix_fadvise(content.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _check(arrival: crowd.Arrival) -> Checked:
    """Seal, look up, open and compare: everything between the clerk's key and the answer."""
    from panah.desk.actions import Listed, seal_list
    from panah.duplicates import actions

    begin = time.perf_counter()
    # As one row of a list: it asks the keeper for a tag too, which a desk does not.
    (sealed,) = seal_list([Listed("bench", "", arrival.identity)]).sealed
    gathered = actions.gather([(sealed, (sealed.number,))])
    (found,) = actions.weigh(gathered)
    took = time.perf_counter() - begin
    return Checked(arrival, [one.number for one in found], len(gathered[0][1]), took * 1000)


def _processor_seconds() -> float:
    """What this process and the keeper have used: on a busy machine the clock says more."""
    from panah.keeper.client.status import status

    fields = Path(f"/proc/{status().process_id}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return time.process_time() + ticks / os.sysconf("SC_CLK_TCK")


def _figures(checked: Sequence[Checked], data: Path, *, size: int) -> dict[str, Any]:
    again = [one for one in checked if one.arrival.known_as]
    new = [one for one in checked if not one.arrival.known_as]
    dated = [one for one in again if one.arrival.kind != Damage.UNKNOWN]
    alerts = _by_kind(new, lambda one: bool(one.found))
    return {
        "size": size,
        "arrivals": len(checked),
        "threshold": LOOK_BITS,
        "versions": {"keys": KEYS_VERSION, "weights": WEIGHTS_VERSION},
        "check_ms": _spread([one.milliseconds for one in checked]),
        "opened": _spread([one.opened for one in checked]),
        "recall_birth_date_known": _share(one.is_found for one in dated),
        "recall": _by_kind(again, lambda one: one.is_found),
        "false_alerts_per_1000": round(1000 * sum(_weighted(alerts)), 2),
        "false_alerts_by_kind": alerts,
        "looked_at_beside_the_right_one": _share(len(one.found) > one.is_found for one in again),
        "disk_mb": round(sum(path.stat().st_size for path in data.rglob("*.sqlite3*")) / 1e6),
    }


def _by_kind(checked: Sequence[Checked], claim: Callable[[Checked], bool]) -> dict[str, float]:
    kinds: defaultdict[str, list[bool]] = defaultdict(list)
    for one in checked:
        kinds[one.arrival.kind].append(claim(one))
    return {kind: _share(claims) for kind, claims in sorted(kinds.items())}


def _weighted(alerts: dict[str, float]) -> Iterable[float]:
    """Each kind by its share of the new arrivals: relatives are measured oftener than they come."""
    return (crowd.SHARES[kind] * rate for kind, rate in alerts.items())


def _share(claims: Iterable[bool]) -> float:
    counted = list(claims)
    return round(sum(counted) / len(counted), 4) if counted else 0.0


def _spread(values: Sequence[float]) -> dict[str, float]:
    in_order = sorted(values)
    last = len(in_order) - 1
    places = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "most": 1.0}
    return {name: round(in_order[round(last * place)], 2) for name, place in places.items()}


def _keeper_megabytes() -> float:
    from panah.keeper.client.status import status

    lines = Path(f"/proc/{status().process_id}/status").read_text().splitlines()
    resident = next(line for line in lines if line.startswith("VmRSS"))
    return round(int(resident.split()[1]) / 1024, 1)


def _say(text: str) -> None:
    typer.echo(text, err=True)


def _told(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name:<32}{_plain(value)}" for name, value in figures.items())


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{name} {found}" for name, found in value.items())
    return str(value)
