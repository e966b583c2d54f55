"""PostgreSQL was given a second index of the column that says whose a key is, for LIKE.

Nobody asks so. With a million people it is an index of twelve million rows, which every
registration kept up and every restored backup made again.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FOUND = """
SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE indrelid = 'vault_blindkey'::regclass AND c.relname LIKE 'vault_blindkey_identity_id_%%_like'
"""


def drop(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it where it is."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(FOUND, [])
        for (name,) in cursor.fetchall():
            editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_blind_keys_renewed")]

    operations = [migrations.RunPython(drop, migrations.RunPython.noop)]
