"""Entries that tell of a number are found by it."""

from __future__ import annotations

import json

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

AT_ONCE = 2000


def find(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Note every number of which the entries tell already."""
    entries = apps.get_model("journal", "Entry").objects.using(editor.connection.alias)
    mentions = apps.get_model("journal", "Mention")
    told = entries.filter(log="register").values_list("position", "body")
    found = []
    for position, body in told.iterator(chunk_size=AT_ONCE):
        if subject := json.loads(bytes(body)).get("subject"):
            found.append(mentions(subject=subject, position=position))
    mentions.objects.using(editor.connection.alias).bulk_create(found, batch_size=AT_ONCE)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_entries_cannot_change")]

    operations = [
        migrations.CreateModel(
            name="Mention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=9)),
                ("position", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "position"), name="one_mention_per_entry"
                    )
                ]
            },
        ),
        migrations.RunPython(find, migrations.RunPython.noop),
    ]
