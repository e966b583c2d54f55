import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("sites", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ticket",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("number", models.PositiveIntegerField()),
                ("party_size", models.PositiveSmallIntegerField()),
                (
                    "lane",
                    models.CharField(
                        choices=[("fast_track", "Fast Track"), ("standard", "Standard")],
                        default="standard",
                        max_length=10,
                    ),
                ),
                (
                    "fast_track_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("small_child", "Small Child"),
                            ("pregnancy", "Pregnancy"),
                            ("illness", "Illness"),
                            ("disability", "Disability"),
                            ("older_age", "Older Age"),
                            ("other", "Other"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("called", "Called"),
                            ("held", "Held"),
                            ("no_show", "No Show"),
                            ("served", "Served"),
                            ("given_up", "Given Up"),
                            ("undone", "Undone"),
                            ("closed", "Closed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("secret_hash", models.BinaryField(max_length=32, unique=True)),
                ("desk", models.CharField(blank=True, max_length=8)),
                ("taken_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("last_called_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("held_until", models.DateTimeField(blank=True, null=True)),
                ("times_called", models.PositiveSmallIntegerField(default=0)),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="sites.site",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "number"],
                "indexes": [
                    models.Index(
                        fields=["site", "day", "status", "lane", "number"], name="who_is_next"
                    ),
                    models.Index(
                        fields=["site", "day", "last_called_at"], name="who_was_called_last"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "day", "number"), name="one_number_per_site_and_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="numbers_begin_at_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("party_size__gte", 1), ("party_size__lte", 10)),
                        name="party_of_one_to_ten",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "waiting",
                                    "called",
                                    "held",
                                    "no_show",
                                    "served",
                                    "given_up",
                                    "undone",
                                    "closed",
                                ],
                            )
                        ),
                        name="status_is_in_the_table_of_moves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fast_track_reason", ""), ("lane", "standard")),
                            models.Q(
                                ("lane", "fast_track"),
                                models.Q(("fast_track_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_fast_track_ticket_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "called"), _negated=True),
                            models.Q(
                                ("called_at__isnull", False),
                                ("last_called_at__isnull", False),
                                models.Q(("desk", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_called_ticket_has_a_desk_and_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("called_at__isnull", True),
                            ("called_at__gte", models.F("taken_at")),
                            _connector="OR",
                        ),
                        name="called_after_taken",
                    ),
                ],
            },
        ),
    ]
