"""Lists compared: which pairs are written, and which rows are one person."""

from __future__ import annotations

import csv
import resource

import duckdb
import numpy as np
import pytest

from panah.engines.identity import Identity, PartialDate, Sex, WrittenName
from panah.engines.linkage import Request, Source, UnusableRows, find_duplicates
from panah.engines.linkage.blocks import Lists, planned
from panah.engines.linkage.clusters import clusters
from panah.engines.linkage.database import Listed
from panah.engines.linkage.rules import Entries, Rule, RuleName
from panah.engines.linkage.shelf import Shelf
from panah.engines.linkage.tables import Tables
from tests.engines.linkage.lists import Silence, as_it_is, compared, row_of, write
from tests.engines.matching.people import person

YEVGENY = person("Щербаков", "Евгений", "Николаевич", born="1990-05-04", sex=Sex.MALE)
AIGUL = person("Жұмабекова", "Айгүл", "Маратқызы", born="1985-11-30", sex=Sex.FEMALE)


def latin(family, given, born):
    name = WrittenName(family_latin=family, given_latin=given)
    return Identity(name, birth_date=PartialDate.parse(born) if born else None)


def rows(*people, group=""):
    return [row_of(identity, str(at), group) for at, identity in enumerate(people)]


def ids(pairs):
    return [(pair["client_id_left"], pair["client_id_right"]) for pair in pairs]


def test_a_pair_across_scripts_is_written_once_with_the_earlier_row_left(tmp_path):
    again = latin("SHCHERBAKOV", "YEVGENIY", "1990-05-04")

    summary, pairs = compared(tmp_path, rows(AIGUL, YEVGENY, again))

    assert ids(pairs) == [("1", "2")]
    assert summary.rows == 3


@pytest.mark.parametrize(
    "born", ["", "1990", "1990-01-01", "1990-04-05", "1990-05-05", "1991-05-04"]
)
def test_a_damaged_birth_date_does_not_hide_a_person(tmp_path, born):
    _, pairs = compared(
        tmp_path, rows(YEVGENY, latin("SHCHERBAKOV", "EVGENII", born)), min_weight=-50.0
    )

    assert ids(pairs) == [("0", "1")]


def test_a_folder_may_have_quotes_in_its_name(tmp_path):
    folder = tmp_path / 'Aigul\'s "lists"'
    folder.mkdir()

    _, pairs = compared(folder, rows(YEVGENY, YEVGENY))

    assert ids(pairs) == [("0", "1")]


def test_people_of_one_group_are_not_each_others_duplicates(tmp_path):
    _, pairs = compared(tmp_path, rows(YEVGENY, YEVGENY, group="g"), min_weight=-50.0)

    assert pairs == []


def test_groups_of_two_lists_are_different_groups(tmp_path):
    one, other = rows(YEVGENY, group="g"), rows(YEVGENY, group="g")

    _, pairs = compared(tmp_path, one, other)

    assert ids(pairs) == [("0", "0")]


def test_two_lists_are_compared_only_across(tmp_path):
    one, other = rows(YEVGENY, YEVGENY, AIGUL), rows(AIGUL, AIGUL)

    _, pairs = compared(tmp_path, one, other, min_weight=-50.0)

    assert ids(pairs) == [("2", "0"), ("2", "1")]


def test_somebody_without_a_birth_date_is_found_in_the_other_list(tmp_path):
    undated = person("Щербаков", "Евгений")

    _, pairs = compared(tmp_path, rows(undated, AIGUL), rows(YEVGENY), min_weight=-50.0)

    assert ids(pairs) == [("0", "0")]


def test_two_texts_with_one_hash_stay_two(tmp_path, monkeypatch):
    everybody = rows(YEVGENY, AIGUL, YEVGENY)
    _, apart = compared(tmp_path, everybody)
    hashes = Listed._hashes

    def one_for_all(listed, name):
        first, second = hashes(listed, name)
        return first * np.uint64(0), second

    monkeypatch.setattr(Listed, "_hashes", one_for_all)
    monkeypatch.setattr(Tables, "load_plain", lambda *_, **__: False)
    _, together = compared(tmp_path, everybody)

    assert ids(apart) == [("0", "2")]
    assert together == apart


@pytest.mark.parametrize("count", [0, 1])
def test_a_list_of_nobody_or_of_one_has_no_pairs(tmp_path, count):
    summary, pairs = compared(
        tmp_path, rows(*[YEVGENY] * count), clusters=tmp_path / "clusters.csv"
    )

    assert (pairs, summary.rows) == ([], count)


def test_rows_that_hang_together_are_one_cluster(tmp_path):
    everybody = rows(YEVGENY, AIGUL, YEVGENY, YEVGENY)
    target = tmp_path / "clusters.csv"

    compared(tmp_path, everybody, clusters=target, cluster_weight=3.0)

    with target.open(encoding="utf-8") as source:
        found = [(row["client_id"], row["cluster"]) for row in csv.DictReader(source)]
    assert found == [("0", "1"), ("1", "2"), ("2", "1"), ("3", "1")]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["№ 7", 'the "other"', "a,b", "two\nlines", "x" * 300])
def test_an_id_is_written_as_it_was_read(tmp_path, name, suffix):
    everybody = rows(YEVGENY, AIGUL, YEVGENY)
    everybody[2]["client_id"] = name
    source = write(tmp_path / "list.csv", everybody)
    pairs, people = tmp_path / f"pairs.{suffix}", tmp_path / f"clusters.{suffix}"

    find_duplicates(Request((source,), pairs, as_it_is, clusters=people), Silence())

    of_pairs, of_people = (
        f"read_csv('{path}', all_varchar=true)" if suffix == "csv" else f"'{path}'"
        for path in (pairs, people)
    )
    columns = "client_id_left, client_id_right, match_weight::double > 10, outcome"
    assert duckdb.sql(f"select {columns} from {of_pairs}").fetchall() == [("0", name, True, "same")]
    listed = duckdb.sql(f"select client_id, cluster::bigint from {of_people}").fetchall()
    assert listed == [("0", 1), ("1", 2), (name, 1)]


def test_a_long_chain_is_one_cluster():
    count = 1000
    order = np.random.default_rng(7).permutation(count).astype(np.int32)

    found = clusters(count, order[:-1], order[1:])

    assert (found == 0).all()


def test_parquet_is_read_and_written(tmp_path):
    write(tmp_path / "list.csv", rows(YEVGENY, AIGUL, YEVGENY))
    listed, pairs = tmp_path / "list.parquet", tmp_path / "pairs.parquet"
    columns = "client_id, family_name, given_names, birth_date::date as birth_date"
    duckdb.sql(
        f"copy (select {columns} from read_csv('{tmp_path}/list.csv', all_varchar=true)) "
        f"to '{listed}' (format parquet)"
    )

    find_duplicates(Request((Source(listed),), pairs, as_it_is, processes=1), Silence())

    found = duckdb.sql(f"select client_id_left, client_id_right from '{pairs}'").fetchall()
    assert found == [("0", "2")]


def test_two_processes_find_what_one_finds(tmp_path, monkeypatch):
    everybody = rows(YEVGENY, AIGUL, latin("SCHERBAKOV", "EVGENIJ", "1990-04-05"), YEVGENY, AIGUL)
    _, alone = compared(tmp_path, everybody, min_weight=-50.0)
    monkeypatch.setattr("panah.engines.linkage.finding.FEW_BYTES", 0)

    _, together = compared(tmp_path, everybody, min_weight=-50.0, processes=2)

    assert together == alone


def _rule(*forms):
    return Rule(
        RuleName.NAMES_AND_BIRTH_YEAR, tuple(lambda form=form: iter([form]) for form in forms)
    )


def _entries(*keys):
    spread = np.array(keys, dtype=np.uint64) << np.uint64(40)
    return Entries(spread, np.arange(len(keys), dtype=np.int32))


def test_a_rule_that_gives_too_many_pairs_is_made_stricter():
    loose, strict = _entries(*[1] * 10), _entries(*[1, 2] * 5)

    plan, blocks = planned(_rule(loose, strict), Lists(10), most=20)

    assert (plan.form, plan.pairs, plan.left_out) == (1, 20, 0)
    assert blocks.pair_count == 20


def test_a_rule_that_cannot_be_made_stricter_leaves_its_largest_blocks_out(tmp_path):
    entries = _entries(*[1] * 10, 2, 2, 3, 3)

    plan, blocks = planned(_rule(entries), Lists(14), most=5)

    assert plan.pairs <= 5
    assert plan.pairs + plan.left_out == 47
    shelf = Shelf(tmp_path / "blocks")
    shelf.put(0, blocks)
    sides = [shelf.pairs(piece) for piece in shelf.pieces()]
    pairs = [pair for left, right in sides for pair in zip(left, right, strict=True)]
    assert {(10, 11), (12, 13)} <= set(pairs)
    assert len(pairs) == plan.pairs


@pytest.mark.parametrize(
    ("text", "row", "column", "rule"),
    [
        ("family_name\nЩербаков\n", 0, "client_id", "the column is needed"),
        ("client_id,sex\n1,F\n", 0, "family_name", "one of these columns is needed"),
        ("client_id,family_name\n1,А\n1,Б\n", 2, "client_id", "stands twice"),
        ("client_id,family_name\n1,А\n,Б\n", 2, "client_id", "is needed"),
        ("client_id,family_name,birth_date\n1,А,\n2,Б,soon\n", 2, "birth_date", "no such date"),
        ("client_id,family_name\n1,А\n2,Б,x\n", 0, "", "fields"),
        ('client_id,family_name\n1,"А\n', 0, "", "quotation mark"),
    ],
)
def test_a_list_that_cannot_be_used_leaves_nothing_behind(tmp_path, text, row, column, rule):
    listed = tmp_path / "list.csv"
    listed.write_text(text, encoding="utf-8")
    source = Source(listed, ",", tuple(text.splitlines()[0].split(",")))

    with pytest.raises(UnusableRows) as fault:
        find_duplicates(Request((source,), tmp_path / "pairs.csv", as_it_is), Silence())

    assert rule in fault.value.rule
    assert fault.value.column.startswith(column)
    assert row in (0, fault.value.row)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("spoilt", [b"\xff\xfe\xfa", b"\x80abc"])
def test_bytes_that_are_not_utf_8_are_refused(tmp_path, spoilt):
    listed = tmp_path / "list.csv"
    listed.write_bytes(b"client_id,family_name\n1,x\n2," + spoilt + b"\n")
    source = Source(listed, ",", ("client_id", "family_name"))

    with pytest.raises(UnusableRows, match="UTF-8"):
        find_duplicates(Request((source,), tmp_path / "pairs.csv", as_it_is), Silence())


def test_a_line_without_end_is_refused(tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_bytes(b"client_id,family_name\n1," + b"x" * 5_000_000)
    source = Source(listed, ",", ("client_id", "family_name"))

    with pytest.raises(UnusableRows, match="longer"):
        find_duplicates(Request((source,), tmp_path / "pairs.csv", as_it_is), Silence())


@pytest.mark.parametrize(("memory", "limit"), [("3MB", None), ("4GB", 30_000)])
def test_where_there_is_no_room_one_sentence_says_so_and_nothing_stays(tmp_path, memory, limit):
    quoted = person("Щерба«ков»", 'Евгений "Женя"')  # such a list goes to the database
    everybody = rows(*[YEVGENY] * 120, *[AIGUL] * 120, quoted)
    source = write(tmp_path / "list.csv", everybody)
    request = Request((source,), tmp_path / "pairs.csv", as_it_is, memory=memory)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit or before[0], before[1]))
    try:
        with pytest.raises(UnusableRows) as fault:
            find_duplicates(request, Silence())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert fault.value.list_number == (0 if limit else fault.value.list_number)
    assert ("memory" in fault.value.rule) or ("no room" in fault.value.rule)
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


def test_who_cannot_weigh_enough_is_not_paired_with_the_undated(tmp_path):
    common = [person("Иванов", "Иван", born=f"19{at:02}-03-04") for at in range(40, 70)]
    everybody = rows(YEVGENY, *common, person("Иванов", "Иван"), person("Щербаков", "Евгений"))
    loose, pairs = compared(tmp_path, everybody, min_weight=-50.0)
    weight = max(float(pair["match_weight"]) for pair in pairs if "32" in pair.values())

    strict, found = compared(tmp_path, everybody, min_weight=weight)

    assert _undated(strict) < 10 < _undated(loose)
    assert ("0", "32") in ids(found)


def _undated(summary):
    return next(p.pairs for p in summary.plans if p.rule is RuleName.NAMES_OF_THE_UNDATED)
