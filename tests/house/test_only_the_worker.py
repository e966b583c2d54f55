"""Only what compiles imports numba: web, keeper and worker do without, whatever they do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numba", "llvmlite"}
WEB = """
import json, sys
from pathlib import Path
from panah.cli import centre
centre.set_up_django(Path(sys.argv[1]))
centre.migrate()
centre.ensure_site("ALA")
from django.test import Client
from panah.config.wsgi import application
from panah.line import actions, estimating
from panah.sites.queries import here
from panah.web.clock import now
estimating.estimate(here(), at=now(), method="simple")
secret = actions.issue_ticket(here(), party_size=2, at=now()).secret
client = Client()
for path in ("/", "/honesty/", "/line/take/", "/line/wall/", f"/line/t/{secret}/", "/figures/"):
    assert client.get(path).status_code == 200, path
print(json.dumps(sorted(sys.modules)))
"""
KEEPER = """
import json, pkgutil, sys
from importlib import import_module
import panah.keeper
for module in pkgutil.walk_packages(panah.keeper.__path__, "panah.keeper."):
    if not module.name.endswith("__main__"):
        import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""
WORKER = """
import json, sys
from pathlib import Path
from panah.cli import centre, worker
centre.set_up_django(Path(sys.argv[1]))
centre.migrate()
centre.ensure_site("ALA", desks=3)
from panah.line import actions, estimating, models
from panah.sites.queries import here
from panah.web.clock import now
for _ in range(3):
    actions.issue_ticket(here(), party_size=2, at=now())
estimating.estimate(here(), at=now())
assert {row.method for row in models.Window.objects.all()} == {"simulated"}
print(json.dumps(sorted(sys.modules)))
"""
COMPILER = (
    "import panah.engines.simulation.kernel, json, sys; print(json.dumps(sorted(sys.modules)))"
)


def _modules_after(program: str, folder: Path) -> set[str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PANAH_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env=kept,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("program", [WEB, KEEPER], ids=["web", "keeper"])
def test_web_and_keeper_never_import_what_simulates(program: str, tmp_path: Path) -> None:
    modules = _modules_after(program, tmp_path)

    assert modules & HEAVY == set()
    assert "panah.engines.simulation.kernel" not in modules


def test_the_worker_simulates_and_never_imports_what_compiles(tmp_path: Path) -> None:
    modules = _modules_after(WORKER, tmp_path)

    assert modules & HEAVY == {"llvmlite"}
    assert "panah.engines.simulation.machine" in modules


def test_a_process_that_compiles_is_noticed(tmp_path: Path) -> None:
    assert _modules_after(COMPILER, tmp_path) >= HEAVY
