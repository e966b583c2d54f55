"""What is in `deploy/`: units that systemd takes, commands that exist, a container that builds."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import time
import venv
from pathlib import Path

import pytest
import typer.main

from panah.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
CONTAINER = ROOT / "deploy" / "container" / "Containerfile"
PROXIES = sorted((ROOT / "deploy" / "proxy").iterdir())
MOST_EXPOSED = 2.0
TOOL = shutil.which("systemd-analyze")
SHUT = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictNamespaces": "yes",
    "SystemCallArchitectures": "native",
    "LimitCORE": "0",
}


def settings_of(unit: Path) -> list[tuple[str, str]]:
    """Every line of a unit that sets something."""
    lines = unit.read_text(encoding="utf-8").splitlines()
    return [(k, v) for k, _, v in (line.partition("=") for line in lines) if v and k[0] != "#"]


def commands_in(text: str) -> list[list[str]]:
    """What is typed after `panah` in a text of commands."""
    found = re.findall(r"(?:^|[/=\" ])panah ((?:serve|prepare|keeper|web|worker)\b[^\n]*)", text)
    return [shlex.split(re.sub(r'["\\]|\]$', " ", one)) for one in found]


def unknown_in(words: list[str]) -> list[str]:
    """Options of a command that the program does not have."""
    group = typer.main.get_command(app)
    command = group.get_command(typer.Context(group), words[0])
    assert command is not None, words
    known = {option for one in command.params for option in one.opts}
    return [word for word in words if word.startswith("--") and word not in known]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_runs_a_command_that_exists_as_a_user_of_its_own(unit: Path) -> None:
    said = settings_of(unit)
    commands = [v for k, v in said if k.startswith("ExecStart") and "panah/bin/panah" in v]
    users = [dict(settings_of(each))["User"] for each in UNITS]

    assert commands
    for words in commands_in("\n".join(commands)):
        assert unknown_in(words) == []
    assert sorted(set(users)) == sorted(users)
    assert dict(said)["User"] in (ROOT / "deploy/systemd/sysusers.conf").read_text()


def test_all_find_the_keeper_and_the_worker_may_write_to_the_place_of_backups() -> None:
    keeper, _web, worker = (dict(settings_of(unit)) for unit in UNITS)
    said = (ROOT / "deploy/systemd/panah.env").read_text()
    values = dict(line.lstrip("#").split("=", 1) for line in said.splitlines() if "=/" in line)

    assert values["PANAH_KEEPER_SOCKET"] in keeper["ExecStart"]
    assert f"-{values['PANAH_BACKUP_TO']}" in worker["ReadWritePaths"].split()


def test_the_keeper_has_no_network_and_the_others_not_its_keys() -> None:
    keeper, *others = (dict(settings_of(unit)) for unit in UNITS)

    assert keeper["PrivateNetwork"] == "yes"
    assert keeper["RestrictAddressFamilies"] == "AF_UNIX"
    assert keeper["LimitMEMLOCK"] == "infinity"
    assert {one["InaccessiblePaths"] for one in others} == {"-/var/lib/panah-keeper"}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_is_shut(unit: Path, tmp_path: Path) -> None:
    said = dict(settings_of(unit))

    assert {name: said.get(name) for name in SHUT} == SHUT
    if TOOL:  # where systemd is, it has the last word
        _systemd_agrees(TOOL, unit, tmp_path)


def _systemd_agrees(tool: str, unit: Path, folder: Path) -> None:
    program = folder / "panah"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copied = folder / unit.name
    copied.write_text(unit.read_text().replace("/opt/panah/bin/panah", str(program)))
    verified = _told(tool, "verify", "--man=no", str(copied))
    security = _told(tool, "security", "--offline=yes", str(copied))
    exposure = re.search(r"exposure level for \S+: ([\d.]+)", security)

    assert [line for line in verified.splitlines() if unit.name in line] == []
    assert exposure
    assert float(exposure[1]) <= MOST_EXPOSED


@pytest.mark.parametrize("file", PROXIES, ids=lambda file: file.name)
def test_a_proxy_leads_to_us_and_keeps_no_addresses(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert "127.0.0.1:8000" in text
    assert "access_log off" in text or file.name == "Caddyfile"  # which logs nothing unless asked
    assert "X-Forwarded-Proto" in text or file.name == "Caddyfile"  # which sends it by itself


def test_what_the_container_copies_and_types_is_there() -> None:
    text = CONTAINER.read_text(encoding="utf-8")
    copied = [w for line in re.findall(r"^COPY (?!--)(.+)$", text, re.M) for w in line.split()[:-1]]
    (words,) = commands_in("\n".join(line for line in text.splitlines() if "ENTRYPOINT" in line))

    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert unknown_in(words) == []


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the container installs, by its own commands, in an environment with nothing else."""
    home = tmp_path_factory.mktemp("container")
    source, opt = home / "source", home / "opt"
    text = CONTAINER.read_text(encoding="utf-8")
    for line in re.findall(r"^COPY (?!--)(.+)$", text, re.M):
        *names, _target = line.split()
        for name in names:
            _copy(ROOT / name, source / name)
    venv.create(opt, with_pip=True)
    for command in re.findall(r"^RUN (/opt/panah/bin/pip .+)$", text, re.M):
        subprocess.run(shlex.split(command.replace("/opt/panah", str(opt))), cwd=source, check=True)
    return opt


def _clean() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "PYTHON", "DJANGO"))}


@pytest.mark.long
def test_each_command_of_the_container_works_in_a_clean_environment(
    installed: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [installed / "bin" / "panah", "doctor", "--json"],
        cwd=tmp_path,
        env=_clean() | {"LC_ALL": "kk"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "Уақыт белдеулері" in done.stdout  # the catalogues came along


@pytest.mark.long
def test_the_container_s_entry_starts_a_healthy_centre_in_a_network_of_its_own(
    installed: Path,
) -> None:
    text, home = CONTAINER.read_text(encoding="utf-8"), installed.parent
    for name in ("data", "keys"):
        (home / name).mkdir(mode=0o700)
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", text, re.M)[0])
    health = json.loads(re.findall(r"^HEALTHCHECK .*CMD (.+)$", text, re.M)[0])
    entry[-1] = re.sub(r" /(data|keys)/", rf" {home}/\1/", entry[-1])
    environment = _clean() | {
        "PATH": f"{installed}/bin:/usr/bin:/bin",
        "PANAH_PUBLIC_URL": "https://panah.example.org",
        "NUMBA_CACHE_DIR": str(home / "data" / "numba"),
        "HOME": "/nonexistent",
    }
    alone = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    log = home / "log.txt"
    with log.open("wb") as target:
        running = subprocess.Popen(
            [*alone, *entry], cwd="/", env=environment, stdout=target, stderr=target
        )
    try:
        asked = ["nsenter", "--net", f"--target={running.pid}", *health]
        answers = (_code_of(asked, environment) for _ in range(120))
        is_healthy = 0 in answers
    finally:
        running.terminate()
        running.wait(60)

    assert is_healthy, log.read_text()
    assert "/setup/link/" in log.read_text()
    assert {path.name for path in (home / "keys").iterdir()} == {"centre"}


def _code_of(command: list[str], environment: dict[str, str]) -> int:
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    if done.returncode:
        time.sleep(1)
    return done.returncode


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    else:
        shutil.copy(source, target)


def _told(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr
