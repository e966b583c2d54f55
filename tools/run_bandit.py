"""Run bandit over the product and its tools; what ruff accepts by a mark, it accepts by the same.

    python tools/run_bandit.py [FOLDER ...]

Ruff's rule S608 is bandit's B608. One mark with its reason, `noqa: S608 - why`, does for both;
where ruff has no such rule, it is bandit's own, `nosec B607`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOOKED_AT = ("panah", "tools")
TWINS = {"B703": "B308"}  # one call, told twice


def main(folders: list[str]) -> int:
    """Print what bandit finds and nobody has accepted; 1 when there is anything."""
    told = findings(folders or list(LOOKED_AT))
    left = [one for one in told if not is_accepted(one)]
    sys.stdout.writelines(f"{shown(one)}\n" for one in left)
    sys.stdout.write(f"bandit: {len(left)} findings, {len(told) - len(left)} accepted by a mark\n")
    return 1 if left else 0


def findings(folders: list[str]) -> list[dict[str, Any]]:
    """What bandit finds, of every weight.

    Raises:
        RuntimeError: bandit did not get through a file.
    """
    command = [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r"]
    done = subprocess.run(  # nosec B603 - our own program
        [*command, *folders], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = json.loads(done.stdout)
    if told["errors"]:
        raise RuntimeError(told["errors"])
    found: list[dict[str, Any]] = told["results"]
    return found


def is_accepted(found: dict[str, Any]) -> bool:
    """Whether a line of what was found carries ruff's mark of the same number."""
    number = TWINS.get(found["test_id"], found["test_id"])[1:]
    lines = (ROOT / found["filename"]).read_text("utf-8").splitlines()
    mark = re.compile(rf"# noqa: (?:\w+, ?)*S{number}\b")
    return any(mark.search(lines[number - 1]) for number in found["line_range"])


def shown(found: dict[str, Any]) -> str:
    """One line for whoever mends it."""
    where = f"{found['filename']}:{found['line_number']}"
    return f"{where}: {found['test_id']} ({found['issue_severity'].lower()}) {found['issue_text']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
