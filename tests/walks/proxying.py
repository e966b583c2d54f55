"""nginx and Caddy as `deploy/proxy/` has them, on high ports of this machine alone."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "proxy"
START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the proxy listens, over https and over http, and where Panah does."""

    https: int
    http: int
    panah: int


def changed(text: str, *pairs: tuple[str, str]) -> str:
    """A configuration with a few of its words changed, each of which must be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(home: Path, ports: Ports, certificate: Path, key: Path) -> list[str]:
    """The command that runs nginx with our site, after it has said that the site is right."""
    site = changed(
        (FOLDER / "nginx.conf").read_text(encoding="utf-8"),
        ("listen 80;", f"listen 127.0.0.1:{ports.http};"),
        ("    listen [::]:80;\n", ""),
        ("listen 443 ssl;", f"listen 127.0.0.1:{ports.https} ssl;"),
        ("    listen [::]:443 ssl;\n", ""),
        ("server_name panah.example.org;", "server_name localhost;"),
        ("/etc/panah/fullchain.pem", str(certificate)),
        ("/etc/panah/privkey.pem", str(key)),
        ("/var/log/nginx/panah.log", str(home / "nginx.log")),
        ("127.0.0.1:8000", f"127.0.0.1:{ports.panah}"),
    )
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {home}/{kind};\n" for kind in kinds)
    whole = f"pid {home}/pid;\ndaemon off;\nuser root;\nevents {{}}\nhttp {{\n{places}{site}}}\n"
    (home / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [_program("nginx"), "-c", str(home / "nginx.conf"), "-e", str(home / "nginx.log")]
    subprocess.run([*command, "-t"], check=True)
    return command


def caddy(home: Path, ports: Ports, certificate: Path, key: Path) -> list[str]:
    """The same for Caddy, which listens for http by itself where it fetches certificates."""
    site = changed(
        (FOLDER / "Caddyfile").read_text(encoding="utf-8"),
        (
            "panah.example.org {\n",
            f"https://localhost:{ports.https} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}\n",
        ),
        ("127.0.0.1:8000", f"127.0.0.1:{ports.panah}"),
    )
    options = f"{{\n\tadmin off\n\tstorage file_system {home}/caddy\n\thttp_port {ports.http}\n}}\n"
    (home / "Caddyfile").write_text(options + site, encoding="utf-8")
    words = ["--config", str(home / "Caddyfile"), "--adapter", "caddyfile"]
    subprocess.run([_program("caddy"), "validate", *words], check=True)
    return [_program("caddy"), "run", *words]


@contextmanager
def running(command: list[str], *, port: int, log: Path) -> Iterator[None]:
    """A proxy, from when it takes connections until it is told to stop."""
    with log.open("wb") as target:
        process = subprocess.Popen(command, stdout=target, stderr=target, start_new_session=True)
    try:
        _wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nobody answers on {port}")


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert found, f"{name} is not here: python tools/proxies.py"
    return found
