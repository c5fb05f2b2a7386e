"""Our roles on somebody's Postgres: made there, and open to the user who migrates."""

from psycopg2 import errors, sql
from psycopg2.extensions import cursor as Cursor

from schema.errors import ConfigurationFault
from schema.storage.credentials import ROLES, login_of
from schema.storage.database import Database, ExternalServer


def admit(database: Database) -> None:
    """Create what is missing of the four roles (without login) and let the migrating user take them on.

    The embedded server makes its roles itself, so there is nothing to do. A superuser also lets the loader bypass
    row policies, under which Postgres refuses COPY; without that right loading works, only slower.
    Raises ConfigurationFault when the migrating user may not manage roles.
    """
    if not isinstance(database.server, ExternalServer):
        return
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            for login in map(login_of, ROLES):
                _admit_to(cursor, login)
            cursor.execute("select rolsuper from pg_roles where rolname = current_user")
            if cursor.fetchall() == [(True,)]:
                cursor.execute("alter role tandem_etl bypassrls")
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
