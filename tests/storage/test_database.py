"""One database by four roles, on whatever server the run uses."""

import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from psycopg2 import errors
from psycopg2.extensions import connection as Connection

from schema.errors import ConfigurationFault, DatabaseMissing
from schema.storage.database import Database


def answer(connection: Connection, question: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return str(cursor.fetchall()[0][0])


@pytest.mark.parametrize("role", ["etl", "app", "reader"])
def test_each_role_is_itself_and_no_superuser(database: Database, role: str) -> None:
    connection = database.connect(role)
    assert answer(connection, "select current_user") == f"tandem_{role}"
    assert answer(connection, "select rolsuper from pg_roles where rolname = current_user") == "False"
    connection.close()


def test_subject_survives_blanks_and_backslashes(database: Database) -> None:
    connection = database.connect("app", r"o'p er\ator")
    assert answer(connection, "select current_setting('tandem.subject')") == r"o'p er\ator"
    connection.close()


def test_only_the_app_has_a_time_limit(database: Database, app: Connection, etl: Connection) -> None:
    assert answer(app, "show statement_timeout") == "15s"
    assert answer(etl, "show statement_timeout") == "0"


def test_session_counts_days_in_the_zone_of_the_settings(etl: Connection) -> None:
    assert answer(etl, "show timezone") == "Asia/Shanghai"


def test_unknown_role_is_refused_by_name(database: Database) -> None:
    with pytest.raises(ConfigurationFault, match="'boss'"):
        database.url("boss")


def test_missing_database_is_said_so(database: Database) -> None:
    missing = Database(database.server, "nowhere")
    assert not missing.exists()
    with pytest.raises(DatabaseMissing, match="no database nowhere yet"):
        missing.connect("owner")


def test_engine_reports_a_missing_database_as_the_same_error(database: Database) -> None:
    with pytest.raises(DatabaseMissing):
        Database(database.server, "nowhere").engine("owner").connect()


def test_created_once_and_dropped_under_open_connections(empty_database: Database) -> None:
    assert empty_database.create_if_missing() is False
    connection = empty_database.connect("owner")
    empty_database.drop()
    assert not empty_database.exists()
    connection.close()
    assert empty_database.create_if_missing() is True


def test_engine_is_kept_per_role_and_subject(database: Database) -> None:
    assert database.engine("app", "a") is database.engine("app", "a")
    assert database.engine("app", "a") is not database.engine("app", "b")


def test_etl_may_not_create_databases(database: Database) -> None:
    connection = database.connect("etl")
    connection.autocommit = True
    with connection.cursor() as cursor, pytest.raises(errors.InsufficientPrivilege):
        cursor.execute("create database forbidden")
    connection.close()


def test_url_is_what_psql_takes(database: Database) -> None:
    url = database.url("reader", "operator")
    assert parse_qs(urlsplit(url).query)["application_name"] == ["tandem"]
    done = subprocess.run(
        ["psql", url, "-Atc", "select current_user, current_setting('tandem.subject'), current_database()"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"tandem_reader|operator|{database.name}\n"
