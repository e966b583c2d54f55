"""Rows that real work has left, written once more without the work: what a database alone costs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model

    Rows = Mapping[type[Model], Sequence[Model]]


def rows_of(rooms: Collection[str]) -> Rows:
    """Everything in the tables of these apps, in the order in which it can return."""
    from django.apps import apps

    found = {
        model: list(model._default_manager.all())
        for model in apps.get_models()
        if model._meta.app_label in rooms
    }
    return {model: rows for model, rows in found.items() if rows}


def empty(models: Iterable[type[Model]]) -> None:
    """Delete every row of these models, the last model's first."""
    for model in reversed(list(models)):
        model._default_manager.all().delete()


def insert_part(rows: Rows, *, part: int, parts: int) -> None:
    """Write one share of the rows with Django's own `bulk_create`, in one transaction."""
    from django.db import connection, transaction

    # Shares are not cut where the groups are.
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET session_replication_role = replica")
    else:
        connection.disable_constraint_checking()
    with transaction.atomic():
        for model, every in rows.items():
            size = -(-len(every) // parts)
            model._default_manager.bulk_create(list(every[part * size : (part + 1) * size]))
