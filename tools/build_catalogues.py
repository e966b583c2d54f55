"""Compile every message catalogue; a bare machine has no gettext binary, so polib does it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import polib
from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent


class CatalogueHook(BuildHookInterface[BuilderConfig]):
    """Compiles the catalogues whenever the package is built or installed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        compile_catalogues(Path(self.root))


def compile_catalogues(root: Path) -> int:
    """Write a .mo beside each .po that is newer; return how many were written."""
    written = 0
    for source in sorted(root.glob("panah/**/locale/*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            fresh = target.with_suffix(f".{os.getpid()}.new")
            polib.pofile(str(source)).save_as_mofile(str(fresh))
            fresh.replace(target)  # whole at every moment: somebody may be reading it
            written += 1
    return written


if __name__ == "__main__":
    compile_catalogues(ROOT)
    sys.exit(0)
