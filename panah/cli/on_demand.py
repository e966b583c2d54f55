"""Commands whose modules are read when they are asked for: measuring needs more than working."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

LATER = {
    "duplicates": "panah.cli.duplicates",
    "names": "panah.cli.names",
    "bench": "panah.cli.benches",
    "backup": "panah.cli.backup",
    "restore": "panah.cli.restore",
    "upgrade": "panah.cli.upgrade",
    "invite": "panah.cli.invite",
}
"""Where each of these commands is: an attribute of that name, or `app`."""


class OnDemand(TyperGroup):
    """A group that knows the names of all its commands, and fetches some of them late."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every name, for the help."""
        return [*(name for name in super().list_commands(ctx) if name not in LATER), *LATER]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, fetched now if it has not been."""
        if cmd_name in LATER and cmd_name not in self.commands:
            module = import_module(LATER[cmd_name])
            inner = getattr(module, cmd_name, None) or module.app
            if not isinstance(inner, typer.Typer):  # a command by itself, without parts
                inner, alone = typer.Typer(add_completion=False), inner
                inner.command()(alone)
            command = typer.main.get_command(inner)
            command.name = cmd_name
            self.add_command(command)
        return super().get_command(ctx, cmd_name)
