"""How loans moved between May and June 2024, added up by hand.

H ─┬─ N    Stays   1,000.00 not due yet in either month
   │       Pays      900.00 not due yet, 300.00 of it paid in June
   │       Rolls     500.00 fell due 20 May: 11 days in May, 41 in June
   │       Cures     200.00 fell due 10 May, paid on 5 June for all but the interest-free rest: gone
   └─ S    Bad       400.00 fell due 20 March: 72 days in May, 102 in June, so substandard
           New       150.00 disbursed on 10 June
           Dollar    USD 70.00 paid off in June
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from etl.close.run import close
from etl.close.status import close_status
from etl.progress import silent
from schema.storage.database import Database
from tests.etl.close.bank import LONG_AGO, Bank, rows

APRIL, MAY, MID_JUNE, JUNE = date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 15), date(2024, 6, 30)
LATER = date(2024, 12, 1)


def write(bank: Bank) -> None:
    head = bank.org_unit("H", kind="head_office")
    north, south = bank.org_unit("N", parents=[head]), bank.org_unit("S", parents=[head])
    facts = [
        ("Stays", north, "1000.00", LATER, None), ("Pays", north, "900.00", LATER, "300.00"),
        ("Rolls", north, "500.00", date(2024, 5, 20), None), ("Cures", north, "200.00", date(2024, 5, 10), "200.00"),
        ("Bad", south, "400.00", date(2024, 3, 20), None), ("New", south, "150.00", LATER, None),
        ("Dollar", south, "70.00", LATER, "70.00"),
    ]  # fmt: skip
    for code, unit, principal, due, paid in facts:
        terms: dict[str, Any] = {"currency": "USD"} if code == "Dollar" else {}
        terms["disbursed_date"] = date(2024, 6, 10) if code == "New" else LONG_AGO
        client = bank.client(code, unit, kind="personal")
        loan = bank.loan(code, client, unit, principal_amount=principal, scheme="retail_2023", **terms)
        bank.instalments(loan, [(due, principal, "0.00")])
        if paid:
            bank.repayment(loan, date(2024, 6, 5), paid)


@pytest.fixture(scope="module")
def bank_database(database: Database) -> Database:
    """The bank after the closes of May and June."""
    with database.engine("etl").begin() as connection:
        write(Bank(connection))
    close(database, MAY, progress=silent)
    close(database, JUNE, progress=silent)
    return database


@pytest.fixture
def closed(bank_database: Database, connection: Connection) -> Connection:
    """The loader's connection to the closed bank."""
    return connection


def moves(connection: Connection, state: str, unit: str) -> list[tuple[Any, ...]]:
    amounts = "loan_count, opening_amount::text, closing_amount::text, retained_amount::text"
    question = f"""select currency, from_{state}, to_{state}, {amounts} from mart.org_unit_{state}_movement
                   join core.org_unit using (org_unit_id) where org_unit_code = '{unit}' and as_of = '{JUNE}'
                   order by 1, 2, 3"""
    return rows(connection, question)


def test_buckets_of_the_bank(closed: Connection) -> None:
    assert moves(closed, "bucket", "H") == [
        ("CNY", "current", "current", 2, "1900.00", "1600.00", "1600.00"),
        ("CNY", "d1_30", "closed", 1, "200.00", "0.00", "0.00"),
        ("CNY", "d1_30", "d31_60", 1, "500.00", "500.00", "500.00"),
        ("CNY", "d61_90", "d91_180", 1, "400.00", "400.00", "400.00"),
        ("CNY", "new", "current", 1, "0.00", "150.00", "0.00"),
        ("USD", "current", "closed", 1, "70.00", "0.00", "0.00"),
    ]


def test_classes_of_a_branch(closed: Connection) -> None:
    assert moves(closed, "class", "S") == [
        ("CNY", "new", "normal", 1, "0.00", "150.00", "0.00"),
        ("CNY", "special_mention", "substandard", 1, "400.00", "400.00", "400.00"),
        ("USD", "normal", "closed", 1, "70.00", "0.00", "0.00"),
    ]


def test_the_first_close_has_nothing_to_compare_with(closed: Connection) -> None:
    assert rows(closed, f"select count(*) from mart.org_unit_bucket_movement where as_of = '{MAY}'") == [(0,)]
    assert rows(closed, "select as_of, compared_as_of from mart.movement_basis order by 1") == [
        (MAY, None),
        (JUNE, MAY),
    ]


def test_every_margin_is_the_balance_of_the_book(closed: Connection) -> None:
    """Opening 1,000 + 900 + 500 + 200 + 400; closing 1,000 + 600 + 500 + 400 + 150; the dollars went."""
    question = f"""select check_name, currency, mart_value::text, fact_value::text from mart.reconciliation
                   where as_of = '{JUNE}' and check_name ~ 'movement' order by 1, 2"""
    opening, closing = ("3000.00", "3000.00"), ("2650.00", "2650.00")
    usd, none = ("70.00", "70.00"), ("0.00", "0.00")
    assert rows(closed, question) == [
        ("closing of the movement by bucket", "CNY", *closing), ("closing of the movement by bucket", "USD", *none),
        ("closing of the movement by class", "CNY", *closing), ("closing of the movement by class", "USD", *none),
        ("long overdue in the movement", "CNY", "400.00", "400.00"), ("long overdue in the movement", "USD", *none),
        ("non performing in the movement", "CNY", "400.00", "400.00"),
        ("non performing in the movement", "USD", *none),
        ("opening of the movement by bucket", "CNY", *opening), ("opening of the movement by bucket", "USD", *usd),
        ("opening of the movement by class", "CNY", *opening), ("opening of the movement by class", "USD", *usd),
    ]  # fmt: skip


MARGINS = """
with moved as (
    select as_of, org_unit_id, currency, 'bucket' as kind, to_bucket as state, sum(closing_amount) as amount,
           sum(loan_count) as loan_count
    from mart.org_unit_bucket_movement where to_bucket <> 'closed' group by 1, 2, 3, 5
    union all
    select as_of, org_unit_id, currency, 'class', to_class, sum(closing_amount), sum(loan_count)
    from mart.org_unit_class_movement where to_class <> 'closed' group by 1, 2, 3, 5
), book as (
    select as_of, org_unit_id, currency, 'bucket' as kind, bucket as state, outstanding_principal_amount as amount,
           loan_count
    from mart.org_unit_bucket
    union all
    select as_of, org_unit_id, currency, 'class', risk_class, outstanding_principal_amount, loan_count
    from mart.org_unit_class
)
select * from (select * from book where as_of = '2024-06-30' except all select * from moved) as missing
union all
select * from (select * from moved except all select * from book) as too_much
"""


def test_every_state_of_every_unit_adds_up_to_the_same_balance(closed: Connection) -> None:
    assert rows(closed, MARGINS) == []
    total = "select sum(outstanding_principal_amount)::text from mart.org_unit_portfolio p"
    head = f"{total} join core.org_unit u using (org_unit_id) where u.org_unit_code = 'H' and as_of = '{JUNE}'"
    assert rows(closed, head) == [("2650.00",)]


def test_a_loan_that_changed_units_is_counted_where_it_is(fresh_database: Database) -> None:
    with fresh_database.engine("etl").begin() as connection:
        bank = Bank(connection)
        one, other = bank.org_unit("U"), bank.org_unit("V")
        bank.overdue_loan("L", bank.client("C", one), one, as_of=MAY, days=-90, principal="10.00")
    close(fresh_database, MAY, progress=silent)
    with fresh_database.engine("etl").begin() as connection:
        connection.exec_driver_sql(f"update core.loan set org_unit_id = {other}")
    close(fresh_database, JUNE, progress=silent)
    with fresh_database.engine("etl").begin() as connection:
        assert moves(connection, "bucket", "U") == []
        assert moves(connection, "bucket", "V") == [("CNY", "current", "current", 1, "10.00", "10.00", "10.00")]


def stale(database: Database) -> dict[date, str | None]:
    with database.engine("etl").connect() as connection:
        return {each.as_of: each.stale_reason for each in close_status(connection).stale_dates}


class TestOutOfOrder:
    """The date a close is compared with may be closed, or closed again, after it."""

    @pytest.fixture
    @staticmethod
    def lender(fresh_database: Database) -> Database:
        with fresh_database.engine("etl").begin() as connection:
            write(Bank(connection))
        return fresh_database

    def test_an_earlier_month_end_that_is_closed_later(self, lender: Database) -> None:
        close(lender, APRIL, progress=silent)
        close(lender, JUNE, progress=silent)
        assert stale(lender) == {}
        close(lender, MAY, progress=silent)
        told = "the close of 2024-05-31, with which it is compared, is new or has changed"
        assert stale(lender) == {JUNE: told}
        close(lender, JUNE, progress=silent)
        assert stale(lender) == {}

    def test_the_same_figures_again_leave_later_closes_alone(self, lender: Database) -> None:
        for on in (MAY, JUNE, MAY):
            close(lender, on, progress=silent)
        assert stale(lender) == {}

    def test_other_figures_make_later_closes_stale(self, lender: Database) -> None:
        for on in (MAY, JUNE):
            close(lender, on, progress=silent)
        with lender.engine("etl").begin() as connection:
            connection.exec_driver_sql("update core.loan set closed_date = '2024-05-30' where loan_code = 'Stays'")
        close(lender, MAY, progress=silent)
        assert list(stale(lender)) == [JUNE]

    def test_a_date_within_the_month_is_compared_with_the_month_end_and_nobody_with_it(self, lender: Database) -> None:
        for on in (MAY, MID_JUNE, JUNE, MID_JUNE):
            close(lender, on, progress=silent)
        with lender.engine("etl").connect() as connection:
            found = rows(connection, "select as_of, compared_as_of from mart.movement_basis order by 1")
        assert found == [(MAY, None), (MID_JUNE, MAY), (JUNE, MAY)]
        assert stale(lender) == {}
