"""What a list is, and a column of it as numbers for distinct texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NAMES = (
    "family_name",
    "given_names",
    "patronymic",
    "family_name_latin",
    "given_names_latin",
    "full_name",
)
FACTS = (
    "sex",
    "birth_date",
    "nationality",
    "origin_region",
    "document_kind",
    "document_number",
    "iin",
    "phone",
)
COLUMNS = ("client_id", "group", *NAMES, *FACTS)

Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Source:
    """A list in UTF-8: CSV with these columns in this order, or Parquet."""

    path: Path
    delimiter: str = ""
    """Empty for Parquet."""
    columns: tuple[str, ...] = ()
    """Of a CSV; empty names stand for columns that nobody asks for."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as numbers: `texts[ids[row]]` is what the row says, `texts[0]` is nothing."""

    texts: list[str]
    ids: Ids
