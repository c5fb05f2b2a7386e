"""Stop a load at a certain table without sleeping, look at who waits, and run one in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from threading import Event

from etl.progress import Task, silent
from schema.marts.tables import metadata
from schema.storage.database import Database
from tests.etl.load.dump import Dump, natural_dump
from tests.etl.load.world import PARENTS, example, fetch, write

PATIENCE = 30
LOAD = """
import sys
from pathlib import Path
import psycopg2
from etl.load.run import load_path
from schema.storage.database import Database

class Here(Database):
    def connect(self, role, subject=None):
        return psycopg2.connect(sys.argv[1])

load_path(Here(None, "here"), Path(sys.argv[2]))
"""
# pg_locks are those of every database, and clones share the numbers of their tables.
WAITING = """
    select pid from pg_locks where not granted and relation = %s::regclass
    and database = (select oid from pg_database where datname = current_database())
"""
LEFT_OVER = """
    select c.relname from pg_class c join pg_namespace n on n.oid = relnamespace
    where (nspname = 'staging' or starts_with(nspname, 'pg_temp')) and relkind = 'r'
"""


def bank(folder: Path) -> Path:
    """Files of every parent, and instalments, repayments and movements in several partitions each."""
    for feed, rows in PARENTS.items():
        write(folder, feed, rows)
    days = [f"{year}-{month}-10" for year in (2024, 2025) for month in ("04", "11")]
    write(
        folder, "instalment", [example("instalment", due_date=d, instalment_no=str(n)) for n, d in enumerate(days, 1)]
    )
    write(folder, "repayment", [example("repayment", paid_date=d) for d in days])
    write(folder, "account_transaction", [example("account_transaction", booked_date=d) for d in days])
    return folder


@contextmanager
def loading(database: Database, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A load in a process of its own; a test that fails leaves none behind."""
    process = subprocess.Popen([sys.executable, "-c", LOAD, database.url("etl"), str(folder)])
    try:
        yield process
    except BaseException:
        process.kill()
        raise
    finally:
        process.wait(PATIENCE)


@contextmanager
def stopped_at(database: Database, table: str) -> Iterator[None]:
    """Hold the lock that makes a load wait as soon as it writes `table`."""
    with _holding(database, f"lock table {table} in share mode"):
        yield


@contextmanager
def stopped_before(database: Database, table: str) -> Iterator[None]:
    """Hold the lock that makes a load wait as soon as it looks into `table`."""
    with _holding(database, f"lock table {table} in access exclusive mode"):
        yield


@contextmanager
def _holding(database: Database, statement: str) -> Iterator[None]:
    with closing(database.connect("owner")) as connection:
        connection.cursor().execute(statement)
        yield


def wait_until(holds: Callable[[], bool]) -> None:
    """Ask again and again until it holds; the pause between two questions is the server's own time."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"


def waiting(database: Database, table: str) -> list[int]:
    """Server processes that wait for `table`."""
    return [pid for (pid,) in fetch(database, WAITING, table)]


def wait_for_stop(database: Database, table: str) -> int:
    """Until somebody waits for `table`; the server process that does."""
    wait_until(lambda: len(waiting(database, table)) > 0)
    return waiting(database, table)[0]


def loaded_feeds(database: Database) -> list[str]:
    """Feeds of the recorded batches, in order."""
    return [feed for (feed,) in fetch(database, "select feed from ops.load_batch order by load_batch_id")]


def state(database: Database) -> tuple[Dump, list[str], list[str]]:
    """Everything in core, what is recorded about files, and landing tables left behind."""
    left_over = [name for (name,) in fetch(database, LEFT_OVER)]
    return natural_dump(database), loaded_feeds(database), left_over


def partitions(database: Database) -> set[str]:
    """Pieces of partitioned tables, attached or not: tables of core that the schema does not name."""
    here = "relkind = 'r' and relnamespace = 'core'::regnamespace"
    found = fetch(database, f"select 'core.' || relname from pg_class where {here}")
    return {name for (name,) in found} - set(metadata.tables)


class Watched:
    """Progress that says when a load is spent waiting for somebody, and for whom."""

    def __init__(self) -> None:
        self.waits = Event()
        self.holder = ""

    def task(self, name: str, total: float | None = None) -> AbstractContextManager[Task]:
        if name.startswith("Waiting for "):
            self.holder = name.removeprefix("Waiting for ")
            self.waits.set()
        return silent.task(name, total)
