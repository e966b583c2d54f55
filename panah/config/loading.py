"""Everything a process of Panah is made of, loaded once, before it is forked into several.

What is in memory before a fork is shared by all of them as long as nobody writes to it: every
further process costs a third of the first one.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import reverse
from django.utils.translation import override

GARBAGE = (2_000, 10, 10)
"""How many new objects until somebody looks for garbage. A request leaves some hundred that
refer to each other: after ten thousand, megabytes of them had come together in each process."""


def load() -> None:
    """Load rooms, addresses, pages and words; call it before there are threads or connections."""
    if "panah.config.wsgi" in sys.modules:  # in what was forked from whoever has loaded it
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    _count_together()  # before the library is there, which looks for the folder then
    django.setup()
    import_module("panah.desk.places").load_names()  # first: what it lets go of is used again
    _load_pages()
    # What is there now stays for good: a look for garbage would write to every page of it.
    gc.collect()
    gc.freeze()
    # It looks at all of the rest when a quarter as much is new as the last time there was: nothing
    # now, where before this it was a hundred thousand objects.
    gc.collect()
    gc.set_threshold(*GARBAGE)


def _count_together() -> None:
    folder = settings.DATA / "run" / "answers"
    shutil.rmtree(folder, ignore_errors=True)  # what earlier processes have counted is over
    folder.mkdir(parents=True, mode=0o700, exist_ok=True)  # another server of this folder
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _load_pages() -> None:
    import_module("panah.config.wsgi")  # the middleware, and with the addresses every view
    reverse("staff:sign_in")
    for code, _name in settings.LANGUAGES:
        with override(code):
            _load_templates()


def _load_templates() -> None:
    for folder in map(Path, get_app_template_dirs("templates")):
        for page in folder.rglob("*.html"):
            get_template(str(page.relative_to(folder)))
