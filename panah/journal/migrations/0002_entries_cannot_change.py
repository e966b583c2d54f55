"""The database itself refuses to change or delete a row of the log.

Whoever owns the database can take this away again; the signed checkpoints are for that. This is
against mistakes: a stray UPDATE, a cascade, a well-meant clean-up.
"""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLE = "journal_entry"
WORDS = "entries of the journal never change"

SQLITE = [
    f"CREATE TRIGGER {TABLE}_never_{verb.lower()}s BEFORE {verb} ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    for verb in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION {TABLE}_refused() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER {TABLE}_never_changes BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION {TABLE}_refused()
    """,
]
SQLITE_BACK = [f"DROP TRIGGER {TABLE}_never_{verb}s" for verb in ("update", "delete")]
POSTGRESQL_BACK = [
    f"DROP TRIGGER {TABLE}_never_changes ON {TABLE}",
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
    dependencies = [("journal", "0001_first")]

    operations = [migrations.RunPython(forbid, allow)]
