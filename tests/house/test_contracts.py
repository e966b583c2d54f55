"""The import contracts hold, and each of them notices a violation planted for it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

PLANTED = {
    "Imports point down": ("web/planted.py", "import panah.line.queries"),
    "Engines stand on each other as drawn": ("engines/identity.py", "import panah.engines.names"),
    "Only the comparison of whole lists uses duckdb": ("keeper/planted.py", "import duckdb"),
    "Matching uses names and nothing else": (
        "engines/matching/planted.py",
        "import panah.engines.documents",
    ),
    "Transparency uses crypto and nothing else": (
        "engines/transparency/planted.py",
        "import panah.engines.names",
    ),
    "Engines and the keeper know no Django": ("engines/names/planted.py", "import django.conf"),
    "Only desk, duplicates and certificates may import the vault": (
        "demo/planted.py",
        "import panah.vault.queries",
    ),
    "Figures, journal and backups cannot reach the vault by any way": (
        "figures/planted.py",
        "import panah.certificates.queries",
    ),
    "Only the vault asks the keeper about identities": (
        "desk/planted.py",
        "import panah.keeper.client.identities",
    ),
    "Only certificates and journal ask the keeper for signatures": (
        "line/planted.py",
        "import panah.keeper.client.signatures",
    ),
    "Only the line asks the keeper for commitments": (
        "duplicates/planted.py",
        "import panah.keeper.client.commitments",
    ),
    "Only a rehearsal asks the keeper to open a backup": (
        "journal/planted.py",
        "import panah.keeper.client.backups",
    ),
    "Cryptography is used by the keeper, by papers, by the log and by backups": (
        "vault/planted.py",
        "import panah.engines.crypto",
    ),
    "No cycles between rooms": ("journal/planted.py", "import panah.figures.queries"),
}


def _lint(folder: Path) -> dict[str, bool]:
    """Which contract is kept, by its name."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    return {name: verdict == "KEPT" for name, verdict in found}


@pytest.fixture(scope="module")
def a_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", "locale", "static", "templates")
    shutil.copytree(ROOT / "panah", folder / "panah", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_is_kept_here() -> None:
    verdicts = _lint(ROOT)

    assert [name for name, is_kept in verdicts.items() if not is_kept] == []
    assert verdicts.keys() == PLANTED.keys()


def test_every_contract_notices_the_violation_planted_for_it(a_copy: Path) -> None:
    for name, line in PLANTED.values():
        path = a_copy / "panah" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + f"\n{line}\n")

    verdicts = _lint(a_copy)

    assert [name for name, is_kept in verdicts.items() if is_kept] == []
