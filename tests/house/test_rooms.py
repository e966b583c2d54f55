"""Rooms are entered through actions and queries, and foreign keys point down."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

PANAH = Path(__file__).resolve().parents[2] / "panah"
ORDER = [
    "web",
    "journal",
    "sites",
    "staff",
    "line",
    "vault",
    "duplicates",
    "certificates",
    "desk",
    "figures",
    "shift",
]
ROOMS = set(ORDER) - {"web"}
DOORS = {"actions", "queries"}
# Values that a lower room offers to those above it, and rows of lower rooms as types.
VALUES = {"models", "events", "profile", "tasks", "hours"}


def trespasses(room: str, path: Path) -> Iterator[str]:
    """Lines by which a file of one room enters another other than by its doors."""
    rows: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts[0] != "panah" or len(parts) < 2 or parts[1] not in ROOMS - {room}:
                continue
            entered = parts[2] if len(parts) > 2 else node.names[0].name
            if entered not in DOORS | VALUES:
                yield f"{path.name}:{node.lineno} enters {node.module}"
            if entered == "models":
                rows |= {alias.asname or alias.name for alias in node.names}
    for node in ast.walk(tree):
        if _touches(node, rows):
            yield f"{path.name}: reads or writes rows of another room"


def _touches(node: ast.AST, rows: set[str]) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "objects"
        and isinstance(node.value, ast.Name)
        and node.value.id in rows
    )


def _all_trespasses() -> list[str]:
    return [
        f"{room}/{fault}"
        for room in sorted(ROOMS | {"demo", "cli", "config"})
        for path in sorted((PANAH / room).rglob("*.py"))
        if "migrations" not in path.parts
        for fault in trespasses(room, path)
    ]


def test_rooms_are_entered_through_actions_and_queries() -> None:
    assert _all_trespasses() == []


@pytest.mark.parametrize(
    "line",
    [
        "from panah.line.views import take",
        "from panah.vault.models import BlindKey\nBlindKey.objects.all()",
        "from panah.line import estimate",
    ],
)
def test_a_planted_trespass_is_noticed(tmp_path: Path, line: str) -> None:
    path = tmp_path / "planted.py"
    path.write_text(line)

    assert list(trespasses("desk", path))


def rising_keys(all_models: list[type[models.Model]]) -> list[str]:
    """Foreign keys from a lower room to a higher one."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in all_models
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and _height(model) < _height(field.related_model)  # type: ignore[arg-type]
    ]


def _height(model: type[models.Model]) -> int:
    label = model._meta.app_label
    return ORDER.index(label) if label in ORDER else -1


def test_foreign_keys_point_down() -> None:
    assert rising_keys([m for m in apps.get_models() if m._meta.app_label in ORDER]) == []


def test_a_planted_rising_key_is_noticed() -> None:
    class Planted(models.Model):
        group = models.ForeignKey("desk.RegistrationGroup", on_delete=models.CASCADE)

        class Meta:
            app_label = "line"

    found = rising_keys([Planted])
    del apps.all_models["line"]["planted"]
    apps.clear_cache()

    assert found == ["line.Planted.group"]
