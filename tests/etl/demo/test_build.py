"""The bank in a real database: nothing is rejected, the truth is stored, a close agrees with the delivered days."""

from datetime import date

import pytest
from psycopg2.extensions import connection as Connection

from etl.close.run import close
from etl.demo.build import build_demo, last_month_end
from etl.load.report import LoadReport
from etl.progress import silent
from schema.storage.database import Database

THROUGH = date(2026, 10, 31)


@pytest.fixture(scope="module")
def report(database: Database) -> LoadReport:
    return build_demo(database, clients=400, through=THROUGH)


def value(connection: Connection, question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None


def test_nothing_is_rejected(report: LoadReport, etl: Connection) -> None:
    assert report.rows_rejected == 0
    assert value(etl, "select count(*) from ops.rejected_row") == 0
    assert value(etl, "select count(*) from ops.load_batch where status <> 'loaded'") == 0
    assert value(etl, "select count(*) > 50000 from core.account_transaction") is True


def test_the_truth_is_stored_once(report: LoadReport, database: Database, etl: Connection) -> None:
    before = value(etl, "select count(*) from ops.demo_truth")
    build_demo(database, clients=400, through=THROUGH)
    assert value(etl, "select count(*) from ops.demo_truth") == before
    assert value(etl, "select count(*) from core.client") == 400
    unknown = "select count(*) from ops.demo_truth where client_code not in (select client_code from core.client)"
    assert value(etl, unknown) == 0


def test_the_bank_has_a_capital_of_a_sample(report: LoadReport, etl: Connection) -> None:
    question = "select number::int, unit, status from ops.parameter where name = 'net_capital'"
    with etl.cursor() as cursor:
        cursor.execute(question)
        assert cursor.fetchall() == [(40_000_000, "CNY", "sample")]


def test_a_close_finds_the_delivered_days_but_for_few(report: LoadReport, database: Database, etl: Connection) -> None:
    close(database, THROUGH, progress=silent)
    compared = """
        select count(*) filter (where s.days_past_due <> d.days_past_due), count(*)
        from core.loan_snapshot s join core.delivered_snapshot d using (as_of, client_id, loan_id)
        where as_of = '2026-10-31'
    """
    with etl.cursor() as cursor:
        cursor.execute(compared)
        different, both = cursor.fetchone() or (0, 0)
    assert both > 150
    assert different <= 0.03 * both


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 25), date(2026, 10, 31)),
        (date(2026, 3, 1), date(2026, 2, 28)),
        (date(2026, 1, 31), date(2025, 12, 31)),
    ],
)
def test_the_last_month_end_is_wholly_over(today: date, expected: date) -> None:
    assert last_month_end(today) == expected
