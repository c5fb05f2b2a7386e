"""Supervised accounts, inflow against revenue, cover of instalments, and the sums of the units."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps
from tests.etl.close.supervised import AS_OF, Till, supervise
from tests.marts import desk


def balance(connection: Connection, till: Till, account: int, day: date, amount: str) -> None:
    connection.exec_driver_sql("select ops.ensure_partitions('core.account_balance', %s, %s)", (day, day))
    connection.exec_driver_sql(
        "insert into core.account_balance (balance_date, client_id, account_id, balance_amount)"
        " values (%s, %s, %s, %s)",
        (day, till.client, account, amount),
    )


def test_supervised_accounts_with_the_flows_of_the_month(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    loan = bank.loan("L", till.client, till.unit)
    repaid = bank.loan("R", till.client, till.unit, closed_date=date(2026, 9, 30))
    watched = till.opened("C-S", "supervised", loan=loan)
    till.opened("C-R", "supervised", loan=repaid)
    till.opened("C-N", "supervised")
    till.moves("70.00", "transfer", "X", on=date(2026, 9, 30), at=watched)
    till.moves("100.00", "transfer", "X", day=0, at=watched)
    till.moves("-30.00", "transfer", "X", day=30, at=watched)
    balance(connection, till, watched, date(2026, 10, 30), "140.00")
    balance(connection, till, watched, date(2026, 9, 30), "9.00")
    supervise(connection)
    columns = "account_code, loan_code, balance_amount, in_amount, out_amount, movement_count"
    assert rows(connection, f"select {columns} from mart.supervised_account order by 1") == [
        ("C-N", None, None, Decimal(0), Decimal(0), 0),
        ("C-S", "L", Decimal(140), Decimal(100), Decimal(30), 2),
    ]


def statement(connection: Connection, till: Till, end: date, received: date | None, revenue: str) -> None:
    connection.exec_driver_sql(
        "insert into core.financial_statement (client_id, period_end_date, received_date, currency, revenue_amount)"
        " values (%s, %s, %s, 'CNY', %s)",
        (till.client, end, received, revenue),
    )


def test_inflow_against_the_revenue_of_the_newest_statement_known(connection: Connection, bank: Bank) -> None:
    """Half a year of 600 is 300 in 3 months and 1,200 in 12; a statement received later is not known yet."""
    till = Till(bank, "C", bank.org_unit("U"))
    savings = till.opened("C-2", "deposit")
    bank.loan("L", till.client, till.unit)
    statement(connection, till, date(2025, 12, 31), None, "500.00")
    statement(connection, till, date(2026, 6, 30), date(2026, 8, 1), "600.00")
    statement(connection, till, date(2026, 9, 30), date(2026, 11, 1), "9.00")
    till.moves("1000.00", "loan_disbursement", day=1)
    till.moves("5.00", "interest", day=1)
    till.moves("50.00", "transfer", "C-1", day=1, at=savings)
    for day, amount in ((date(2025, 10, 31), "1.00"), (date(2025, 11, 1), "20.00"), (date(2026, 8, 1), "300.00"),
                        (date(2026, 8, 2), "4000.00"), (AS_OF, "50000.00")):  # fmt: skip
        till.moves(amount, "transfer", "BUYER", on=day)
    supervise(connection)
    columns = "period_months, revenue_amount, inflow_3_months_amount, inflow_12_months_amount"
    assert rows(connection, f"select {columns} from mart.client_routing") == [
        (6, Decimal(600), Decimal(54000), Decimal(54320))
    ]
    columns = "revenue_3_months_amount, revenue_12_months_amount, routing_count, client_count"
    assert rows(connection, f"select {columns} from mart.org_unit_supervision") == [(Decimal(300), Decimal(1200), 1, 1)]


def test_a_client_without_a_statement_has_no_routing(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    known, unknown = Till(bank, "K", unit), Till(bank, "N", unit)
    for till in (known, unknown):
        bank.loan(f"L{till.client}", till.client, unit)
        till.moves("90.00", "transfer", "BUYER", day=1)
    statement(connection, known, date(2025, 12, 31), None, "1200.00")
    supervise(connection)
    columns = "client_count, routing_count, inflow_3_months_amount, revenue_3_months_amount"
    assert rows(connection, f"select {columns} from mart.org_unit_supervision") == [(2, 1, Decimal(90), Decimal(300))]


def test_nothing_coming_in_is_nothing_routed(connection: Connection, bank: Bank) -> None:
    """A client that only pays out routes nothing through us; one without any movement is not known."""
    unit = bank.org_unit("U")
    paying, silent = Till(bank, "P", unit), Till(bank, "S", unit)
    for till in (paying, silent):
        bank.loan(f"L{till.client}", till.client, unit)
        statement(connection, till, date(2025, 12, 31), None, "1200.00")
    paying.moves("-5.00", "cash", day=1)
    supervise(connection)
    columns = "client_id, inflow_12_months_amount"
    assert rows(connection, f"select {columns} from mart.client_routing") == [(paying.client, Decimal(0))]


def test_units_include_what_is_below_them(connection: Connection, bank: Bank) -> None:
    head = bank.org_unit("H", kind="head_office")
    north, south = bank.org_unit("N", parents=[head]), bank.org_unit("S", parents=[head])
    one, other = Till(bank, "A", north), Till(bank, "B", south)
    one.names(one.draws("LA", "100.00", payment_mode="entrusted"), "SHOP")
    one.moves("-80.00", "transfer", "SHOP", day=1)
    other.draws("LB", "50.00")
    other.moves("-25.00", "cash", day=1)
    bank.loan("LC", other.client, south, disbursed_date=date(2026, 10, 2), currency="USD")
    supervise(connection)
    columns = "loan_count, draw_amount, followed_count, entrusted_amount, red_count"
    question = f"select org_unit_code, currency, {columns} from mart.org_unit_supervision join core.org_unit"
    assert rows(connection, f"{question} using (org_unit_id) order by 1, 2") == [
        ("H", "CNY", 2, Decimal(150), 2, Decimal(80), 1),
        ("H", "USD", 1, Decimal(1000), 0, Decimal(0), 0),
        ("N", "CNY", 1, Decimal(100), 1, Decimal(80), 0),
        ("S", "CNY", 1, Decimal(50), 1, Decimal(0), 1),
        ("S", "USD", 1, Decimal(1000), 0, Decimal(0), 0),
    ]


def test_closing_a_date_again_gives_the_same_rows(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", "100.00")
    till.moves("-40.00", "cash", day=1)
    question = "select as_of, loan_id, check_code, amount from mart.fund_finding order by 1, 2"
    run_steps(connection, AS_OF)
    connection.exec_driver_sql("discard temp")
    first = rows(connection, question)
    run_steps(connection, AS_OF)
    connection.exec_driver_sql("discard temp")
    run_steps(connection, date(2026, 9, 30))
    assert rows(connection, question) == first
    assert [row[2:] for row in first] == [("cash_withdrawal", Decimal(40))]


def test_cover_of_the_next_five_working_days(database: Database) -> None:
    """The bank of the desk: 31 October is a Saturday, so Monday 2 November is the next working day, the 6th the fifth.

    Ann has 200: of the 300 two thirds are there, for the 100 (and 200 of arrears before it) nothing is.
    Fay owes 500 with 1,000 there, Gus 60 of 100 with 60 there.
    """
    desk.build(database)
    columns = "loan_code, due_date, working_days_left, open_amount, short_amount, severity"
    question = f"select {columns} from mart.due_cover where as_of = '2026-10-31' order by 2, 1"
    with database.engine("etl").connect() as connection:
        found = rows(connection, question)
    ann, more, gus, fay = found[-4:]
    assert ann == ("A2", date(2026, 11, 2), 1, Decimal(300), Decimal(100), "yellow")
    assert more == ("A1", date(2026, 11, 3), 2, Decimal(100), Decimal(100), "orange")
    assert gus == ("G1", date(2026, 11, 4), 3, Decimal(60), Decimal(0), None)
    assert fay == ("F1", date(2026, 11, 6), 5, Decimal(500), Decimal(0), None)
    assert [row for row in found[:-4] if row[1] > date(2026, 10, 31)] == []
