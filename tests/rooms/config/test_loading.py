"""What is loaded before a process is forked is there for all of them, and nothing twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

NAMES = """
import json, sys
from panah.config.loading import load
load()
opened = []
sys.addaudithook(lambda event, told: opened.append(str(told[0])) if event == "open" else None)
from babel import core, localedata
import pycountry
from panah.desk import places
from panah.duplicates.places import country_name
found = [places.find_country("Ресей"), places.find_region("kz-2022", "Самарская обл.")]
found += [places.country_name("KAZ", language) for language in places.LANGUAGES]
found += [places.region_name("generic", "UA-30", "en"), country_name("UZB")]
kept = len(localedata._cache) + (core._global_data is not None) + pycountry.subdivisions._is_loaded
print(json.dumps({"found": found, "opened": opened, "tables": kept}))
"""


def after_loading(program: str, folder: Path) -> dict[str, object]:
    """What a program prints that loads everything in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=kept | {"PANAH_DATA": str(folder)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_names_of_places_are_at_hand_and_the_tables_they_stood_in_are_not(tmp_path: Path) -> None:
    said = after_loading(NAMES, tmp_path)

    assert said["found"] == ["RUS", "RU-SAM", "Қазақстан", "Казахстан", "Kazakhstan",
                             "Kyiv", "Өзбекстан"]  # fmt: skip
    assert (said["opened"], said["tables"]) == ([], 0)
