"""The loan book by org unit and date, as the close left it; only ratios are computed here, divided last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, select

from schema.domain.money import Ratio
from schema.marts.frames import frame
from schema.marts.tables import (
    org_unit_bucket,
    org_unit_class,
    org_unit_loan_kind,
    org_unit_portfolio,
    overdue_loan,
)
from schema.tables.organisation import org_unit_closure

MOST_CLOSES = 37
LARGEST = 20


@dataclass(frozen=True, kw_only=True)
class PortfolioSlice:
    """One unit with everything below it, on one date, in one currency. Grain of mart.org_unit_portfolio."""

    as_of: date
    org_unit_id: int
    currency: str
    loan_count: int
    client_count: int
    outstanding_principal_amount: Decimal
    special_mention_amount: Decimal
    non_performing_amount: Decimal
    over_90_days_amount: Decimal
    overdue_loan_count: int
    overdue_amount: Decimal
    general_allowance_amount: Decimal
    specific_allowance_amount: Decimal
    required_allowance_amount: Decimal

    @property
    def npl_ratio(self) -> Ratio:
        """不良率: substandard, doubtful and loss over all loans."""
        return Ratio(self.non_performing_amount, self.outstanding_principal_amount)

    @property
    def special_mention_ratio(self) -> Ratio:
        """关注率: special mention over all loans."""
        return Ratio(self.special_mention_amount, self.outstanding_principal_amount)

    @property
    def over_90_days_ratio(self) -> Ratio:
        """Loans more than 90 days past due over all loans."""
        return Ratio(self.over_90_days_amount, self.outstanding_principal_amount)

    @property
    def deviation_ratio(self) -> Ratio:
        """逾期90天以上贷款与不良贷款比 (偏离度): above one, overdue loans are classed better than their days allow."""
        return Ratio(self.over_90_days_amount, self.non_performing_amount)

    @property
    def allowance_amount(self) -> Decimal:
        """General and specific allowance together, computed from the parameters and not booked."""
        return self.general_allowance_amount + self.specific_allowance_amount

    @property
    def coverage_ratio(self) -> Ratio:
        """拨备覆盖率: computed allowance over non-performing loans; no value when there are none."""
        return Ratio(self.allowance_amount, self.non_performing_amount)

    @property
    def surplus_amount(self) -> Decimal:
        """Computed allowance above the required amount; negative is a gap."""
        return self.allowance_amount - self.required_allowance_amount


COLUMNS = tuple(org_unit_portfolio.c[field.name] for field in fields(PortfolioSlice))


def history(
    connection: Connection, *, org_unit_id: int, currency: str, until: date, most: int = MOST_CLOSES
) -> list[PortfolioSlice]:
    """The last `most` slices of a unit up to and on a date, oldest first; empty without loans."""
    mart = org_unit_portfolio.c
    statement = (
        select(*COLUMNS)
        .where(mart.org_unit_id == org_unit_id, mart.currency == currency, mart.as_of <= until)
        .order_by(mart.as_of.desc())
        .limit(most)
    )
    return [PortfolioSlice(**row) for row in connection.execute(statement).mappings()][::-1]


def slices(
    connection: Connection, *, org_unit_ids: Sequence[int], currency: str, dates: Sequence[date]
) -> list[PortfolioSlice]:
    """The slices of several units on several dates, by date and unit; units without loans are left out."""
    mart = org_unit_portfolio.c
    statement = (
        select(*COLUMNS)
        .where(mart.org_unit_id.in_(org_unit_ids), mart.currency == currency, mart.as_of.in_(dates))
        .order_by(mart.as_of, mart.org_unit_id)
    )
    return [PortfolioSlice(**row) for row in connection.execute(statement).mappings()]


def buckets(connection: Connection, *, org_unit_id: int, currency: str, dates: Sequence[date]) -> pl.DataFrame:
    """as_of, bucket, loan_count and the two amounts: one row per date and bucket that occurs."""
    mart = org_unit_bucket.c
    columns = (
        mart.as_of,
        mart.bucket,
        mart.loan_count,
        mart.outstanding_principal_amount,
        mart.overdue_amount,
    )
    statement = (
        select(*columns)
        .where(mart.org_unit_id == org_unit_id, mart.currency == currency, mart.as_of.in_(dates))
        .order_by(mart.as_of, mart.bucket)
    )
    return frame(connection, statement)


def classes(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> pl.DataFrame:
    """risk_class, loan_count, outstanding_principal_amount of one date: one row per class that occurs."""
    mart = org_unit_class.c
    statement = select(mart.risk_class, mart.loan_count, mart.outstanding_principal_amount)
    return frame(connection, statement.where(*_slice(org_unit_class, org_unit_id, currency, as_of)))


def loan_kinds(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> pl.DataFrame:
    """kind, loan_count, balance and non-performing part: one row per kind, largest first."""
    mart = org_unit_loan_kind.c
    columns = (mart.kind, mart.loan_count, mart.outstanding_principal_amount, mart.non_performing_amount)
    statement = select(*columns).order_by(mart.outstanding_principal_amount.desc(), mart.kind)
    return frame(connection, statement.where(*_slice(org_unit_loan_kind, org_unit_id, currency, as_of)))


def largest_overdue(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date, most: int = LARGEST
) -> pl.DataFrame:
    """The loans of the unit and below with the largest overdue amount: one row per loan, largest first."""
    mart = overdue_loan.c
    columns = (mart.client_code, mart.client_name, mart.loan_code, mart.kind, mart.risk_class)
    amounts = (mart.outstanding_principal_amount, mart.overdue_amount)
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    statement = (
        select(*columns, mart.days_past_due, mart.oldest_unpaid_date, *amounts)
        .where(mart.as_of == as_of, mart.currency == currency, mart.org_unit_id.in_(below))
        .order_by(mart.overdue_amount.desc(), mart.loan_code)
        .limit(most)
    )
    return frame(connection, statement)


def _slice(mart: Table, org_unit_id: int, currency: str, as_of: date) -> tuple[ColumnElement[bool], ...]:
    return (mart.c.as_of == as_of, mart.c.org_unit_id == org_unit_id, mart.c.currency == currency)
