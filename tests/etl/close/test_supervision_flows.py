"""Where the money of a draw went: every rule on amounts one can add up by hand."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection

from tests.etl.close.bank import Bank, rows
from tests.etl.close.supervised import AS_OF, DRAWN, Till, supervise

FLOWS = """
    select f.destination, f.amount, f.returned_amount from mart.fund_flow f join mart.fund_use u
    using (as_of, client_id, loan_id) where u.loan_code = '{}' order by 1
"""


def flows(connection: Connection, loan: str = "L") -> dict[str, Decimal | tuple[Decimal, Decimal]]:
    """Amount by destination; beside it what came back, where something did."""
    found = rows(connection, FLOWS.format(loan))
    return {where: (amount, back) if back else amount for where, amount, back in found}


def test_the_example_of_the_rule(connection: Connection, bank: Bank) -> None:
    """100 drawn: 60 to the supplier, 30 to a broker, of 30 in wages only the 10 that are left; 55 come back."""
    till = Till(bank, "C", bank.org_unit("U"))
    till.names(till.draws("L", "100.00", payment_mode="entrusted"), "SUPPLIER")
    till.moves("-60.00", "transfer", "SUPPLIER", day=1)
    till.moves("-30.00", "securities", "BROKER", day=3)
    till.moves("-30.00", "payroll", day=4)
    till.moves("55.00", "transfer", "SUPPLIER", day=8)
    supervise(connection)
    assert flows(connection) == {
        "entrusted": (Decimal(60), Decimal(55)), "operating": Decimal(10), "prohibited": Decimal(30)
    }  # fmt: skip


def test_what_is_not_spent_within_thirty_days_is_on_the_account(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    drawn = AS_OF - timedelta(days=40)
    till.draws("L", "100.00", on=drawn)
    till.moves("-15.00", "cash", on=drawn + timedelta(days=30))
    till.moves("-20.00", "cash", on=drawn + timedelta(days=31))
    till.moves("-25.00", "cash", on=drawn - timedelta(days=1))
    supervise(connection)
    assert flows(connection) == {"cash": Decimal(15), "on_account": Decimal(85)}


def test_every_kind_of_destination(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    till, sister = Till(bank, "C", unit), Till(bank, "S", unit)
    connection.exec_driver_sql(
        "insert into core.client_group (client_group_id, client_group_code, name) values (1, 'G', 'Group')"
    )
    connection.exec_driver_sql(
        "insert into core.client_group_member (client_id, client_group_id, valid_from) values (%s, 1, '2020-01-01'),"
        " (%s, 1, '2020-01-01')",
        (till.client, sister.client),
    )
    till.names(till.draws("L", "100.00", payment_mode="self"), "SUPPLIER")
    paid = {"transfer": "SUPPLIER", "wealth": "FUND", "property": "HOUSES", "tax": "TREASURY", "cash": None}
    for kind, payee in paid.items():
        till.moves("-10.00", kind, payee, day=2)
    till.moves("-11.00", "transfer", "SOMEBODY", day=2)
    till.moves("-12.00", "transfer", "S-1", day=2)
    till.moves("-13.00", "loan_repayment", day=2)
    till.moves("-14.00", "transfer", None, day=2, name="Client C")
    supervise(connection)
    assert flows(connection) == {
        "self_payment": Decimal(10), "prohibited": Decimal(20), "operating": Decimal(10), "cash": Decimal(10),
        "outside_payee": Decimal(11), "related_party": Decimal(12), "loan_repayment": Decimal(13),
        "other": Decimal(14),
    }  # fmt: skip


def test_a_mortgage_buys_property_and_a_contract_without_payees_has_none_outside(
    connection: Connection, bank: Bank
) -> None:
    till = Till(bank, "C", bank.org_unit("U"), kind="personal")
    till.draws("L", "100.00", kind="mortgage")
    till.moves("-100.00", "property", "HOUSES", day=1)
    supervise(connection)
    assert flows(connection) == {"unnamed_payee": Decimal(100)}


def test_own_accounts_and_bounced_debits_are_no_payments(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    savings = till.opened("C-2", "deposit")
    till.draws("L", "100.00")
    till.moves("-40.00", "transfer", "C-2", day=1)
    till.moves("40.00", "transfer", "C-1", day=1, at=savings)
    till.moves("-7.00", "transfer", None, day=2, name="Client C")
    till.moves("7.00", "transfer", None, day=2, name="Client C", at=savings)
    till.moves("-30.00", "transfer", "SHOP", day=3)
    till.moves("30.00", "returned", "SHOP", day=3)
    till.moves("-5.00", "cash", day=4, at=savings)
    supervise(connection)
    assert flows(connection) == {"cash": Decimal(5), "on_account": Decimal(95)}


def test_a_supervised_account_lets_go_of_what_it_hands_on(connection: Connection, bank: Bank) -> None:
    """Of 100 the supervised account pays 60 and hands 25 on; only then, and for 25, do other accounts count."""
    till = Till(bank, "C", bank.org_unit("U"))
    loan = bank.loan("L", till.client, till.unit, principal_amount="100.00", disbursed_date=DRAWN)
    watched = till.opened("C-S", "supervised", loan=loan)
    till.moves("100.00", "loan_disbursement", at=watched)
    till.moves("-50.00", "cash", day=1)
    till.moves("-60.00", "transfer", "SHOP", day=2, at=watched)
    till.moves("-25.00", "transfer", "C-1", day=5, at=watched)
    till.moves("25.00", "transfer", "C-S", day=5)
    till.moves("-30.00", "payroll", day=6)
    supervise(connection)
    assert flows(connection) == {"unnamed_payee": Decimal(60), "operating": Decimal(25), "on_account": Decimal(15)}


def test_a_payment_belongs_to_one_loan(connection: Connection, bank: Bank) -> None:
    """To the loan whose contract names the payee, else to the one disbursed last."""
    till = Till(bank, "C", bank.org_unit("U"))
    till.names(till.draws("L", "100.00", payment_mode="self"), "SUPPLIER")
    till.draws("M", "100.00", on=DRAWN + timedelta(days=1))
    till.moves("-30.00", "transfer", "SUPPLIER", day=2)
    till.moves("-20.00", "cash", day=2)
    supervise(connection)
    assert flows(connection) == {"self_payment": Decimal(30), "on_account": Decimal(70)}
    assert flows(connection, "M") == {"cash": Decimal(20), "on_account": Decimal(80)}


def test_a_return_needs_seven_days_and_a_fifth(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    till.draws("L", "400.00")
    for payee, amount, day in (("A", "80.00", 7), ("B", "79.99", 7), ("C", "120.00", 6), ("D", "100.00", 8)):
        till.moves("-100.00", "transfer", payee, day=0)
        till.moves(amount, "transfer", payee, day=day)
    supervise(connection)
    assert flows(connection) == {"unnamed_payee": (Decimal(400), Decimal(180))}


def test_nothing_is_said_of_what_cannot_be_followed(connection: Connection, bank: Bank) -> None:
    unit = bank.org_unit("U")
    Till(bank, "C", unit).draws("L", "100.00")
    quiet, off = Till(bank, "Q", unit), Till(bank, "O", unit)
    for till, code in ((quiet, "N"), (off, "M")):
        bank.loan(code, till.client, unit, disbursed_date=DRAWN)
    off.moves("-50.00", "cash", day=1)
    supervise(connection)
    assert rows(connection, "select loan_code, state from mart.fund_use order by 1") == [
        ("L", "followed"), ("M", "no_credit"), ("N", "no_movements")
    ]  # fmt: skip
    assert flows(connection, "M") == flows(connection, "N") == {}


def test_only_loans_of_the_last_ninety_days(connection: Connection, bank: Bank) -> None:
    till = Till(bank, "C", bank.org_unit("U"))
    for code, days in (("TODAY", 0), ("FIRST", 89), ("BEFORE", 90)):
        till.draws(code, "100.00", on=AS_OF - timedelta(days=days))
    till.draws("LATER", "100.00", on=date(2026, 11, 1))
    supervise(connection)
    assert [row[0] for row in rows(connection, "select loan_code from mart.fund_use order by 1")] == ["FIRST", "TODAY"]
