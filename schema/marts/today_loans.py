"""Loans that need somebody: newly overdue, about to cross 90 days, in a worse class, about to mature.

One row per loan, however many reasons it has. How bad it is, is decided here and nowhere else:

red      worse class among the non-performing, or past 90 days within 7 days if nothing is paid
orange   newly overdue, or past 90 days within 30 days, or overdue and maturing within 30 days
yellow   worse class among the performing, or maturing within 30 days
none     maturing within 60 days
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)

from schema.domain.words import DelinquencyBucket, RiskClass, StaffRole
from schema.marts.today_scope import Scope
from schema.tables.lending import instalment, loan, loan_snapshot
from schema.tables.organisation import staff
from schema.tables.party import assignment, client

NON_PERFORMING_AFTER_DAYS = DelinquencyBucket.D61_90.max_days or 90
CROSSING_SOON_DAYS, CROSSING_DAYS = 7, 30
MATURING_SOON_DAYS, MATURING_DAYS = 30, 60
RED, ORANGE, YELLOW, NONE = 3, 2, 1, 0
MOST = 50
FLAGS = ("is_newly_overdue", "is_crossing", "is_worse", "is_maturing")


@dataclass(frozen=True, kw_only=True)
class LoanNeed:
    """One loan and why it needs somebody. `severity` is 0 (none) to 3 (red); amounts are in `currency`.

    `unpaid_count` are the instalments unpaid so far, 0 for a loan more than 90 days past due, whose are not counted;
    `manager` is None without a client manager or when his name is not for the reader.
    """

    client_code: str
    client_name: str
    loan_code: str
    org_unit_id: int
    currency: str
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    oldest_unpaid_date: date | None
    days_past_due: int
    risk_class: RiskClass
    class_before: RiskClass | None
    maturity_date: date
    severity: int
    is_newly_overdue: bool
    is_crossing: bool
    is_worse: bool
    is_maturing: bool
    unpaid_count: int
    manager: str | None

    @property
    def crossing_date(self) -> date | None:
        """First day on which it will be more than 90 days past due, if nothing is paid."""
        if self.oldest_unpaid_date is None:
            return None
        return self.oldest_unpaid_date + timedelta(days=NON_PERFORMING_AFTER_DAYS + 1)


@dataclass(frozen=True, kw_only=True)
class LoanNeeds:
    """The worst of them, and how many there are in all: together, by severity (none to red), and by reason."""

    rows: Sequence[LoanNeed] = ()
    count: int = 0
    by_severity: Sequence[int] = (0, 0, 0, 0)
    newly_overdue_count: int = 0
    crossing_count: int = 0
    worse_count: int = 0
    maturing_count: int = 0


def loan_needs(
    connection: Connection, *, scope: Scope, as_of: date, previous: date | None, most: int = MOST
) -> LoanNeeds:
    """The loans of a scope that need somebody on a date, worst first, then by outstanding principal.

    Without a close before nothing is newly overdue and no class is worse.
    """
    rows = connection.execute(_detailed(_worst(scope, as_of, previous, most), as_of)).mappings().all()
    if not rows:
        return LoanNeeds()
    return LoanNeeds(
        rows=tuple(_need(row) for row in rows),
        count=rows[0]["count"],
        by_severity=tuple(rows[0][f"severity_{level}"] for level in (NONE, YELLOW, ORANGE, RED)),
        newly_overdue_count=rows[0]["is_newly_overdue_count"],
        crossing_count=rows[0]["is_crossing_count"],
        worse_count=rows[0]["is_worse_count"],
        maturing_count=rows[0]["is_maturing_count"],
    )


def _need(row: Any) -> LoanNeed:
    values = {name: row[name] for name in LoanNeed.__dataclass_fields__}
    before = row["class_before"]
    values |= {"risk_class": RiskClass(row["risk_class"]), "class_before": before and RiskClass(before)}
    return LoanNeed(**values)


def class_rank(column: ColumnElement[str]) -> ColumnElement[int]:
    """1 for normal to 5 for loss."""
    return case({each.value: each.rank for each in RiskClass}, value=column)


def before_of(now: FromClause, previous: date | None) -> tuple[FromClause, ColumnElement[bool]]:
    """The same loans at the close before, to be joined from outside; nothing matches without one."""
    before = loan_snapshot.alias("before")
    same = and_(before.c.client_id == now.c.client_id, before.c.loan_id == now.c.loan_id)
    return before, and_(same, before.c.as_of == previous) if previous else false()


def newly_overdue(now: FromClause, before: FromClause, previous: date | None) -> ColumnElement[bool]:
    """Overdue now and not at the close before; also when it was not there yet."""
    if previous is None:
        return false()
    return and_(now.c.days_past_due > 0, func.coalesce(before.c.days_past_due, 0) == 0)


def crossing(now: FromClause) -> ColumnElement[bool]:
    """More than 90 days past due within 30 days, if nothing is paid."""
    last = NON_PERFORMING_AFTER_DAYS
    return now.c.days_past_due.between(last + 1 - CROSSING_DAYS, last)


def maturing(as_of: date, days: int) -> ColumnElement[bool]:
    """Matures on the date or in the days after it."""
    return loan.c.maturity_date.between(as_of, as_of + timedelta(days=days))


def _flagged(scope: Scope, as_of: date, previous: date | None) -> Subquery:
    """Every loan of the scope with a reason: its keys, figures, reasons and severity."""
    now = loan_snapshot.alias("now")
    before, same = before_of(now, previous)
    is_worse = class_rank(now.c.risk_class) > class_rank(before.c.risk_class)
    flags = (newly_overdue(now, before, previous), crossing(now), func.coalesce(is_worse, false()),
             maturing(as_of, MATURING_DAYS))  # fmt: skip
    names = ("currency", "outstanding_principal_amount", "overdue_amount", "oldest_unpaid_date", "days_past_due")
    found = (
        select(
            now.c.client_id, now.c.loan_id, now.c.org_unit_id, *(now.c[name] for name in names), now.c.risk_class,
            before.c.risk_class.label("class_before"), loan.c.loan_code, loan.c.maturity_date,
            *(flag.label(name) for name, flag in zip(FLAGS, flags, strict=True)),
        )
        .join(loan, and_(loan.c.client_id == now.c.client_id, loan.c.loan_id == now.c.loan_id))
        .outerjoin(before, same)
        .where(now.c.as_of == as_of, scope.covers(now), or_(*flags))
    )  # fmt: skip
    flagged = found.subquery("flagged")
    return select(flagged, _severity(flagged, as_of).label("severity")).subquery("graded")


def _severity(of: Subquery, as_of: date) -> ColumnElement[int]:
    """The worst reason of a loan, by the table at the head of this module."""
    loan_ = of.c
    first_red_day = NON_PERFORMING_AFTER_DAYS + 1 - CROSSING_SOON_DAYS
    is_bad = class_rank(loan_.risk_class) >= RiskClass.SUBSTANDARD.rank
    matures_soon = and_(loan_.is_maturing, loan_.maturity_date <= as_of + timedelta(days=MATURING_SOON_DAYS))
    return case(
        (or_(and_(loan_.is_worse, is_bad), and_(loan_.is_crossing, loan_.days_past_due >= first_red_day)), RED),
        (or_(loan_.is_newly_overdue, loan_.is_crossing, and_(matures_soon, loan_.days_past_due > 0)), ORANGE),
        (or_(loan_.is_worse, matures_soon), YELLOW),
        else_=NONE,
    )


def _worst(scope: Scope, as_of: date, previous: date | None, most: int) -> Subquery:
    graded = _flagged(scope, as_of, previous)
    levels = (func.count().filter(graded.c.severity == level).over() for level in range(NONE, RED + 1))
    reasons = (func.count().filter(graded.c[flag]).over().label(f"{flag}_count") for flag in FLAGS)
    return (
        select(
            graded, func.count().over().label("count"), *reasons,
            *(level.label(f"severity_{number}") for number, level in enumerate(levels)),
        )
        .order_by(graded.c.severity.desc(), graded.c.outstanding_principal_amount.desc(), graded.c.loan_code)
        .limit(most)
        .subquery("worst")
    )  # fmt: skip


def _detailed(worst: Subquery, as_of: date) -> Select[Any]:
    """The few that are shown, with the client, the client manager and the number of unpaid instalments."""
    unpaid, managed = _unpaid(worst, as_of), lead_manager(worst, as_of)
    return (
        select(
            worst, client.c.client_code, client.c.name.label("client_name"),
            unpaid.c.unpaid_count, staff.c.name.label("manager"),
        )
        .join(client, client.c.client_id == worst.c.client_id)
        .join(unpaid, true())
        .outerjoin(managed, true())
        .outerjoin(staff, staff.c.staff_id == managed.c.staff_id)
        .order_by(worst.c.severity.desc(), worst.c.outstanding_principal_amount.desc(), worst.c.loan_code)
    )  # fmt: skip


def _unpaid(worst: Subquery, as_of: date) -> FromClause:
    """Instalments from the oldest unpaid one up to the date: payments fill the oldest first, so all are unpaid."""
    due = instalment.c
    earliest = as_of - timedelta(days=NON_PERFORMING_AFTER_DAYS)
    return (
        select(cast(func.count(), Integer).label("unpaid_count"))
        .where(due.client_id == worst.c.client_id, due.loan_id == worst.c.loan_id)
        .where(due.due_date >= worst.c.oldest_unpaid_date, worst.c.oldest_unpaid_date >= earliest)
        .where(due.due_date >= earliest, due.due_date < as_of)
        .lateral("unpaid")
    )


def lead_manager(of: FromClause, on: date) -> FromClause:
    """The client manager of a loan on a date: named for the loan before named for the client, then by share."""
    duty = assignment.c
    return (
        select(duty.staff_id)
        .where(duty.client_id == of.c.client_id, or_(duty.loan_id.is_(None), duty.loan_id == of.c.loan_id))
        .where(duty.role == StaffRole.CLIENT_MANAGER, duty.valid_from <= on)
        .where(or_(duty.valid_to.is_(None), duty.valid_to >= on))
        .order_by(duty.loan_id.is_(None), duty.share_percent.desc(), duty.staff_id)
        .limit(1)
        .lateral("managed")
    )
