"""Make sure that a real Chromium is there for the tests, or say plainly that it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """Path of the browser, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's Chromium where we may."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    packages = ["chromium", "fonts-noto-core", "fonts-noto-mono"]
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(  # nosec B603, B607 - constant words; apt stands where the system has it
            ["apt-get", *step], check=False, stdout=subprocess.DEVNULL, env=environment
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
    print("The tests need a real Chromium. Install it (Debian: apt install chromium) and repeat.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
