"""A bank one can add up by hand, and what the close of 30 June 2024 makes of it.

H ─┬─ N ─── N1      N1: Ann (corporate)  A1 1,000.00, half repaid on time
   └─ S                 Ben (personal)   B1 300.00 in three parts, two of them unpaid for 100 and 40 days
                    S:  Ben              B2 200.00, not due yet; Cat C1 in USD 50.00, repaid: off the book
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
HUNDRED_DAYS_AGO, FORTY_DAYS_AGO = date(2024, 3, 22), date(2024, 5, 21)


def write(bank: Bank) -> None:
    head = bank.org_unit("H", kind="head_office")
    north = bank.org_unit("N", parents=[head])
    sub = bank.org_unit("N1", parents=[north, head], kind="sub_branch")
    south = bank.org_unit("S", parents=[head])
    ann, ben = bank.client("Ann", sub), bank.client("Ben", sub, kind="personal")
    cat = bank.client("Cat", south, kind="personal")
    a1 = bank.loan("A1", ann, sub, principal_amount="1000.00")
    bank.instalments(a1, [(date(2024, 6, 1), "500.00", "20.00"), (date(2024, 9, 1), "500.00", "10.00")])
    bank.repayment(a1, date(2024, 6, 1), "520.00")
    b1 = bank.loan("B1", ben, sub, principal_amount="300.00", kind="personal", scheme="retail_2023")
    parts = [(HUNDRED_DAYS_AGO, "100.00", "2.00"), (FORTY_DAYS_AGO, "100.00", "2.00"), (AS_OF, "100.00", "1.00")]
    bank.instalments(b1, parts)
    bank.repayment(b1, date(2024, 4, 1), "32.00")
    b2 = bank.loan("B2", ben, south, principal_amount="200.00", kind="mortgage")
    bank.instalments(b2, [(date(2024, 7, 1), "200.00", "5.00")])
    c1 = bank.loan("C1", cat, south, principal_amount="50.00", currency="USD")
    bank.instalments(c1, [(date(2024, 6, 30), "50.00", "0.00")])
    bank.repayment(c1, date(2024, 6, 29), "60.00")
    sales(bank.connection, north=north, south=south)


def sales(connection: Connection, *, north: int, south: int) -> None:
    """In June 70 sold in the north and 20 of May taken back; a sale of last year; one after the date."""
    facts = [
        ("1", date(2024, 5, 5), north, 100, None), ("2", date(2024, 6, 1), north, 70, None),
        ("3", date(2024, 6, 30), north, -20, "1"), ("4", date(2024, 1, 1), south, 5, None),
        ("5", date(2023, 12, 31), south, 900, None), ("6", date(2024, 7, 1), south, 900, None),
    ]  # fmt: skip
    connection.exec_driver_sql(
        "insert into core.sale (sale_code, sold_date, org_unit_id, amount, currency, returned_sale_code)"
        " values (%s, %s, %s, %s, 'CNY', %s)",
        facts,
    )


@pytest.fixture(scope="module")
def closed(database: Database) -> Any:
    """The bank after the steps of its close, in one open transaction for all tests of the module."""
    with database.engine("etl").connect() as connection:
        write(Bank(connection))
        run_steps(connection, AS_OF)
        yield connection


def test_snapshot(closed: Connection) -> None:
    """Of the 32.00 on B1, 2.00 is interest and 30.00 principal: 70.00 + 102.00 are overdue, today's part is not."""
    assert rows(
        closed,
        """select loan_code, outstanding_principal_amount::text, s.due_amount::text, paid_amount::text,
                  overdue_amount::text, overdue_principal_amount::text, oldest_unpaid_date, days_past_due, bucket,
                  risk_class, next_due_date, next_due_amount::text
           from core.loan_snapshot s join core.loan using (client_id, loan_id) order by loan_code""",
    ) == [
        ("A1", "500.00", "520.00", "520.00", "0.00", "0.00", None, 0, "current", "normal",
         date(2024, 9, 1), "510.00"),
        ("B1", "270.00", "305.00", "32.00", "172.00", "170.00", HUNDRED_DAYS_AGO, 100, "d91_180", "substandard",
         None, None),
        ("B2", "200.00", "0.00", "0.00", "0.00", "0.00", None, 0, "current", "normal", date(2024, 7, 1), "205.00"),
    ]  # fmt: skip


def test_portfolio_of_a_unit_includes_everything_below_and_counts_a_client_once(closed: Connection) -> None:
    """H: 970.00, of which 270.00 bad; specific 25 % of it, general 1 % of all, required 150 % of the bad."""
    columns = """org_unit_code, loan_count, client_count, outstanding_principal_amount::text,
                 special_mention_amount::text, non_performing_amount::text, over_90_days_amount::text,
                 overdue_loan_count, overdue_amount::text, general_allowance_amount::text,
                 specific_allowance_amount::text, required_allowance_amount::text"""
    question = f"select {columns} from mart.org_unit_portfolio join core.org_unit using (org_unit_id) order by 1"
    assert rows(closed, question) == [
        ("H", 3, 2, "970.00", "0.00", "270.00", "270.00", 1, "172.00", "9.70", "67.50", "405.00"),
        ("N", 2, 2, "770.00", "0.00", "270.00", "270.00", 1, "172.00", "7.70", "67.50", "405.00"),
        ("N1", 2, 2, "770.00", "0.00", "270.00", "270.00", 1, "172.00", "7.70", "67.50", "405.00"),
        ("S", 1, 1, "200.00", "0.00", "0.00", "0.00", 0, "0.00", "2.00", "0.00", "5.00"),
    ]


def of_head_office(connection: Connection, mart: str, columns: str) -> list[tuple[Any, ...]]:
    question = f"select {columns} from mart.{mart} join core.org_unit using (org_unit_id)"
    return rows(connection, f"{question} where org_unit_code = 'H' order by 1")


def test_class_bucket_and_kind_of_head_office(closed: Connection) -> None:
    balance = "loan_count, outstanding_principal_amount::text"
    assert of_head_office(closed, "org_unit_class", f"risk_class, {balance}") == [
        ("normal", 2, "700.00"),
        ("substandard", 1, "270.00"),
    ]
    assert of_head_office(closed, "org_unit_bucket", f"bucket, {balance}, overdue_amount::text") == [
        ("current", 2, "700.00", "0.00"),
        ("d91_180", 1, "270.00", "172.00"),
    ]
    assert of_head_office(
        closed, "org_unit_loan_kind", f"mart.org_unit_loan_kind.kind, {balance}, non_performing_amount::text"
    ) == [
        ("mortgage", 1, "200.00", "0.00"),
        ("personal", 1, "270.00", "270.00"),
        ("working_capital", 1, "500.00", "0.00"),
    ]


def test_overdue_loans(closed: Connection) -> None:
    question = "select client_code, client_name, loan_code, overdue_amount::text, days_past_due from mart.overdue_loan"
    assert rows(closed, question) == [("Ben", "Client Ben", "B1", "172.00", 100)]


def test_sales_of_the_month_and_the_year(closed: Connection) -> None:
    columns = "org_unit_code, sale_count, sold_amount::text, returned_amount::text, year_to_date_amount::text"
    question = f"select {columns} from mart.org_unit_sales join core.org_unit using (org_unit_id) order by 1"
    assert rows(closed, question) == [
        ("H", 1, "70.00", "20.00", "155.00"),
        ("N", 1, "70.00", "20.00", "150.00"),
        ("S", 0, "0.00", "0.00", "5.00"),
    ]


def test_marts_reconcile_with_facts(closed: Connection) -> None:
    question = "select check_name, currency, mart_value::text, fact_value::text from mart.reconciliation order by 1, 2"
    balance = ("970.00", "970.00")
    assert rows(closed, question) == [
        ("number of loans", "CNY", "3.00", "3.00"),
        ("outstanding by bucket", "CNY", *balance),
        ("outstanding by class", "CNY", *balance),
        ("outstanding by industry", "CNY", *balance),
        ("outstanding by kind", "CNY", *balance),
        ("outstanding by maturity", "CNY", *balance),
        ("outstanding by stage", "CNY", *balance),
        ("outstanding in the portfolio", "CNY", *balance),
        ("outstanding in the snapshot", "CNY", *balance),
        ("outstanding in the snapshot", "USD", "0.00", "0.00"),
        ("overdue by bucket", "CNY", "172.00", "172.00"),
        ("sales of the year", "CNY", "155.00", "155.00"),
    ]
