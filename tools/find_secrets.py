"""Look for secrets in what git keeps: keys, tokens, passwords, and files that hold nothing else.

    python tools/find_secrets.py [FILE ...]

A line may say `not a secret: WHY`. The whole of git's files is read when no file is named.
"""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHAPES = (
    (r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\\?n?\s*[A-Za-z0-9+/]{16}", "a private key"),
    (r"AGE-SECRET-KEY-1[0-9A-Z]{20}", "a key of age"),
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b", "a cloud's key"),
    (r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22}|glpat-[\w-]{20})", "a forge's token"),
    (r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}", "a chat's token"),
    (r"\bpypi-AgE[\w-]{16}|\bnpm_[0-9A-Za-z]{36}\b", "a registry's token"),
    (r"\b[rs]k_live_[0-9A-Za-z]{20}", "a payment's key"),
    (r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}", "a signed token"),
    (
        r"\b[a-z][a-z0-9+]{2,}://[^\s/:@\"'`{}<]+:(?!password@|CHANGE-THIS@)"
        r"[^\s/:@\"'`{}<]{3,}@",
        "a password in an address",
    ),
)
NAMED = re.compile(
    r"(?:secret|token|passw(?:or)?d|api_?key|private_?key|credential)\w*[\"']?\s*(?:=|:|=>)\s*"
    r"[bru]?[\"']([^\s\"']{12,})[\"']",
    re.IGNORECASE,
)
RANDOM = re.compile(r"[\"'=: ]([A-Za-z0-9+/_-]{32,}={0,2})(?:[\"'\s]|$)")
NAMED_BITS, RANDOM_BITS = 3.3, 4.4  # a character; words have less
FILES = re.compile(
    r"(?:^|/)(?:\.env|id_(?:rsa|ed25519)|\.pypirc|\.netrc|web\.secret|\w+\.token|.+\.(?:pem|key|p12|pfx"
    r"|jks|kdbx|sqlite3?|sqlite3-wal|dump))$"
)
SAID = "not a secret:"


def main(named: list[str]) -> int:
    """Print what was found; 1 when there is anything."""
    paths = [Path(name) for name in named] or kept()
    found = [fault for path in paths for fault in faults_in(path)]
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    sys.stdout.write(f"secrets: {len(found)} in {len(paths)} files\n")
    return 1 if found else 0


def kept() -> list[Path]:
    """Every file that git keeps."""
    done = subprocess.run(  # nosec B603, B607 - constant words
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    return [ROOT / name for name in done.stdout.decode().split("\0") if name]


def faults_in(path: Path) -> Iterator[str]:
    """What in a file is, or looks like, a secret; where, and never what it is."""
    where = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    if FILES.search(str(where)):
        yield f"{where}: a file that holds secrets or data"
    if b"\0" in (content := path.read_bytes()):
        return
    for number, line in enumerate(content.decode(errors="replace").splitlines(), 1):
        if SAID not in line:
            yield from (f"{where}:{number}: {kind}" for kind in kinds_in(line))


def kinds_in(line: str) -> Iterator[str]:
    """The kinds of secrets that a line has."""
    yield from (kind for shape, kind in SHAPES if re.search(shape, line))
    if any(bits_of(value) > NAMED_BITS and mixed(value) > 1 for value in NAMED.findall(line)):
        yield "a value with a secret's name"
    elif any(bits_of(value) > RANDOM_BITS and mixed(value) > 2 for value in RANDOM.findall(line)):
        yield "random characters"


def bits_of(value: str) -> float:
    """How many bits a character of a value says, by how often each stands in it."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())


def mixed(value: str) -> int:
    """How many of small letters, large letters and digits stand in it; words have one."""
    return sum(bool(re.search(kind, value)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
