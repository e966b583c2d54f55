"""The lock of versions: hashes for everything, no host, nothing ancient, nothing unfinished."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
# What is installed; what `panah bench` measures beside it; what a centre installs; what scans it.
LOCKS = ("lock.txt", "bench.txt", "run.txt", "scan.txt")
TEXTS = {name: (ROOT / "requirements" / name).read_text(encoding="utf-8") for name in LOCKS}
LOCK = "\n".join(TEXTS.values())
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
PINNED = PIN.findall(LOCK)


def _direct() -> list[tuple[Requirement, str]]:
    project = PROJECT["project"]
    groups = PROJECT["dependency-groups"]
    lists = [project["dependencies"], *project["optional-dependencies"].values(), groups["dev"]]
    ours = [(Requirement(line), "lock.txt bench.txt") for each in lists for line in each]
    return ours + [(Requirement(line), "scan.txt") for line in groups["scan"]]


def test_every_lock_is_looked_at() -> None:
    assert {path.name for path in (ROOT / "requirements").iterdir()} == set(LOCKS)


def test_every_pinned_version_has_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_host() -> None:
    assert re.findall(r"https?:|--(?:extra-)?index-url|--find-links|file:", LOCK) == []


def test_every_direct_dependency_has_a_lower_bound_and_is_pinned_above_it() -> None:
    for requirement, locks in _direct():
        pinned = {name: v for lock in locks.split() for name, v in PIN.findall(TEXTS[lock])}
        assert any(s.operator == ">=" for s in requirement.specifier), requirement.name
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement.name


def test_nothing_unfinished_is_pinned() -> None:
    known = {"sphinx-basic-ng"}  # furo stands on it; it has had no other release

    assert [n for n, v in PINNED if Version(v).is_prerelease and n not in known] == []
