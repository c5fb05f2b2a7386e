"""A server of one's own that may write no further, or is killed: the file is there whole or not at all."""

from __future__ import annotations

import resource
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from etl.load.run import load_path
from schema.errors import DatabaseUnavailable, LoadFault
from schema.storage import embedded
from schema.storage.database import Database
from schema.storage.embedded import embedded_server
from schema.storage.migrate import migrate
from tests.etl.load.dump import Dump, natural_dump
from tests.etl.load.world import example, fetch, load_world, write
from tests.faults.stops import PATIENCE, loaded_feeds, partitions, state, stopped_at, wait_for_stop, wait_until, waiting

# Durable as in real life, only small.
OPTIONS = {"shared_buffers": "16MB", "max_connections": "30", "min_wal_size": "64MB", "wal_writer_delay": "10s"}
LARGEST_FILE = 17 << 20  # a segment of the server's log is 16 MB
ROWS = 40_000


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """The folder of this module's server."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-home-"))
    yield folder / "home"
    embedded.release(folder / "home")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template_of_own(home: Path) -> Iterator[Database]:
    """A migrated database on it, never written to."""
    with embedded_server(home, OPTIONS) as server:
        database = Database(server, "template_of_own")
        database.create_if_missing()
        migrate(database)
        database.close()
        yield database


@pytest.fixture
def own(home: Path, template_of_own: Database) -> Iterator[Database]:
    """A database of one test; started again should the test before have left the server dead."""
    with embedded_server(home, OPTIONS) as server:
        database = replace(template_of_own, server=server, name="own")
        database.create_if_missing(template_of_own.name)
        yield database
    with embedded_server(home, OPTIONS) as server:
        Database(server, "own").drop()


@contextmanager
def started_again(home: Path, database: Database) -> Iterator[Database]:
    with embedded_server(home, OPTIONS) as server:
        yield replace(database, server=server)


def postmaster(home: Path) -> psutil.Process:
    pid = embedded.status(home).pid
    assert pid
    return psutil.Process(pid)


def kill(home: Path) -> None:
    """kill -9 of the server's parent process; the others notice by themselves."""
    process = postmaster(home)
    process.kill()
    process.wait(PATIENCE)


@pytest.fixture
def cramped(home: Path, own: Database) -> Iterator[Database]:
    """A server that may let no file grow beyond a limit: what a quota does, for any user, by a limit of processes."""
    kill(home)
    before, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, hard))
    try:
        with started_again(home, own) as database:
            resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
            yield database
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, hard))
    kill(home)


def test_a_file_that_may_not_grow_is_one_sentence(cramped: Database, tmp_path: Path) -> None:
    load_world(cramped, tmp_path / "world")
    note = "n" * 500
    lines = [example("account_transaction", transaction_code=f"T{number}", note=note) for number in range(ROWS)]
    path = write(tmp_path, "account_transaction", lines)
    before = state(cramped), partitions(cramped)
    with pytest.raises(LoadFault) as caught:
        load_path(cramped, path)
    assert caught.value.what == (
        "The database may not write files this large. Nothing of account_transaction.csv was kept."
    )
    assert "File too large" in caught.value.detail
    assert (state(cramped), partitions(cramped)) == before
    short = write(tmp_path, "account_transaction", lines[:10])
    assert load_path(cramped, short).files[0].rows_inserted == 10


def test_a_server_killed_in_a_file_comes_back_without_it(
    own: Database, home: Path, folder: Path, undisturbed: Dump
) -> None:
    with ThreadPoolExecutor() as pool, stopped_at(own, "core.client"):
        load = pool.submit(load_path, own, folder)
        wait_for_stop(own, "core.client")
        before = loaded_feeds(own)
        kill(home)
        with pytest.raises(DatabaseUnavailable, match=r"^The database went away\. Nothing of client\.csv was kept\."):
            load.result(PATIENCE)
    with started_again(home, own) as database:
        rows, feeds, left_over = state(database)
        assert (feeds, rows["core.client"], left_over) == (before, [], [])
        assert rows["core.org_unit"] == undisturbed["core.org_unit"]
        load_path(database, folder)
        assert natural_dump(database) == undisturbed


def test_a_server_killed_right_after_a_failed_load_comes_back(own: Database, home: Path, folder: Path) -> None:
    """The log says that the load began, its end is not written down yet, and its files are half removed."""
    with ThreadPoolExecutor() as pool, stopped_at(own, "core.client"):
        load = pool.submit(load_path, own, folder)
        writer = wait_for_stop(own, "core.client")
        with closing(own.connect("owner")) as connection, connection, connection.cursor() as cursor:
            cursor.execute("insert into ops.installation (key, value) values ('flush', 'what was logged so far')")
        fetch(own, "select pg_terminate_backend(%s)", writer)
        with pytest.raises(DatabaseUnavailable):
            load.result(PATIENCE)
        wait_until(lambda: not waiting(own, "core.client"))
        kill(home)
    with started_again(home, own) as database:
        assert state(database)[2] == []
        assert load_path(database, folder).refused == ()


def test_a_server_killed_after_a_load_comes_back_with_all_of_it(
    own: Database, home: Path, folder: Path, undisturbed: Dump
) -> None:
    load_path(own, folder)
    kill(home)
    with started_again(home, own) as database:
        assert natural_dump(database) == undisturbed
        assert {one.status for one in load_path(database, folder).files} == {"unchanged"}


def test_a_load_from_a_dead_server_is_one_sentence(own: Database, home: Path, folder: Path) -> None:
    kill(home)
    with pytest.raises(DatabaseUnavailable, match=r"^The database server does not answer\."):
        load_path(own, folder)
