from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sync", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="Overdue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=60)),
            ],
        ),
    ]
