"""The database itself refuses to change what was published."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "figures_release"
WORDS = "what was published never changes"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_never_updates BEFORE UPDATE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION {TABLE}_refused() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER {TABLE}_never_updates BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refused()
    """,
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_never_updates"]
POSTGRESQL_BACK = [
    f"DROP TRIGGER {TABLE}_never_updates ON {TABLE}",
    f"DROP FUNCTION {TABLE}_refused()",
]


def forbid(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Set the guard."""
    del apps
    for statement in SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL:
        editor.execute(statement)


def allow(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the guard away."""
    del apps
    for statement in SQLITE_BACK if editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("figures", "0001_first")]

    operations = [migrations.RunPython(forbid, allow)]
