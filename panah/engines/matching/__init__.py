"""Matching: find records that may be of one person, and weigh the evidence that they are."""

from panah.engines.matching.blocking import (
    KEY_EVIDENCE,
    KEYS_VERSION,
    SIDES,
    BlockingKey,
    KeyKind,
    blocking_keys,
    keys_of,
)
from panah.engines.matching.comparing import compare
from panah.engines.matching.explaining import explained
from panah.engines.matching.prepared import Prepared, prepare, prepare_plain
from panah.engines.matching.weighing import (
    LOOK_BITS,
    SAME_BITS,
    WEIGHTS_VERSION,
    Evidence,
    Outcome,
    Reason,
    ReasonCode,
    outcome_of,
)

__all__ = [
    "KEYS_VERSION",
    "KEY_EVIDENCE",
    "LOOK_BITS",
    "SAME_BITS",
    "SIDES",
    "WEIGHTS_VERSION",
    "BlockingKey",
    "Evidence",
    "KeyKind",
    "Outcome",
    "Prepared",
    "Reason",
    "ReasonCode",
    "blocking_keys",
    "compare",
    "explained",
    "keys_of",
    "outcome_of",
    "prepare",
    "prepare_plain",
]
