"""Who may see how the processes are: this machine, or whoever shows the data folder's token."""

from __future__ import annotations

import hmac
import secrets
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

TOKEN_FILE = "metrics.token"  # noqa: S105 - a file's name
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_VIA")


def may_see(request: HttpRequest) -> bool:
    """Whether somebody asks from this machine itself, not through a proxy, or has the token."""
    return _is_local(request) or _has_token(request)


def make_token(data: Path) -> None:
    """Leave a token in the data folder, unless there is one."""
    path = data / TOKEN_FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32) + "\n")


def _is_local(request: HttpRequest) -> bool:
    # Everybody who comes through a proxy comes from this machine, and every proxy says so.
    came_through = any(name in request.META for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not came_through


def _has_token(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    try:
        kept = (settings.DATA / TOKEN_FILE).read_text().strip()
    except OSError:
        return False
    return bool(kept) and hmac.compare_digest(shown.encode(), kept.encode())
