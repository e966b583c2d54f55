"""How long until I am called: a window from 10 to 90 percent, and a middle, for every ticket.

`windows` forecasts a line as it stands from many futures of the same desks
(`engines.simulation`); `replay` estimates from a log alone, as if it were live; `Calibration`
widens or narrows both by what really happened. Numpy and what compiles is imported only where
something is reckoned: the names here are cheap.
"""

from __future__ import annotations

from panah.engines.waiting.calibration import Calibration
from panah.engines.waiting.reasons import Reason, why_it_moved
from panah.engines.waiting.showing import Shown, shown
from panah.engines.waiting.state import Line, Opening, Serving, Visit, Waiting
from panah.engines.waiting.window import Called, Drivers, Window, band_of

__all__ = [
    "Calibration",
    "Called",
    "Drivers",
    "Line",
    "Opening",
    "Reason",
    "Serving",
    "Shown",
    "Visit",
    "Waiting",
    "Window",
    "band_of",
    "shown",
    "why_it_moved",
    "windows",
]


def windows(
    line: Line, *, calibration: Calibration, seed: int, futures: int = 500
) -> tuple[Window, ...]:
    """Every waiting ticket's window, in the order of `line.waiting`; same seed, same answer."""
    from panah.engines.waiting.forecast import forecast

    return forecast(line, calibration=calibration, seed=seed, futures=futures)
