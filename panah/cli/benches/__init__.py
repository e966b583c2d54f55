"""`panah bench`: how fast and how right, beside something else measured in the same run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import typer

from panah.cli.benches.batch import batch
from panah.cli.benches.check import check
from panah.cli.benches.desk import desk
from panah.cli.benches.kernel import kernel
from panah.cli.benches.names import names
from panah.cli.benches.phones import phones
from panah.cli.benches.records import records
from panah.cli.benches.register import register
from panah.cli.benches.renewal import renewal
from panah.cli.benches.restore import restore
from panah.cli.benches.waiting import airport, waiting

__all__ = ["bench"]

bench = typer.Typer(help="Measure, beside something bare in the same run.", no_args_is_help=False)
bench.command()(batch)
bench.command()(names)
bench.command()(register)
bench.command()(records)
bench.command()(waiting)
bench.command()(airport)
bench.command()(check)
bench.command()(kernel)
bench.command()(desk)
bench.command()(phones)
bench.command()(renewal)
bench.command()(restore)


# Those that need no file. A process for each: a benchmark leaves a database and settings behind.
USUAL = (
    ("register",),
    ("restore",),
    ("desk",),
    ("check",),
    ("batch",),
    ("kernel",),
    ("waiting", "--synthetic"),
)


@bench.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Run every benchmark that needs no file, at its usual size."""
    if context.invoked_subcommand is not None:
        return
    codes = [_run(arguments) for arguments in USUAL]
    raise typer.Exit(max(codes))


def _run(arguments: Sequence[str]) -> int:
    typer.echo(f"panah bench {' '.join(arguments)}")
    command = [sys.executable, "-m", "panah.cli.main", "bench", *arguments]
    code = subprocess.run(command, check=False).returncode  # noqa: S603 - our own program
    typer.echo("")
    return code
