"""A pair belongs to the centre that noticed it; until now there was one."""

from django.db import migrations, models


def to_the_only_centre(apps, _schema_editor):
    site = apps.get_model("sites", "Site").objects.order_by("pk").values_list("pk", flat=True)
    apps.get_model("duplicates", "CandidatePair").objects.update(site_id=site.first())


class Migration(migrations.Migration):
    dependencies = [("duplicates", "0001_first"), ("sites", "0001_first")]

    operations = [
        migrations.AddField(
            model_name="candidatepair",
            name="site",
            field=models.ForeignKey(
                null=True, on_delete=models.deletion.PROTECT, related_name="+", to="sites.site"
            ),
        ),
        migrations.RunPython(to_the_only_centre, migrations.RunPython.noop),
    ]
