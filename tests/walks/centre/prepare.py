"""Make a data folder ready to be shown, and write down what leads to each of its states.

A process of its own, since its database is not that of the tests:

    python -m tests.walks.centre.prepare FOLDER

In FOLDER appear `busy` (Friday, 10:48), `early` (nobody has come yet), `new`, their keys, and
`found.json` with the numbers, secrets and sessions that the list of pages names.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from panah.cli import centre
from panah.keeper import keyfolder
from panah.keeper.launch import start_keeper

SETTINGS = "tests.walks.centre.settings"


def main(folder: Path, which: str) -> None:
    """Make one of the centres ready."""
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    os.environ["PANAH_DEMO"] = "1"  # so that what the demonstration's pages are drawn with is there
    data = folder / which
    keys = keyfolder.default_folder(data)
    centre.make_ready(data, keys)
    os.environ["PANAH_STATIC"] = str(data / "run" / "static")
    centre.set_up_django(data, keys)
    centre.migrate()
    _collect_static()
    with start_keeper(data, keys) as keeper:
        os.environ.update(keeper.environment(bulk=True))
        from tests.walks.centre import being_set_up, states

        made = {"busy": states.busy, "early": states.early, "new": being_set_up.new}
        found = made[which]()
    (folder / f"{which}.json").write_text(json.dumps(found), encoding="utf-8")


def _collect_static() -> None:
    from panah.cli.processes import collect_static

    collect_static()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
