"""Instalments about to fall due, and whether the client's accounts cover them.

What must be there by a due date is everything unpaid up to it, arrears included, because payments fill the oldest
instalment first; of a client with several loans, the earlier due dates are served first. Accounts are those for
repayment and settlement in the loan's currency, by the newest balances delivered in the month up to the date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Subquery, and_, case, func, or_, select, true

from schema.domain.words import AccountPurpose
from schema.domain.working_days import Calendar, next_working_days
from schema.marts.today_loans import NONE, ORANGE, YELLOW, lead_manager
from schema.marts.today_scope import Scope
from schema.tables.accounts import account, account_balance
from schema.tables.lending import instalment, loan, loan_snapshot
from schema.tables.organisation import business_calendar, staff
from schema.tables.party import client

PAYING = (AccountPurpose.REPAYMENT, AccountPurpose.SETTLEMENT)
WORKING_DAYS = 5
CALENDAR_LOOKED_BACK, CALENDAR_AHEAD = 366, 45
BALANCE_DAYS = 31
MOST = 50


@dataclass(frozen=True, kw_only=True)
class Due:
    """One instalment: what of it is open, what is overdue before it, and what the accounts lack.

    `balance_amount` and `short_amount` are None when no balance is known; `manager` as in a loan's need.
    """

    client_code: str
    client_name: str
    loan_code: str
    manager: str | None
    org_unit_id: int
    currency: str
    due_date: date
    open_amount: Decimal
    arrears_amount: Decimal
    balance_amount: Decimal | None
    short_amount: Decimal | None

    def severity(self, working_days_left: int) -> int:
        """Orange when it falls due by the next working day on a loan in order, yellow otherwise; none when covered."""
        if not self.short_amount:
            return NONE
        return ORANGE if working_days_left <= 1 and not self.arrears_amount else YELLOW


@dataclass(frozen=True, kw_only=True)
class DayOfDues:
    """All instalments of one due date in one currency."""

    due_date: date
    currency: str
    count: int
    open_amount: Decimal
    short_count: int
    short_amount: Decimal
    unknown_count: int


@dataclass(frozen=True, kw_only=True)
class Dues:
    """The days looked at, instalments one by one (the worst covered first) and all of them by day.

    `working_days` are the next five; `has_calendar` is False when they are Monday to Friday for want of a calendar.
    """

    working_days: Sequence[date]
    has_calendar: bool
    rows: Sequence[Due]
    days: Sequence[DayOfDues]

    def days_left(self, due_date: date) -> int:
        """Working days up to a due date of these days; 0 on the date itself, and on free days right after it."""
        return sum(day <= due_date for day in self.working_days)


def dues(connection: Connection, *, scope: Scope, as_of: date, is_only_short: bool, most: int = MOST) -> Dues:
    """Instalments of a scope due on the date and up to the fifth working day after it.

    `is_only_short` leaves out, among the rows, those that are covered or of which nothing is known.
    """
    first, last = as_of - timedelta(days=CALENDAR_LOOKED_BACK), as_of + timedelta(days=CALENDAR_AHEAD)
    calendar = working_calendar(connection, first=first, last=last)
    days = next_working_days(as_of, WORKING_DAYS, calendar)
    covered = covered_instalments(scope, as_of, days[-1])
    return Dues(
        working_days=tuple(days),
        has_calendar=bool(calendar),
        rows=_rows(connection, covered, as_of=as_of, is_only_short=is_only_short, most=most),
        days=_days(connection, covered),
    )


def working_calendar(connection: Connection, *, first: date, last: date) -> Calendar:
    """Day to whether it is worked, for the days the calendar names; empty without a calendar."""
    day = business_calendar.c
    rows = connection.execute(select(day.day, day.is_working_day).where(day.day.between(first, last)))
    return {row.day: row.is_working_day for row in rows}


def _rows(connection: Connection, covered: Subquery, *, as_of: date, is_only_short: bool, most: int) -> tuple[Due, ...]:
    due = covered.c
    worst_first = (
        func.coalesce(due.short_amount, 0) == 0, due.short_amount.is_not(None), due.due_date,
        due.short_amount.desc(), due.open_amount.desc(), due.loan_id, due.instalment_no,
    )  # fmt: skip
    place = func.row_number().over(order_by=worst_first).label("place")
    statement = select(covered, place).order_by(place).limit(most)
    if is_only_short:
        statement = statement.where(due.short_amount > 0)
    chosen = statement.subquery("chosen")
    return tuple(Due(**row) for row in connection.execute(_detailed(chosen, as_of)).mappings())


def _detailed(chosen: Subquery, as_of: date) -> Select[Any]:
    """The few that are shown, with the client and the client manager, in their order."""
    managed = lead_manager(chosen, as_of)
    names = ("org_unit_id", "currency", "due_date", "open_amount", "arrears_amount", "balance_amount", "short_amount")
    return (
        select(
            client.c.client_code, client.c.name.label("client_name"), loan.c.loan_code, staff.c.name.label("manager"),
            *(chosen.c[name] for name in names),
        )
        .join(client, client.c.client_id == chosen.c.client_id)
        .join(loan, and_(loan.c.client_id == chosen.c.client_id, loan.c.loan_id == chosen.c.loan_id))
        .outerjoin(managed, true())
        .outerjoin(staff, staff.c.staff_id == managed.c.staff_id)
        .order_by(chosen.c.place)
    )  # fmt: skip


def _days(connection: Connection, covered: Subquery) -> tuple[DayOfDues, ...]:
    due = covered.c
    statement = (
        select(
            due.due_date, due.currency,
            func.count().label("count"),
            func.sum(due.open_amount).label("open_amount"),
            func.count().filter(due.short_amount > 0).label("short_count"),
            func.coalesce(func.sum(due.short_amount), 0).label("short_amount"),
            func.count().filter(due.short_amount.is_(None)).label("unknown_count"),
        )
        .group_by(due.due_date, due.currency)
        .order_by(due.due_date, due.currency)
    )  # fmt: skip
    return tuple(DayOfDues(**row) for row in connection.execute(statement).mappings())


def covered_instalments(scope: Scope, as_of: date, through: date) -> Subquery:
    """Every open instalment of the days with the balance of its client and what that lacks for it."""
    owed = _owed(scope, as_of, through)
    balances = _balances(as_of, owed)
    lacking = func.least(owed.c.open_amount, func.greatest(owed.c.wanted_amount - balances.c.balance_amount, 0))
    return (
        select(
            owed,
            balances.c.balance_amount,
            case((balances.c.balance_amount.is_not(None), lacking)).label("short_amount"),
        )
        .outerjoin(balances, true())
        .subquery("covered")
    )


def _owed(scope: Scope, as_of: date, through: date) -> Subquery:
    """Open instalments; `wanted_amount` is what the client must have for it and everything due before it."""
    due = _open(scope, as_of, through)
    place = func.row_number().over(
        partition_by=(due.c.client_id, due.c.loan_id), order_by=(due.c.due_date, due.c.instalment_no)
    )
    arrears = case((place == 1, due.c.wanted_of_loan - due.c.open_amount), else_=0)
    first = select(due, arrears.label("arrears_amount")).where(due.c.open_amount > 0).subquery("owed_by_loan")
    wanted = func.sum(first.c.open_amount + first.c.arrears_amount).over(
        partition_by=(first.c.client_id, first.c.currency),
        order_by=(first.c.due_date, first.c.loan_id, first.c.instalment_no),
    )
    return select(first, wanted.label("wanted_amount")).subquery("owed")


def _open(scope: Scope, as_of: date, through: date) -> Subquery:
    """Instalments of the days: `wanted_of_loan` is all that the loan owes up to it, `open_amount` its own part."""
    due, now = instalment.c, loan_snapshot.alias("now")
    amount = due.principal_amount + due.interest_amount
    of_loan = (due.client_id, due.loan_id)
    so_far = func.sum(amount).over(partition_by=of_loan, order_by=(due.due_date, due.instalment_no))
    due_today = func.sum(case((due.due_date <= as_of, amount), else_=0)).over(partition_by=of_loan)
    wanted: ColumnElement[Any] = now.c.due_amount - now.c.paid_amount - due_today + so_far
    keys = (*of_loan, due.due_date, due.instalment_no, now.c.org_unit_id, now.c.currency)
    statement: Select[Any] = (
        select(*keys, wanted.label("wanted_of_loan"), func.least(amount, wanted).label("open_amount"))
        .join(now, and_(now.c.client_id == due.client_id, now.c.loan_id == due.loan_id))
        .where(now.c.as_of == as_of, scope.covers(now), due.due_date.between(as_of, through), amount > 0)
    )
    return statement.subquery("open")


def _balances(as_of: date, owed: Subquery) -> FromClause:
    """balance_amount of the client's accounts on the newest day of balances; None without any.

    One look into two indexes per instalment: that stays quick however badly the planner guesses.
    """
    balance = account_balance.c
    window = balance.balance_date.between(as_of - timedelta(days=BALANCE_DAYS - 1), as_of)
    newest = select(func.max(balance.balance_date)).where(window).scalar_subquery()
    return (
        select(func.sum(balance.balance_amount).label("balance_amount"))
        .join_from(
            account,
            account_balance,
            and_(balance.client_id == account.c.client_id, balance.account_id == account.c.account_id),
        )
        .where(account.c.client_id == owed.c.client_id, account.c.currency == owed.c.currency)
        .where(account.c.purpose.in_(PAYING), or_(account.c.closed_date.is_(None), account.c.closed_date > as_of))
        .where(window, balance.balance_date == newest)
        .lateral("balances")
    )
