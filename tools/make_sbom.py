"""The software bill of materials of what a centre installs, as CycloneDX in JSON.

    python tools/make_sbom.py [FILE]

From the lock that a centre installs by, with every wheel's hashes, by `cyclonedx-bom`; licences
come from the installed packages, and the fonts that we ship are named as well.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "run.txt"
FONTS = ROOT / "panah" / "certificates" / "fonts"
VERSION = SchemaVersion.V1_6


def main(named: list[str]) -> int:
    """Write the bill; 1 when it is not what CycloneDX asks for."""
    target = Path(named[0]) if named else ROOT / "var" / "sbom.cdx.json"
    text = json.dumps(bill(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if fault := JsonStrictValidator(VERSION).validate_str(text):
        sys.stderr.write(f"{fault}\n")
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{target}: {len(json.loads(text)['components'])} components\n")
    return 0


def bill() -> dict[str, Any]:
    """Every package of the lock and every font, with licences and hashes."""
    made = from_lock()
    for component in made["components"]:
        component.pop("description", None)  # the lock's own line, hashes and all
        component["licenses"] = licences_of(component["name"])
    made["components"] += [font(path) for path in sorted(FONTS.glob("*.ttf"))]
    return made


def from_lock() -> dict[str, Any]:
    """What the tool makes of the lock."""
    words = ["requirements", str(LOCK), "--pyproject", str(ROOT / "pyproject.toml")]
    words += ["--sv", VERSION.to_version(), "--output-reproducible"]
    done = subprocess.run(  # nosec B603 - the tool's own module
        [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", *words],
        capture_output=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def licences_of(name: str) -> list[dict[str, Any]]:
    """What an installed package says of its licence; nothing where it is not installed here."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return []
    if "License-Expression" in said:
        return [{"expression": said["License-Expression"]}]
    classes = [each for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    named = [each.rpartition("::")[2].strip() for each in classes] or said.get_all("License") or []
    return [{"license": {"name": name.splitlines()[0]}} for name in named if name]


def font(path: Path) -> dict[str, Any]:
    """A font that we ship."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "type": "file",
        "bom-ref": path.name,
        "name": path.name,
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"license": {"id": "OFL-1.1"}}],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
