"""Schemathesis, wapiti and sqlmap, run as programs against one server, as one asker."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

from tests.promises.hostile.described import Asking, addresses, openapi, requests

ROOT = Path(__file__).resolve().parents[3]
SCAN = ROOT / ".venv-scan" / "bin"
MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,ldap,methods,permanentxss,redirect,"
    "sql,timesql,upload,xss"
)
"""What wapiti has that asks nobody but the server."""
EXAMPLES, ATTACK_SECONDS, SCAN_SECONDS = 8, 20, 120
WEIGHTS = {0: "info", 1: "low", 2: "medium", 3: "high", 4: "critical"}
HEAVIER = {"Open Redirect": "medium", "CRLF Injection": "medium"}  # wapiti may say low


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scanner says of an address."""

    by: str
    kind: str
    weight: str
    path: str

    @property
    def counts(self) -> bool:
        """Whether it is of medium weight or above."""
        return self.weight not in ("info", "low")


def all_of(asking: Asking, origin: str, folder: Path) -> list[Finding]:
    """What the three find."""
    found = {each for scan in SCANNERS for each in scan(asking, origin, folder)}
    return sorted(found, key=str)


def schemathesis(asking: Asking, origin: str, folder: Path) -> Iterator[Finding]:
    """Server errors on anything that a form or an address may hold."""
    for ends in (False, True):
        if pages := asking.only(ends=ends):
            described = folder / f"{asking.name}-{ends}.json"
            described.write_text(json.dumps(openapi(pages)), encoding="utf-8")
            yield from _schemathesis(asking, origin, described)


def _schemathesis(asking: Asking, origin: str, described: Path) -> Iterator[Finding]:
    told = described.with_suffix(".junit.xml")
    words = [str(Path(sys.executable).with_name("st")), "run", str(described), "--url", origin]
    words += ["--checks", "not_a_server_error", "--max-examples", str(EXAMPLES), "--seed", "40"]
    words += ["--phases", "examples,fuzzing", "--continue-on-failure", "--no-shrink"]
    words += ["--report", "junit", "--report-junit-path", str(told), "--workers", "1"]
    words += ["--suppress-health-check", "all", "--generation-database", "none"]
    words += [f"--header={name}: {value}" for name, value in asking.headers.items()]
    done = _run(words, described.parent)
    if done.returncode not in (0, 1):
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    for case in ElementTree.parse(told).iter("testcase"):
        if (error := case.find("error")) is not None:
            raise AssertionError(f"{case.get('name')}: {error.get('message')}")
        if case.find("failure") is not None:
            yield Finding("schemathesis", "Server error", "high", case.get("name", "").split()[-1])


def wapiti(asking: Asking, origin: str, folder: Path) -> Iterator[Finding]:
    """Holes that show in what the server answers to what is put into forms and addresses."""
    told = folder / f"{asking.name}.wapiti.json"
    pages = asking.only(ends=False)
    words = [str(SCAN / "wapiti"), "--url", f"{origin}/", "--scope", "domain", "-m", MODULES]
    words += ["--flush-session", "--no-bugreport", "--format", "json", "--output", str(told)]
    words += ["--max-attack-time", str(ATTACK_SECONDS), "--max-scan-time", str(SCAN_SECONDS)]
    words += ["--store-session", str(folder / asking.name), "--depth", "3", "--verbose", "0"]
    words += ["--dns-endpoint", "localhost", "--endpoint", origin]
    for address in addresses(pages, origin):
        words += ["--start", address]
    for page in asking.only(ends=True):
        words += ["--exclude", origin + page["path"]]
    for name, value in asking.headers.items():
        words += ["--header", f"{name}: {value}"]
    done = _run(words, folder)
    if not told.exists():  # where a machine is slow, its own database locks it out
        done = _run(words, folder)
    if not told.exists():
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    said = json.loads(told.read_text("utf-8"))
    for kind, each in (said["vulnerabilities"] | said["anomalies"]).items():
        for one in each:
            weight = HEAVIER.get(kind, WEIGHTS[int(one["level"])])
            yield Finding("wapiti", kind, weight, urlsplit(one["path"]).path)


def sqlmap(asking: Asking, origin: str, folder: Path) -> Iterator[Finding]:
    """Whether anything that is asked or sent reaches a statement."""
    told = folder / f"{asking.name}.sqlmap.csv"
    kept = folder / f"{asking.name}.requests"
    host = urlsplit(origin).netloc
    bar = "=" * 54
    kept.write_bytes(
        "".join(f"{bar}\n{bar}\n{one}\n{bar}\n" for one in requests(asking, host)).encode()
    )
    words = [str(SCAN / "sqlmap"), "-l", str(kept), "--batch", "--flush-session", "--level", "1"]
    words += ["--risk", "1", "--time-sec", "2", "--output-dir", str(folder / f"{asking.name}.out")]
    words += ["--results-file", str(told), "--disable-coloring", "--drop-set-cookie"]
    words += ["--ignore-code", "401,403,404,405,422", "--timeout", "30", "--skip-waf"]
    words += ["--time-limit", str(2 * SCAN_SECONDS)]
    words += ["--answers", "skip further tests involving it=N,exploit this SQL injection=N"]
    done = _run(words, folder)
    if done.returncode:
        raise AssertionError(done.stdout[-2000:] + done.stderr[-2000:])
    for row in csv.DictReader(told.read_text("utf-8").splitlines()) if told.exists() else ():
        if row["Technique(s)"] and "false positive" not in row["Note(s)"]:  # it tries again itself
            yield Finding("sqlmap", "SQL injection", "critical", urlsplit(row["Target URL"]).path)


SCANNERS = (schemathesis, sqlmap, wapiti)


def _run(words: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    own = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.environ["PATH"]}
    done = subprocess.run(
        words, cwd=folder, env=own, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    log = folder / f"{Path(words[0]).name}.log"
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    return done
