"""`panah invite`: the way back in for a centre whose administrators have lost every key."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PREPARE = """
import sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
centre.migrate()
if len(sys.argv) > 2:
    from tests.builders import a_site
    a_site()
"""
LOOK = """
import sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
from panah.staff import queries
from panah.web.clock import real_now
found = queries.invitation_of(sys.argv[2], at=real_now())
print(found.role, found.shown_name)
"""


def run(*words: str) -> subprocess.CompletedProcess[str]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    command = [sys.executable, *words]
    return subprocess.run(command, env=own | {"LANG": "en"}, capture_output=True, text=True)


def test_a_printed_link_lets_one_administrator_in(tmp_path: Path) -> None:
    data = tmp_path / "centre"
    data.mkdir()
    run("-c", PREPARE, str(data))
    command = ("-m", "panah.cli.main", "invite", "--data", str(data))
    before = run(*command)
    run("-c", PREPARE, str(data), "with a centre")
    said = run(*command, "--name", "Дана О.", "--public-url", "https://panah.example/")
    address = said.stdout.split()[-1]
    found = run("-c", LOOK, str(data), address.rsplit("/", 2)[1])

    assert (before.returncode, said.returncode) == (2, 0), (before.stderr, said.stderr)
    assert address.startswith("https://panah.example/staff/join/")
    assert found.stdout == "administrator Дана О.\n"


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    said = run("-m", "panah.cli.main", "invite", "--data", str(tmp_path / "nowhere"))

    assert said.returncode == 2
    assert not (tmp_path / "nowhere").exists()
