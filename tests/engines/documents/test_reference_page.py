"""The reference page says what the code does."""

from pathlib import Path

from panah.engines.documents import Code, IinReason, Table
from panah.engines.documents.unnoticeable import BEGIN, END, as_markdown

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "machine-readable-zones.md"
TEXT = PAGE.read_text(encoding="utf-8")


def test_the_table_of_unnoticeable_exchanges_is_the_one_tried_out():
    assert TEXT.partition(BEGIN)[2].partition(END)[0].strip() == as_markdown()


def test_every_reason_code_and_table_is_described():
    missing = [name for name in (*Code, *IinReason, *Table) if f"`{name}`" not in TEXT]

    assert missing == []
