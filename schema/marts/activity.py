"""Whether somebody is changing the data right now: a load or a close holds a lock for as long as it works."""

from __future__ import annotations

from sqlalchemy import Connection, text

ADVISORY_LOCK = 7_263_362
HELD = text(
    "select exists (select 1 from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = :lock"
    " and database = (select oid from pg_database where datname = current_database()))"
)


def is_busy(connection: Connection) -> bool:
    """Whether a load or a close is at work; readers see the state before it until it is done."""
    return bool(connection.scalar(HELD, {"lock": ADVISORY_LOCK}))
