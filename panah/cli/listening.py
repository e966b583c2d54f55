"""Where a centre listens, and under which addresses browsers find it.

Beyond this machine only https is spoken, unless somebody says in so many words that they know what
they do: on a shared network whoever listens reads sessions, and passkeys do not work without it.
"""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what must be allowed first


class NotWithoutHttps(ValueError):
    """It would listen beyond this machine without https."""


class BadListening(ValueError):
    """The options do not go together; the message says which."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where to listen and how.

    Args:
        host: an address of this machine; `0.0.0.0` is every one.
        port: the port.
        tls_cert: the certificate, with its chain; its key is `tls_key`.
        is_behind_proxy: a proxy on the way speaks https and says so.
        public_url: what phones ask for; guessed when left out.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    tls_cert: Path | None = None
    tls_key: Path | None = None
    is_behind_proxy: bool = False
    public_url: str = ""

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def is_secure(self) -> bool:
        """Whether browsers speak https with it."""
        return self.tls_cert is not None or self.is_behind_proxy

    @property
    def here(self) -> str:
        """Where a browser on this machine finds it; passkeys work on localhost only."""
        local = self.host in (*LOCAL_NAMES, *EVERYWHERE)
        return f"{self._scheme}://{'localhost' if local else _bracketed(self.host)}:{self.port}"

    @property
    def asked_at(self) -> str:
        """Where the launcher asks whether it answers."""
        host = EVERYWHERE.get(self.host, self.host)
        return f"{self._scheme}://{_bracketed(host)}:{self.port}"

    @property
    def address(self) -> str:
        """What people are told: the public address, or the best guess."""
        if self.public_url:
            return self.public_url.rstrip("/")
        if self.is_local or self.host not in EVERYWHERE:
            return self.here
        return f"{self._scheme}://{_own_address()}:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """Names under which pages may be asked for."""
        public = urlsplit(self.address).hostname or ""
        mine = [] if self.is_local else [socket.gethostname(), _own_address()]
        named = [] if self.host in EVERYWHERE else [self.host]
        found = ["localhost", "127.0.0.1", "[::1]", *map(_bracketed, [public, *named, *mine])]
        return list(dict.fromkeys(name for name in found if name))

    @property
    def _scheme(self) -> str:
        return "https" if self.tls_cert else "http"

    def environment(self) -> dict[str, str]:
        """The variables that tell the processes; those set already stay, options apart."""
        wanted = {
            "PANAH_PUBLIC_URL": self.address,
            "PANAH_HOSTS": ",".join(self.hosts),
            "PANAH_SECURE": "1" if self.is_secure else "",
            "PANAH_BEHIND_PROXY": "1" if self.is_behind_proxy else "",
        }
        found = {name: os.environ.get(name) or value for name, value in wanted.items()}
        return found | ({"PANAH_PUBLIC_URL": self.address} if self.public_url else {})

    def words(self) -> list[str]:
        """What the web server is told."""
        place = ["--host", self.host, "--port", str(self.port)]
        if self.tls_cert is None:
            return place
        return [*place, "--ssl-certificate", str(self.tls_cert), "--ssl-keyfile", str(self.tls_key)]


def checked(listening: Listening, *, insecure_lan: bool) -> Listening:
    """The listening itself, when it may be.

    Raises:
        NotWithoutHttps: it reaches beyond this machine and nobody said that this is meant.
        BadListening: half of a certificate, a file that is not there, an address that is none.
    """
    if (listening.tls_cert is None) != (listening.tls_key is None):
        raise BadListening("--tls-cert, --tls-key")
    for file in (listening.tls_cert, listening.tls_key):
        if file is not None and not file.is_file():
            raise BadListening(str(file))
    if listening.tls_cert and listening.is_behind_proxy:
        raise BadListening("--tls-cert, --behind-proxy")
    if listening.public_url and not _is_address(listening.public_url):
        raise BadListening("--public-url")
    if listening.is_behind_proxy and not listening.public_url.startswith("https://"):
        raise BadListening("--behind-proxy, --public-url https://…")
    if not listening.is_local and listening.tls_cert is None and not insecure_lan:
        raise NotWithoutHttps(listening.host)
    return _absolute(listening)


def _absolute(listening: Listening) -> Listening:
    if listening.tls_cert is None or listening.tls_key is None:
        return listening
    return replace(
        listening, tls_cert=listening.tls_cert.absolute(), tls_key=listening.tls_key.absolute()
    )


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _own_address() -> str:
    if len(socket.if_nameindex()) < 2:  # loopback alone: there is no other address
        return "127.0.0.1"
    # Nothing is sent: the system only says from which of its addresses it would.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
