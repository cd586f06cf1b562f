from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("units", "0002_in_depth")]

    operations = [
        migrations.AlterField(
            model_name="unit", name="sector", field=models.CharField(max_length=200)
        ),
    ]
