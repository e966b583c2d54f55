"""The `panah` command: one place that knows every subcommand."""

from __future__ import annotations

import typer

from panah import __version__
from panah.cli.alone import keeper, prepare, web, worker
from panah.cli.certificate import app as certificate
from panah.cli.demo import demo
from panah.cli.doctor import doctor
from panah.cli.journal import app as journal
from panah.cli.mrz import mrz
from panah.cli.on_demand import OnDemand
from panah.cli.register import register
from panah.cli.serve import serve

app = typer.Typer(
    name="panah",
    cls=OnDemand,
    help="Receives people who arrive in large numbers at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(serve)
app.command()(prepare)
app.command()(keeper)
app.command()(web)
app.command()(worker)
app.command()(doctor)
app.command()(demo)
app.command()(register)
# A line of a zone may begin with anything that a scanner made of it.
app.command(context_settings={"ignore_unknown_options": True})(mrz)
app.add_typer(certificate, name="certificate")
app.add_typer(journal, name="journal")


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


if __name__ == "__main__":
    app()
