"""A process that says who it is, and waits to be ended."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    """Say it in a file of our number; with the word `deaf`, do not hear that we should end."""
    if "deaf" in sys.argv:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    said = {
        "words": sys.argv,
        "process": os.environ.get("PANAH_PROCESS"),
        "had_loaded": "panah.config.wsgi" in sys.modules,
        "group": os.getpgid(0),
    }
    place = Path(os.environ["SAYS_IN"])
    (place / "being-written").write_text(json.dumps(said))
    (place / "being-written").rename(place / str(os.getpid()))
    time.sleep(600)
