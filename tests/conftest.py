"""A real Postgres for every test that asks: one server per run, one template, one clone per test module.

The server is the embedded one in a folder of the run, or that of TANDEM_TEST_DATABASE_URL (a superuser's).
It is started by the first test that needs it; tests without a database never pay for it.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg2.extensions import connection as Connection
from sqlalchemy import Engine

from schema.storage import cluster, embedded
from schema.storage.database import Database, Server, open_server
from schema.storage.locks import one_at_a_time
from schema.storage.migrate import migrate
from schema.storage.settings import settings_from

RUN_FOLDER = "TANDEM_TEST_RUN_FOLDER"
THROWAWAY = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
}
SUBJECT = "operator"
PORTS = 40


def pytest_configure(config: pytest.Config) -> None:
    """The controller makes the folder its workers share; pytest closes its own to Postgres's user.

    Each worker has ports of its own: that of a server killed here is not taken by one that starts there.
    """
    cluster.FIRST_PORT = cluster.LAST_PORT - PORTS * (1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]))
    if RUN_FOLDER not in os.environ:
        os.environ[RUN_FOLDER] = tempfile.mkdtemp(prefix="tandem-tests-")
        config.add_cleanup(_forget_run)


def _forget_run() -> None:
    folder = Path(os.environ.pop(RUN_FOLDER))
    if "TANDEM_TEST_DATABASE_URL" in os.environ and (folder / "template").exists():
        with _server(folder) as server:
            _drop_all(Database(server, "postgres"), prefix=_prefix(folder))
    shutil.rmtree(folder, ignore_errors=True)


def _drop_all(maintenance: Database, prefix: str) -> None:
    with maintenance.engine("owner").connect() as connection:
        names = connection.exec_driver_sql(
            "select datname from pg_database where starts_with(datname, %s)", (prefix,)
        ).scalars()
        for name in names.all():
            Database(maintenance.server, name).drop()
    maintenance.close()


def _prefix(folder: Path) -> str:
    return folder.name.removeprefix("tandem-tests-").lower()


@contextmanager
def _server(folder: Path) -> Iterator[Server]:
    url = os.environ.get("TANDEM_TEST_DATABASE_URL", "")
    if url:
        with open_server(settings_from({"TANDEM_DATABASE_URL": url})) as external:
            yield external
    else:
        with embedded.embedded_server(folder / "home", THROWAWAY) as ours:
            yield ours


@pytest.fixture
def home() -> Iterator[Path]:
    """A home folder that does not exist yet, for a server of one's own; not in pytest's folder, see above."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-home-"))
    yield folder / "home"
    embedded.release(folder / "home")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this run, shared by all workers; the last one to leave stops it."""
    with _server(Path(os.environ[RUN_FOLDER])) as server:
        yield server


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """Name of the database to clone: migrated, seeded by the migrations, and never connected to again."""
    folder = Path(os.environ[RUN_FOLDER])
    database = Database(server, f"{_prefix(folder)}_template")
    with one_at_a_time(folder / "template.lock"):
        if not (folder / "template").exists():
            database.drop()
            database.create_if_missing()
            migrate(database)
            database.close()
            (folder / "template").touch()
    return database.name


@contextmanager
def clone(server: Server, template: str) -> Iterator[Database]:
    """A database of one's own, gone afterwards."""
    database = Database(server, f"{template.removesuffix('_template')}_{secrets.token_hex(6)}")
    database.create_if_missing(template)
    try:
        yield database
    finally:
        database.drop()


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database for one test module; its tests see what earlier ones committed."""
    with clone(server, template) as database:
        yield database


@pytest.fixture
def fresh_database(server: Server, template: str) -> Iterator[Database]:
    """A migrated database for one test."""
    with clone(server, template) as database:
        yield database


@pytest.fixture
def empty_database(server: Server, template: str) -> Iterator[Database]:
    """A database for one test without a single table."""
    with clone(server, "template1") as database:
        yield database


@contextmanager
def _connection(database: Database, role: str, subject: str | None = None) -> Iterator[Connection]:
    """A raw connection whose open transaction is rolled back afterwards."""
    connection = database.connect(role, subject)
    try:
        yield connection
    finally:
        connection.close()


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """Raw connection as the owner of the tables."""
    with _connection(database, "owner") as connection:
        yield connection


@pytest.fixture
def etl(database: Database) -> Iterator[Connection]:
    """Raw connection as the loader."""
    with _connection(database, "etl") as connection:
        yield connection


@pytest.fixture
def app(database: Database) -> Iterator[Connection]:
    """Raw connection as the dashboard, with the scope of the operator."""
    with _connection(database, "app", SUBJECT) as connection:
        yield connection


@pytest.fixture
def reader(database: Database) -> Iterator[Connection]:
    """Raw connection as a BI tool, with the scope of the operator."""
    with _connection(database, "reader", SUBJECT) as connection:
        yield connection


@pytest.fixture(scope="module")
def owner_engine(database: Database) -> Engine:
    """SQLAlchemy engine as the owner."""
    return database.engine("owner")


@pytest.fixture(scope="module")
def etl_engine(database: Database) -> Engine:
    """SQLAlchemy engine as the loader."""
    return database.engine("etl")


@pytest.fixture(scope="module")
def app_engine(database: Database) -> Engine:
    """SQLAlchemy engine as the dashboard, with the scope of the operator."""
    return database.engine("app", SUBJECT)
