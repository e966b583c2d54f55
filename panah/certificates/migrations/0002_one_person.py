from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_first")]

    operations = [
        migrations.AlterField(
            model_name="certificate",
            name="revoked_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("replaced", "Replaced"),
                    ("lost", "Lost"),
                    ("withdrawn", "Withdrawn"),
                    ("one_person", "One Person"),
                ],
                max_length=12,
            ),
        )
    ]
