"""Django made ready for a command, and the database brought to this version."""

from __future__ import annotations

import os


def ready() -> None:
    """Load the server's settings and models. Raises Misconfigured when a setting is missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "attune.server.settings")
    import django

    django.setup()


def migrate() -> int:
    """Bring the database to this version. Returns how many steps were taken."""
    from django.core.management import call_command

    steps = len(pending())
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)  # where the cache is a table; does nothing otherwise
    _take_in_what_was_not_known()
    return steps


def _take_in_what_was_not_known() -> None:
    from django.utils import timezone

    from attune.server.sync import settle

    settle.learnt(now=timezone.now())


def pending() -> list[str]:
    """The steps that this version needs and the database has not seen, as "app.name"."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
