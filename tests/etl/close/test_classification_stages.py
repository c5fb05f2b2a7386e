"""Stages and expected losses through SQL, their totals by unit, and alerts inside a group."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from schema.domain.expected_loss import Terms, expected_loss, impaired_loss, stage
from schema.domain.money import to_cents
from schema.domain.schedule import add_months
from schema.domain.words import RiskClass, ScheduleType
from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows
from tests.etl.close.quality import AS_OF, TO_LISTS, evidence
from tests.etl.close.steps import run_steps

PROBABILITIES = {0: 0.01, 1: 0.08, 31: 0.2, 61: 0.4, 90: 0.4, 91: 0.0}


def test_stages_of_a_unit_come_to_its_loans(connection: Connection, bank: Bank) -> None:
    """Stage 3 is substandard or 90 days past due: 45 % of 100 and of 200; a loss is lost to 95 %."""
    head = bank.org_unit("H")
    unit = bank.org_unit("U", parents=[head])
    for days, principal in ((90, "100.00"), (91, "200.00"), (400, "10.00")):
        client = bank.client(f"C{days}", unit, kind="personal")
        bank.overdue_loan(f"L{days}", client, unit, as_of=AS_OF, days=days, principal=principal)
    run_steps(connection, AS_OF, TO_LISTS)
    question = """select org_unit_id, stage, risk_class, loan_count, outstanding_principal_amount, expected_loss_amount
                  from mart.org_unit_stage where stage = 3 order by 1, 3"""
    expected = [
        (3, "loss", 1, Decimal("10.00"), Decimal("9.50")),
        (3, "special_mention", 1, Decimal("100.00"), Decimal("45.00")),
        (3, "substandard", 1, Decimal("200.00"), Decimal("90.00")),
    ]
    assert rows(connection, question) == [(each, *row) for each in (head, unit) for row in expected]


def test_a_year_of_a_sound_loan(connection: Connection, bank: Bank) -> None:
    """1 % x 45 % x 1,000.00 without interest, principal at the end; two years to maturity."""
    unit = bank.org_unit("U")
    bank.loan(
        "L", bank.client("C", unit), unit, schedule_type="bullet", disbursed_date=date(2024, 6, 1),
        maturity_date=date(2026, 6, 30),
    )  # fmt: skip
    run_steps(connection, AS_OF, TO_LISTS)
    question = (
        "select stage, loss_12_months_amount, lifetime_loss_amount, expected_loss_amount from mart.org_unit_stage"
    )
    assert rows(connection, question) == [(1, Decimal("4.50"), Decimal("8.96"), Decimal("4.50"))]


terms = st.tuples(
    st.sampled_from([0, 1, 31, 61, 90, 91]),
    st.sampled_from(["100.00", "987654.32", "50000000.00"]),
    st.sampled_from(["0", "0.0435", "0.18"]),
    st.integers(0, 361),
    st.sampled_from([ScheduleType.DELIVERED, ScheduleType.INTEREST_FIRST]),
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(terms, min_size=10, max_size=10))
def test_the_closed_form_says_what_the_sum_says(database: Database, batch: list[Any]) -> None:
    with database.engine("etl").connect() as connection:
        bank = Bank(connection)
        unit = bank.org_unit("U")
        expected = {}
        for no, (days, principal, rate, months, schedule_type) in enumerate(batch):
            loan = bank.overdue_loan(
                f"L{no}", bank.client(f"C{no}", unit, kind="personal"), unit, as_of=AS_OF, days=days or -1,
                principal=principal, annual_rate=rate, schedule_type=schedule_type,
                maturity_date=add_months(AS_OF, months),
            )  # fmt: skip
            expected[loan.loan_id] = reference(days, principal, rate, months, schedule_type)
        run_steps(connection, AS_OF, TO_LISTS)
        question = "select loan_id, stage, loss_12_months_amount, lifetime_loss_amount from loan_stage"
        found = {loan_id: (stage_no, year, life) for loan_id, stage_no, year, life in rows(connection, question)}
        for loan_id, (stage_no, year, life) in expected.items():
            assert found[loan_id][0] == stage_no
            assert [abs(found[loan_id][1] - year) <= 1, abs(found[loan_id][2] - life) <= 1] == [True, True]


def reference(
    days: int, principal: str, rate: str, months: int, schedule_type: ScheduleType
) -> tuple[int, Decimal, Decimal]:
    risk_class = RiskClass.SUBSTANDARD if days > 90 else RiskClass.SPECIAL_MENTION if days else RiskClass.NORMAL
    known = Terms(
        exposure=float(principal), default_probability=PROBABILITIES[days], loss_given_default=0.45,
        annual_rate=float(rate), months=max(months, 1), is_amortising=schedule_type is ScheduleType.DELIVERED,
    )  # fmt: skip
    in_stage = stage(risk_class, days, risen_days=30, impaired_days=90)
    year, life = expected_loss(known, horizon_months=12), expected_loss(known)
    if in_stage == 3:
        year = life = impaired_loss(known)
    return int(in_stage), to_cents(Decimal(year)), to_cents(Decimal(life))


def test_a_group_is_alerted_and_not_pulled_down(connection: Connection, bank: Bank) -> None:
    """Ann is non-performing: Ben, of the same group, is to be assessed and stays normal; Cat is of no group."""
    unit = bank.org_unit("U")
    clients = {name: bank.client(name, unit) for name in ("Ann", "Ben", "Cat", "Dan")}
    for name, client in clients.items():
        bank.overdue_loan(f"L{name}", client, unit, as_of=AS_OF, days=-1, principal="100.00")
    connection.exec_driver_sql("insert into core.client_group values (1, 'G', 'Group', null)")
    for name, until in (("Ann", None), ("Ben", None), ("Dan", date(2024, 6, 29))):
        connection.exec_driver_sql(
            "insert into core.client_group_member values (%s, 1, null, '2020-01-01', %s)", (clients[name], until)
        )
    evidence(bank, "in_bankruptcy", clients["Ann"])
    run_steps(connection, AS_OF, TO_LISTS)
    question = """select client_code, group_name, risk_class, outstanding_principal_amount, npl_member_count, is_new
                  from mart.group_alert"""
    assert rows(connection, question) == [("Ben", "Group", "normal", Decimal("100.00"), 1, True)]


@pytest.mark.parametrize("days", [0, 31])
def test_a_currency_has_its_own_rows(connection: Connection, bank: Bank, days: int) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    for currency in ("CNY", "USD"):
        bank.overdue_loan(currency, client, unit, as_of=AS_OF, days=days or -1, principal="100.00", currency=currency)
    run_steps(connection, AS_OF, TO_LISTS)
    question = "select currency, stage, outstanding_principal_amount from mart.org_unit_stage order by 1"
    in_stage = 2 if days else 1
    assert rows(connection, question) == [(each, in_stage, Decimal("100.00")) for each in ("CNY", "USD")]
