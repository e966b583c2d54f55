"""Tests that share something costly go to one worker: a mark on a module holds for all of it.

The mark is xdist's. But xdist 3.8 hands it on in an attribute that pytest 9.2 does not read, so
that every test goes anywhere. This scheduler looks into the module; it works with either.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

MARK = re.compile(r'pytest\.mark\.xdist_group\("([^"]+)"\)')


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> InGroups | None:
    """Send the tests of a group to one worker."""
    return InGroups(config, log) if config.getoption("dist") == "loadgroup" else None


class InGroups(LoadScopeScheduling):
    """Each test by itself, and the modules of a group together."""

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return group_of(self.config.rootpath / module) or nodeid


@cache
def group_of(module: Path) -> str:
    """The group that a module of tests is marked with; empty when it is with none."""
    marked = MARK.search(module.read_text(encoding="utf-8")) if module.is_file() else None
    return marked[1] if marked else ""
