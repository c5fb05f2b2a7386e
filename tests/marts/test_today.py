"""Loans that need somebody, who carries them, and what falls due, counted by hand on every boundary day."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from schema.domain.words import RiskClass
from schema.marts.today_dues import Due, dues
from schema.marts.today_loans import NONE, ORANGE, RED, YELLOW, LoanNeeds, loan_needs
from schema.marts.today_managers import manager_books
from schema.marts.today_scope import Scope
from schema.storage.database import Database
from tests.marts.desk import BEFORE, NOW, Desk, build


@pytest.fixture(scope="module")
def desk(database: Database) -> Desk:
    return build(database)


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine("app", "operator").connect() as connection:
        yield connection


@pytest.fixture
def bank(desk: Desk) -> Scope:
    return Scope(org_unit_ids=(desk.units["Bank"],))


def reasons(needs: LoanNeeds) -> dict[str, tuple[int, str]]:
    """By loan: severity and initials of the reasons."""
    return {
        row.loan_code: (
            row.severity,
            "".join(
                letter
                for letter, holds in zip(
                    "ncwm", (row.is_newly_overdue, row.is_crossing, row.is_worse, row.is_maturing), strict=True
                )
                if holds
            ),
        )
        for row in needs.rows
    }


def test_every_loan_with_a_reason_worst_first(connection: Connection, bank: Scope) -> None:
    """61 days cross in exactly 30, 60 do not; 84 cross in exactly 7; maturing counts from the date to the 60th day."""
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE)
    assert list(reasons(needs).items()) == [
        ("C1", (RED, "c")),
        ("E1", (RED, "w")),
        ("B1", (ORANGE, "c")),
        ("C2", (ORANGE, "c")),
        ("A1", (ORANGE, "nw")),
        ("D1", (YELLOW, "m")),
        ("D2", (YELLOW, "m")),
        ("D3", (NONE, "m")),
        ("D4", (NONE, "m")),
    ]


def test_counts_are_of_all_of_them_however_few_are_shown(connection: Connection, bank: Scope) -> None:
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE, most=2)
    assert [row.loan_code for row in needs.rows] == ["C1", "E1"]
    assert (needs.count, list(needs.by_severity)) == (9, [2, 2, 3, 2])
    counts = (needs.newly_overdue_count, needs.crossing_count, needs.worse_count, needs.maturing_count)
    assert counts == (1, 3, 2, 4)


def test_one_loan_with_everything_about_it(connection: Connection, bank: Scope, desk: Desk) -> None:
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE)
    a1 = next(row for row in needs.rows if row.loan_code == "A1")
    assert (a1.client_code, a1.client_name, a1.org_unit_id) == ("Ann", "Client Ann", desk.units["East"])
    assert (a1.overdue_amount, a1.oldest_unpaid_date, a1.unpaid_count) == (Decimal("200.00"), date(2026, 10, 10), 2)
    assert (a1.class_before, a1.risk_class) == (RiskClass.NORMAL, RiskClass.SPECIAL_MENTION)
    assert a1.manager == "Mei"


def test_the_day_a_loan_crosses(connection: Connection, bank: Scope) -> None:
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE)
    days = {row.loan_code: row.crossing_date for row in needs.rows if row.is_crossing}
    assert days == {"C1": date(2026, 11, 7), "C2": date(2026, 11, 8), "B1": date(2026, 11, 30)}


def test_nobody_leads_a_loan_without_client_manager(connection: Connection, bank: Scope) -> None:
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE)
    assert {row.manager for row in needs.rows if row.client_code == "Dan"} == {None}


def test_a_loan_more_than_90_days_past_due_is_not_counted_by_instalments(connection: Connection, bank: Scope) -> None:
    needs = loan_needs(connection, scope=bank, as_of=NOW, previous=BEFORE)
    assert {row.loan_code: row.unpaid_count for row in needs.rows if row.days_past_due} == {
        "C1": 1, "E1": 0, "B1": 1, "C2": 1, "A1": 2,
    }  # fmt: skip


def test_without_a_close_before_nothing_is_new(connection: Connection, bank: Scope) -> None:
    found = reasons(loan_needs(connection, scope=bank, as_of=NOW, previous=None))
    assert "A1" not in found
    assert "E1" not in found
    assert found["C1"] == (RED, "c")


def test_a_unit_of_the_tree_only(connection: Connection, bank: Scope, desk: Desk) -> None:
    east = replace(bank, org_unit_ids=(desk.units["East"],))
    assert set(reasons(loan_needs(connection, scope=east, as_of=NOW, previous=BEFORE))) == {"E1", "B1", "A1"}
    both = replace(bank, org_unit_ids=(desk.units["East"], desk.units["West"]))
    assert loan_needs(connection, scope=both, as_of=NOW, previous=BEFORE).count == 9
    nowhere = replace(bank, org_unit_ids=())
    assert loan_needs(connection, scope=nowhere, as_of=NOW, previous=BEFORE) == LoanNeeds()


def test_on_the_first_close_there_was_nothing_to_do_but_the_overdue(connection: Connection, bank: Scope) -> None:
    """On 30 September the oldest, E1, stood at 60 days."""
    assert loan_needs(connection, scope=bank, as_of=BEFORE, previous=None).count == 1
    assert reasons(loan_needs(connection, scope=bank, as_of=BEFORE, previous=None)) == {"D1": (NONE, "m")}


def test_books_count_a_loan_once_with_the_one_who_leads_it(connection: Connection, bank: Scope) -> None:
    """Ann is shared and led by Mei, who has the larger share."""
    books = manager_books(connection, scope=bank, as_of=NOW, previous=BEFORE)
    assert [
        (
            book.staff_code, book.loan_count, book.outstanding_principal_amount, book.overdue_loan_count,
            book.overdue_amount, book.newly_overdue_count, book.crossing_count, book.maturing_count,
        )
        for book in books
    ] == [
        ("S-Mei", 5, Decimal("3600.00"), 4, Decimal("3200.00"), 1, 1, 0),
        ("S-Noah", 4, Decimal("3060.00"), 2, Decimal("2000.00"), 0, 2, 0),
        (None, 5, Decimal("5000.00"), 0, Decimal("0.00"), 0, 0, 2),
    ]  # fmt: skip


def found(rows: list[Due]) -> list[tuple[str, date, Decimal, Decimal, Decimal | None, Decimal | None]]:
    return [
        (row.loan_code, row.due_date, row.open_amount, row.arrears_amount, row.balance_amount, row.short_amount)
        for row in rows
    ]


def test_dues_up_to_the_fifth_working_day_short_ones_first(connection: Connection, bank: Scope) -> None:
    """Ann's 200.00 go to A2, due first; A1 asks for its arrears too. 7 November is a Saturday after the fifth day."""
    said = dues(connection, scope=bank, as_of=NOW, is_only_short=False)
    assert said.working_days == tuple(date(2026, 11, day) for day in (2, 3, 4, 5, 6))
    assert not said.has_calendar
    zero, hundred = Decimal("0.00"), Decimal("100.00")
    assert found(list(said.rows)) == [
        ("A2", date(2026, 11, 2), Decimal("300.00"), zero, Decimal("200.00"), hundred),
        ("A1", date(2026, 11, 3), hundred, Decimal("200.00"), Decimal("200.00"), hundred),
        ("D1", NOW, Decimal("1000.00"), zero, None, None),
        ("G1", date(2026, 11, 4), Decimal("60.00"), zero, Decimal("60.00"), zero),
        ("F1", date(2026, 11, 6), Decimal("500.00"), zero, Decimal("1000.00"), zero),
    ]


def test_dues_by_day(connection: Connection, bank: Scope) -> None:
    days = dues(connection, scope=bank, as_of=NOW, is_only_short=True).days
    assert [
        (day.due_date.day, day.count, day.open_amount, day.short_count, day.short_amount, day.unknown_count)
        for day in days
    ] == [
        (31, 1, Decimal("1000.00"), 0, Decimal("0.00"), 1),
        (2, 1, Decimal("300.00"), 1, Decimal("100.00"), 0),
        (3, 1, Decimal("100.00"), 1, Decimal("100.00"), 0),
        (4, 1, Decimal("60.00"), 0, Decimal("0.00"), 0),
        (6, 1, Decimal("500.00"), 0, Decimal("0.00"), 0),
    ]


def test_only_what_the_accounts_lack(connection: Connection, bank: Scope) -> None:
    rows = dues(connection, scope=bank, as_of=NOW, is_only_short=True).rows
    assert [row.loan_code for row in rows] == ["A2", "A1"]


def test_holidays_push_the_last_day_out(database: Database, bank: Scope) -> None:
    """With 2 November a holiday the fifth working day is the 9th, and F1's second part comes in."""
    with database.engine("etl").connect() as etl:
        etl.exec_driver_sql("insert into core.business_calendar (day, is_working_day) values ('2026-11-02', false)")
        said = dues(etl, scope=bank, as_of=NOW, is_only_short=False)
    assert (said.has_calendar, said.working_days[-1]) == (True, date(2026, 11, 9))
    assert [(row.due_date.day, row.short_amount) for row in said.rows if row.loan_code == "F1"] == [
        (6, Decimal("0.00")),
        (7, Decimal("0.00")),
    ]


def test_balances_older_than_a_month_are_not_known(connection: Connection, bank: Scope) -> None:
    later = dues(connection, scope=bank, as_of=BEFORE, is_only_short=False)
    assert later.rows == ()
    assert later.working_days[-1] == BEFORE + timedelta(days=7)
