"""The market as it was delivered: do the institutions add up to the totals that stand beside them?"""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Numeric, Select, cast, func, select

from schema.marts.frames import frame
from schema.tables.organisation import product, region
from schema.tables.sales import institution, market_volume

LISTED = ("institution", "group")
VOLUME = Numeric(38, 2)


def market_totals(connection: Connection, *, is_only_different: bool = False) -> pl.DataFrame:
    """Sums of institutions against the totals delivered; grain period × region × product × unit, oldest first.

    period_end_date, region_code, product_code, unit, institution_count, institution_volume, total_count,
    total_volume and difference_volume (institutions less totals). Groups (institutions reported only together)
    count into the sum, subtotals do not; several totals of one product stand side by side and are added.
    Products that are delivered without a total are left out.
    """
    compared = totals_compared().subquery().c
    statement = (
        select(
            compared.period_end_date,
            region.c.region_code,
            product.c.product_code,
            compared.unit,
            compared.institution_count,
            compared.institution_volume,
            compared.total_count,
            compared.total_volume,
            compared.difference_volume,
        )
        .join(region, region.c.region_id == compared.region_id)
        .join(product, product.c.product_id == compared.product_id)
        .order_by(compared.period_end_date, region.c.region_code, product.c.product_code, compared.unit)
    )
    if is_only_different:
        statement = statement.where(compared.difference_volume != 0)
    return frame(connection, statement)


def totals_compared() -> Select[Any]:
    """The comparison itself, by ids; one row per period, region, product and unit that has a total."""
    volume, kind = market_volume.c, institution.c.kind
    listed = func.coalesce(func.sum(volume.volume).filter(kind.in_(LISTED)), 0)
    total = func.sum(volume.volume).filter(kind == "total")
    keys = (volume.period_end_date, volume.region_id, volume.product_id, volume.unit)
    return (
        select(
            *keys,
            func.count().filter(kind == "institution").label("institution_count"),
            cast(listed, VOLUME).label("institution_volume"),
            func.count().filter(kind == "total").label("total_count"),
            cast(total, VOLUME).label("total_volume"),
            cast(listed - total, VOLUME).label("difference_volume"),
        )
        .join(institution, institution.c.institution_id == volume.institution_id)
        .group_by(*keys)
        .having(total.is_not(None))
    )
