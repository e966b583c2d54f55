"""Clerks who go on registering while somebody kills the processes of their centre."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any

from tests.promises.centre import Centre, Page, Visitor
from tests.promises.planting import Planted
from tests.rooms.desk.sheets import form_of

CLERKS = 3
CONFIRMED_EACH = 3
WITHIN_SECONDS = 0.05
PATIENCE_SECONDS = 90
NAMES = {
    "web": "panah web",
    "hand": "panah web 2",
    "server": "panah server",
    "loaded": "panah loaded",
    "worker": "panah worker",
}
"""As the system's list of processes has them."""
PROCESSES = (*NAMES, "keeper", "launcher")
OFTEN = (*PROCESSES, *("worker", "keeper") * 3)
"""Those that hold up nobody while they come back are killed more often: it is soon over."""


@dataclass(slots=True)
class Traffic:
    """What is on the way at this moment, and when something was answered last."""

    open: int = 0
    sent: threading.Event = field(default_factory=threading.Event)
    answered_at: list[tuple[float, float]] = field(default_factory=list)
    """When it was sent and when the answer was whole, of each request that was answered."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around each request."""
        began = time.monotonic()
        with self.lock:
            self.open += 1
        self.sent.set()
        try:
            yield
            self.answered_at.append((began, time.monotonic()))
        finally:
            with self.lock:
                self.open -= 1

    def first_after(self, moment: float) -> float | None:
        """How long after a moment the first request that was sent later was answered."""
        later = [answered for began, answered in self.answered_at if began > moment]
        return min(later) - moment if later else None


class Patient(Visitor):
    """A clerk's browser: what is not answered is sent again, as it was."""

    def __init__(self, address: str, session: str, traffic: Traffic) -> None:
        super().__init__(address)
        self.traffic = traffic
        self.jar.set_cookie(_cookie("session", session))

    def _sent(self, path: str, body: bytes | None) -> Page:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                with self.traffic.request():
                    page = super()._sent(path, body)
                if page.status < 500:
                    return page
            except (OSError, HTTPException):
                pass
            time.sleep(0.1)
        raise AssertionError(f"nobody answers {path}")


@dataclass(slots=True)
class Desk:
    """A clerk who registers one person after the other, and remembers what was acknowledged."""

    visitor: Patient
    people: list[Planted]
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Request to the group that the page showed."""
    confirmed: set[str] = field(default_factory=set)
    moments: dict[str, float] = field(default_factory=dict)
    """Request to the time by the clock at which it was acknowledged."""

    def work(self, stop: threading.Event) -> None:
        """Go on until told to stop."""
        for one in self.people:
            if stop.is_set():
                return
            self._register(one)

    def _register(self, one: Planted) -> None:
        number = self._called()
        sheet = self.visitor.get(f"/desk/{number}/?anew").text
        typed = form_of(sheet) | sheet_of(one)
        page = self.visitor.post(f"/desk/{number}/", typed | {"do": "next"})
        typed = form_of(page.text) | {"do": "register"}
        group = None
        while group is None:  # the keeper is away now and then: the page says so, and keeps it all
            page = self.visitor.post(f"/desk/{number}/", typed)
            group = re.search(r"/desk/groups/(\w+)/", page.address)
            if group is None:
                assert 'value="register"' in page.text, page.text
                time.sleep(0.2)
        (request,) = typed["request_id"]
        self.acknowledged[request.replace("-", "")] = group[1]
        self.moments[request.replace("-", "")] = time.time()
        if len(self.acknowledged) % CONFIRMED_EACH == 0:
            self.visitor.post(f"/papers/group/{group[1]}/confirm/")
            self.confirmed.add(group[1])

    def _called(self) -> str:
        """The number at this desk, called now if there is none."""
        while not (found := re.search(r"/desk/(\d+)/move/", self.visitor.get("/desk/").text)):
            self.visitor.post("/desk/")
        return found[1]


@dataclass(slots=True)
class Blow:
    """One kill: what, whether a request was open, and when the next answer came."""

    process: str
    hit: bool
    answered_after: float = 0.0


class Morning:
    """A centre, its clerks, and somebody who kills."""

    def __init__(self, home: Path, people: list[Planted]) -> None:
        self.centre, self.traffic = Centre(home), Traffic()
        done = subprocess.run(
            [sys.executable, "-m", "tests.promises.seats", *map(str, self._words(len(people)))],
            env=self.centre.environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.desks = [
            Desk(Patient(self.centre.address, session, self.traffic), people[place::CLERKS])
            for place, session in enumerate(json.loads(done.stdout))
        ]
        self.serving: subprocess.Popen[bytes] | None = None
        self.began_seconds = 0.0

    def run(self, kills: int, *, seed: int) -> list[Blow]:
        """Let everybody work until so many kills are done and what was begun is finished."""
        drawn = random.Random(seed)
        with self.working():
            each = drawn.sample(PROCESSES, len(PROCESSES))
            more = [drawn.choice(OFTEN) for _ in range(kills - len(each))]
            return [self._strike(process, drawn) for process in each + more]

    @contextmanager
    def working(self) -> Iterator[None]:
        """Let everybody work; at the end what was begun is finished, and the centre stopped."""
        stop = threading.Event()
        self._serve()
        threads = [threading.Thread(target=desk.work, args=(stop,)) for desk in self.desks]
        try:
            for thread in threads:
                thread.start()
            yield
            stop.set()
            while any(thread.is_alive() for thread in threads):
                self._serve_again()  # what was killed last may be the one that starts the others
                time.sleep(0.1)
        finally:
            stop.set()
            if self.serving:
                self.serving.terminate()
                self.serving.wait(30)

    def _strike(self, process: str, drawn: random.Random) -> Blow:
        """Kill something within 50 ms after a request was sent; wait until it is answered again.

        What hangs on the one that was killed answers for a moment longer, before it ends, too:
        that is no answer of a centre that is back.
        """
        self.traffic.sent.clear()
        end = time.monotonic() + PATIENCE_SECONDS
        while (pid := self._pid_of(process)) is None:
            assert time.monotonic() < end, f"there is no {process} to kill"
            self._serve_again()
            time.sleep(0.1)
        self.traffic.sent.wait(PATIENCE_SECONDS)
        time.sleep(drawn.random() * WITHIN_SECONDS)
        blow, at = Blow(process, hit=self.traffic.open > 0), time.monotonic()
        ending = [pid, *_below(pid)]
        os.kill(pid, signal.SIGKILL)
        since = None
        while since is None or (answered := self.traffic.first_after(since)) is None:
            self._serve_again()
            assert time.monotonic() - at < PATIENCE_SECONDS, f"nothing answers after {process}"
            if since is None and not any(map(_lives, ending)):
                since = time.monotonic()
            time.sleep(0.02)
        blow.answered_after = since - at + answered
        return blow

    def _pid_of(self, process: str) -> int | None:
        if self.serving is None or self.serving.poll() is not None:
            return None
        if process == "launcher":
            return self.serving.pid
        found = [one for one in _below(self.serving.pid) if _is(one, process)]
        return found[-1] if found else None

    def _serve(self) -> None:
        began = time.monotonic()
        self._serve_again()
        assert self.serving
        self.centre._wait_until_it_answers(self.serving)
        self.began_seconds = time.monotonic() - began

    def _serve_again(self) -> None:
        """As the system's own supervisor does: start the centre when it is not there."""
        if self.serving is not None and self.serving.poll() is None:
            return
        words = ["serve", "--data", str(self.centre.data), "--port", str(self.centre.port)]
        with self.centre.log.open("a") as log:
            self.serving = subprocess.Popen(
                [sys.executable, "-m", "panah.cli.main", *words],
                env=self.centre.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _words(self, tickets: int) -> list[Any]:
        return [self.centre.data, CLERKS, tickets]


def _below(root: int) -> list[int]:
    """Everything that a process has started, and what that has."""
    found = []
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, task.read_text().split()):
                found += [child, *_below(child)]
    return found


def _lives(number: int) -> bool:
    """Whether there is such a process that has not ended."""
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{number}/stat").read_text()
    return False


def _is(number: int, process: str) -> bool:
    place = Path(f"/proc/{number}")
    with suppress(OSError):
        if process in NAMES:
            return (place / "comm").read_text().strip() == NAMES[process]
        return b"panah.keeper" in (place / "cmdline").read_bytes()
    return False


def sheet_of(one: Planted) -> dict[str, str]:
    """What a clerk types of somebody who is alone."""
    name = one.name
    typed = {"family": name.family, "given": name.given, "patronymic": name.patronymic}
    typed |= {"birth_date": f"{one.born:%d.%m.%Y}", "confirmed": "on", "language": "ru"}
    return {f"p0-{field}": value for field, value in typed.items()}


def _cookie(name: str, value: str) -> Cookie:
    known: dict[str, Any] = dict.fromkeys(("port", "expires", "comment", "comment_url"))
    known |= {"version": 0, "port_specified": False, "domain": "127.0.0.1", "path": "/"}
    known |= {"domain_specified": False, "domain_initial_dot": False, "path_specified": True}
    return Cookie(name=name, value=value, secure=False, discard=True, rest={}, **known)
