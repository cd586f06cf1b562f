"""Deputies are proposed and confirmed like posts; those in force stay in force."""

import django.utils.timezone
from django.db import migrations, models


def keep_in_force(apps, schema_editor):
    apps.get_model("people", "Deputy").objects.update(state="confirmed")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RenameField("deputy", "appointed_by", "proposed_by"),
        migrations.AddField(
            "deputy",
            "proposed_at",
            models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddField("deputy", "decided_by", models.BigIntegerField(null=True)),
        migrations.AddField("deputy", "decided_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "deputy",
            "state",
            models.CharField(
                max_length=10,
                choices=[
                    ("proposed", "Proposed"),
                    ("confirmed", "Confirmed"),
                    ("refused", "Refused"),
                    ("ended", "Ended"),
                ],
                default="proposed",
            ),
        ),
        migrations.AlterField("deputy", "document", models.CharField(max_length=80)),
        migrations.RunPython(keep_in_force, migrations.RunPython.noop),
    ]
