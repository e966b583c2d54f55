"""What is installed, and what the extras that are missing are for."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from importlib.util import find_spec

from django.utils.translation import gettext as _

from panah import __version__
from panah.cli.endings import gettext_noop
from panah.cli.examining.finding import Finding, fine, look

EXTRAS = {
    "postgres": (("psycopg",), gettext_noop("a database for more than one machine")),
    "lists": (("duckdb", "numpy"), gettext_noop("comparing whole lists")),
    "waits": (
        ("numba", "numpy", "sklearn", "threadpoolctl"),
        gettext_noop("times in the line that learn; a simple estimate is given without it"),
    ),
}


def examine() -> Iterator[Finding]:
    """The program, Python, Django, and each extra."""
    found = f"Panah {__version__}, Python {platform.python_version()}, Django {_version('django')}"
    yield fine(_("Installed"), found, panah=__version__, python=platform.python_version())
    for extra, (modules, use) in EXTRAS.items():
        topic = _("Extra %(name)s") % {"name": extra}
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            found = _("not installed (%(what)s)") % {"what": ", ".join(missing)}
            yield look(topic, found, _("Needed for: %(what)s.") % {"what": _(use)}, missing=missing)
        else:
            yield fine(topic, _("installed"), missing=[])


def _version(package: str) -> str:
    try:
        return version_of(package)
    except PackageNotFoundError:
        return "?"
