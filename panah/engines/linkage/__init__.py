"""Linkage: whole lists compared with the weights of the desk, on one machine."""

from panah.engines.linkage.blocks import Plan
from panah.engines.linkage.faults import UnusableRows
from panah.engines.linkage.finding import Request, Summary, Watcher, find_duplicates, unfinished
from panah.engines.linkage.parquet import parquet_columns, parquet_rows
from panah.engines.linkage.rules import RuleName
from panah.engines.linkage.sources import COLUMNS, NAMES, Source

__all__ = [
    "COLUMNS",
    "NAMES",
    "Plan",
    "Request",
    "RuleName",
    "Source",
    "Summary",
    "UnusableRows",
    "Watcher",
    "find_duplicates",
    "parquet_columns",
    "parquet_rows",
    "unfinished",
]
