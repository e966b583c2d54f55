"""docs/tutorial/open-a-centre.md, done word for word, from `panah serve` to the tenth paper."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser

from tests.promises.centre import ROOT, _free_port
from tests.walks.rehearsing import Rehearsal, Terminal, parts_of

pytestmark = pytest.mark.browser

TUTORIAL = ROOT / "docs" / "tutorial" / "open-a-centre.md"
START_SECONDS = 120
LINK = re.compile(r"^\s+(https?://\S+/setup/link/\S+)$", re.M)


class RealTerminal(Terminal):
    """Runs what is typed, with a port of its own and with further words where a walk needs them."""

    def __init__(self, home: Path, *, more: list[str], environment: dict[str, str]) -> None:
        self.home, self.more, self.port = home, more, _free_port()
        self.log = home / "log.txt"
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
        self.environment = clean | {"LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)} | environment
        self.running: subprocess.Popen[bytes] | None = None

    def type(self, command: str) -> None:
        program, *words = shlex.split(command)
        assert program == "panah"
        words[words.index("--port") + 1] = str(self.port)
        panah = [sys.executable, "-m", "panah.cli.main", *words, *self.more]
        with self.log.open("wb") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "panah.cli.child", *panah],
                cwd=self.home,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def link(self) -> str:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self.running and self.running.poll() is None:
            if found := LINK.search(self.log.read_text()):
                return found[1]
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def interrupt(self) -> None:
        if self.running and self.running.poll() is None:
            self.running.send_signal(signal.SIGINT)
            self.running.wait(30)


@contextmanager
def rehearsed(
    browser: Browser, home: Path, *, more: list[str], scheme: str, environment: dict[str, str]
) -> Iterator[Rehearsal]:
    terminal = RealTerminal(home, more=more, environment=environment)
    rehearsal = Rehearsal(browser, terminal, address=f"{scheme}://localhost:{terminal.port}")
    try:
        yield rehearsal
    finally:
        rehearsal.close()
        terminal.interrupt()


def test_the_tutorial_leads_from_the_command_to_papers(browser: Browser, tmp_path: Path) -> None:
    parts = parts_of(TUTORIAL)
    with rehearsed(browser, tmp_path, more=[], scheme="http", environment={}) as rehearsal:
        for part in parts:
            rehearsal.play(part, most_rows=2)

    with sqlite3.connect(tmp_path / "centre" / "panah.sqlite3") as database:
        issued = "select count(*) from certificates_certificate where status = 'issued'"
        assert database.execute(issued).fetchone() == (2,)
        assert database.execute("select count(*) from sites_setup").fetchone() == (0,)
    assert sum(len(part.steps) for part in parts) > 60


@pytest.fixture
def postgresql(tmp_path: Path) -> Iterator[str]:
    """The address of a PostgreSQL of this test's own."""
    command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), sys.executable, "-c"]
    say = "import os, sys; print(os.environ['PANAH_DATABASE_URL'], flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [*command, say], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        assert server.stdin
        yield server.stdout.readline().strip()
        server.stdin.close()
        server.wait(60)


@pytest.mark.long
def test_ten_papers_over_https_on_postgresql(
    browser: Browser, tmp_path: Path, postgresql: str
) -> None:
    certificate, key = self_signed(tmp_path)
    environment = {"PANAH_DATABASE_URL": postgresql}
    more = ["--tls-cert", str(certificate), "--tls-key", str(key)]
    parts = parts_of(TUTORIAL)
    with rehearsed(
        browser, tmp_path, more=more, scheme="https", environment=environment
    ) as rehearsal:
        for part in parts:
            rehearsal.play(part, most_rows=10)

    import psycopg

    with psycopg.connect(postgresql) as database:
        issued = "select count(*) from certificates_certificate where status = 'issued'"
        assert database.execute(issued).fetchone() == (10,)
    assert not (tmp_path / "centre" / "panah.sqlite3").exists()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost that nobody else has signed, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, secret
