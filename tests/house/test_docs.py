"""Every command, option and setting is described in the reference."""

from __future__ import annotations

import re
from pathlib import Path

import click
import typer.main

from panah.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"


def _commands(command: click.Command, name: str) -> list[tuple[str, list[str]]]:
    if hasattr(command, "commands"):
        context = typer.Context(command)
        each = {key: command.get_command(context, key) for key in command.list_commands(context)}
        inner = [_commands(one, f"{name} {key}") for key, one in each.items()]
        return [found for part in inner for found in part]
    options = [o for p in command.params for o in p.opts if o.startswith("--")]
    return [(name, options)]


def _undescribed(text: str) -> list[str]:
    found = []
    for name, options in _commands(typer.main.get_command(app), "panah"):
        section = re.search(rf"^## `{re.escape(name)}\b.*?(?=^## |\Z)", text, re.M | re.S)
        if section is None:
            found.append(name)
            continue
        found += [f"{name} {o}" for o in options if o not in section[0] and o != "--help"]
    return found


def test_every_command_and_option_is_in_the_reference() -> None:
    assert _undescribed((REFERENCE / "commands.md").read_text(encoding="utf-8")) == []


def test_a_missing_command_is_noticed() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")

    assert "panah serve" in _undescribed(text.replace("## `panah serve`", "## `gone`"))


def test_every_setting_is_in_the_reference() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "panah").rglob("*.py"))
    used = set(re.findall(r"\bPANAH_[A-Z]+(?:_[A-Z]+)*\b", sources))

    assert sorted(used - set(re.findall(r"`(PANAH_[A-Z_]+)`", text))) == []
