import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SealedIdentity",
            fields=[
                ("number", models.CharField(max_length=9, primary_key=True, serialize=False)),
                ("blob", models.BinaryField()),
                (
                    "wrapped_key",
                    models.BinaryField(help_text="Empty when sealed to the custodians."),
                ),
                ("key_version", models.PositiveSmallIntegerField()),
                ("canonical_version", models.PositiveSmallIntegerField()),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("is_withheld", models.BooleanField(default=False)),
                ("is_erased", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(is_erased=False)
                        | Q(blob=b"", wrapped_key=b"", fingerprint=b""),
                        name="an_erased_identity_holds_nothing",
                    ),
                    models.CheckConstraint(
                        condition=Q(is_erased=True) | Q(is_withheld=True) | ~Q(wrapped_key=b""),
                        name="an_identity_has_a_data_key",
                    ),
                    models.CheckConstraint(
                        condition=Q(is_withheld=False) | Q(wrapped_key=b""),
                        name="a_withheld_identity_has_no_key_here",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BlindKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.PositiveSmallIntegerField()),
                ("key", models.BinaryField(max_length=16)),
                (
                    "identity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="vault.sealedidentity",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["kind", "key", "identity"], name="one_blind_key_per_identity"
                    )
                ],
            },
        ),
    ]
