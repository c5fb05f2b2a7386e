"""What each role may do: tried on every table of every namespace, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2 import errors
from psycopg2.extensions import connection as Connection

from schema.marts.tables import metadata
from schema.storage.database import Database
from schema.storage.migrate import migrate
from tests.security.bank import ask, session

TABLES = sorted(metadata.tables)
FIRST_COLUMN = {name: next(iter(table.columns)).name for name, table in metadata.tables.items()}
NAMESPACES = ("core", "ops", "mart", "workflow", "staging", "public")
WRITES = (
    "insert into {table} default values",
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
    "select 1 from {table} for update",
    "lock table {table} in access exclusive mode",
    "copy {table} from stdin",
)
CHANGES = (
    "alter table {table} add column spy text",
    "alter table {table} disable row level security",
    "create index on {table} ({column})",
    "create policy spy on {table} using (true)",
    "create trigger spy before insert on {table} execute function suppress_redundant_updates_trigger()",
    "comment on table {table} is 'spy'",
    "drop table {table} cascade",
)
CREATIONS = (
    "create table {namespace}.spy (x int)",
    "create view {namespace}.spy as select 1",
    "create function {namespace}.spy() returns int language sql return 1",
    "create sequence {namespace}.spy",
    "drop schema {namespace} cascade",
    "alter schema {namespace} rename to spy",
)
LOGS = {"ops.access_log", "ops.export_log", "ops.admin_log"}
FOR_FUNCTIONS_ONLY = {"ops.secret", "ops.user_session"}
ETL_MAY_NOT_WRITE = {
    *LOGS,
    *FOR_FUNCTIONS_ONLY,
    "ops.parameter",
    "ops.parameter_proposal",
    "ops.app_user",
    "ops.user_scope",
    "ops.persona",
    "ops.persona_right",
    "workflow.transition",
    "workflow.case_file",
    "workflow.event",
}


def is_refused(connection: Connection, statement: str) -> bool:
    """Whether the statement fails for want of the right, and for nothing else; nothing of it stays."""
    try:
        ask(connection, statement)
    except errors.InsufficientPrivilege:
        return True
    except psycopg2.Error:
        return False
    finally:
        connection.rollback()
    return False


def not_refused(connection: Connection, statements: Iterator[str]) -> list[str]:
    return [one for one in statements if not is_refused(connection, one)]


def on_tables(statements: tuple[str, ...], tables: list[str]) -> Iterator[str]:
    for table in tables:
        for one in statements:
            yield one.format(table=table, column=FIRST_COLUMN[table])


def in_namespaces(*namespaces: str) -> Iterator[str]:
    return (one.format(namespace=namespace) for namespace in namespaces for one in CREATIONS)


@pytest.fixture(params=["app", "reader"])
def reading(request: pytest.FixtureRequest, database: Database) -> Iterator[Connection]:
    """A connection of each role that only reads, with the widest scope there is."""
    with session(database, "operator", request.param) as connection:
        yield connection


def test_readers_write_nowhere(reading: Connection) -> None:
    assert not_refused(reading, on_tables(WRITES, TABLES)) == []


def test_readers_change_no_table(reading: Connection) -> None:
    assert not_refused(reading, on_tables(CHANGES, TABLES)) == []


def test_readers_create_nothing(reading: Connection) -> None:
    assert not_refused(reading, in_namespaces(*NAMESPACES)) == []


def test_readers_read_all_but_secrets_sessions_and_the_truth(reading: Connection) -> None:
    hidden = {table for table in TABLES if is_refused(reading, f"select * from {table}")}
    assert hidden == {*FOR_FUNCTIONS_ONLY, "ops.demo_truth"}


def test_the_loader_reads_neither_logs_nor_secrets_nor_sessions(etl: Connection) -> None:
    hidden = {table for table in TABLES if is_refused(etl, f"select * from {table}")}
    assert hidden == {*LOGS, *FOR_FUNCTIONS_ONLY}


def test_readers_do_not_see_the_landing_tables_of_a_load(database: Database, reading: Connection) -> None:
    with session(database, None, "etl") as connection:
        ask(connection, "create unlogged table staging.client_1 (name text)")
        connection.commit()
        assert is_refused(reading, "select * from staging.client_1")
        ask(connection, "drop table staging.client_1")
        connection.commit()


def test_readers_use_no_sequence_and_make_no_partition(reading: Connection) -> None:
    statements = [
        "select nextval('core.client_client_id_seq')",
        "select ops.ensure_partitions('core.repayment', '2024-01-01', '2024-01-01')",
        "select ops.begin_partition('core.repayment', '2024-01-01')",
        "select ops.finish_partition('core.repayment', '2024-01-01')",
    ]
    assert not_refused(reading, iter(statements)) == []


def test_the_loader_changes_no_table(etl: Connection) -> None:
    assert not_refused(etl, on_tables(CHANGES, TABLES)) == []


def test_the_loader_creates_in_staging_only(etl: Connection) -> None:
    assert not_refused(etl, in_namespaces("core", "ops", "mart", "workflow", "public")) == []
    assert not_refused(etl, iter(["drop schema staging cascade", "create schema spy", "create role spy"])) == []
    assert not is_refused(etl, "create table staging.spy (x int)")


def test_the_loader_writes_facts_but_neither_parameters_nor_scopes(etl: Connection) -> None:
    writes = ("update {table} set {column} = {column}", "delete from {table}", "truncate {table} cascade")
    assert not_refused(etl, on_tables(writes[:2], sorted(ETL_MAY_NOT_WRITE))) == []
    others = sorted(set(TABLES) - ETL_MAY_NOT_WRITE)
    assert [one for one in on_tables(writes[:2], others) if is_refused(etl, one)] == []


@pytest.mark.usefixtures("own_logins")
@pytest.mark.parametrize("role", ["owner", "etl", "app", "reader"])
def test_no_role_is_a_superuser_or_enters_another(database: Database, role: str) -> None:
    with session(database, None, role) as connection:
        others = {"tandem_owner", "tandem_etl", "tandem_app", "tandem_reader", "postgres"} - {f"tandem_{role}"}
        assert not_refused(connection, (f"set role {other}" for other in sorted(others))) == []
        assert ask(connection, "select rolsuper or rolcreaterole from pg_roles where rolname = current_user") == [False]


def test_the_public_may_not_even_connect(empty_database: Database) -> None:
    migrate(empty_database)
    with session(empty_database, None, "owner") as owner:
        rights = "select privilege_type from pg_database, aclexplode(datacl) where grantee = 0 and datname = %s"
        assert ask(owner, rights, empty_database.name) == []
        assert ask(owner, "select has_schema_privilege('tandem_reader', 'public', 'create')") == [False]


def test_only_loader_and_owner_have_temporary_tables(empty_database: Database) -> None:
    migrate(empty_database)
    may = {}
    for role in ("owner", "etl", "app", "reader"):
        with session(empty_database, "operator", role) as connection:
            may[role] = not is_refused(connection, "create temporary table user_scope (subject text)")
    assert may == {"owner": True, "etl": True, "app": False, "reader": False}
