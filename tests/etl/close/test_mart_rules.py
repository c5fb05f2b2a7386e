"""Single rules of the marts, each with a bank of its own."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)


def test_a_unit_outside_the_tree_shows_as_a_difference(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    bank.overdue_loan("L", bank.client("C", unit), unit, as_of=AS_OF, days=-1, principal="100.00")
    connection.exec_driver_sql("delete from core.org_unit_closure")
    run_steps(connection, AS_OF)
    question = "select check_name from mart.reconciliation where mart_value <> fact_value order by 1"
    assert [row[0] for row in rows(connection, question)] == [
        "number of loans", "outstanding by bucket", "outstanding by class",
        "outstanding by industry", "outstanding by kind", "outstanding by maturity", "outstanding by stage",
        "outstanding in the portfolio",
    ]  # fmt: skip


def test_provisions(connection: Connection, bank: Bank) -> None:
    """W3 in yuan: specific 1.87 million, general 1.00 million, required 6.00 million."""
    unit = bank.org_unit("U")
    book = {0: "90000000", 1: "6000000", 91: "2000000", 271: "1500000", 361: "500000"}
    for days, principal in book.items():
        client = bank.client(f"C{days}", unit, kind="personal")
        bank.overdue_loan(f"L{days}", client, unit, as_of=AS_OF, days=days, principal=principal)
    run_steps(connection, AS_OF)
    columns = """outstanding_principal_amount, non_performing_amount, specific_allowance_amount,
                 general_allowance_amount, required_allowance_amount"""
    assert rows(connection, f"select {columns} from mart.org_unit_portfolio") == [
        tuple(map(Decimal, ("100000000.00", "4000000.00", "1870000.00", "1000000.00", "6000000.00")))
    ]


def test_differences_to_what_the_bank_delivered(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    loan = bank.overdue_loan("L", bank.client("C", unit), unit, as_of=AS_OF, days=91, principal="100.00")
    gone = bank.loan("G", bank.client("D", unit), unit, closed_date=AS_OF)
    bank.delivered(
        loan, AS_OF, outstanding_principal_amount="100.01", overdue_amount="90.00", days_past_due=90,
        risk_class="special_mention",
    )  # fmt: skip
    bank.delivered(gone, AS_OF, outstanding_principal_amount="1000.00", days_past_due=0)
    run_steps(connection, AS_OF)
    question = "select loan_code, measure, delivered, computed from mart.delivered_difference order by 1, 2"
    assert rows(connection, question) == [
        ("G", "outstanding_principal", "1000.00", "0.00"),
        ("L", "days_past_due", "90", "91"),
        ("L", "overdue_amount", "90.00", "100.00"),
        ("L", "risk_class", "special_mention", "substandard"),
    ]
