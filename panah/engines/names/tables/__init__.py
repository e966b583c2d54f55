"""Tables of letters, endings and names, as data; each file states its sources."""

import tomllib
from importlib.resources import files
from typing import Any


def table(name: str) -> dict[str, Any]:
    """Read one of the tables beside this module."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
