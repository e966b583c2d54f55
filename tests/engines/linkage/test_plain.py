"""Lists read as arrays of bytes: the same as DuckDB reads, or not read at all."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panah.engines.linkage import Source, UnusableRows
from panah.engines.linkage.hashes import first_places
from panah.engines.linkage.tables import Tables

COLUMNS = ("client_id", "family_name", "given_names", "sex", "own")
FIELDS = st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12)
PLAIN = st.text(st.sampled_from("абвgҚ 'ё\u0301"), max_size=20)
LISTS = st.lists(st.tuples(PLAIN, PLAIN, PLAIN, PLAIN) | st.tuples(PLAIN, FIELDS, PLAIN, FIELDS))


def _written(path, rows, delimiter=",", end="\r\n"):
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, delimiter=delimiter, lineterminator=end)
        writer.writerow(COLUMNS)
        writer.writerows((f"id{at}", *row) for at, row in enumerate(rows))
    return Source(path, delimiter, COLUMNS)


def _read(folder, load):
    folder.mkdir()
    tables = Tables(folder, memory="1GB")
    try:
        try:
            load(tables)
        except UnusableRows as fault:  # a lone line break within a field, say
            return fault.rule, [], []
        every = np.arange(tables.row_count, dtype=np.int32)
        ids = tables.client_ids().of(every)
        columns = [tables.column(name, lambda texts: texts) for name in COLUMNS[1:4]]
        return tables.counts, ids, [(column.texts, column.ids.tolist()) for column in columns]
    finally:
        tables.close()


def _by_duckdb(sources):
    def load(tables):
        for source in sources:
            tables.load(source)
        tables.check_ids()

    return load


def _as_bytes(sources, seen):
    def load(tables):
        seen.append(tables.load_plain(sources, processes=1))
        if not seen[-1]:
            _by_duckdb(sources)(tables)

    return load


@settings(max_examples=60, deadline=None)
@given(LISTS, LISTS, st.sampled_from(",;\t"), st.sampled_from(["\n", "\r\n"]))
def test_bytes_are_read_as_duckdb_reads_them(tmp_path_factory, one, other, delimiter, end):
    folder, seen = tmp_path_factory.mktemp("lists"), []
    sources = [
        _written(folder / f"{at}.csv", rows, delimiter, end) for at, rows in enumerate((one, other))
    ]

    as_bytes = _read(folder / "a", _as_bytes(sources, seen))

    assert as_bytes == _read(folder / "b", _by_duckdb(sources))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_regular_list_is_read_as_bytes(tmp_path, end):
    source = _written(
        tmp_path / "0.csv",
        [("Щербаков", "", "", "x"), ("", "А", "", ""), ("Щербакин", "", "", "")],
        end=end,
    )
    tables = Tables(tmp_path, memory="1GB")

    assert tables.load_plain([source], processes=1)
    assert tables.column("family_name", lambda texts: texts).ids.tolist() == [1, 0, 2]
    tables.close()


@pytest.mark.parametrize(
    "line",
    [
        b"2,\xff,A,F,x\n",
        b"2,B,A,F,\xff\n",
        b'2,"B",A,F,x\n',
        b"2,B,A,F\n",
        b"2,B,A,F,x,y\n",
        b"2,B,A,F\n3,B,A,F,x,y\n",
        b"\n",
        b"2,B,A,F,x\r\n",
        b"2,B,A,F,x",
        b"1,B,A,F,x\n",
        b",B,A,F,x\n",
        "ё,B,A,F,x\n".encode(),
        b"2 ,B,A,F,x\n",
        b"2,B\0,A,F,x\n",
        b"2," + b"B" * 2_000_000 + b",A,F,x\n",
    ],
)
def test_a_list_with_one_odd_line_is_left_to_duckdb(tmp_path, line):
    path = tmp_path / "0.csv"
    path.write_bytes((",".join(COLUMNS) + "\n1,B,A,F,x\n").encode() + line)
    tables = Tables(tmp_path, memory="1GB")

    assert not tables.load_plain([Source(path, ",", COLUMNS)], processes=1)
    tables.close()


def test_an_id_with_a_comma_needs_quotation_marks_when_it_is_written(tmp_path):
    path = tmp_path / "0.csv"
    path.write_text("client_id;family_name\n1,2;A\n", encoding="utf-8")
    tables = Tables(tmp_path, memory="1GB")

    assert not tables.load_plain([Source(path, ";", COLUMNS[:2])], processes=1)
    tables.load(Source(path, ";", COLUMNS[:2]))
    assert tables.client_ids().of(np.array([0], dtype=np.int32)) == [b'"1,2"']
    tables.close()


@pytest.mark.parametrize(
    "names", [("client_id", "sex"), ("family_name", "sex"), ("client_id",) * 2]
)
def test_a_list_without_the_columns_that_are_needed_is_left_to_duckdb(tmp_path, names):
    path = tmp_path / "0.csv"
    path.write_text(",".join(names) + "\n1,2\n", encoding="utf-8")
    tables = Tables(tmp_path, memory="1GB")
    source = Source(path, ",", names)

    assert not tables.load_plain([source], processes=1)
    with pytest.raises(UnusableRows):
        tables.load(source)
    tables.close()


def test_a_first_line_with_quotation_marks_is_left_to_duckdb(tmp_path):
    path = tmp_path / "0.csv"
    path.write_text('client_id,"family_name\nor so"\n1,2\n', encoding="utf-8")
    tables = Tables(tmp_path, memory="1GB")

    assert not tables.load_plain([Source(path, ",", COLUMNS[:2])], processes=1)
    tables.close()


def test_those_of_one_number_are_told_apart_by_the_other():
    one = np.array([7, 7, 8, 7, 8, 7], dtype=np.uint64)
    other = np.array([1, 2, 1, 1, 1, 2], dtype=np.uint64)

    assert first_places(one, other).tolist() == [0, 1, 2, 0, 2, 1]
