"""One load or close at a time: a session lock that a killed process gives back by dying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg2 import errors
from psycopg2.extensions import cursor as Cursor

from schema.errors import DatabaseBusy
from schema.storage.database import Database

ADVISORY_LOCK = 7_263_362
WAIT_SECONDS = 600
_HOLDER = """
    select a.pid, a.application_name, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')
    from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = %s
      and l.database = (select oid from pg_database where datname = current_database())
"""


@contextmanager
def exclusive(database: Database, *, wait_seconds: int = WAIT_SECONDS) -> Iterator[None]:
    """Hold the database for a load or a close.

    Raises:
        DatabaseBusy: somebody else still holds it after `wait_seconds`; the sentence says who, and since when.
    """
    connection = database.connect("etl")
    try:
        with connection.cursor() as cursor:
            _take(cursor, wait_seconds)
        connection.commit()
        yield
    finally:
        connection.close()


def _take(cursor: Cursor, wait_seconds: int) -> None:
    cursor.execute("select pg_try_advisory_lock(%s)", (ADVISORY_LOCK,))
    if (cursor.fetchone() or (False,))[0]:
        return
    cursor.execute(_HOLDER, (ADVISORY_LOCK,))
    holder = cursor.fetchone()
    who = f"process {holder[0]} ({holder[1]}, since {holder[2]})" if holder else "another process"
    cursor.execute("set lock_timeout = %s", (f"{max(1, wait_seconds * 1000)}ms",))
    try:
        cursor.execute("select pg_advisory_lock(%s)", (ADVISORY_LOCK,))
    except errors.LockNotAvailable as fault:
        raise DatabaseBusy(
            f"{who[0].upper()}{who[1:]} holds the database for a load or a close.",
            "Wait until it is done, or stop it.",
        ) from fault
    cursor.execute("set lock_timeout = 0")
