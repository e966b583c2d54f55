"""Make sure that nginx and Caddy are there for their test, or say plainly which is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

# What is run, and Debian's package that has it.
PACKAGES = {"nginx": "nginx-light", "caddy": "caddy"}


def missing() -> list[str]:
    """The programs that are not here."""
    places = f"{os.environ.get('PATH', '')}:/usr/sbin"
    return [name for name in PACKAGES if shutil.which(name, path=places) is None]


def install() -> None:
    """Install Debian's packages where we may, and start nothing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    packages = [PACKAGES[name] for name in missing()]
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(  # nosec B603, B607 - constant words; apt stands where the system has it
            ["apt-get", *step], check=False, stdout=subprocess.DEVNULL, env=environment
        )


def main() -> int:
    """Find or install both; 1 and a message when one is not there."""
    if missing() and shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing nginx and Caddy for the test of the proxies …", flush=True)
        install()
    for name in missing():
        print(f"The test of the proxies needs {name} (Debian: apt install {PACKAGES[name]}).")
    return int(bool(missing()))


if __name__ == "__main__":
    sys.exit(main())
