"""What the journal can say. No field here can hold a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class LineAct(StrEnum):
    """What happened to a number in the line."""

    TAKEN = "taken"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    HELD = "held"
    RETURNED = "returned"
    NO_SHOW = "no_show"
    SERVED = "served"
    GIVEN_UP = "given_up"
    FAST_TRACKED = "fast_tracked"
    UNDONE = "undone"
    CLOSED = "closed"


class RegisterAct(StrEnum):
    """What happened to a record in the register."""

    REGISTERED = "registered"
    PAPER_ISSUED = "paper_issued"
    PAPER_REVOKED = "paper_revoked"
    IDENTITY_OPENED = "identity_opened"
    JUDGED = "judged"
    CORRECTED = "corrected"
    MOVED = "moved"
    FOUND = "found"
    LOOKED_AFTER = "looked_after"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class CentreAct(StrEnum):
    """What happened to a centre as a whole."""

    CHANGED = "centre_changed"
    DESK = "desk_paused"
    KEYS = "keys_renewed"


@dataclass(frozen=True, slots=True)
class LineEvent:
    """Public: a number, a minute, a category.

    `commitment` fixes the reason of a fast-track without telling it.
    """

    site: str
    act: LineAct
    day: date
    number: int
    at: datetime
    lane: str = ""
    party_size: int = 0
    desk: str = ""
    commitment: str = ""


@dataclass(frozen=True, slots=True)
class RegisterEvent:
    """Not public: a day, a site, coarse attributes; no desk and no minute.

    `subject` is an individual number and `by` a staff account; they are filled only where the
    person must be able to see it later (an opening, a correction, a judgement, an erasure), never
    together with the attributes; a withdrawal alone repeats the size of its group, so that counts
    can be taken back. `changed` names the fields of a correction, and no value.
    """

    site: str
    act: RegisterAct
    day: date
    age_band: str = ""
    sex: str = ""
    nationality: str = ""
    origin_region: str = ""
    document_kind: str = ""
    needs: tuple[str, ...] = ()
    group_size: int = 0
    subject: str = ""
    by: str = ""
    purpose: str = ""
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CentreEvent:
    """Not public: that something of a centre was changed, or a desk paused, on a day.

    `digest` is of the line that the centre itself keeps of it, with who, when, what it was and what
    it became: that line can be shown to be the one that was written, and is not repeated here,
    because whoever chose a user name may have chosen their own.
    """

    site: str
    day: date
    what: str
    digest: str = ""
    desk: str = ""
    act: CentreAct = CentreAct.CHANGED


Event = LineEvent | RegisterEvent | CentreEvent
