"""Who will still come and pass those who wait: fast-track numbers, by the time of the day."""

from __future__ import annotations

import numpy as np

from panah.engines.waiting.state import FAST_TRACK, Line

SLOT_MINUTES = 10
SLOTS = 1440 // SLOT_MINUTES
SHARE, BELIEVED = 0.05, 20.0  # of those who come, before it was seen; as many as it is worth


def fast_track(line: Line) -> tuple[float, ...]:
    """Fast-track tickets an hour, by ten minutes of the day on the clock of `line.now`.

    As many as usually come then, times the share of the lane: trains show, chance hardly does. In
    an hour of the day that was never seen, as many come as in a mean one.
    """
    zone = line.now.tzinfo
    came = [(visit.taken_at.astimezone(zone), visit.lane) for visit in line.history]
    came += [(ticket.taken_at.astimezone(zone), ticket.lane) for ticket in line.waiting]
    if not came:
        return (0.0,) * SLOTS
    slots = [(moment.hour * 60 + moment.minute) // SLOT_MINUTES for moment, _ in came]
    seen = {(moment.date(), moment.hour) for moment, _ in came}
    days = np.bincount([hour for _, hour in seen], minlength=24).repeat(60 // SLOT_MINUTES)
    per_hour = np.bincount(slots, minlength=SLOTS) / np.maximum(1, days) * 60 / SLOT_MINUTES
    per_hour = np.where(days > 0, per_hour, len(came) / len(seen))
    fast = sum(lane == FAST_TRACK for _, lane in came)
    share = (fast + SHARE * BELIEVED) / (len(came) + BELIEVED)
    return tuple((per_hour * share).tolist())
