"""Closing dates: again, earlier, through a date, after a change, and what is written down about it."""

from datetime import date
from typing import Any

import pytest

from etl.close.run import NothingToClose, close, close_through
from etl.close.status import close_status
from etl.close.steps import STEPS
from etl.progress import silent
from schema.marts.tables import GRAINS
from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows

JANUARY, FEBRUARY, MARCH = date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)
SLICES = ["core.loan_snapshot", *(f"mart.{name}" for name in GRAINS)]


@pytest.fixture
def database(fresh_database: Database) -> Database:
    """A loan in arrears with derived instalments, one paid ahead, and a sale; facts from 10 January to 15 March."""
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U", kind="head_office")
        terms = {"disbursed_date": date(2024, 1, 10), "maturity_date": date(2024, 12, 10), "annual_rate": "0.06"}
        late = bank.loan("L1", bank.client("C1", unit), unit, schedule_type="equal_instalment", **terms)
        ahead = bank.loan("L2", bank.client("C2", unit), unit, schedule_type="interest_first", **terms)
        bank.repayment(late, date(2024, 2, 10), "50.00")
        bank.repayment(ahead, date(2024, 3, 15), "600.00")
        connection.exec_driver_sql(
            "insert into core.sale (sale_code, sold_date, org_unit_id, amount, currency)"
            f" values ('S', '2024-03-01', {unit}, 1, 'CNY')"
        )
    return fresh_database


def slices(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row a close computed, findings included."""
    with database.engine("etl").connect() as connection:
        found = {name: sorted(map(str, rows(connection, f"select * from {name}"))) for name in SLICES}
        question = "select as_of, code, sentence, figures::text from ops.finding order by 1, 2"
        return {**found, "findings": rows(connection, question)}  # type: ignore[dict-item]


def closed(database: Database) -> dict[date, bool]:
    """Closed dates and whether they are stale."""
    with database.engine("etl").connect() as connection:
        return {each.as_of: each.is_stale for each in close_status(connection).dates}


def test_closing_twice_gives_identical_rows(database: Database) -> None:
    close(database, MARCH, progress=silent)
    first = slices(database)
    assert len(first["core.loan_snapshot"]) == 2
    close(database, MARCH, progress=silent)
    assert slices(database) == first


def test_the_order_of_closing_does_not_matter(database: Database) -> None:
    """A date that was closed before the month end it is compared with is stale, and closed again with the others."""
    for day in (MARCH, JANUARY, FEBRUARY):
        close(database, day, progress=silent)
    assert closed(database) == {JANUARY: False, FEBRUARY: False, MARCH: True}
    close_through(database, MARCH, progress=silent)
    backwards = slices(database)
    for day in (JANUARY, FEBRUARY, MARCH):
        close(database, day, progress=silent)
    assert slices(database) == backwards
    assert {row[0] for row in backwards["findings"]} == {JANUARY, FEBRUARY, MARCH}


def test_through_the_last_fact_and_then_nothing_is_left(database: Database) -> None:
    """The last fact is the repayment of 15 March."""
    dates = [report.as_of for report in close_through(database, None, progress=silent)]
    assert dates == [JANUARY, FEBRUARY, date(2024, 3, 15)]
    assert close_through(database, None, progress=silent) == []
    assert len(close_through(database, None, progress=silent, again=True)) == 3


def test_stale_dates_are_closed_again(database: Database) -> None:
    close_through(database, MARCH, progress=silent)
    with database.engine("etl").begin() as connection:
        connection.exec_driver_sql(
            f"update ops.closed_date set is_stale = true, stale_reason = 'x' where as_of >= '{FEBRUARY}'"
        )
    assert closed(database) == {JANUARY: False, FEBRUARY: True, MARCH: True}
    assert [each.as_of for each in close_through(database, MARCH, progress=silent)] == [FEBRUARY, MARCH]
    assert closed(database) == {JANUARY: False, FEBRUARY: False, MARCH: False}


def test_a_change_before_a_date_shows_when_it_is_closed_again(database: Database) -> None:
    close_through(database, MARCH, progress=silent)
    with database.engine("etl").begin() as connection:
        connection.exec_driver_sql("update core.loan set closed_date = '2024-02-01' where loan_code = 'L1'")
    close_through(database, MARCH, progress=silent, again=True)
    with database.engine("etl").connect() as connection:
        question = "select as_of, count(*) from core.loan_snapshot group by as_of order by 1"
        assert rows(connection, question) == [(JANUARY, 2), (FEBRUARY, 1), (MARCH, 1)]


def test_without_facts_there_is_nothing_to_close(fresh_database: Database) -> None:
    with pytest.raises(NothingToClose, match="neither a loan nor a sale"):
        close_through(fresh_database, None, progress=silent)


def test_an_empty_bank_can_be_closed(fresh_database: Database) -> None:
    report = close(fresh_database, MARCH, progress=silent)
    assert [step.row_count for step in report.steps] == [0] * len(STEPS)


def test_what_is_written_down(database: Database) -> None:
    report = close(database, MARCH, progress=silent)
    with database.engine("etl").connect() as connection:
        status = close_status(connection)
        assert rows(connection, "select version from ops.data_version") == [(1,)]
    assert status.stale_dates == ()
    assert status.last_run
    assert (status.last_run.as_of, status.last_run.state, status.last_run.message) == (MARCH, "complete", None)
    assert [step.name for step in status.last_run.steps] == [step.name for step in STEPS]
    counts = {step.name: step.row_count for step in report.steps}
    assert (counts["schedule"], counts["snapshot"], counts["overdue_loan"]) == (2, 2, 1)


def test_before_the_first_close_there_is_no_status(fresh_database: Database) -> None:
    with fresh_database.engine("etl").connect() as connection:
        status = close_status(connection)
    assert (status.dates, status.last_run) == ((), None)
