"""The lock of versions: hashes for everything, no host, nothing ancient, nothing unfinished."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("lock.txt", "bench.txt")  # what is installed; what `panah bench` measures beside it
LOCK = "\n".join((ROOT / "requirements" / name).read_text(encoding="utf-8") for name in LOCKS)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINNED = re.findall(r"^([a-z0-9-]+)==(\S+)", LOCK, re.MULTILINE)


def _direct() -> list[Requirement]:
    project = PROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    lists += PROJECT["dependency-groups"].values()
    return [Requirement(line) for each in lists for line in each]


def test_every_pinned_version_has_a_hash() -> None:
    entries = re.split(r"^(?=[a-z0-9-]+==)", LOCK, flags=re.MULTILINE)[1:]

    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_lock_names_no_host() -> None:
    assert re.findall(r"https?:|--(?:extra-)?index-url|--find-links|file:", LOCK) == []


def test_every_direct_dependency_has_a_lower_bound_and_is_pinned_above_it() -> None:
    pinned = {name: Version(version) for name, version in PINNED}

    for requirement in _direct():
        assert any(s.operator == ">=" for s in requirement.specifier), requirement.name
        assert requirement.specifier.contains(pinned[requirement.name.lower()]), requirement.name


def test_nothing_unfinished_is_pinned() -> None:
    known = {"sphinx-basic-ng"}  # furo stands on it; it has had no other release

    assert [n for n, v in PINNED if Version(v).is_prerelease and n not in known] == []
