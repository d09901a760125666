from __future__ import annotations

from django.db import migrations

from attune.server.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [append_only("people_reading")]
