"""What a centre's machine does in a day, for a network in which nothing else is; as a process.

    python tools/alone.py python -m tests.promises.alone HOME [demo]

People are registered, `panah serve` (or the demonstration) starts, and a browser takes a number.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.promises.centre import Centre
from tests.walks.running_demo import a_demo
from tools import browser


def main(home: Path, which: str) -> None:
    """Do all of it; whatever goes wrong ends it."""
    if which == "demo":
        with a_demo(home / "demo") as demo:
            look_at(f"{demo.address}/", f"{demo.address}/line/take/")
        return
    centre = Centre(home)
    command = [sys.executable, "-m", "tests.promises.registering", str(centre.data), "2"]
    subprocess.run(command, env=centre.environment(), check=True)
    with centre.running():
        look_at(f"{centre.address}/", f"{centre.address}/line/take/")


def look_at(first: str, taking: str) -> None:
    """See the first page, and take a number for two people."""
    with sync_playwright() as playwright:
        path = browser.find()
        words = ["--no-sandbox", browser.ALONE]
        running = playwright.chromium.launch(executable_path=path, args=words)
        page = running.new_page()
        page.goto(first)
        page.goto(taking)
        page.locator("button[name=size][value='2']").click()
        page.wait_for_url("**/line/t/**")
        running.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), "".join(sys.argv[2:3]))
