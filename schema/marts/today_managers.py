"""Who carries a book: the loans of a scope by client manager, the overdue and the maturing among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, Subquery, and_, func, select, true

from schema.marts.today_loans import (
    MATURING_SOON_DAYS,
    before_of,
    crossing,
    lead_manager,
    maturing,
    newly_overdue,
)
from schema.marts.today_scope import Scope
from schema.tables.lending import loan, loan_snapshot
from schema.tables.organisation import staff


@dataclass(frozen=True, kw_only=True)
class ManagerBook:
    """The loans one client manager leads, in one currency.

    `staff_id` is None for loans without a client manager; code and name are None when they are not for the reader.
    """

    staff_id: int | None
    staff_code: str | None
    name: str | None
    currency: str
    loan_count: int
    outstanding_principal_amount: Decimal
    overdue_loan_count: int
    overdue_amount: Decimal
    newly_overdue_count: int
    crossing_count: int
    maturing_count: int


def manager_books(
    connection: Connection, *, scope: Scope, as_of: date, previous: date | None
) -> tuple[ManagerBook, ...]:
    """One row per client manager and currency, the largest overdue amount first.

    A loan counts once, with the one who leads it: named for the loan before named for the client, then by the larger
    share. `maturing_count` looks 30 days ahead.
    """
    led = _led(scope, as_of, previous)
    figures = [column for column in led.c if column.name != "staff_id"]
    statement = (
        select(led.c.staff_id, staff.c.staff_code, staff.c.name, *figures)
        .outerjoin(staff, staff.c.staff_id == led.c.staff_id)
        .order_by(led.c.overdue_amount.desc(), led.c.outstanding_principal_amount.desc(), staff.c.staff_code)
    )
    return tuple(ManagerBook(**row) for row in connection.execute(statement).mappings())


def _led(scope: Scope, as_of: date, previous: date | None) -> Subquery:
    """The sums by key of the client manager: names are joined to the few rows of the answer."""
    now = loan_snapshot.alias("now")
    before, same = before_of(now, previous)
    leads = lead_manager(now, as_of)
    return (
        select(
            leads.c.staff_id, now.c.currency,
            func.count().label("loan_count"),
            func.sum(now.c.outstanding_principal_amount).label("outstanding_principal_amount"),
            func.count().filter(now.c.days_past_due > 0).label("overdue_loan_count"),
            func.sum(now.c.overdue_amount).label("overdue_amount"),
            func.count().filter(newly_overdue(now, before, previous)).label("newly_overdue_count"),
            func.count().filter(crossing(now)).label("crossing_count"),
            func.count().filter(maturing(as_of, MATURING_SOON_DAYS)).label("maturing_count"),
        )
        .join(loan, and_(loan.c.client_id == now.c.client_id, loan.c.loan_id == now.c.loan_id))
        .outerjoin(before, same)
        .outerjoin(leads, true())
        .where(now.c.as_of == as_of, scope.covers(now))
        .group_by(leads.c.staff_id, now.c.currency)
        .subquery("led")
    )  # fmt: skip
