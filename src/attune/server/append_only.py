"""Tables that the database itself keeps from change: what was appended stays, whatever a later line of code may try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations


def append_only(table: str, may_change: Sequence[str] = ()) -> migrations.RunPython:
    """A migration step: rows of `table` cannot be deleted, nor changed in any column but those of `may_change`."""

    def plant(apps: Any, schema: Any) -> None:
        columns = _columns(schema, table)
        fixed = [column for column in columns if column not in may_change]
        for statement in (_postgres if schema.connection.vendor == "postgresql" else _sqlite)(table, fixed):
            schema.execute(statement)

    return migrations.RunPython(plant, migrations.RunPython.noop)


def _columns(schema: Any, table: str) -> list[str]:
    with schema.connection.cursor() as cursor:
        return [
            column.name for column in schema.connection.introspection.get_table_description(cursor, table)
        ]


def _sqlite(table: str, fixed: Sequence[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in fixed)
    return [
        f'CREATE TRIGGER "{table}_stays" BEFORE DELETE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        f'CREATE TRIGGER "{table}_fixed" BEFORE UPDATE ON "{table}" WHEN {changed} '
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def _postgres(table: str, fixed: Sequence[str]) -> list[str]:
    changed = " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in fixed)
    return [
        f'CREATE FUNCTION "{table}_refuse"() RETURNS trigger LANGUAGE plpgsql AS '
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f'CREATE TRIGGER "{table}_stays" BEFORE DELETE ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{table}_refuse"()',
        f'CREATE TRIGGER "{table}_fixed" BEFORE UPDATE ON "{table}" '
        f'FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION "{table}_refuse"()',
    ]
