"""`panah duplicates find` as somebody types it."""

from __future__ import annotations

import csv
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
from django.utils import translation
from typer.testing import CliRunner

from panah.cli.lists.scratch import scratch
from panah.cli.main import app

ROWS = [
    ("a1", "Жұмабекова", "Айгүл", "1985-11-30"),
    ("a2", "Щербаков", "Евгений", "1890-05-04"),
    ("a3", "SHCHERBAKOV", "YEVGENIY", "1890-05-04"),
]
HEAD = ("client_id", "family_name", "given_names", "birth_date")


def find(*words: str | Path) -> tuple[int, str]:
    with translation.override("en"):
        result = CliRunner().invoke(app, ["duplicates", "find", *map(str, words)])
    return result.exit_code, result.output


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def by(delimiter: str) -> str:
    return "".join(delimiter.join(row) + "\n" for row in (HEAD, *ROWS))


def pairs_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_lists_are_read_as_panah_register_reads_them(tmp_path, delimiter, encoding):
    listed = written(tmp_path / "list.csv", by(delimiter), encoding)

    code, said = find(listed, "--out", tmp_path / "pairs.csv", "--min-weight", "-50")

    assert code == 0, said
    assert [
        (p["client_id_left"], p["client_id_right"]) for p in pairs_in(tmp_path / "pairs.csv")
    ] == [("a2", "a3")]


def test_json_lines_are_compared_with_a_csv(tmp_path):
    lines = [json.dumps(dict(zip(HEAD, row, strict=True)), ensure_ascii=False) for row in ROWS]
    one = written(tmp_path / "one.jsonl", "\n".join(lines))
    other = written(tmp_path / "other.csv", by(","))

    code, said = find(one, other, "--out", tmp_path / "pairs.csv")

    found = {(p["client_id_left"], p["client_id_right"]) for p in pairs_in(tmp_path / "pairs.csv")}
    assert code == 0, said
    assert {("a1", "a1"), ("a2", "a2"), ("a3", "a3")} <= found


def test_parquet_goes_in_and_out_with_clusters(tmp_path):
    written(tmp_path / "list.csv", by(","))
    listed = tmp_path / "list.parquet"
    duckdb.sql(f"copy (from read_csv('{tmp_path}/list.csv')) to '{listed}' (format parquet)")
    pairs, clusters = tmp_path / "pairs.parquet", tmp_path / "clusters.csv"

    code, said = find(listed, "--out", pairs, "--clusters", clusters, "--cluster-weight", "-50")

    assert code == 0, said
    assert duckdb.sql(f"select client_id_left from '{pairs}'").fetchall() == [("a2",)]
    assert [row["cluster"] for row in pairs_in(clusters)] == ["1", "2", "2"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["list[1]", "list*", "list?", "sex=f/list", "sex=[fm]/list's"])
def test_a_list_is_read_as_itself_whatever_it_is_called(tmp_path, name, form):
    rows = ["a2,Щербаков,Евгений,1990-05-04,M", 'a3,SHCHERBAKOV,"YEVGENIY",1990-05-04,F']
    text = "\n".join([",".join((*HEAD, "sex")), *rows]) + "\n"
    listed = tmp_path / f"{name}.{form}"
    listed.parent.mkdir(exist_ok=True)
    for other in ("list1", "listx", "plain"):  # the first two are what the name means as a pattern
        written(tmp_path / f"{other}.csv", text.replace("a2", "b2") if "list" in other else text)
        if form == "parquet":
            made = duckdb.read_csv(str(tmp_path / f"{other}.csv"), all_varchar=True)
            made.write_parquet(str(tmp_path / f"{other}.parquet"))
    shutil.copy(tmp_path / f"plain.{form}", listed)

    for path in (tmp_path / f"plain.{form}", listed):
        clusters = path.with_name("clusters.parquet")
        out = path.with_name(f"pairs of {path.stem}.csv")
        code, said = find(path, "--out", out, "--clusters", clusters, "--min-weight", "-50")
        assert (code, clusters.exists()) == (0, True), said

    assert pairs_in(out) == pairs_in(tmp_path / "pairs of plain.csv") != []


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_zone_fills_what_the_columns_leave_empty(tmp_path, form):
    zone = (
        "P<KAZSHCHERBAKOV<<YEVGENIY<<<<<<<<<<<<<<<<<<|N000000000KAZ9005041M3205048<<<<<<<<<<<<<<00"
    )
    head = "client_id,family_name,given_names,mrz,birth_date"
    text = f"{head}\n1,Щербаков,Евгений,,1990-05-04\n2,,,{zone},\n"
    listed = written(tmp_path / "list.csv", text)

    if form == "parquet":
        made = tmp_path / "list.parquet"
        duckdb.sql(f"copy (from read_csv('{listed}', all_varchar=true)) to '{made}'")
        listed = made

    code, said = find(listed, "--out", tmp_path / "pairs.csv", "--min-weight", "-50")

    assert code == 0, said
    assert len(pairs_in(tmp_path / "pairs.csv")) == 1


def test_before_it_starts_it_says_how_many_pairs_each_rule_gives(tmp_path):
    listed = written(tmp_path / "list.csv", by(","))

    words = ["duplicates", "find", str(listed), "--out", str(tmp_path / "pairs.csv")]
    done = subprocess.run(
        [sys.executable, "-m", "panah.cli.main", *words],
        capture_output=True,
        text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("PANAH_")}
        | {"LC_ALL": "C.UTF-8"},
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "a name and the birth date: 2 pairs" in done.stderr
    assert "3  rows" in done.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("family_name\nЩербаков\n", "client_id: the column is needed"),
        ("client_id,sex\n1,F\n", "one of these columns is needed"),
        ("client_id,family_name,birth_date\n1,А,\n2,Б,весной\n", "row 2: birth_date: no such date"),
        ("client_id,family_name,sex\n1,А,F\n2,Б,женский\n", "row 2: sex: must be one of"),
        ("client_id,family_name,nationality\n1,А,Россия\n", "row 1: nationality: no such country"),
        ("client_id,family_name\n1,А\n1,Б\n", "row 2: client_id: stands twice"),
        ("client_id,family_name,family_name\n1,А,Б\n", "stands twice"),
        ("client_id,family_name\n1,А\n2,Б,В\n", "more or fewer fields"),
        ("client_id,family_name\n1," + "Щ" * 1_500_000 + "\n", "longer than"),
        ("client_id" * 500_000, "too long"),
        ('{"client_id": "1", "family_name": "А"}\n[1]\n', "not a JSON object"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_and_nothing_is_written(tmp_path, text, says):
    listed = written(tmp_path / "list.csv", text)

    code, said = find(
        listed, "--out", tmp_path / "pairs.csv", "--clusters", tmp_path / "clusters.csv"
    )

    assert code == 2
    assert says in said
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("spoilt", [b"\xff\xfa", b"\xd0"])
def test_a_broken_encoding_is_refused(tmp_path, spoilt):
    listed = tmp_path / "list.csv"
    listed.write_bytes(b"client_id,family_name\n1," + spoilt + b"\n" * 3)

    code, said = find(listed, "--out", tmp_path / "pairs.csv")

    assert code == 2
    assert "UTF-8" in said


def test_a_message_never_carries_the_value(tmp_path):
    listed = written(tmp_path / "list.csv", "client_id,family_name,birth_date\n1,Щербаков,Тайна\n")

    _, said = find(listed, "--out", tmp_path / "pairs.csv")

    assert "Тайна" not in said
    assert "Щербаков" not in said


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["list.csv", "--out", "list.csv"], "written over"),
        (["nobody.csv", "--out", "pairs.csv"], "cannot be read"),
        (["list.csv", "--out", "nowhere/pairs.csv"], "no folder"),
        (["list.csv", "--out", "pairs.csv", "--memory", "much"], "4GB"),
        (["list.csv", "list.csv", "list.csv", "--out", "pairs.csv"], "One list or two"),
    ],
)
def test_paths_that_cannot_be_are_refused(tmp_path, monkeypatch, words, says):
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "list.csv", by(","))

    code, said = find(*words)

    assert code == 2
    assert says in said
    assert (tmp_path / "list.csv").read_text(encoding="utf-8") == by(",")


@pytest.mark.parametrize("once", ["", "*/pairs", pytest.param("*/pairs/*", marks=pytest.mark.long)])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_nothing_of_the_list_behind(tmp_path, number, once):
    rows = [
        f"r{n},Искаков{n},Руслан{n % 97},19{n % 90 + 10}-03-0{n % 9 + 1}" for n in range(40_000)
    ]
    head = "client_id,family_name,given_names,birth_date"
    path = written(tmp_path / "list.csv", "\n".join([head, *rows]))
    command = [sys.executable, "-m", "panah.cli.main", "duplicates", "find", str(path)]
    running = subprocess.Popen([*command, "--out", str(tmp_path / "pairs.csv")])
    end = time.monotonic() + 60
    seen = f".panah-lists-*/{once}"  # the list is read, pairs are counted, pairs are made
    while (
        not (found := glob.glob(seen, root_dir=tmp_path, include_hidden=True))
        and time.monotonic() < end
    ):
        time.sleep(0.005)
    assert found

    running.send_signal(number)

    assert running.wait(60) == 130
    assert [left.name for left in tmp_path.iterdir()] == ["list.csv"]
    end = time.monotonic() + 10
    while _processes_with(str(path)) and time.monotonic() < end:
        time.sleep(0.05)
    assert _processes_with(str(path)) == []


STOPPED_WHILE_IT_WRITES = """
import os, sys, time
from panah.cli.main import app

def stopped(source, target):
    assert os.path.exists(source)
    os.kill(os.getpid(), int(sys.argv.pop()))
    time.sleep(60)

os.replace = stopped  # when all is written, and before anything has its name
app(sys.argv[1:-1])
"""


def stopped_while_it_writes(folder: Path, number: signal.Signals) -> int:
    listed = written(folder / "list.csv", by(","))
    words = ["duplicates", "find", listed, "--out", folder / "pairs.csv", "--clusters",
             folder / "people.parquet", number.value]  # fmt: skip
    command = [sys.executable, "-c", STOPPED_WHILE_IT_WRITES, *map(str, words)]
    return subprocess.run(command, check=False).returncode


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_no_unfinished_result_behind(tmp_path, number):
    assert stopped_while_it_writes(tmp_path, number) == 130
    assert [left.name for left in tmp_path.iterdir()] == ["list.csv"]


def test_what_a_killed_run_left_goes_with_the_next_one(tmp_path):
    killed = stopped_while_it_writes(tmp_path, signal.SIGKILL)
    left = {path.name for path in tmp_path.iterdir()}
    results = ["--out", tmp_path / "pairs.csv", "--clusters", tmp_path / "people.parquet"]

    code, said = find(tmp_path / "list.csv", *results)

    assert (killed, code) == (-signal.SIGKILL, 0), said
    assert left > {".pairs.csv.unfinished", ".people.parquet.unfinished", "list.csv"}
    assert {path.name for path in tmp_path.iterdir()} == {"list.csv", "pairs.csv", "people.parquet"}


def test_a_run_leaves_the_folder_of_another_alone(tmp_path):
    listed = written(tmp_path / "list.csv", by(","))

    with scratch([tmp_path / "others.csv"]) as folder:
        (folder / "lines").write_text("of somebody else")
        find(listed, "--out", tmp_path / "pairs.csv")

        assert [path.name for path in folder.iterdir()] == ["lines"]


def _processes_with(word: str) -> list[str]:
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            found += [place.parent.name] if word.encode() in place.read_bytes() else []
    return found


@pytest.mark.parametrize(
    ("encoding", "letters"),
    [
        ("utf-8", 30_000_000),
        ("utf-16", 30_000_000),
        pytest.param("utf-8", 1_000_000_000, marks=pytest.mark.long),
        pytest.param("utf-16", 500_000_000, marks=pytest.mark.long),
    ],
)
def test_a_line_without_end_never_fills_the_memory(tmp_path, encoding, letters):
    listed = tmp_path / "list.csv"
    with listed.open("w", encoding=encoding) as target:
        target.write("client_id,family_name\n1,Щ\n2,")
        for _ in range(letters // 1_000_000):
            target.write("x" * 1_000_000)
    code = (
        "import resource, sys; from panah.cli.main import app\n"
        "try: app()\n"
        "finally: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    words = ["duplicates", "find", str(listed), "--out", str(tmp_path / "pairs.csv")]

    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2, done.stderr
    assert "longer" in done.stderr
    assert int(done.stdout.split()[-1]) < 700  # MB; the first start compiles our own modules, too
    assert [path.name for path in tmp_path.iterdir()] == ["list.csv"]
