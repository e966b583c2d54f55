"""Pictures of every page in every state: `make screenshots`, or with the names of some pages.

`best` is the name of those that go to the docs.

They go to `var/screenshots/`, in three languages, 320 and 1280 wide. A few of the best go to
`docs/pictures/`, which the README and the docs show. Everybody in them is invented.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import browser as chromium
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.walks.centre.running import Running, shown_centre
from tests.walks.pages import LANGUAGES, PAGES, Shown, Size, shown

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "var" / "screenshots"
BEST = ROOT / "docs" / "pictures"
SIZES: tuple[Size, ...] = ((320, 640), (1280, 880))
LARGEST_BYTES = 150_000

# name of the picture: page, language, size; the whole page where the height is 0
CHOSEN: dict[str, tuple[str, str, Size]] = {
    "start": ("start", "en", (1024, 720)),
    "take": ("take", "en", (360, 0)),
    "phone": ("phone-waiting", "en", (360, 640)),
    "door": ("door", "ru", (390, 0)),
    "wall": ("wall", "kk", (1280, 720)),
    "desk": ("desk-second", "en", (1280, 0)),
    "check-digit": ("desk-check-digit", "en", (1280, 720)),
    "review": ("pair-opened", "en", (1280, 0)),
    "today": ("today", "en", (1280, 0)),
    "figures": ("figures", "en", (1024, 0)),
}


def main(names: Sequence[str]) -> int:
    """Take the pictures; 1 when one of the best is too heavy for the docs."""
    path = chromium.find()
    if path is None:
        print("No Chromium here: python tools/browser.py")
        return 1
    wanted = [page for page in PAGES if not names or page.name in names]
    (ROOT / "var").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="shown-", dir=ROOT / "var"))
    try:
        with shown_centre(folder) as centre, sync_playwright() as playwright:
            running = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-gpu"]
            )
            best = [] if names and "best" not in names else _take_best(running, centre, folder)
            _take_all(running, centre, wanted)
            running.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return _too_heavy(best)


def _take_all(running: Browser, centre: Running, wanted: Sequence[Shown]) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for done, page in enumerate(wanted, 1):
        print(f"{done} of {len(wanted)}: {page.name}", flush=True)
        for language in LANGUAGES if not page.only else (page.only,):
            for size in SIZES:
                target = FOLDER / f"{page.name}-{language}-{size[0]}.png"
                _take(running, centre, page, language=language, size=size, target=target)


def _take_best(running: Browser, centre: Running, folder: Path) -> list[Path]:
    BEST.mkdir(parents=True, exist_ok=True)
    pages = {page.name: page for page in PAGES}
    for name, (page, language, (width, height)) in CHOSEN.items():
        _take(
            running,
            centre,
            pages[page],
            language=language,
            size=(width, height),
            target=BEST / f"{name}.png",
        )
    shutil.copyfile(folder / "busy" / "paper.png", BEST / "paper.png")
    taken = [BEST / f"{name}.png" for name in (*CHOSEN, "paper")]
    for picture in taken:
        _make_smaller(picture)
    return taken


def _make_smaller(picture: Path) -> None:
    # A third of the bytes. Undithered, the colours that fill areas stay exactly as they are.
    with Image.open(picture) as drawn:
        with_palette = drawn.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    with_palette.save(picture, optimize=True)


def _take(
    running: Browser, centre: Running, page: Shown, *, language: str, size: Size, target: Path
) -> None:
    width, height = size
    first = (width, height or 800)
    with shown(running, centre, page, language=language, size=first) as visit:
        visit.page.wait_for_load_state("networkidle")
        is_whole = target.parent == FOLDER or not height
        visit.page.screenshot(path=str(target), full_page=is_whole)


def _too_heavy(pictures: Sequence[Path]) -> int:
    heavy = [path.name for path in pictures if path.stat().st_size > LARGEST_BYTES]
    if heavy:
        print(f"Heavier than {LARGEST_BYTES:,} bytes: {', '.join(heavy)}")
    return int(bool(heavy))


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # the servers stop, the folder goes
    sys.exit(main(sys.argv[1:]))
