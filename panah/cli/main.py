"""The `panah` command: one place that knows every subcommand."""

from __future__ import annotations

import typer

from panah import __version__
from panah.cli.on_demand import OnDemand

app = typer.Typer(
    name="panah",
    cls=OnDemand,
    help="Receives people who arrive in large numbers at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def about() -> None:
    """Receives people who arrive in large numbers at once."""


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


if __name__ == "__main__":
    app()
