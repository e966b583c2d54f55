"""Match weights after Fellegi and Sunter (1969), in bits."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
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
    SURNAME_ALIKE = "surname_alike"
    SURNAME_INITIAL_ONLY = "surname_initial_only"
    SURNAME_DIFFERS = "surname_differs"
    GIVEN_EQUAL = "given_equal"
    GIVEN_SPELT_OTHERWISE = "given_spelt_otherwise"
    GIVEN_SHORT_FORM = "given_short_form"
    GIVEN_ALIKE = "given_alike"
    GIVEN_INITIAL_ONLY = "given_initial_only"
    GIVEN_DIFFERS = "given_differs"
    PATRONYMIC_EQUAL = "patronymic_equal"
    PATRONYMIC_SPELT_OTHERWISE = "patronymic_spelt_otherwise"
    PATRONYMIC_ALIKE = "patronymic_alike"
    PATRONYMIC_INITIAL_ONLY = "patronymic_initial_only"
    PATRONYMIC_DIFFERS = "patronymic_differs"
    PATRONYMIC_ONE_SIDE_ONLY = "patronymic_one_side_only"
    NAME_PART_EQUAL = "name_part_equal"
    NAME_PART_SPELT_OTHERWISE = "name_part_spelt_otherwise"
    NAME_PART_ALIKE = "name_part_alike"
    NAME_PART_INITIAL_ONLY = "name_part_initial_only"
    NAME_PART_DIFFERS = "name_part_differs"
    NAME_PART_ONE_SIDE_ONLY = "name_part_one_side_only"
    NAME_ORDER_EXCHANGED = "name_order_exchanged"
    BIRTH_DATE_EQUAL = "birth_date_equal"
    BIRTH_DATE_DAY_MONTH_EXCHANGED = "birth_date_day_month_exchanged"
    BIRTH_DATE_ONE_DIGIT = "birth_date_one_digit"
    BIRTH_DATE_OFF_BY_ONE = "birth_date_off_by_one"
    BIRTH_DATE_MONTH_AND_YEAR = "birth_date_month_and_year"
    BIRTH_DATE_YEAR_ONLY = "birth_date_year_only"
    BIRTH_DATE_YEAR_OFF_BY_ONE = "birth_date_year_off_by_one"
    BIRTH_DATE_YEARS_NEAR = "birth_date_years_near"
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
    PERHAPS_TWINS = "perhaps_twins"
    # What a shared blocking key says of a withheld identity, which is not compared.
    SHARED_NAME_AND_BIRTH_DATE = "shared_name_and_birth_date"
    SHARED_NAMES_AND_BIRTH_YEAR = "shared_names_and_birth_year"
    SHARED_NAMES_AND_BIRTH_MONTH = "shared_names_and_birth_month"
    SHARED_NAMES = "shared_names"
    SHARED_DOCUMENT = "shared_document"
    SHARED_PHONE = "shared_phone"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding and its weight. It names what was found, never a value.

    `values` are letters that answer to each other, as "Щ = SHCH"; only `explained` gives them.
    """

    code: ReasonCode
    bits: float
    values: tuple[str, ...] = ()


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


def _bits(entry: dict[str, Any], rarity: int) -> float:
    if "bits" in entry:
        return float(entry["bits"])
    u = entry["u"] if "u" in entry else entry["times"] / 2**rarity
    return log2(entry["m"] / u)


_WEIGHTS = _weights()
WEIGHTS_VERSION: int = _WEIGHTS["version"]
"""Changes whenever a weight or a threshold does."""
LOOK_BITS: float = _WEIGHTS["thresholds"]["look"]
SAME_BITS: float = _WEIGHTS["thresholds"]["same"]
_MOST_BEFORE: float = _WEIGHTS["prior"]["most"]
A_MILLION = 1_000_000
RAREST = 32
"""Classes of rarity end before this one."""
_REASONS = {
    code: tuple(Reason(code, _bits(_WEIGHTS[code], rarity)) for rarity in range(RAREST))
    for code in ReasonCode
}


def reason(code: ReasonCode, rarity: int = 0, *, cost: float = 0.0) -> Reason:
    """The finding with its weight.

    Args:
        rarity: class of the name in bits, for findings that depend on it.
        cost: bits that the differences of two spellings take away.
    """
    found = _REASONS[code][rarity]
    return Reason(code, found.bits - cost) if cost else found


@lru_cache(maxsize=64)
def prior(among: int) -> Reason:
    """What two people weigh before looking, by how many are registered.

    In whole bits, so that a weight does not tell how many came today.
    """
    bits = min(_MOST_BEFORE, float(-round(log2(max(1, among)))))
    return Reason(ReasonCode.PRIOR, bits)


def outcome_of(weight_bits: float) -> Outcome:
    """What a weight suggests, by the two thresholds of weights.toml."""
    if weight_bits >= SAME_BITS:
        return Outcome.SAME
    return Outcome.LOOK if weight_bits >= LOOK_BITS else Outcome.NEW
