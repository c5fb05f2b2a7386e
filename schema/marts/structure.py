"""What the book of a unit is made of on a date: vintages, maturities, concentration, the largest names.

Only ratios are computed here or in the domain, divided last; units include everything below them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import ColumnElement, Connection, Table, select

from schema.domain.concentration import Concentration
from schema.domain.maturities import MaturityBand
from schema.domain.vintages import VINTAGE_MONTHS, Vintage
from schema.marts.frames import frame
from schema.marts.tables_structure import (
    largest_group,
    largest_obligor,
    org_unit_concentration,
    org_unit_industry,
    org_unit_maturity,
    org_unit_vintage,
)

Concentrations = Mapping[tuple[date, str], Concentration]


def vintages(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> list[Vintage]:
    """One per quarter of disbursement, oldest first; empty when nothing was disbursed in the quarters followed."""
    statement = select(org_unit_vintage).where(*_slice(org_unit_vintage, org_unit_id, currency, as_of))
    rows = connection.execute(statement.order_by(org_unit_vintage.c.cohort_date)).mappings()
    return [
        Vintage(
            cohort_date=row["cohort_date"],
            loan_count=row["loan_count"],
            disbursed_amount=row["disbursed_amount"],
            over_90_amounts={month: row[f"over_90_by_month_{month}_amount"] for month in VINTAGE_MONTHS},
        )
        for row in rows
    ]


def maturities(
    connection: Connection, *, org_unit_id: int, currency: str, as_of: date
) -> dict[MaturityBand, tuple[int, Decimal]]:
    """Number of loans and outstanding principal per band that has any, nearest first."""
    mart = org_unit_maturity.c
    statement = select(mart.band, mart.loan_count, mart.outstanding_principal_amount)
    rows = connection.execute(statement.where(*_slice(org_unit_maturity, org_unit_id, currency, as_of)))
    found = {row.band: (row.loan_count, row.outstanding_principal_amount) for row in rows}
    return {band: found[band.value] for band in MaturityBand if band.value in found}


def concentrations(connection: Connection, *, org_unit_id: int, currency: str, dates: Sequence[date]) -> Concentrations:
    """By date and dimension: `client`, `group` (ungrouped clients for themselves), `connected` (groups alone),
    `industry`; dimensions without a name are left out.
    """
    mart = org_unit_concentration.c
    statement = select(org_unit_concentration).where(
        mart.as_of.in_(dates), mart.org_unit_id == org_unit_id, mart.currency == currency
    )
    return {(row["as_of"], row["dimension"]): _concentration(row) for row in connection.execute(statement).mappings()}


def _concentration(row: Mapping[Any, Any]) -> Concentration:
    names = ("name_count", "total_amount", "squared_amount", "largest_amount", "ten_largest_amount")
    return Concentration(**{name: row[name] for name in names})


def industries(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> pl.DataFrame:
    """industry (empty: not stated), loan_count, balance and non-performing part, largest first."""
    mart = org_unit_industry.c
    columns = (mart.industry, mart.loan_count, mart.outstanding_principal_amount, mart.non_performing_amount)
    statement = select(*columns).where(*_slice(org_unit_industry, org_unit_id, currency, as_of))
    return frame(connection, statement.order_by(mart.outstanding_principal_amount.desc(), mart.industry))


def largest_obligors(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> pl.DataFrame:
    """place, client_code, client_name, industry, loan_count, balance, worst class: at most ten, the largest first.

    Only clients the subject may see.
    """
    mart = largest_obligor.c
    columns = (mart.place, mart.client_code, mart.client_name, mart.industry, mart.loan_count)
    statement = select(*columns, mart.outstanding_principal_amount, mart.risk_class)
    return frame(connection, statement.where(*_slice(largest_obligor, org_unit_id, currency, as_of)).order_by("place"))


def largest_groups(connection: Connection, *, org_unit_id: int, currency: str, as_of: date) -> pl.DataFrame:
    """place, client_group_code, name, client_count, balance, worst class: at most ten, the largest first.

    Only for those who see all clients of the unit.
    """
    mart = largest_group.c
    columns = (mart.place, mart.client_group_code, mart.name, mart.client_count)
    statement = select(*columns, mart.outstanding_principal_amount, mart.risk_class)
    return frame(connection, statement.where(*_slice(largest_group, org_unit_id, currency, as_of)).order_by("place"))


def _slice(mart: Table, org_unit_id: int, currency: str, as_of: date) -> tuple[ColumnElement[bool], ...]:
    return (mart.c.as_of == as_of, mart.c.org_unit_id == org_unit_id, mart.c.currency == currency)
