"""Sales by org unit and date, and what the delivered market volumes cover."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import Connection, func, select

from schema.marts.frames import frame
from schema.marts.tables import org_unit_sales
from schema.tables.organisation import product
from schema.tables.sales import institution, market_volume

MOST_CLOSES = 37


def sales_history(
    connection: Connection, *, org_unit_id: int, currency: str, until: date, most: int = MOST_CLOSES
) -> pl.DataFrame:
    """as_of, sale_count, sold, returned and year-to-date amount: one row per close, oldest first."""
    mart = org_unit_sales.c
    amounts = (mart.sold_amount, mart.returned_amount, mart.year_to_date_amount)
    statement = (
        select(mart.as_of, mart.sale_count, *amounts)
        .where(mart.org_unit_id == org_unit_id, mart.currency == currency, mart.as_of <= until)
        .order_by(mart.as_of.desc())
        .limit(most)
    )
    return frame(connection, statement).reverse()


def sales_of_units(connection: Connection, *, org_unit_ids: Sequence[int], currency: str, as_of: date) -> pl.DataFrame:
    """org_unit_id, sale_count and the three amounts: one row per unit that sold, most sold first."""
    mart = org_unit_sales.c
    amounts = (mart.sold_amount, mart.returned_amount, mart.year_to_date_amount)
    statement = (
        select(mart.org_unit_id, mart.sale_count, *amounts)
        .where(mart.org_unit_id.in_(org_unit_ids), mart.currency == currency, mart.as_of == as_of)
        .order_by(mart.sold_amount.desc(), mart.org_unit_id)
    )
    return frame(connection, statement)


def market_coverage(connection: Connection) -> pl.DataFrame:
    """product, unit, institution_count, period_count, first_date, last_date: one row per product and unit.

    Rows that are totals of institutions are not counted as institutions.
    """
    volume = market_volume.c
    statement = (
        select(
            product.c.name.label("product"),
            volume.unit,
            func.count(volume.institution_id.distinct()).label("institution_count"),
            func.count(volume.period_end_date.distinct()).label("period_count"),
            func.min(volume.period_end_date).label("first_date"),
            func.max(volume.period_end_date).label("last_date"),
        )
        .join(product, product.c.product_id == volume.product_id)
        .join(institution, institution.c.institution_id == volume.institution_id)
        .where(institution.c.kind == "institution")
        .group_by(product.c.name, volume.unit)
        .order_by(product.c.name, volume.unit)
    )
    return frame(connection, statement)
