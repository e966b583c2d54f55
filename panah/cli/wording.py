"""The language of commands, for those that need nothing of the rooms: loading these takes time."""

from __future__ import annotations

import os

ALONE = "panah.cli"


def speak_alone() -> None:
    """Let a command word its sentences in a process where no room is loaded, nor will be."""
    from django.apps import apps

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panah.config.settings")
    if not apps.ready:
        apps.populate([ALONE])
        speak_as_asked()


def speak_as_asked() -> None:
    """Speak the language of the environment where we know it, English otherwise."""
    from django.utils import translation

    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    language = asked[:2].lower()
    translation.activate(language if language in ("kk", "ru") else "en")
