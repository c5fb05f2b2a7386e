"""Our roles on somebody's Postgres: made there, and open to the user who migrates."""

from contextlib import closing

from psycopg2 import errors, sql
from psycopg2.extensions import cursor as Cursor

from schema.errors import ConfigurationFault
from schema.storage.credentials import ROLES, login_of
from schema.storage.database import Database, ExternalServer
from schema.storage.embedded import EmbeddedServer

# Postgres lets everybody who may connect store large objects.
NO_LARGE_OBJECTS = "revoke execute on function lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) from public"


def admit(database: Database) -> None:
    """Create what is missing of the four roles (without login) and let the migrating user take them on.

    The embedded server makes its roles itself. A superuser also lets the loader bypass row policies, under which
    Postgres refuses COPY (without that right loading works, only slower), and keeps readers from storing anything.
    Raises ConfigurationFault when the migrating user may not manage roles.
    """
    if isinstance(database.server, EmbeddedServer):
        with closing(database.server.enter_as_superuser(database.name)) as connection, connection:
            connection.cursor().execute(NO_LARGE_OBJECTS)
    elif isinstance(database.server, ExternalServer):
        _admit_all(database)


def _admit_all(database: Database) -> None:
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            for login in map(login_of, ROLES):
                _admit_to(cursor, login)
            cursor.execute("select rolsuper from pg_roles where rolname = current_user")
            if cursor.fetchall() == [(True,)]:
                cursor.execute("alter role tandem_etl bypassrls")
                cursor.execute(NO_LARGE_OBJECTS)
    except errors.InsufficientPrivilege as fault:
        raise ConfigurationFault(
            "The user of TANDEM_DATABASE_URL may not create Tandem's roles, or not take them on.",
            "Give it CREATEROLE, or have an administrator create tandem_owner, tandem_etl, tandem_app and"
            " tandem_reader and grant them to it.",
            detail=str(fault),
        ) from fault
    finally:
        connection.close()


def _admit_to(cursor: Cursor, login: str) -> None:
    role = sql.Identifier(login)
    cursor.execute("select exists (select from pg_roles where rolname = %s)", (login,))
    if cursor.fetchall() == [(False,)]:
        cursor.execute(sql.SQL("create role {} nologin").format(role))
    cursor.execute("select pg_has_role(current_user, %s, 'member')", (login,))
    if cursor.fetchall() == [(False,)]:
        cursor.execute(sql.SQL("grant {} to current_user").format(role))
