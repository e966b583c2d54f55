"""Draw the moves of a ticket from the table in `panah/line/moves.py`.

python tools/draw_moves.py            write docs/reference/line-moves.svg and the table beside it
python tools/draw_moves.py --check    fail if they do not show the table as it is now
"""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from pathlib import Path
from xml.sax.saxutils import escape  # nosec B406 - nothing is parsed

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")

import django  # noqa: E402

django.setup()

from panah.line.models import Ticket  # noqa: E402
from panah.line.moves import MOVES, OPEN, Move, Row, Who  # noqa: E402

PICTURE = ROOT / "docs" / "reference" / "line-moves.svg"
PAGE = ROOT / "docs" / "reference" / "line-moves.md"
BEGIN, END = "<!-- begin: tools/draw_moves.py -->", "<!-- end -->"
Status = Ticket.Status
Point = tuple[float, float]

# Where each state stands in the picture: the middle of its box.
PLACES = {
    Status.WAITING: (150, 270),
    Status.CALLED: (500, 270),
    Status.HELD: (325, 115),
    Status.SERVED: (850, 400),
    Status.GIVEN_UP: (850, 80),
    Status.CLOSED: (850, 160),
    Status.NO_SHOW: (500, 450),
    Status.UNDONE: (150, 450),
}
# How far from the middle of a box what stays where it is leaves and comes back, above it.
LOOPS = {Status.WAITING: -30, Status.HELD: 0, Status.CALLED: 30}
WIDTH, HEIGHT = 960, 510
BOX = (120, 44)
FRAME = (30, 30, 620, 360)  # left, top, right, bottom of the states that are open
HEAD = 9


def picture() -> str:
    """The whole picture as SVG."""
    left, top, right, bottom = FRAME
    frame = (
        f'<rect x="{left}" y="{top}" width="{right - left}" height="{bottom - top}" rx="8" '
        'fill="#eff3f4"/>'
        f'<text x="{left + 16}" y="{top + 26}" fill="#47595f">has not ended</text>'
    )
    parts = [frame, *map(_arrow, _edges()), *(_box(status) for status in Status)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" font-size="15">'
        "<title>The moves of a ticket</title>"
        f"<desc>{escape(_in_words())}</desc>"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def table() -> str:
    """The same as a table in Markdown."""
    lines = ["| from | move | to | the journal says | who may |", "|---|---|---|---|---|"]
    for row in MOVES:
        who = ", ".join(one.value for one in Who if one in row.who)
        cells = (_name(row.source), _name(row.move), _name(row.target), f"`{row.act.value}`", who)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page() -> str:
    """The page of the docs with its table brought up to date."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    return f"{before}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"


def _edges() -> dict[tuple[Status | None, Status], list[str]]:
    # What may happen to every open ticket is one arrow from the frame, not three from its boxes.
    edges: dict[tuple[Status | None, Status], list[str]] = defaultdict(list)
    for move in Move:
        rows = [row for row in MOVES if row.move == move]
        for row in rows:
            source = None if _is_of_all_open(rows) else row.source
            if move.value not in edges[source, row.target]:
                edges[source, row.target].append(move.value)
    return edges


def _is_of_all_open(rows: list[Row]) -> bool:
    return {row.source for row in rows} == OPEN and len({row.target for row in rows}) == 1


def _box(status: Status) -> str:
    x, y = PLACES[status]
    width, height = BOX
    return (
        f'<rect x="{x - width / 2:.0f}" y="{y - height / 2:.0f}" width="{width}" height="{height}" '
        f'rx="4" fill="{"#10242c" if status in OPEN else "#005a6e"}"/>'
        f'<text x="{x}" y="{y + 5}" text-anchor="middle" font-weight="700" fill="#fff">'
        f"{_name(status)}</text>"
    )


def _arrow(edge: tuple[Status | None, Status]) -> str:
    source, target = edge
    words = ", ".join(_name(move) for move in _edges()[edge])
    if source is None:
        end = _border(PLACES[target], (0, PLACES[target][1]))
        return _line((FRAME[2], end[1]), end, words)
    if source == target:
        return _loop(source, words)
    # There and back again lie side by side.
    start, end = PLACES[source], PLACES[target]
    shift = 14 if (target, source) in _edges() else 0
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    aside = (-dy / length * shift, dx / length * shift)
    first = _border(start, end)
    last = _border(end, start)
    outward = (2.6 * aside[0], 2.6 * aside[1])
    return _line(_add(first, aside), _add(last, aside), words, outward=outward)


def _line(start: Point, end: Point, words: str, *, outward: Point = (0.0, 0.0)) -> str:
    middle = _add(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2), outward)
    is_steep = abs(end[1] - start[1]) > 2 * abs(end[0] - start[0])
    x, y = (middle[0] + 8, middle[1] + 5) if is_steep else (middle[0], middle[1] - 8)
    if any(outward):
        y = middle[1] + 5
    return (
        f'<path d="M{_at(start)}L{_at(end)}" stroke="#10242c" stroke-width="2" fill="none"/>'
        f"{_head(start, end)}{_label((x, y), words, 'start' if is_steep else 'middle')}"
    )


def _loop(status: Status, words: str) -> str:
    x, y = PLACES[status][0] + LOOPS[status], PLACES[status][1] - BOX[1] / 2
    start, end, high = (x - 20.0, y), (x + 20.0, y), y - 44
    return (
        f'<path d="M{_at(start)}C{_at((x - 30, high))} {_at((x + 30, high))} {_at(end)}" '
        'stroke="#10242c" stroke-width="2" fill="none"/>'
        f"{_head((x + 25, high + 12), end)}{_label((x, high + 4), words, 'middle')}"
    )


def _label(at: Point, words: str, anchor: str) -> str:
    return (
        f'<text x="{at[0]:.0f}" y="{at[1]:.0f}" text-anchor="{anchor}" fill="#10242c" '
        f'stroke="#fff" stroke-width="4" paint-order="stroke">{escape(words)}</text>'
    )


def _head(start: Point, end: Point) -> str:
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = (dx * dx + dy * dy) ** 0.5
    ux, uy = dx / length * HEAD, dy / length * HEAD
    left = (end[0] - ux - uy / 2, end[1] - uy + ux / 2)
    right = (end[0] - ux + uy / 2, end[1] - uy - ux / 2)
    return f'<path d="M{_at(end)}L{_at(left)}L{_at(right)}z" fill="#10242c"/>'


def _border(place: Point, towards: Point) -> Point:
    """Where the line from a box's middle to a point leaves the box."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    to_side = BOX[0] / 2 / abs(dx) if dx else float("inf")
    to_edge = BOX[1] / 2 / abs(dy) if dy else float("inf")
    part = min(to_side, to_edge)
    return place[0] + dx * part, place[1] + dy * part


def _add(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _name(word: str) -> str:
    return str(word).replace("_", " ")


def _in_words() -> str:
    return "; ".join(f"{_name(r.source)}, {_name(r.move)}: {_name(r.target)}" for r in MOVES)


def main(arguments: list[str]) -> int:
    """Write both, or say which is out of date."""
    wanted = {PICTURE: picture(), PAGE: page()}
    if "--check" not in arguments:
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [p for p, text in wanted.items() if not p.exists() or p.read_text("utf-8") != text]
    for path in old:
        print(f"{path.relative_to(ROOT)} is out of date: python tools/draw_moves.py")
    return bool(old)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
