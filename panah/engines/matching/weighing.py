"""Match weights after Fellegi and Sunter (1969), in bits."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from math import log2
from typing import Any


class Outcome(StrEnum):
    """What the weight alone suggests; a person decides."""

    SAME = "same"
    LOOK = "look"
    NEW = "new"


class ReasonCode(StrEnum):
    """What was found between two records. Rooms put it into words."""

    PRIOR = "prior"
    SURNAME_EQUAL = "surname_equal"
    SURNAME_SPELT_OTHERWISE = "surname_spelt_otherwise"
    SURNAME_DIFFERS = "surname_differs"
    GIVEN_EQUAL = "given_equal"
    GIVEN_SPELT_OTHERWISE = "given_spelt_otherwise"
    GIVEN_INITIAL_ONLY = "given_initial_only"
    GIVEN_DIFFERS = "given_differs"
    PATRONYMIC_EQUAL = "patronymic_equal"
    PATRONYMIC_SPELT_OTHERWISE = "patronymic_spelt_otherwise"
    PATRONYMIC_INITIAL_ONLY = "patronymic_initial_only"
    PATRONYMIC_ONE_SIDE_ONLY = "patronymic_one_side_only"
    PATRONYMIC_DIFFERS = "patronymic_differs"
    NAME_ORDER_EXCHANGED = "name_order_exchanged"
    NAME_PART_ONE_SIDE_ONLY = "name_part_one_side_only"
    BIRTH_DATE_EQUAL = "birth_date_equal"
    BIRTH_DATE_DAY_MONTH_EXCHANGED = "birth_date_day_month_exchanged"
    BIRTH_DATE_ONE_DIGIT = "birth_date_one_digit"
    BIRTH_DATE_OFF_BY_ONE = "birth_date_off_by_one"
    BIRTH_DATE_YEAR_ONLY = "birth_date_year_only"
    BIRTH_DATE_YEAR_OFF_BY_ONE = "birth_date_year_off_by_one"
    BIRTH_DATE_UNKNOWN = "birth_date_unknown"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    SEX_EQUAL = "sex_equal"
    SEX_DIFFERS = "sex_differs"
    NATIONALITY_EQUAL = "nationality_equal"
    NATIONALITY_DIFFERS = "nationality_differs"
    ORIGIN_EQUAL = "origin_equal"
    ORIGIN_DIFFERS = "origin_differs"
    DOCUMENT_EQUAL = "document_equal"
    DOCUMENT_NEAR = "document_near"
    DOCUMENT_DIFFERS = "document_differs"
    DOCUMENT_TWO_KINDS = "document_two_kinds"
    PHONE_EQUAL = "phone_equal"
    PHONE_DIFFERS = "phone_differs"
    IIN_EQUAL = "iin_equal"
    IIN_NEAR = "iin_near"
    IIN_DIFFERS = "iin_differs"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding and its weight. It names what was found, never a value."""

    code: ReasonCode
    bits: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything found between two records, and what it adds up to."""

    weight_bits: float
    reasons: tuple[Reason, ...]

    @property
    def outcome(self) -> Outcome:
        """What this weight alone suggests."""
        return outcome_of(self.weight_bits)


def _weights() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "weights.toml").read_text(encoding="utf-8"))


def _bits(entry: dict[str, Any]) -> dict[str, float]:
    """Bits by class of name; "" where the finding has no classes."""
    if "bits" in entry:
        return {"": float(entry["bits"])}
    u = entry["u"] if isinstance(entry["u"], dict) else {"": entry["u"]}
    return {name: log2(entry["m"] / chance) for name, chance in u.items()}


_WEIGHTS = _weights()
WEIGHTS_VERSION: int = _WEIGHTS["version"]
"""Changes whenever a weight or a threshold does."""
LOOK_BITS: float = _WEIGHTS["thresholds"]["look"]
SAME_BITS: float = _WEIGHTS["thresholds"]["same"]
_REASONS = {
    (code, name): Reason(code, bits)
    for code in ReasonCode
    for name, bits in _bits(_WEIGHTS[code]).items()
}


def reason(code: ReasonCode, frequency: str = "") -> Reason:
    """The finding with its weight.

    Args:
        frequency: how common the name is, for findings that depend on it.
    """
    return _REASONS[code, frequency]


def outcome_of(weight_bits: float) -> Outcome:
    """What a weight suggests, by the two thresholds of weights.toml."""
    if weight_bits >= SAME_BITS:
        return Outcome.SAME
    return Outcome.LOOK if weight_bits >= LOOK_BITS else Outcome.NEW
