"""Classes with their reasons, stages with their expected losses, groups to be assessed: as a close left them.

Org-unit figures include everything below the unit; lists hold only what the subject may see.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select, true

from schema.domain.words import RiskClass
from schema.marts.tables_quality import group_alert, org_unit_stage, watched_loan
from schema.tables.organisation import org_unit_closure

MOST = 200
NON_PERFORMING = [each.value for each in RiskClass if each.is_non_performing]


class View(StrEnum):
    """Which of the watched loans."""

    CHANGED = "changed"  # in another class than at the month end before
    NOT_NORMAL = "not_normal"
    OBSERVED = "observed"
    CANDIDATES = "candidates"  # non-performing and paid up to date


@dataclass(frozen=True, kw_only=True)
class StageCell:
    """One unit with everything below it on one date in one currency: the loans of a class in a stage."""

    stage: int
    risk_class: str
    loan_count: int
    outstanding_principal_amount: Decimal
    loss_12_months_amount: Decimal
    lifetime_loss_amount: Decimal
    expected_loss_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class WatchedLoan:
    """A loan whose class people look at. Grain of mart.watched_loan on one date.

    `class_before` is None for a loan that was not on the book at the month end before. `upgrade_date` is None unless
    it is non-performing, was so before, and nothing is overdue.
    """

    client_id: int
    loan_id: int
    client_code: str
    client_name: str
    loan_code: str
    kind: str
    currency: str
    outstanding_principal_amount: Decimal
    days_past_due: int
    risk_class: str
    class_before: str | None
    class_reasons: tuple[str, ...]
    stage: int
    expected_loss_amount: Decimal
    follows_obligor: bool
    npl_since_date: date | None
    cleared_date: date | None
    upgrade_date: date | None
    other_impaired_count: int
    observation_end_date: date | None
    is_restructured_again: bool

    def may_be_upgraded(self, as_of: date) -> bool:
        """Whether the wait is over and nothing else of the client is impaired (Order 2023 No. 1, Art. 14)."""
        return self.upgrade_date is not None and self.upgrade_date <= as_of and not self.other_impaired_count


@dataclass(frozen=True, kw_only=True)
class GroupAlert:
    """A client to be assessed because so many members of its group are non-performing; in one currency."""

    client_id: int
    client_group_id: int
    client_code: str
    client_name: str
    group_name: str
    currency: str
    risk_class: str
    outstanding_principal_amount: Decimal
    npl_member_count: int
    is_new: bool


def stages(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> tuple[StageCell, ...]:
    """By stage and class, best first; empty without loans."""
    mart = org_unit_stage.c
    statement = select(*(mart[each.name] for each in fields(StageCell))).where(
        mart.as_of == as_of, mart.org_unit_id == org_unit_id, mart.currency == currency
    )
    found = (StageCell(**row) for row in connection.execute(statement).mappings())
    return tuple(sorted(found, key=lambda each: (each.stage, RiskClass(each.risk_class).rank)))


def watched(
    connection: Connection, *, org_unit_id: int, currency: str | None, as_of: date, view: View, most: int = MOST
) -> tuple[WatchedLoan, ...]:
    """The loans of a view, at most so many: changes the worst way first, observations and waits by their end.

    Without a currency, those in all of them.
    """
    mart = watched_loan.c
    statement = (
        select(*(mart[each.name] for each in fields(WatchedLoan)))
        .where(*_seen(watched_loan, org_unit_id, currency, as_of), _in_view(view))
        .order_by(*_order(view), mart.outstanding_principal_amount.desc(), mart.loan_code)
        .limit(most)
    )
    rows = connection.execute(statement).mappings()
    return tuple(WatchedLoan(**{**row, "class_reasons": tuple(row["class_reasons"])}) for row in rows)


def watched_counts(connection: Connection, *, org_unit_id: int, currency: str | None, as_of: date) -> dict[View, int]:
    """How many loans each view has."""
    columns = [func.count().filter(_in_view(view)).label(view.value) for view in View]
    row = connection.execute(select(*columns).where(*_seen(watched_loan, org_unit_id, currency, as_of))).one()
    return {view: getattr(row, view.value) for view in View}


def group_alerts(
    connection: Connection, *, org_unit_id: int, currency: str | None, as_of: date, most: int = MOST
) -> tuple[GroupAlert, ...]:
    """Clients to be assessed, those of new cases first, then by balance. Without a currency, in all of them."""
    mart = group_alert.c
    statement: Select[Any] = (
        select(*(mart[each.name] for each in fields(GroupAlert)))
        .where(*_seen(group_alert, org_unit_id, currency, as_of))
        .order_by(mart.is_new.desc(), mart.outstanding_principal_amount.desc(), mart.client_code)
        .limit(most)
    )
    return tuple(GroupAlert(**row) for row in connection.execute(statement).mappings())


def _seen(mart: Any, org_unit_id: int, currency: str | None, as_of: date) -> tuple[ColumnElement[bool], ...]:
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    in_currency = true() if currency is None else mart.c.currency == currency
    return (mart.c.as_of == as_of, in_currency, mart.c.org_unit_id.in_(below))


def _in_view(view: View) -> ColumnElement[bool]:
    mart = watched_loan.c
    conditions: dict[View, ColumnElement[bool]] = {
        View.CHANGED: mart.class_before != mart.risk_class,
        View.NOT_NORMAL: mart.risk_class != RiskClass.NORMAL.value,
        View.OBSERVED: mart.observation_end_date.is_not(None),
        View.CANDIDATES: mart.upgrade_date.is_not(None),
    }
    return conditions[view]


def _order(view: View) -> tuple[ColumnElement[Any], ...]:
    mart = watched_loan.c
    if view is View.OBSERVED:
        return (mart.observation_end_date.asc(),)
    if view is View.CANDIDATES:
        return (mart.upgrade_date.asc(),)
    if view is View.CHANGED:
        return ((_rank(mart.risk_class) - _rank(mart.class_before)).desc(), _rank(mart.risk_class).desc())
    return (_rank(mart.risk_class).desc(),)


def _rank(column: ColumnElement[Any]) -> ColumnElement[int]:
    return case({each.value: each.rank for each in RiskClass}, value=column, else_=0)
