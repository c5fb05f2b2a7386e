"""Somebody's own Postgres, the oldest one we promise to work with: Debian's 15."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import psycopg2
import pytest

from etl.close.run import close
from etl.demo.build import build_demo
from etl.progress import silent
from schema.errors import ConfigurationFault, DatabaseTooOld, DatabaseUnavailable
from schema.storage import database as databases
from schema.storage.database import Database, open_database
from schema.storage.migrate import migrate, revision
from schema.storage.programs import let_through, runner_for
from schema.storage.settings import Settings, settings_from

BINARIES = Path("/usr/lib/postgresql/15/bin")
THROUGH = date(2026, 10, 31)
OPTIONS = "-c fsync=off -c listen_addresses=127.0.0.1 -c shared_buffers=16MB"

pytestmark = pytest.mark.skipif(not BINARIES.is_dir(), reason="needs Debian's postgresql-15")


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A running Postgres 15 whose superuser `postgres` needs no password."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-postgres-15-"))
    let_through(folder)
    runner = replace(runner_for(folder / "data"), binaries=BINARIES)
    runner.own(folder)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        free = int(probe.getsockname()[1])
    runner.run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "-D", folder / "data")
    options = f"{OPTIONS} -c port={free} -c unix_socket_directories={folder}"
    runner.run("pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options)
    yield free
    runner.run("pg_ctl", "stop", "-m", "immediate", "-D", folder / "data")
    shutil.rmtree(folder)


def settings_for(port: int, user: str, database: str) -> Settings:
    return settings_from({"TANDEM_DATABASE_URL": f"postgresql://{user}@127.0.0.1:{port}/{database}"})


def execute(port: int, statement: str) -> None:
    with closing(psycopg2.connect(host="127.0.0.1", port=port, user="postgres", dbname="postgres")) as connection:
        connection.autocommit = True
        connection.cursor().execute(statement)


def answer(database: Database, role: str, question: str) -> object:
    with closing(database.connect(role, "operator")) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()[0][0]


@pytest.mark.parametrize(("user", "bypasses"), [("chief", False), ("postgres", True)])
def test_migrates_lets_every_role_in_loads_and_closes(port: int, user: str, bypasses: bool) -> None:
    if user == "chief":
        execute(port, "create role chief login createdb createrole")
    with open_database(settings_for(port, user, f"bank_of_{user}")) as database:
        assert database.version == 15
        assert database.create_if_missing()
        assert migrate(database).is_current
        for role in ("etl", "app", "reader"):
            assert answer(database, role, "select current_user") == f"tandem_{role}"
            assert answer(database, role, "select count(*) from core.loan") == 0
        assert answer(database, "etl", "select rolbypassrls from pg_roles where rolname = current_user") is bypasses
        assert migrate(database) == revision(database)
        assert build_demo(database, clients=200, through=THROUGH).rows_rejected == 0
        close(database, THROUGH, progress=silent)
        assert answer(database, "app", "select count(*) > 100 from core.loan_snapshot") is True
        assert answer(database, "app", "select bool_and(mart_value = fact_value) from mart.reconciliation") is True


def test_a_user_who_may_not_make_roles_is_told_so(port: int) -> None:
    execute(port, "create role guest login createdb")
    with open_database(settings_for(port, "guest", "bank_of_guest")) as database:
        database.create_if_missing()
        with pytest.raises(ConfigurationFault, match="may not create Tandem's roles, or not take them on"):
            migrate(database)


def test_a_user_who_may_not_create_databases_is_told_so(port: int) -> None:
    execute(port, "create role visitor login")
    with (
        open_database(settings_for(port, "visitor", "bank_of_visitor")) as database,
        pytest.raises(ConfigurationFault, match="no database bank_of_visitor, and we may not create it"),
    ):
        database.create_if_missing()


def test_an_older_server_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "OLDEST_VERSION", 16)
    with (
        pytest.raises(DatabaseTooOld, match=r"is Postgres 15\. Tandem needs 16 or later"),
        open_database(settings_for(port, "postgres", "postgres")),
    ):
        pass


def test_a_silent_server_is_said_so() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        free = int(probe.getsockname()[1])
    with (
        pytest.raises(DatabaseUnavailable, match="does not answer"),
        open_database(settings_for(free, "postgres", "bank")),
    ):
        pass
