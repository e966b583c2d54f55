"""Commands whose modules are read when they are asked for: each command needs its own alone."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

LATER = {
    "serve": "panah.cli.serve:serve",
    "prepare": "panah.cli.alone:prepare",
    "keeper": "panah.cli.alone:keeper",
    "web": "panah.cli.alone:web",
    "worker": "panah.cli.alone:worker",
    "doctor": "panah.cli.doctor:doctor",
    "demo": "panah.cli.demo:demo",
    "register": "panah.cli.register:register",
    "mrz": "panah.cli.mrz:mrz",
    "certificate": "panah.cli.certificate:app",
    "journal": "panah.cli.journal:app",
    "duplicates": "panah.cli.duplicates:duplicates",
    "names": "panah.cli.names:app",
    "bench": "panah.cli.benches:bench",
    "backup": "panah.cli.backup:backup",
    "restore": "panah.cli.restore:restore",
    "upgrade": "panah.cli.upgrade:upgrade",
    "invite": "panah.cli.invite:invite",
}
"""Where each of these commands is."""
SETTINGS: dict[str, dict[str, bool]] = {
    # A line of a zone may begin with anything that a scanner made of it.
    "mrz": {"ignore_unknown_options": True},
}


class OnDemand(TyperGroup):
    """A group that knows the names of all its commands, and fetches them late."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every name, for the help."""
        return [*LATER, *(name for name in super().list_commands(ctx) if name not in LATER)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, fetched now if it has not been."""
        if cmd_name in LATER and cmd_name not in self.commands:
            module, name = LATER[cmd_name].split(":")
            inner = getattr(import_module(module), name)
            if not isinstance(inner, typer.Typer):  # a command by itself, without parts
                inner, alone = typer.Typer(add_completion=False), inner
                inner.command(context_settings=SETTINGS.get(cmd_name))(alone)
            command = typer.main.get_command(inner)
            command.name = cmd_name
            self.add_command(command)
        return super().get_command(ctx, cmd_name)
