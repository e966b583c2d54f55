"""`panah bench`: how fast and how right, beside something else measured in the same run."""

from __future__ import annotations

import typer

from panah.cli.benches.batch import batch
from panah.cli.benches.check import check
from panah.cli.benches.kernel import kernel
from panah.cli.benches.names import names
from panah.cli.benches.records import records
from panah.cli.benches.register import register
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


@bench.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Run every benchmark at its usual size."""
    if context.invoked_subcommand is None:
        register(people=2000)
