"""What a close notices about the data."""

from datetime import date
from typing import Any

from sqlalchemy import Connection

from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)


def findings(connection: Connection) -> dict[str, tuple[str, Any]]:
    run_steps(connection, AS_OF)
    question = "select code, sentence, figures from ops.finding where load_batch_id is null"
    return {code: (sentence, figures) for code, sentence, figures in rows(connection, question)}


def assign(connection: Connection, client_id: int, staff: str, *, loan_id: int | None = None) -> None:
    connection.exec_driver_sql(
        "insert into core.staff (staff_code, name, org_unit_id)"
        " select %(s)s, %(s)s, min(org_unit_id) from core.org_unit",
        {"s": staff},
    )
    connection.exec_driver_sql(
        "insert into core.assignment (client_id, loan_id, staff_id, role, share_percent, valid_from, valid_to)"
        " select %s, %s, staff_id, 'client_manager', 50, '2024-01-01', '2024-06-30' from core.staff"
        " where staff_code = %s",
        (client_id, loan_id, staff),
    )


def test_a_clean_bank_has_none(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    bank.overdue_loan("L", client, unit, as_of=AS_OF, days=5, principal="100.00")
    assign(connection, client, "S")
    assert findings(connection) == {}


def test_schedules_missing_and_wrong(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    assign(connection, client, "S")
    bank.loan("L1", client, unit)
    short = bank.loan("L2", client, unit)
    bank.instalments(short, [(date(2024, 7, 1), "999.99", "1.00")])
    found = findings(connection)
    assert found == {
        "loan_without_schedule": (
            "Live loans without a schedule, of which nothing ever falls due: 1.",
            {"count": 1, "examples": ["L1"]},
        ),
        "schedule_differs_from_principal": (
            "Delivered schedules that do not add up to the principal of their loan: 1.",
            {"count": 1, "examples": ["L2"]},
        ),
    }


def test_credit_balances_of_loans_that_left_the_book_are_counted_too(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    client = bank.client("C", unit)
    assign(connection, client, "S")
    for no in range(7):
        loan = bank.overdue_loan(f"L{no}", client, unit, as_of=AS_OF, days=5, principal="100.00")
        bank.repayment(loan, AS_OF, "100.01")
    assert findings(connection) == {
        "repaid_more_than_owed": (
            "Loans that have received more than all their instalments, the rest being a credit balance: 7.",
            {"count": 7, "examples": ["L0", "L1", "L2", "L3", "L4"]},
        )
    }


def test_client_managers_none_and_several(connection: Connection, bank: Bank) -> None:
    """C is managed by two; of D's loans one is managed by itself and one by nobody."""
    unit = bank.org_unit("U")
    both, single = bank.client("C", unit), bank.client("D", unit)
    loans = [
        bank.overdue_loan(code, client, unit, as_of=AS_OF, days=5, principal="100.00")
        for code, client in [("L1", both), ("L2", single), ("L3", single)]
    ]
    assign(connection, both, "S1")
    assign(connection, both, "S2")
    assign(connection, single, "S3", loan_id=loans[1].loan_id)
    assert findings(connection) == {
        "loan_without_client_manager": (
            "Loans without a client manager on this date: 1.",
            {"count": 1, "examples": ["L3"]},
        ),
        "client_with_several_managers": (
            "Clients with more than one client manager on this date: 1.",
            {"count": 1, "examples": ["C"]},
        ),
    }


def test_transactions_of_the_month_without_an_account(connection: Connection, bank: Bank) -> None:
    days = [date(2024, 5, 31), date(2024, 6, 1), date(2024, 6, 30), date(2024, 7, 1)]
    for day in days:
        connection.exec_driver_sql("select ops.ensure_partitions('core.account_transaction', %s, %s)", (day, day))
        connection.exec_driver_sql(
            "insert into core.account_transaction"
            " (booked_date, client_id, account_id, transaction_code, amount, kind) values (%s, 1, 1, %s, 1, 'cash')",
            (day, str(day)),
        )
    assert findings(connection) == {
        "transaction_without_account": (
            "Account transactions of the month that belong to no known account: 2.",
            {"count": 2, "examples": ["2024-06-01", "2024-06-30"]},
        )
    }


def test_closing_again_replaces_findings_and_leaves_those_of_loads(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    bank.loan("L", bank.client("C", unit), unit)
    connection.exec_driver_sql(
        "insert into ops.finding (load_batch_id, as_of, code, sentence)"
        " select null, '2024-05-31', 'loan_without_schedule', 'Of another date.'"
    )
    assert set(findings(connection)) == {"loan_without_schedule", "loan_without_client_manager"}
    assert len(rows(connection, "select from ops.finding")) == 3
