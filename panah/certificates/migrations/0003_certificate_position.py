from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0002_one_person")]

    operations = [
        migrations.AddField(
            model_name="certificate",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="The person's in the group."
            ),
        )
    ]
