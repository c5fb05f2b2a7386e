"""One load or close at a time: a session lock that a killed process gives back by dying."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from psycopg2.extensions import connection as Connection
from psycopg2.extensions import cursor as Cursor

from etl.progress import Progress, silent
from schema.errors import DatabaseBusy, DatabaseUnavailable
from schema.marts.activity import ADVISORY_LOCK
from schema.storage.database import Database

WAIT_SECONDS = 600
_POLL_SECONDS = 0.2
_HOLDER = """
    select a.pid, a.application_name, to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS')
    from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.granted and l.classid = 0 and l.objid = %s
      and l.database = (select oid from pg_database where datname = current_database())
"""


@contextmanager
def exclusive(
    database: Database, *, wait_seconds: float = WAIT_SECONDS, progress: Progress = silent
) -> Iterator[Connection]:
    """Hold the database for a load or a close; yields the connection that holds it.

    What is written through that very connection cannot outlive the lock. The server soon notices when we are
    killed, also in the middle of a statement.

    Raises:
        DatabaseBusy: somebody else still holds it after `wait_seconds`; the sentence says who, and since when.
        DatabaseUnavailable: the server went away while we waited.
    """
    connection = database.connect("etl")
    try:
        _take(connection, wait_seconds, progress)
        yield connection
    finally:
        connection.close()


def _take(connection: Connection, wait_seconds: float, progress: Progress) -> None:
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("set client_connection_check_interval = '1s'")
            if not _is_ours(cursor):
                _wait(cursor, wait_seconds, progress)
        connection.autocommit = False
    except psycopg2.OperationalError as fault:
        what = "The database went away before it was ours."
        raise DatabaseUnavailable(what, "Start it and try again.", detail=str(fault)) from fault


def _wait(cursor: Cursor, wait_seconds: float, progress: Progress) -> None:
    """Ask again and again: a question that sleeps in the server would not hear Ctrl-C."""
    deadline = time.monotonic() + wait_seconds
    holder = _holder(cursor)
    with progress.task(f"Waiting for {holder}"):
        while not _is_ours(cursor):
            if time.monotonic() >= deadline:
                raise DatabaseBusy(
                    f"{_capital(_holder(cursor))} holds the database for a load or a close.",
                    "Wait until it is done, or stop it.",
                )
            time.sleep(min(_POLL_SECONDS, max(0.0, deadline - time.monotonic())))


def _is_ours(cursor: Cursor) -> bool:
    cursor.execute("select pg_try_advisory_lock(%s)", (ADVISORY_LOCK,))
    return bool((cursor.fetchone() or (False,))[0])


def _holder(cursor: Cursor) -> str:
    cursor.execute(_HOLDER, (ADVISORY_LOCK,))
    holder = cursor.fetchone()
    return f"database session {holder[0]} ({holder[1]}, since {holder[2]})" if holder else "another process"


def _capital(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]
