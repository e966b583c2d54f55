"""Addresses of static files: they stay as they are while a process runs."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class KnownFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped
    """The library's, which works an address out anew each time that a page names a file."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 - Django's
        """The address of a file by its name; the content is part of it."""
        if name not in self._known:
            self._known[name] = super().url(name, force)
        return self._known[name]
