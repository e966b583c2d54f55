"""Matching: find records that may be of one person, and weigh the evidence that they are."""

from panah.engines.matching.blocking import (
    KEY_EVIDENCE,
    KEYS_VERSION,
    SIDES,
    BlockingKey,
    KeyKind,
    blocking_keys,
    keys_of,
    stored_keys,
)
from panah.engines.matching.comparing import at_most, compare
from panah.engines.matching.explaining import explained
from panah.engines.matching.names_compared import most_name_bits
from panah.engines.matching.prepared import (
    Prepared,
    facts_of_plain,
    prepare,
    prepare_plain,
    with_name,
)
from panah.engines.matching.weighing import (
    A_MILLION,
    LOOK_BITS,
    SAME_BITS,
    WEIGHTS_VERSION,
    Evidence,
    Outcome,
    Reason,
    ReasonCode,
    outcome_of,
    prior,
)

__all__ = [
    "A_MILLION",
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
    "at_most",
    "blocking_keys",
    "compare",
    "explained",
    "facts_of_plain",
    "keys_of",
    "most_name_bits",
    "outcome_of",
    "prepare",
    "prepare_plain",
    "prior",
    "stored_keys",
    "with_name",
]
