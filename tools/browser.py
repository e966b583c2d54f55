"""Make sure that a real Chromium is there for the tests, or say plainly that it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

HEADLESS = "chromium-headless-shell"
"""Chromium without the windows that nobody sees: less than half the processor time for a page."""
NAMES = (HEADLESS, "chromium", "chromium-browser", "google-chrome")
FONTS = ("fonts-noto-core", "fonts-noto-mono")
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1"
"""For a browser that asks nobody but this machine: its own services are found nowhere."""


def find() -> str | None:
    """Path of the browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium where we may: the one without windows if there is one."""
    _apt("update")
    for package in (HEADLESS, "chromium"):
        if find() is None:
            _apt("install", "-y", "--no-install-recommends", package, *FONTS)


def _apt(*words: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    subprocess.run(  # nosec B603, B607 - constant words; apt stands where the system has it
        command, check=False, stdout=subprocess.DEVNULL, env=environment
    )


def main() -> int:
    """Find or install a browser; 1 and a message when there is none."""
    if find():
        return 0
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing Chromium for the browser tests …", flush=True)
        install()
    if find():
        return 0
    print(f"The tests need a real Chromium. Install it (Debian: apt install {HEADLESS}), repeat.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
