"""Closes that fail, wait, or are killed: the database is as before, and the next close works."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection

from etl.close.run import CloseFailed, close
from etl.close.status import close_status
from etl.load.lock import exclusive
from etl.progress import Task, silent
from schema.errors import DatabaseBusy
from schema.policy import ParameterMissing
from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows

MARCH = date(2024, 3, 31)
DEADLINE_SECONDS = 30
CLOSE = """
import sys
from datetime import date
import psycopg2
from etl.close.run import close
from etl.progress import silent
from schema.storage.database import Database

class Here(Database):
    def connect(self, role, subject=None):
        return psycopg2.connect(sys.argv[1])

close(Here(None, "here"), date(2024, 3, 31), progress=silent)
"""


@pytest.fixture
def database(fresh_database: Database) -> Database:
    """One loan, overdue since 1 March, closed once on 31 March; then half of it was paid."""
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U", kind="head_office")
        loan = bank.overdue_loan("L", bank.client("C", unit), unit, as_of=MARCH, days=30, principal="100.00")
    close(fresh_database, MARCH, progress=silent)
    with fresh_database.engine("etl").begin() as connection:
        Bank(connection).repayment(loan, MARCH, "50.00")
    return fresh_database


# pg_locks are those of every database, and clones share the numbers of their tables.
HERE = "database = (select oid from pg_database where datname = current_database())"


def ask(database: Database, question: str) -> list[tuple[Any, ...]]:
    with database.engine("etl").connect() as connection:
        return rows(connection, question)


def waiting_for(table: str, what: str = "") -> str:
    return f"select {what} from pg_locks where not granted and relation = '{table}'::regclass and {HERE}"


def state(database: Database) -> list[tuple[Any, ...]]:
    """What the last successful close left: overdue by loan and by unit, and its run."""
    return ask(
        database,
        """select s.overdue_amount, p.overdue_amount, d.close_run_id, v.version
           from core.loan_snapshot s, mart.org_unit_portfolio p, ops.closed_date d, ops.data_version v""",
    )


def wait_until(holds: Callable[[], bool]) -> None:
    """Ask again and again until it holds; the pause between two questions is the server's own time."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"


@contextmanager
def stopped_at(database: Database, table: str) -> Iterator[Connection]:
    """Hold the lock that makes a close wait as soon as it writes `table`."""
    with database.engine("owner").connect() as connection:
        connection.exec_driver_sql(f"lock table {table} in share mode")
        yield connection


def is_waiting(database: Database, table: str) -> bool:
    return len(ask(database, waiting_for(table))) > 0


def test_killed_in_the_middle_it_leaves_everything_as_before(database: Database) -> None:
    before = state(database)
    with stopped_at(database, "mart.overdue_loan"):
        process = subprocess.Popen([sys.executable, "-c", CLOSE, database.url("etl")])
        wait_until(lambda: is_waiting(database, "mart.overdue_loan"))
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        wait_until(lambda: not is_waiting(database, "mart.overdue_loan"))
    assert state(database) == before
    close(database, MARCH, progress=silent)
    assert [row[:2] for row in state(database)] == [(50, 50)]


def test_a_failing_step_is_named_and_leaves_the_date_as_before(database: Database) -> None:
    before = state(database)
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("alter table mart.overdue_loan add check (overdue_amount > 50)")
    with pytest.raises(CloseFailed, match="Closing 2024-03-31 failed at the step 'overdue_loan': new row"):
        close(database, MARCH, progress=silent)
    assert state(database) == before
    with database.engine("etl").connect() as connection:
        run = close_status(connection).last_run
    assert run
    assert (run.as_of, run.state, run.steps) == (MARCH, "failed", ())
    assert run.message
    assert run.message.startswith("Closing 2024-03-31 failed at the step 'overdue_loan'")


def test_a_server_that_goes_away_is_a_failed_step(database: Database) -> None:
    with ThreadPoolExecutor() as pool, stopped_at(database, "mart.overdue_loan"):
        attempt = pool.submit(close, database, MARCH, progress=silent)
        wait_until(lambda: is_waiting(database, "mart.overdue_loan"))
        with closing(database.connect("etl")) as connection, connection.cursor() as cursor:
            cursor.execute("set role none")  # the login itself: on somebody's server that may be a superuser
            cursor.execute(waiting_for("mart.overdue_loan", "pg_terminate_backend(pid)"))
        with pytest.raises(CloseFailed, match="'overdue_loan'"):
            attempt.result(timeout=DEADLINE_SECONDS)
    close(database, MARCH, progress=silent)
    assert [row[:2] for row in state(database)] == [(50, 50)]


def test_a_missing_parameter_is_said_before_anything_is_written(database: Database) -> None:
    before = state(database)
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("delete from ops.parameter where name = 'obligor_limit'")
    with pytest.raises(ParameterMissing, match="obligor_limit has no value on 2024-03-31"):
        close(database, MARCH, progress=silent)
    assert state(database) == before


class Watched:
    """Progress that says when a step is spent waiting for somebody."""

    def __init__(self) -> None:
        self.waits = Event()

    def task(self, name: str, total: float | None = None) -> AbstractContextManager[Task]:
        if name.startswith("Waiting for database session"):
            self.waits.set()
        return silent.task(name, total)


def test_the_second_of_two_closes_waits_for_the_first(database: Database) -> None:
    with ThreadPoolExecutor() as pool:
        with stopped_at(database, "mart.overdue_loan"):
            first = pool.submit(close, database, MARCH, progress=silent)
            wait_until(lambda: is_waiting(database, "mart.overdue_loan"))
            watched = Watched()
            second = pool.submit(close, database, MARCH, progress=watched)
            assert watched.waits.wait(DEADLINE_SECONDS)
        runs = [each.result(timeout=DEADLINE_SECONDS).close_run_id for each in (first, second)]
    assert runs[0] < runs[1]
    assert [row[:3] for row in state(database)] == [(50, 50, runs[1])]


def test_whoever_gives_up_waiting_is_told_who_holds_the_data(database: Database) -> None:
    with exclusive(database), pytest.raises(DatabaseBusy, match="tandem"):
        close(database, MARCH, progress=silent, wait_seconds=0)
    close(database, MARCH, progress=silent, wait_seconds=0)
