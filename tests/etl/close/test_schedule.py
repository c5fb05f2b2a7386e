"""Schedules derived in SQL against the pure rules, to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from etl.close import schedule
from schema.domain.schedule import PERIOD_MONTHS, Instalment, LoanTerms, add_months, derive_schedule
from schema.domain.words import ScheduleType
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2031, 12, 31)
DERIVED = [each for each in ScheduleType if each is not ScheduleType.DELIVERED]
JANUARY_31 = date(2024, 1, 31)


@st.composite
def loan_terms(draw: st.DrawFn) -> LoanTerms:
    months = draw(st.sampled_from(PERIOD_MONTHS))
    first_due = draw(st.dates(date(2000, 1, 1), AS_OF))
    return LoanTerms(
        schedule_type=draw(st.sampled_from(DERIVED)),
        principal=Decimal(draw(st.integers(1, 10**11))) / 100,
        annual_rate=Decimal(draw(st.integers(0, 3600))) / 10_000,
        disbursed_date=add_months(first_due, -months),
        first_due_date=first_due,
        maturity_date=add_months(first_due, draw(st.integers(0, 400))),
        period_months=months,
    )


@pytest.fixture(scope="module")
def partitioned(database: Database) -> Database:
    """Partitions for every year a schedule of these tests reaches."""
    with database.engine("etl").begin() as connection:
        connection.exec_driver_sql("select ops.ensure_partitions('core.instalment', '1999-01-01', '2066-01-01')")
    return database


def derive(connection: Connection, as_of: date = AS_OF) -> int:
    for table in ("schedule_candidate", "scheduled", "schedule_terms"):
        connection.exec_driver_sql(f"drop table if exists {table}")
    run_steps(connection, as_of, (schedule.STEP,))
    return len(rows(connection, "select from schedule_candidate"))


def write(bank: Bank, terms: LoanTerms, *, code: str, client_id: int, unit: int, **more: Any) -> Loan:
    given = {
        "schedule_type": terms.schedule_type, "principal_amount": terms.principal, "annual_rate": terms.annual_rate,
        "disbursed_date": terms.disbursed_date, "first_due_date": terms.first_due_date,
        "maturity_date": terms.maturity_date, "period_months": terms.period_months, **more,
    }  # fmt: skip
    return bank.loan(code, client_id, unit, **given)


def schedule_of(connection: Connection, loan: Loan) -> list[Instalment]:
    question = f"""select instalment_no, due_date, principal_amount, interest_amount from core.instalment
                   where loan_id = {loan.loan_id} order by instalment_no"""
    return [Instalment(*row) for row in rows(connection, question)]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(loan_terms(), min_size=10, max_size=40))
def test_sql_and_python_derive_the_same_schedules(partitioned: Database, batch: list[LoanTerms]) -> None:
    with partitioned.engine("etl").connect() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U")
        client = bank.client("C", unit)
        loans = [write(bank, one, code=f"L{no}", client_id=client, unit=unit) for no, one in enumerate(batch)]
        assert derive(connection) == len(batch)
        for loan, terms in zip(loans, batch, strict=True):
            assert schedule_of(connection, loan) == derive_schedule(terms)


YEAR = LoanTerms(
    schedule_type=ScheduleType.EQUAL_INSTALMENT,
    principal=Decimal("900.00"),
    annual_rate=Decimal("0.12"),
    disbursed_date=JANUARY_31,
    first_due_date=date(2024, 2, 29),
    maturity_date=date(2024, 4, 30),
)


@pytest.fixture
def one_loan(partitioned: Database, bank: Bank) -> Loan:
    unit = bank.org_unit("U")
    return write(bank, YEAR, code="L", client_id=bank.client("C", unit), unit=unit, load_batch_id=1)


def amounts(connection: Connection, loan: Loan) -> list[tuple[str, str]]:
    return [(str(each.principal), str(each.interest)) for each in schedule_of(connection, loan)]


def test_equal_instalments_added_up_by_hand(connection: Connection, one_loan: Loan) -> None:
    """900 at 1 % a month for three months: 306.02, 306.02 and what is left."""
    derive(connection)
    assert amounts(connection, one_loan) == [("297.02", "9.00"), ("299.99", "6.03"), ("302.99", "3.03")]


def test_without_a_first_due_date_it_is_one_period_after_disbursement(connection: Connection, one_loan: Loan) -> None:
    connection.exec_driver_sql("update core.loan set first_due_date = null, period_months = 3")
    derive(connection)
    assert schedule_of(connection, one_loan) == [Instalment(1, date(2024, 4, 30), Decimal("900.00"), Decimal("27.00"))]


def test_a_second_close_derives_nothing(connection: Connection, one_loan: Loan) -> None:
    assert derive(connection) == 1
    assert derive(connection) == 0
    assert len(schedule_of(connection, one_loan)) == 3


def test_corrected_terms_rebuild_the_schedule(connection: Connection, one_loan: Loan) -> None:
    derive(connection)
    connection.exec_driver_sql("update core.loan set annual_rate = 0, load_batch_id = 2")
    assert derive(connection) == 1
    assert amounts(connection, one_loan) == [("300.00", "0.00")] * 3


def test_instalments_the_bank_delivered_stay(connection: Connection, bank: Bank, one_loan: Loan) -> None:
    bank.instalments(one_loan, [(date(2024, 4, 30), "900.00", "1.00")])
    derive(connection)
    connection.exec_driver_sql("update core.loan set load_batch_id = 2")
    derive(connection)
    assert amounts(connection, one_loan) == [("900.00", "1.00")]


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ("disbursed_date = '2024-04-01'", 1),
        ("disbursed_date = '2024-04-02'", 0),
        ("closed_date = '2024-04-01'", 0),
        ("closed_date = '2024-04-02'", 1),
        ("schedule_type = 'delivered'", 0),
    ],
)
def test_only_live_loans_without_a_delivered_schedule_get_one(
    connection: Connection, one_loan: Loan, change: str, count: int
) -> None:
    connection.exec_driver_sql(f"update core.loan set first_due_date = null, {change}")
    assert derive(connection, date(2024, 4, 1)) == count
