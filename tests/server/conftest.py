"""Django with the test settings, a small district, and phones that talk to it.

`db` (of pytest-django) rolls back. A test that needs real transactions, threads or processes asks for `real_db` instead: the rows that
it commits are taken out afterwards, append-only tables included.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import django
import pytest

from district import District, Entries, Field, found_district

os.environ["DJANGO_SETTINGS_MODULE"] = "testing_settings"
django.setup()

KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture
def entry() -> Entries:
    """Makes valid entries: `entry(phone, "visit_booked", subject=…, body={…})`."""
    return Entries()


@pytest.fixture
def district(db: None) -> District:
    """Units, accounts with roles, phones with tokens (see tests/district.py)."""
    return found_district()


@pytest.fixture
def field(db: None, entry: Entries) -> Field:
    """Phones talking: `field.sync(district.phones["amina"], [entry(…)])`."""
    return Field(entry)


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    """Counters of requests and of wrong guesses that this process keeps in its memory begin anew with each test. Those that lie in
    the database go with the test's rows, and are out of reach here: this runs when the test has let go of its database."""
    from django.core.cache import caches
    from django.core.cache.backends.locmem import LocMemCache

    yield
    for cache in (caches[name] for name in caches):
        if isinstance(cache, LocMemCache):
            cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The test database, always. pytest-django makes none for tests that ask for `real_db` alone: these would then run on, and
    empty, the database that DATABASE_URL names."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture
def real_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database with commits that are real and seen by other connections. Emptied afterwards."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        _empty()
        connections.close_all()


@pytest.fixture
def real_district(real_db: None) -> District:
    """The district, committed."""
    return found_district()


def _empty() -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in KEPT]
        if connection.vendor == "postgresql":  # truncating runs no trigger of a row
            cursor.execute(f"TRUNCATE {', '.join(map(connection.ops.quote_name, tables))} CASCADE")
            return
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        for _, sql in triggers:
            cursor.execute(sql)
