"""Run the demonstration in a folder of its own under `var/`, and remove it at the end."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Start `panah demo` and wait; its exit code is ours."""
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="demo-", dir=ROOT / "var"))
    command = [str(ROOT / ".venv/bin/panah"), "demo", "--data", str(folder / "data"), *arguments]
    demo = subprocess.Popen(command)  # nosec B603 - our own program
    forward_signals(demo)
    try:
        return demo.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def forward_signals(process: subprocess.Popen[bytes]) -> None:
    """Hand SIGTERM on; Ctrl-C reaches both of us from the terminal."""
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    signal.signal(signal.SIGINT, lambda *_: process.terminate())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
