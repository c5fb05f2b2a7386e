"""Closing a month at three sizes, against the same aggregates by DuckDB over Parquet, in one run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import duckdb
import pytest
from psycopg2.extensions import connection as Connection

from etl.close.run import close
from etl.load.run import load_frames
from etl.progress import silent
from schema.storage.database import Database
from tests.benchmarks.conftest import renew
from tests.benchmarks.loans import AS_OF, loan_frames, write_parquet

pytestmark = pytest.mark.bench
SIZES = (10_000, 100_000, 1_000_000)
SCRIPT = Path(__file__).with_name("duck_close.sql")
FEEDS = ("org_unit", "client", "loan", "instalment", "repayment", "account", "account_transaction")
SEVERAL_MONTHS = [date(2026, month, 28) for month in range(1, 10)]


@dataclass(frozen=True)
class Measured:
    """Seconds of one close by either, and the balance each found."""

    ours: float
    ducks: float
    our_balance: Decimal
    their_balance: Decimal


def _with_duckdb(folder: Path) -> tuple[float, Decimal]:
    connection = duckdb.connect()
    for feed in FEEDS:
        connection.execute(f"create view {feed} as from read_parquet('{folder}/{feed}/*.parquet')")
    started = perf_counter()
    for statement in SCRIPT.read_text(encoding="utf-8").split(";"):
        if "create" in statement:
            values = {"as_of": AS_OF} if "$as_of" in statement else None
            connection.execute(statement, values)
    seconds = perf_counter() - started
    balance = connection.sql("select round(sum(outstanding), 2) from snapshot").fetchall()[0][0]
    connection.close()
    return seconds, Decimal(str(balance))


def _balance(connection: Connection) -> Decimal:
    with connection.cursor() as cursor:
        cursor.execute("select sum(outstanding_principal_amount) from core.loan_snapshot where as_of = %s", (AS_OF,))
        return Decimal((cursor.fetchone() or (0,))[0])


def _fill(database: Database, loans: int) -> None:
    report = load_frames(database, loan_frames(loans), source_name="benchmark")
    assert report.rows_rejected == 0
    connection = database.connect("owner")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


def _measure(database: Database, loans: int, folder: Path) -> Measured:
    _fill(database, loans)
    write_parquet(loans, folder)
    first = close(database, AS_OF, progress=silent)
    again = close(database, AS_OF, progress=silent)
    ducks, their_balance = _with_duckdb(folder)
    connection = database.connect("etl")
    our_balance = _balance(connection)
    connection.close()
    for step in again.steps:
        print(f"    {step.name:24s} {step.seconds:8.2f} s {step.row_count:12,} rows")
    return Measured(min(first.seconds, again.seconds), ducks, our_balance, their_balance)


def test_close_against_duckdb(bench_database: Database, tmp_path: Path) -> None:
    """Bars: at most 3 times DuckDB at a million loans; growth exponent at most 1.1 from the smallest to it."""
    measured = {}
    for loans in SIZES:
        folder = tmp_path / str(loans)
        renew(bench_database)
        one = measured[loans] = _measure(bench_database, loans, folder)
        assert abs(one.our_balance - one.their_balance) <= 1
        print(
            f"close {loans:>9,} loans: {one.ours:7.2f} s, DuckDB {one.ducks:6.2f} s, ratio {one.ours / one.ducks:.2f}"
        )
    small, large = measured[SIZES[0]].ours, measured[SIZES[-1]].ours
    exponent = math.log(large / small) / math.log(SIZES[-1] / SIZES[0])
    print(f"close growth exponent from {SIZES[0]:,} to {SIZES[-1]:,} loans: {exponent:.2f}")
    assert exponent <= 1.1
    assert measured[SIZES[-1]].ours <= 3 * measured[SIZES[-1]].ducks


def test_cost_does_not_grow_with_closed_months(bench_database: Database) -> None:
    """A close with nine other dates closed costs what it cost alone."""
    _fill(bench_database, SIZES[1])
    alone = min(close(bench_database, AS_OF, progress=silent).seconds for _ in range(2))
    for day in SEVERAL_MONTHS:
        close(bench_database, day, progress=silent)
    among_others = min(close(bench_database, AS_OF, progress=silent).seconds for _ in range(2))
    print(f"close of 100,000 loans: alone {alone:.2f} s, beside nine closed dates {among_others:.2f} s")
    assert among_others <= 1.5 * alone
