from __future__ import annotations

from django.db import migrations

from attune.server.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("sync", "0001_initial")]
    # An erasure blanks the body of an entry and nothing else of it.
    operations = [
        append_only("sync_storedentry", may_change=("body", "erased_by")),
        append_only("sync_delivery"),
        append_only("sync_erased"),
    ]
