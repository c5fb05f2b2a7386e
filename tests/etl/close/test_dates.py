"""Which dates there are to close."""

from datetime import date

import pytest
from sqlalchemy import Connection

from etl.close.dates import dates_to_close, first_fact_date, last_fact_date, month_end
from tests.etl.close.bank import Bank


def test_month_ends_and_the_last_day_itself() -> None:
    """The span of the Czech bank: loans from 5 July 1993, transactions until 30 March 1994."""
    ends = [(1993, 7, 31), (1993, 8, 31), (1993, 9, 30), (1993, 10, 31), (1993, 11, 30), (1993, 12, 31)]
    later = [(1994, 1, 31), (1994, 2, 28), (1994, 3, 30)]
    assert dates_to_close(date(1993, 7, 5), date(1994, 3, 30)) == [date(*day) for day in ends + later]


@pytest.mark.parametrize(
    ("first", "through", "dates"),
    [
        (date(2024, 1, 31), date(2024, 1, 31), [date(2024, 1, 31)]),
        (date(2024, 1, 31), date(2024, 2, 1), [date(2024, 1, 31), date(2024, 2, 1)]),
        (date(2024, 1, 5), date(2024, 1, 5), [date(2024, 1, 5)]),
        (date(2024, 1, 5), date(2024, 1, 4), []),
    ],
)
def test_spans_that_begin_or_end_on_the_edge(first: date, through: date, dates: list[date]) -> None:
    assert dates_to_close(first, through) == dates


@pytest.mark.parametrize(
    ("day", "end"), [(date(2024, 2, 1), date(2024, 2, 29)), (date(2023, 12, 31), date(2023, 12, 31))]
)
def test_month_end(day: date, end: date) -> None:
    assert month_end(day) == end


def test_first_and_last_facts(connection: Connection, bank: Bank) -> None:
    assert (first_fact_date(connection), last_fact_date(connection)) == (None, None)
    unit = bank.org_unit("U")
    connection.exec_driver_sql(
        "insert into core.sale (sale_code, sold_date, org_unit_id, amount, currency)"
        f" values ('S', '2024-03-01', {unit}, 1, 'CNY')"
    )
    assert (first_fact_date(connection), last_fact_date(connection)) == (date(2024, 3, 1), date(2024, 3, 1))
    loan = bank.loan("L", bank.client("C", unit), unit, disbursed_date=date(2024, 5, 5))
    assert (first_fact_date(connection), last_fact_date(connection)) == (date(2024, 5, 5), date(2024, 3, 1))
    bank.repayment(loan, date(2024, 6, 2), "1.00")
    assert last_fact_date(connection) == date(2024, 6, 2)


def test_without_payments_the_last_disbursement_counts(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    bank.loan("L", bank.client("C", unit), unit, disbursed_date=date(2024, 5, 5))
    assert last_fact_date(connection) == date(2024, 5, 5)
