"""Machine-readable zones, check digits, spelling in passports, Kazakhstan's IIN."""

from panah.engines.documents.iin import (
    Iin,
    IinReason,
    ImpossibleIin,
    check_iin,
    draw_iin,
    make_iin,
)
from panah.engines.documents.layouts import Format, Span
from panah.engines.documents.letters import Table, transliterate
from panah.engines.documents.lines import split_lines
from panah.engines.documents.prefill import ZoneIdentity, identity_fields
from panah.engines.documents.reader import read_zone
from panah.engines.documents.writer import CannotBeWritten, write_zone
from panah.engines.documents.zone import (
    NOTES,
    Check,
    Code,
    Fields,
    Message,
    Suggestion,
    Zone,
)

__all__ = [
    "NOTES",
    "CannotBeWritten",
    "Check",
    "Code",
    "Fields",
    "Format",
    "Iin",
    "IinReason",
    "ImpossibleIin",
    "Message",
    "Span",
    "Suggestion",
    "Table",
    "Zone",
    "ZoneIdentity",
    "check_iin",
    "draw_iin",
    "identity_fields",
    "make_iin",
    "read_zone",
    "split_lines",
    "transliterate",
    "write_zone",
]
