"""Keeper, web and worker of one centre, started together and stopped together."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.error import URLError

from panah.cli.forked import Loaded, Process
from panah.cli.listened import LATER_SECONDS, Listened, answers
from panah.cli.listening import Listening
from panah.keeper.errors import KeeperError
from panah.keeper.launch import KeeperProcess, start_keeper
from panah.web.logs import FOLDER_VARIABLE as LOGS
from panah.web.logs import PROCESS_VARIABLE as PROCESS
from panah.web.stopping import StopFlag

logger = logging.getLogger("panah.centre")

WEB = "web"
START_SECONDS = 30
STOP_SECONDS, ASK_AGAIN_SECONDS = 8, 1.0
WATCH_SECONDS = 0.2
THRIFTY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""For glibc: with an arena for each thread a process keeps a third more than it uses, and what is
large goes back to the system as soon as it is freed."""
SHORT_LIFE_SECONDS, SHORT_LIVES = 3.0, 6
"""A process that dies so soon after its start, so many times in a row, is not started again."""
SILENT_SECONDS = 45.0
"""A web server that lives and answers nobody for so long is ended, and started again."""


class PortBusy(Exception):
    """Something else listens there."""


class NotStarted(Exception):
    """A process ended before the centre answered."""


@dataclass(slots=True)
class Child:
    """A process of a centre, and how to start it again."""

    command: list[str]
    environment: Mapping[str, str]
    is_replaced: bool
    process: Process
    started_at: float
    short_lives: int = 0


@dataclass(slots=True)
class Centre:
    """The running processes of a centre. One that dies is started again."""

    listening: Listening
    children: dict[str, Child] = field(default_factory=dict)
    stopped: StopFlag = field(default_factory=StopFlag)
    keeper: KeeperProcess | None = None
    start_keeper: Callable[[], KeeperProcess] | None = None
    forks: bool = sys.platform == "linux"
    loaded: Loaded = field(default_factory=Loaded)

    @property
    def address(self) -> str:
        """Where people find it."""
        return self.listening.address

    def start(
        self,
        name: str,
        command: list[str],
        environment: Mapping[str, str],
        *,
        is_replaced: bool = False,
    ) -> None:
        """Start one process; it ends when this one does, however that ends.

        Args:
            command: this Python, `-m`, one of our modules and its words: forked where it can be.
            is_replaced: start it again when it dies, once the centre has answered.
        """
        environment = {**environment, PROCESS: name}
        started = self._started(command, environment)
        self.children[name] = Child(command, environment, is_replaced, started, time.monotonic())

    def shared(self) -> dict[str, int]:
        """The number of the process that the others were forked from, by its name."""
        return {"loaded": self.loaded.pid} if self.loaded.pid else {}

    def wait_until_it_answers(self) -> None:
        """Wait for the first page.

        Raises:
            NotStarted: a process ended first, or nothing answered for half a minute.
        """
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not self.stopped.is_set():
            self._check()
            try:
                answers(self.listening)
                return
            except (URLError, OSError):
                time.sleep(0.05)
        if not self.stopped.is_set():
            raise NotStarted("web")

    def watch(self) -> None:
        """Wait until somebody stops the centre; start again what dies, or answers nobody.

        Raises:
            NotStarted: a process dies again and again, or one died that is not replaced.
        """
        with Listened(partial(answers, self.listening, within=LATER_SECONDS)) as listened:
            while not self.stopped.wait(WATCH_SECONDS):
                self._replace_keeper()
                if listened.silent_for > SILENT_SECONDS:
                    logger.error("the pages answered nobody; the web server is started again")
                    _end_group(self.children[WEB].process)
                    listened.forgive()
                for name, child in self.children.items():
                    if child.process.poll() is not None and not self.stopped.is_set():
                        self._replace(name, child)

    def stop(self) -> None:
        """Ask every process to end, and make it end with all that it has started."""
        running = [child.process for child in self.children.values()]
        for process in running:
            process.terminate()
        end = time.monotonic() + STOP_SECONDS
        while (
            left := [each for each in running if each.poll() is None]
        ) and time.monotonic() < end:
            try:
                left[0].wait(ASK_AGAIN_SECONDS)
            except subprocess.TimeoutExpired:
                # A server that is told while it starts waits for a worker that was not told.
                for process in left:
                    _end_group(process, by=signal.SIGTERM)
        for process in running:
            _end_group(process)
            process.wait()
        self.loaded.stop()
        if self.keeper:
            self.keeper.stop()

    def _started(self, command: list[str], environment: Mapping[str, str]) -> Process:
        whole = {**THRIFTY, **os.environ, **environment}
        if self.forks and command[1] == "-m":
            return self.loaded.fork(command[2:], whole)
        return subprocess.Popen(  # noqa: S603 - our own modules, no shell
            [sys.executable, "-m", "panah.cli.child", *command],
            env=whole,
            start_new_session=True,  # Ctrl-C is for the launcher, which stops them in order
        )

    def _check(self) -> None:
        for name, child in self.children.items():
            if child.process.poll() is not None and not self.stopped.is_set():
                raise NotStarted(name)

    def _replace(self, name: str, child: Child) -> None:
        child.short_lives += 1
        if time.monotonic() - child.started_at > SHORT_LIFE_SECONDS:
            child.short_lives = 0
        if not child.is_replaced or child.short_lives > SHORT_LIVES:
            raise NotStarted(name)
        _end_group(child.process)
        child.process = self._started(child.command, child.environment)
        child.started_at = time.monotonic()

    def _replace_keeper(self) -> None:
        if self.keeper is None or self.start_keeper is None or self.keeper.is_alive:
            return
        self.keeper.stop()
        with suppress(KeeperError):  # its keys were taken away, perhaps: the desks say so
            self.keeper = self.start_keeper()


@contextmanager
def running_centre(
    data: Path,
    keys: Path,
    *,
    listening: Listening,
    more: Callable[[Centre, KeeperProcess], None] | None = None,
) -> Iterator[Centre]:
    """Run a centre that was made ready; stop it on SIGTERM, SIGINT, or at the end of the block.

    Args:
        more: starts further processes once the keeper runs (the demonstration's driver).

    Raises:
        PortBusy: before anything was started.
    """
    refuse_busy_port(listening.host, listening.port)
    centre = Centre(listening)
    _stop_on_signals(centre)
    with ExitStack() as stack:
        centre.start_keeper = partial(start_keeper, data, keys)
        keeper = centre.keeper = centre.start_keeper()
        stack.callback(centre.stop)
        environment = {**keeper.environment(), "PANAH_STATIC": str(data / "run" / "static")}
        environment |= {**listening.environment(), LOGS: str(data.absolute() / "logs")}
        centre.start(WEB, web_command(listening), environment, is_replaced=True)
        # A demonstration's hour takes a minute: its second looks come faster than desks may ask.
        bulk = os.environ.get("PANAH_DEMO") == "1"
        worker = environment | keeper.environment(bulk=bulk)
        command = [sys.executable, "-m", "panah.cli.worker"]
        centre.start("worker", command, worker, is_replaced=True)
        if more:
            more(centre, keeper)
        centre.wait_until_it_answers()
        yield centre


def _end_group(process: Process, *, by: signal.Signals = signal.SIGKILL) -> None:
    """End a process and what it has left behind: a server's workers would keep its port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, by)


def refuse_busy_port(host: str, port: int) -> None:
    """Raise PortBusy when somebody listens there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise PortBusy(f"{host}:{port}") from None


def collect_static() -> None:
    """Copy styles and scripts to where the web process serves them from, named by their content."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def web_command(listening: Listening) -> list[str]:
    """The web server, as a list of words."""
    place = listening.words()
    # A phone, a browser's spare connection and a slow stranger each hold one and no thread: see
    # `panah.config.porch`, which lets requests in by turns once they are whole. Who says nothing,
    # or not all of their headers, for half a minute is hung up on. A worker that was told to end
    # while it started may not have heard it: its server would wait for ever.
    size = ["--workers", "1", "--respawn-failed-workers", "--workers-kill-timeout", "5"]
    size += ["--backpressure", "16384", "--backlog", "4096"]
    size += ["--http1-header-read-timeout", "30000", "--http1-buffer-size", "65536"]
    quiet = ["--no-access-log", "--log-level", "warning", "--no-ws"]
    target = ["--interface", "rsgi", "--factory", "panah.config.porch:panah"]
    return [sys.executable, "-m", "panah.cli.pages", *place, *size, *quiet, *target]


def _stop_on_signals(centre: Centre) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: centre.stopped.set())
