"""Allocation in SQL against the slow reference that pours one repayment after the other."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from etl.close import allocation, live, position
from etl.close.step import Parameters
from schema.domain.delinquency import LoanPosition, Repayment, allocate
from schema.domain.schedule import Instalment
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
days = st.dates(date(2024, 1, 1), date(2025, 3, 31)) | st.sampled_from([AS_OF, date(2024, 6, 29), date(2024, 7, 1)])
cents = st.integers(0, 30_000).map(lambda count: Decimal(count) / 100)
small = st.sampled_from([Decimal("0.00"), Decimal("0.01"), Decimal("1.00"), Decimal("100.00"), Decimal("101.00")])
amounts = cents | small
Case = tuple[list[Instalment], list[Repayment]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A loan of some principal, paid at random or exactly as due, or a little less or more."""
    dates = sorted(draw(st.lists(days, min_size=1, max_size=8)))
    dues = [Instalment(no, due, draw(amounts), draw(amounts)) for no, due in enumerate(dates, start=1)]
    if not any(each.principal for each in dues):
        dues.append(Instalment(len(dues) + 1, dates[-1], Decimal("50.00"), Decimal("0.00")))
    paid = draw(st.lists(st.builds(Repayment, days, amounts), max_size=5))
    if draw(st.booleans()):
        so_far = sum((each.due_amount for each in dues if each.due_date <= AS_OF), Decimal(0))
        more = draw(st.sampled_from(["0.00", "0.01", "-0.01", "1.00", "-1.00", "150.00"]))
        paid = [Repayment(AS_OF, max(so_far + Decimal(more), Decimal("0.00")))]
    return dues, paid


def write(bank: Bank, batch: list[Case]) -> list[Loan]:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    return [write_loan(bank, case, code=f"L{no}", client_id=client, unit=unit) for no, case in enumerate(batch)]


def write_loan(bank: Bank, case: Case, *, code: str, client_id: int, unit: int) -> Loan:
    dues, paid = case
    loan = bank.loan(code, client_id, unit, principal_amount=sum(each.principal for each in dues))
    bank.instalments(loan, [(each.due_date, str(each.principal), str(each.interest)) for each in dues])
    for each in paid:
        bank.repayment(loan, each.paid_date, each.amount)
    return loan


def run_position(connection: Connection) -> Parameters:
    return run_steps(connection, AS_OF, (live.STEP, allocation.STEP, position.STEP))


def expected(result: LoanPosition) -> tuple[object, ...]:
    later = [each for each in result.instalments if each.instalment.due_date > AS_OF and each.unpaid_amount]
    due = sum((e.instalment.due_amount for e in result.instalments if e.instalment.due_date <= AS_OF), Decimal(0))
    paid = sum((each.paid_amount for each in result.instalments), result.credit_amount)
    overdue = result.overdue_instalments
    overdue_principal = sum((each.instalment.principal - each.paid_principal for each in overdue), Decimal(0))
    return (
        due, paid, result.outstanding_principal, result.overdue_amount, overdue_principal, result.credit_amount,
        result.oldest_unpaid_due_date, result.days_past_due, result.bucket,
        later[0].instalment.due_date if later else None, later[0].unpaid_amount if later else None,
        result.outstanding_principal > 0 or result.overdue_amount > 0,
    )  # fmt: skip


COLUMNS = """due_amount, paid_amount, outstanding_principal_amount, overdue_amount, overdue_principal_amount,
    credit_balance_amount, oldest_unpaid_date, days_past_due, bucket, next_due_date, next_due_amount, is_on_book"""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.lists(cases(), min_size=10, max_size=40))
def test_sql_and_python_allocate_alike(database: Database, batch: list[Case]) -> None:
    with database.engine("etl").connect() as connection:
        loans = write(Bank(connection), batch)
        materiality = run_position(connection)["arrears_materiality"]
        found = {row[0]: row[1:] for row in rows(connection, f"select loan_id, {COLUMNS} from loan_position")}
        for loan, (dues, paid) in zip(loans, batch, strict=True):
            result = allocate(dues, paid, as_of=AS_OF, materiality_ratio=materiality)
            assert found[loan.loan_id] == expected(result)


def position_of(connection: Connection, columns: str) -> tuple[object, ...]:
    run_position(connection)
    return rows(connection, f"select {columns} from loan_position")[0]


def test_a_loan_without_a_schedule_is_outstanding_in_full(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    loan = bank.loan("L", bank.client("C", unit), unit)
    bank.repayment(loan, date(2024, 1, 1), "10.00")
    columns = "outstanding_principal_amount, credit_balance_amount, days_past_due"
    assert position_of(connection, columns) == (Decimal(1000), Decimal(10), 0)


def test_principal_the_schedule_does_not_cover_stays_outstanding(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    loan = bank.loan("L", bank.client("C", unit), unit)
    bank.instalments(loan, [(date(2024, 1, 1), "400.00", "0.00")])
    bank.repayment(loan, date(2024, 1, 1), "400.00")
    assert position_of(connection, "outstanding_principal_amount, is_on_book") == (Decimal(600), True)


def test_a_reversal_opens_the_instalment_again(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    loan = bank.loan("L", bank.client("C", unit), unit)
    bank.instalments(loan, [(date(2024, 6, 1), "1000.00", "0.00")])
    bank.repayment(loan, date(2024, 6, 1), "1000.00")
    bank.repayment(loan, date(2024, 6, 20), "-1000.00")
    assert position_of(connection, "overdue_amount, days_past_due") == (Decimal(1000), 29)
