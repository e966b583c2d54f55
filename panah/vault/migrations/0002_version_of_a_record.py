from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="sealedidentity",
            name="version",
            field=models.PositiveIntegerField(db_default=1, help_text="How often it was sealed."),
        )
    ]
