"""Restructured loans under observation: how long, what restarts the clock, and that the year is a year."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from schema.domain.schedule import add_months
from schema.domain.upgrade import Due, Waiting, observe
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.quality import classes, reasons, restructured

CHANGED = date(2023, 3, 10)
FIRST = date(2023, 1, 20)


def paid_monthly(bank: Bank, code: str = "L", *, late: frozenset[int] = frozenset(), **terms: Any) -> Loan:
    """100.00 due on the 20th of every month from January 2023 on for three years; paid in time until `late`."""
    unit = bank.org_unit(f"U{code}")
    loan = bank.loan(code, bank.client(f"C{code}", unit, kind="personal"), unit, principal_amount="3600.00", **terms)
    dues = [add_months(FIRST, month) for month in range(36)]
    bank.instalments(loan, [(day, "100.00", "0.00") for day in dues])
    for month, day in enumerate(dues):
        bank.repayment(loan, day + timedelta(days=3 * (month in late)), "100.00")
    return loan


@pytest.mark.parametrize(
    ("as_of", "risk_class"),
    [
        (date(2023, 3, 9), "normal"),
        (date(2023, 3, 10), "special_mention"),
        (date(2023, 9, 20), "special_mention"),
        (date(2024, 3, 20), "special_mention"),
        (date(2024, 3, 21), "normal"),
    ],
    ids=["before", "the day", "half a year is not enough", "a year from the next due date", "over"],
)
def test_a_year_from_the_first_due_date_after_the_change(
    connection: Connection, bank: Bank, as_of: date, risk_class: str
) -> None:
    loan = paid_monthly(bank)
    restructured(bank, loan, CHANGED)
    assert classes(connection, as_of) == {loan.loan_id: risk_class}


def test_two_periods_where_they_are_longer(connection: Connection, bank: Bank) -> None:
    loan = paid_monthly(bank, period_months=12)
    restructured(bank, loan, CHANGED)
    assert classes(connection, date(2025, 3, 20)) == {loan.loan_id: "special_mention"}
    assert reasons(connection)[loan.loan_id] == ["restructured:2025-03-20"]


def test_a_change_without_difficulty_is_none(connection: Connection, bank: Bank) -> None:
    loan = paid_monthly(bank)
    restructured(bank, loan, CHANGED, is_in_difficulty=False)
    assert classes(connection, date(2023, 6, 30)) == {loan.loan_id: "normal"}


def test_a_missed_payment_restarts_the_clock(connection: Connection, bank: Bank) -> None:
    """The instalment of 20 December 2023 came three days late: a year from 20 January 2024."""
    loan = paid_monthly(bank, late=frozenset({11}))
    restructured(bank, loan, CHANGED)
    assert classes(connection, date(2024, 6, 30)) == {loan.loan_id: "special_mention"}
    assert reasons(connection)[loan.loan_id] == ["restructured:2025-01-20"]


def test_what_was_missed_before_or_after_does_not_count(connection: Connection, bank: Bank) -> None:
    loan = paid_monthly(bank, late=frozenset({0, 15}))
    restructured(bank, loan, CHANGED)
    assert classes(connection, date(2024, 4, 30)) == {loan.loan_id: "normal"}


def test_restructured_again_inside_is_substandard_from_anew(connection: Connection, bank: Bank) -> None:
    loan = paid_monthly(bank)
    restructured(bank, loan, CHANGED)
    restructured(bank, loan, date(2024, 3, 20))
    assert classes(connection, date(2024, 6, 30)) == {loan.loan_id: "substandard"}
    assert reasons(connection)[loan.loan_id] == ["restructured_again:2025-04-20"]


def test_restructured_again_afterwards_is_special_mention(connection: Connection, bank: Bank) -> None:
    loan = paid_monthly(bank)
    restructured(bank, loan, CHANGED)
    restructured(bank, loan, date(2024, 3, 21))
    assert classes(connection, date(2024, 6, 30)) == {loan.loan_id: "special_mention"}


histories = st.tuples(
    st.frozensets(st.integers(0, 35), max_size=4),
    st.frozensets(st.dates(date(2023, 1, 1), date(2025, 12, 31)), min_size=1, max_size=3),
    st.sampled_from([1, 3, 12]),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(histories, min_size=8, max_size=8), as_of=st.dates(date(2023, 2, 1), date(2026, 6, 30)))
def test_sql_and_python_observe_alike(
    database: Database, batch: list[tuple[frozenset[int], frozenset[date], int]], as_of: date
) -> None:
    with database.engine("etl").connect() as connection:
        bank = Bank(connection)
        expected = {}
        for no, (late, changes, period) in enumerate(batch):
            # On the book to the end, so that it is looked at; an extra part nobody pays falls due after all dates.
            loan = paid_monthly(bank, f"L{no}", late=late, period_months=period)
            bank.connection.exec_driver_sql(
                "update core.loan set principal_amount = 4600 where loan_id = %s", (loan.loan_id,)
            )
            for day in changes:
                restructured(bank, loan, day)
            dues = [Due(due_date=add_months(FIRST, month), is_missed=month in late) for month in range(36)]
            found = observe(changes, dues, waiting=Waiting(months=12, periods=2, period_months=period), as_of=as_of)
            if found and as_of <= found.end_date:
                expected[loan.loan_id] = (found.end_date, found.is_repeated)
        classes(connection, as_of)
        observed = rows(connection, "select loan_id, end_date, is_repeated from loan_observation")
        assert {loan_id: (end, repeated) for loan_id, end, repeated in observed} == expected
