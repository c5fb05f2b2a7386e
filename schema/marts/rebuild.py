"""Marts are never migrated: when their shape changes they are dropped and built again, empty."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from schema.marts.tables import metadata

SHAPE_KEY = "mart shape"


def _mart_tables() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.schema == "mart"]


def shape() -> str:
    """A fingerprint of every mart's definition."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    texts = [str(CreateTable(table).compile(dialect=dialect)) for table in _mart_tables()]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def rebuild_if_changed(connection: Connection) -> bool:
    """Build the marts anew when their shape differs from the stored one; closed dates must be closed again.

    Returns whether anything was rebuilt.
    """
    wanted = shape()
    stored = connection.scalar(text("select value from ops.installation where key = :key"), {"key": SHAPE_KEY})
    if stored == wanted:
        return False
    connection.execute(text("drop schema if exists mart cascade"))
    connection.execute(text("create schema mart"))
    metadata.create_all(connection, tables=_mart_tables())
    connection.execute(
        text("update ops.closed_date set is_stale = true, stale_reason = 'The read models changed their shape.'")
    )
    connection.execute(
        text(
            "insert into ops.installation (key, value) values (:key, :value) "
            "on conflict (key) do update set value = excluded.value, updated_at = now()"
        ),
        {"key": SHAPE_KEY, "value": wanted},
    )
    return True
