"""How far the first filling of a database came: three rows of `ops.installation`."""

from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from schema.storage.database import Database

STATE, ORIGIN = "state", "origin"
FILLING, FINISHED = "filling", "finished"


@dataclass(frozen=True)
class Installation:
    """What a database was filled from. `state` is None while nobody has begun, `has_data` counts any load."""

    state: str | None
    origin: str | None
    has_data: bool


def installation(database: Database) -> Installation:
    """As it stands now; the database is migrated."""
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("select key, value from ops.installation")
            found = dict(cursor.fetchall())
            cursor.execute("select exists (select from ops.load_batch)")
            (has_data,) = cursor.fetchall()[0]
    finally:
        connection.close()
    return Installation(state=found.get(STATE), origin=found.get(ORIGIN), has_data=bool(has_data))


def mark(database: Database, state: str, origin: str) -> None:
    """Remember the state and what the database is filled from."""
    connection = database.connect("owner")
    try:
        with connection:
            _remember(connection, STATE, state)
            _remember(connection, ORIGIN, origin)
    finally:
        connection.close()


def _remember(connection: Connection, key: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ops.installation (key, value) values (%s, %s)"
            " on conflict (key) do update set value = excluded.value, updated_at = now()",
            (key, value),
        )
