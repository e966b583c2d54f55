"""Build the container with a real engine, and try it: `make container`.

    python tools/try_container.py [--engine "podman"] [--base IMAGE] [--build "..."] [--run "..."]

What has to hold: it builds; a centre in it is healthy by the image's own question and through a
published port; it runs as a user of its own; data and keys are apart; it stops by itself when it
is asked to; after that, and after a kill, it is healthy again with the same keys and tables. Image,
container and volumes are removed at the end. `--build` and `--run` go to the engine as they
stand, where a machine needs more words: `--build "--isolation chroot"`.
"""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "deploy" / "container" / "Containerfile"
NAME = "panah-tried"
INSIDE, OUR_USER, LONGEST_STOP_SECONDS = 8000, "10001", 10
PATIENCE_SECONDS = 120
WHEN_MADE = """
import sqlite3

centre = sqlite3.connect("file:/data/centre/panah.sqlite3?mode=ro", uri=True)
print(centre.execute("SELECT MIN(applied) FROM django_migrations").fetchone()[0])
"""
"""A centre that had lost its tables would make them anew, at another moment."""


class DoesNotHold(AssertionError):
    """The container is not what its head says; says what."""


class Engine:
    """podman or docker, as it is called on this machine."""

    def __init__(self, words: Sequence[str], more: Sequence[str]) -> None:
        self._words, self._more = list(words), list(more)

    def said(self, *words: str) -> str:
        """What it printed.

        Raises:
            CalledProcessError: it could not.
        """
        done = subprocess.run(  # nosec B603 - the engine that was named
            [*self._words, *words], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def build(self, base: str, more: Sequence[str]) -> None:
        """Build the image; what the engine says goes to where we say things."""
        based = ["--build-arg", f"BASE={base}"] if base else []
        words = ["build", "-t", NAME, "-f", str(FILE), *based, *more, str(ROOT)]
        subprocess.run([*self._words, *words], check=True)  # nosec B603

    def start(self) -> None:
        """A container of the image, published on loopback alone."""
        volumes = [f"-v{NAME}-data:/data", f"-v{NAME}-keys:/keys"]
        address = ["-ePANAH_PUBLIC_URL=https://panah.example.org", f"-p127.0.0.1::{INSIDE}"]
        self.said("run", "-d", "--name", NAME, *volumes, *address, *self._more, NAME)

    def inside(self, *words: str) -> str:
        """What a command in the container printed."""
        return self.said("exec", NAME, *words)

    def remove(self) -> None:
        """Container, volumes and image, as far as they are there."""
        left = (("rm", "-f"), ("volume", "rm", "-f"), ("rmi", "-f"))
        for words, names in zip(
            left, ([NAME], [f"{NAME}-data", f"{NAME}-keys"], [NAME]), strict=True
        ):
            subprocess.run(  # nosec B603
                [*self._words, *words, *names], check=False, capture_output=True
            )


def main() -> int:
    """Build, try, remove; 1 when something does not hold."""
    asked = _asked()
    engine = Engine(shlex.split(asked.engine), shlex.split(asked.run))
    engine.remove()
    try:
        engine.build(asked.base, shlex.split(asked.build))
        engine.start()
        for held in (_is_healthy, _is_apart, _stops_and_comes_back, _outlives_a_kill):
            _tell(held(engine))
    except (DoesNotHold, subprocess.CalledProcessError) as wrong:
        _tell(f"✗ {wrong}\n{getattr(wrong, 'stderr', '') or ''}")
        return 1
    finally:
        engine.remove()
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", default="podman", help="what builds and runs containers")
    parser.add_argument("--base", default="", help="another image with Python 3.11 to build on")
    parser.add_argument("--build", default="", help="more words for building")
    parser.add_argument("--run", default="", help="more words for running")
    return parser.parse_args()


def _is_healthy(engine: Engine) -> str:
    begin = time.monotonic()
    port = engine.said("port", NAME, str(INSIDE)).rpartition(":")[2]
    _until("it is healthy", lambda: _answers(port))
    took = time.monotonic() - begin
    asks = json.loads(re.findall(r"^HEALTHCHECK .*CMD (.+)$", FILE.read_text(), re.M)[0])
    engine.inside(*asks)
    _until("its log has the link", lambda: "/setup/link/" in engine.said("logs", NAME))
    return f"✓ healthy after {took:.0f} s, through the port and by the image's own question"


def _is_apart(engine: Engine) -> str:
    who = engine.inside("id", "-u")
    places = engine.inside("stat", "-c", "%u %a %n", "/data/centre", "/keys/centre").splitlines()
    if who != OUR_USER or [each.split()[:2] for each in places] != [[OUR_USER, "700"]] * 2:
        raise DoesNotHold(f"it is user {who}, and its folders are {places}")
    keys, data = (_names(engine, volume) for volume in ("/keys", "/data"))
    if not keys or keys & data:
        raise DoesNotHold(f"of the keys' files, these lie with the data: {keys & data}")
    engine.inside("panah", "doctor", "--data", "/data/centre", "--keys", "/keys/centre")
    return "✓ a user of its own, data and keys apart, nothing dangerous to `panah doctor`"


def _stops_and_comes_back(engine: Engine) -> str:
    known, begin = _known(engine), time.monotonic()
    engine.said("stop", NAME)
    took = time.monotonic() - begin
    code = _code(engine)
    if took > LONGEST_STOP_SECONDS or code != "0":
        raise DoesNotHold(f"it took {took:.0f} s to stop, with code {code}")
    _is_back(engine, known)
    return f"✓ stopped by itself in {took:.1f} s; healthy again with the same keys and tables"


def _outlives_a_kill(engine: Engine) -> str:
    known = _known(engine)
    engine.said("kill", NAME)
    _is_back(engine, known)
    return "✓ killed; healthy again with the same keys and tables"


def _names(engine: Engine, volume: str) -> set[str]:
    found = engine.inside("find", volume, "-type", "f").splitlines()
    return {path.rpartition("/")[2] for path in found}


def _is_back(engine: Engine, known: tuple[str, str]) -> None:
    engine.said("start", NAME)
    _is_healthy(engine)
    for what, before, now in zip(("keys", "tables"), known, _known(engine), strict=True):
        if now != before:
            raise DoesNotHold(f"it has other {what}")


def _known(engine: Engine) -> tuple[str, str]:
    """What lies in the folder of the keys, by its hashes, and when the tables were made."""
    keys = engine.inside("sh", "-c", "find /keys/centre -type f | sort | xargs sha256sum")
    return keys, engine.inside("python", "-c", WHEN_MADE)


def _code(engine: Engine) -> str:
    return engine.said("inspect", NAME, "--format", "{{.State.ExitCode}}")


def _until(what: str, is_so: Callable[[], bool]) -> None:
    for _second in range(PATIENCE_SECONDS):
        if is_so():
            return
        time.sleep(1)
    raise DoesNotHold(f"waited {PATIENCE_SECONDS} s in vain until {what}")


def _answers(port: str) -> bool:
    with (
        suppress(OSError),
        urllib.request.urlopen(  # nosec B310 - loopback
            f"http://127.0.0.1:{port}/healthz", timeout=4
        ),
    ):
        return True
    return False


def _tell(said: str) -> None:
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
