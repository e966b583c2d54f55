"""`panah serve` as a process: where it listens, its one link, and who may see how it is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from panah.cli.listening import BadListening, Listening, NotWithoutHttps, checked
from tests.promises.centre import ROOT, Centre

LINK = re.compile(r"/setup/link/[\w-]+/")


def test_a_real_process_refuses_to_listen_beyond_this_machine(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-m", "panah.cli.main", "serve", "--data", str(data)]
    done = subprocess.run(
        [*command, "--host", "0.0.0.0", "--port", "8790"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "does not listen at 0.0.0.0 without https" in done.stderr
    assert "--tls-cert" in done.stderr
    assert not data.exists()


@pytest.fixture
def pem(tmp_path: Path) -> Path:
    file = tmp_path / "some.pem"
    file.write_text("-----BEGIN")
    return file


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "panah.example.org"])
def test_beyond_this_machine_only_https_is_spoken(host: str, pem: Path) -> None:
    with pytest.raises(NotWithoutHttps):
        checked(Listening(host), insecure_lan=False)
    behind = Listening(host, is_behind_proxy=True, public_url="https://panah.example.org")
    with pytest.raises(NotWithoutHttps):  # the way from the proxy would be open
        checked(behind, insecure_lan=False)

    assert checked(Listening(host, tls_cert=pem, tls_key=pem), insecure_lan=False).is_secure
    assert not checked(Listening(host), insecure_lan=True).is_secure


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_http_will_do(host: str) -> None:
    assert checked(Listening(host), insecure_lan=False).environment()["PANAH_SECURE"] == ""


def test_options_that_do_not_go_together_are_refused(pem: Path) -> None:
    wrong = [
        Listening(tls_cert=pem),
        Listening(tls_key=pem),
        Listening(tls_cert=pem, tls_key=pem.with_name("none.pem")),
        Listening(tls_cert=pem, tls_key=pem, is_behind_proxy=True, public_url="https://a.kz"),
        Listening(is_behind_proxy=True),
        Listening(is_behind_proxy=True, public_url="http://a.kz"),
        Listening(public_url="a.kz"),
        Listening(public_url="https://a.kz/somewhere"),
    ]
    for one in wrong:
        with pytest.raises(BadListening):
            checked(one, insecure_lan=False)


def test_the_public_address_is_a_name_under_which_pages_are_asked_for() -> None:
    found = Listening("127.0.0.1", is_behind_proxy=True, public_url="https://panah.example.org/")

    assert found.address == "https://panah.example.org"
    assert "panah.example.org" in found.environment()["PANAH_HOSTS"].split(",")
    assert found.environment()["PANAH_SECURE"] == "1"


def test_what_is_typed_counts_more_than_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANAH_PUBLIC_URL", "https://old.example.org")
    typed = Listening(public_url="https://new.example.org").environment()

    assert typed["PANAH_PUBLIC_URL"] == "https://new.example.org"
    assert Listening().environment()["PANAH_PUBLIC_URL"] == "https://old.example.org"


def asked(address: str, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urlopen(Request(address, headers=named), timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def test_one_link_is_printed_and_strangers_learn_nothing(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with centre.running():
        token = (centre.data / "metrics.token").read_text().strip()
        health = asked(f"{centre.address}/healthz")
        strangers_health = asked(f"{centre.address}/healthz", X_Forwarded_For="192.0.2.7")
        metrics = asked(f"{centre.address}/metrics")
        strangers = asked(f"{centre.address}/metrics", X_Forwarded_For="192.0.2.7")
        wrong = asked(f"{centre.address}/metrics", Forwarded="by=a", Authorization="Bearer x")
        shown = asked(
            f"{centre.address}/metrics", Forwarded="by=a", Authorization=f"Bearer {token}"
        )
        link = _link(centre)
        opened = asked(f"{centre.address}{link}")[0]
        early = asked(f"{centre.address}/line/take/")

    assert json.loads(health[1]).keys() >= {"ok", "database", "keeper", "worker"}
    assert json.loads(strangers_health[1]).keys() == {"ok"}
    assert "panah_keeper_up 1.0" in metrics[1]
    assert (strangers, wrong[0], shown[0]) == ((404, ""), 404, 200)
    assert (opened, early[0]) == (200, 503)
    errors = list((centre.data / "logs").glob("web*-errors.log"))  # of whichever process answered
    assert {file.stat().st_mode & 0o777 for file in errors} == {0o600}
    assert link.split("/")[3] not in "".join(
        file.read_text() for file in (centre.data / "logs").iterdir()
    )


def test_answers_are_counted_together_whichever_process_gave_them(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    with centre.running():
        for _ in range(12):
            asked(f"{centre.address}/staff/sign-in/")
        counted = asked(f"{centre.address}/metrics")[1]
        again = asked(f"{centre.address}/metrics")[1]

    mark = 'panah_answer_seconds_count{status="2xx",view="staff:sign_in"}'
    assert {_figure(counted, mark), _figure(again, mark)} == {12.0}


def _figure(text: str, mark: str) -> float:
    return next(float(line.split()[-1]) for line in text.splitlines() if line.startswith(mark))


def _link(centre: Centre) -> str:
    for _ in range(200):
        if found := LINK.findall(centre.log.read_text()):
            return found[-1]
        time.sleep(0.1)  # the first page answers a moment before the launcher says so
    raise AssertionError(centre.log.read_text())
