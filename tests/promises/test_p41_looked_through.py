"""P41: linters, our own rules, secrets, Django's check for a centre, and what it is made of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from tests.house.test_lock import PIN, TEXTS
from tools import find_secrets, make_sbom, own_rules, run_bandit

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PANAH_SECURE": "1",
    "PANAH_BEHIND_PROXY": "1",
    "PANAH_PUBLIC_URL": "https://panah.example.org",
    "PANAH_HOSTS": "panah.example.org",
}
BROKEN = {
    "tells family": 'log.info("registered", who=person.family)',
    "tells given": 'raise Wrong(f"no such name: {form.given}")',
    "tells typed": "logger.exception('%s failed', typed['text'])",
    "SQL that is put together": 'cursor.execute(f"SELECT 1 FROM {table}")',
    "SQL that is put together ": 'Person.objects.raw("SELECT * FROM desk WHERE id = %s" % number)',
    "SQL that is put together  ": 'RawSQL("a = " + asked, [])',
    "markup that is no constant": "mark_safe(text)",
    "markup that is no constant ": 'format_html("<b>" + text)',
    "a form without its token": "view = csrf_exempt(view)",
    "asks others: urllib.request": "from urllib.request import urlopen",
    "asks others: requests": "import requests",
    "compares a secret by ==": "is_right = session.token == typed_token",
    "a cookie without httponly, samesite": 'response.set_cookie("a", "b", secure=True)',
}
ALLOWED = """
log.warning("alarm", kind="searches", staff=by.pk, typed=len(typed))
raise TicketNotCalled(ticket.number)
cursor.execute("SELECT family FROM people WHERE id = %s", [number])
# own rule: the names are quoted
cursor.execute(f"SELECT 1 FROM {table}")
mark_safe(drawn)  # noqa: S308 - digits
"""
SECRETS = {
    "a private key": "-----BEGIN PRIVATE " + "KEY-----\\nMIIEvQIBADANBgkqhkiG",
    "a cloud's key": "AKIA" + "Q3EGRT7ZLM4XW2NB",
    "a forge's token": "ghp_" + "a8Kd72hfLq0Zx5Vb1N" + "m4Rt6Yw9Ep3Js7Uc2G",
    "a password in an address": "postgresql://panah:" + "bürkit77@db.internal/panah",
    "a value with a secret's name": "PANAH_TOKEN" + ' = "x7Qp9vLk2Zr8"',
    "random characters": 'x = "' + "q8Zr2LkVx7Qp9NsT" + '4bWm1YcJ6hGd3FaE"',
}


def check_deploy(environment: Mapping[str, str], data: Path) -> str:
    """What Django's check for real operation says of our settings."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, "-m", "panah.cli.django", "check", "--deploy"]
    done = subprocess.run(
        command,
        env=ours | environment | {"PANAH_DATA": str(data)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_the_settings_of_a_centre_leave_django_nothing_to_warn_of(tmp_path: Path) -> None:
    assert check_deploy(PRODUCTION, tmp_path).strip() == (
        "System check identified no issues (0 silenced)."
    )


def test_control_without_https_django_warns() -> None:
    told = {fault.id for fault in run_checks(include_deployment_checks=True)}  # as tests are set

    assert {"security.W004", "security.W008", "security.W012", "security.W016"} <= told


def test_no_rule_of_our_own_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert own_rules.main() == 0, capsys.readouterr().out


@pytest.mark.parametrize(("fault", "line"), BROKEN.items())
def test_control_a_line_that_breaks_a_rule_is_noticed(fault: str, line: str) -> None:
    assert list(own_rules.faults(line, "desk/views.py")) == [f"1: {fault.strip()}"]


def test_a_line_that_breaks_none_or_says_why_is_left_alone() -> None:
    assert list(own_rules.faults(ALLOWED, "desk/views.py")) == []


@pytest.mark.parametrize("part", ["{{ name|safe }}", "{% autoescape off %}", "{% debug %}"])
def test_control_a_template_that_escapes_nothing_is_noticed(part: str) -> None:
    path = own_rules.PANAH / "desk" / "templates" / "planted.html"

    assert own_rules.UNSAFE_TEMPLATE.search(part)
    assert path.match("templates/*.html")


def test_git_keeps_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    assert find_secrets.main([]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(("kind", "line"), SECRETS.items())
def test_control_a_planted_secret_is_noticed_and_not_told(
    kind: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = tmp_path / "settings.py"
    planted.write_text(f"# before\n{line}\n", encoding="utf-8")

    assert find_secrets.main([str(planted)]) == 1
    told = capsys.readouterr().out
    assert f"settings.py:2: {kind}" in told
    assert line not in told


@pytest.mark.parametrize("name", [".env", "centre.key", "data/panah.sqlite3", "web.secret"])
def test_control_a_file_of_keys_or_data_is_noticed(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"\0")

    assert "a file that holds" in next(find_secrets.faults_in(path))


def test_every_linter_is_part_of_the_check() -> None:
    check = (ROOT / "Makefile").read_text("utf-8").partition("\ncheck:")[2].partition("\n\n")[0]

    for tool in ("run_bandit.py", "own_rules.py", "find_secrets.py"):
        assert f"tools/{tool}" in check


@pytest.mark.long  # `make check` does it, too
def test_bandit_finds_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_bandit.main([]) == 0, capsys.readouterr().out


def test_control_bandit_finds_what_is_planted_and_reads_marks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "planted.py").write_text(
        "import subprocess\n"
        "subprocess.run(asked, shell=True)\n"
        'rows = f"SELECT * FROM a WHERE b = {asked}"\n'
        'more = f"SELECT * FROM {ours}"  # noqa: S608 - our own table\n'
        "digest = hashlib.md5(asked)\n"
    )

    assert run_bandit.main([str(tmp_path)]) == 1
    told = capsys.readouterr().out
    assert ":2: B602 (high)" in told
    assert ":3: B608" in told
    assert ":4:" not in told
    assert told.endswith("1 accepted by a mark\n")


def test_the_bill_of_materials_names_every_wheel_with_its_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    part = tmp_path / "run.txt"
    part.write_text("".join(re.findall(r"^c\S+==.*\n(?: .*\n)+", TEXTS["run.txt"], re.MULTILINE)))
    monkeypatch.setattr(make_sbom, "LOCK", part)

    assert_whole(make_sbom.bill(), part.read_text())


@pytest.mark.long
def test_the_bill_of_materials_is_what_cyclonedx_asks_for(tmp_path: Path) -> None:
    target = tmp_path / "sbom.json"

    assert make_sbom.main([str(target)]) == 0  # asks the strict schema
    assert_whole(json.loads(target.read_text("utf-8")), TEXTS["run.txt"])


def assert_whole(bill: dict[str, Any], lock: str) -> None:
    listed = {(c["name"], c.get("version")): c for c in bill["components"]}
    pins = set(PIN.findall(lock))
    fonts = {name for name, version in listed if version is None}

    assert set(listed) - {(name, None) for name in fonts} == pins
    assert fonts == {"NotoSans-Bold.ttf", "NotoSans-Regular.ttf"}
    for name, version in pins:
        hashes = [h for each in listed[name, version]["externalReferences"] for h in each["hashes"]]
        assert len(hashes) >= 1
        assert all(one["content"] in lock for one in hashes)
