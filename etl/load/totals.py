"""Do the institutions of a market file add up to its totals? Where they do not, the file gets a finding."""

from __future__ import annotations

from psycopg2.extensions import connection as Connection
from sqlalchemy import ColumnElement, func, select, tuple_
from sqlalchemy.dialects import postgresql

from schema.marts.market import totals_compared
from schema.tables.organisation import product
from schema.tables.sales import market_volume

CODE = "total_differs"


def differences_sentence(connection: Connection, load_batch_id: int) -> str:
    """What Data health says about the periods and products this file brought; empty when everything adds up."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(load_batch_id))
        rows = cursor.fetchall()
    if not rows:
        return ""
    product_code, period_end_date, difference, total = rows[0]
    return (
        f"Totals that differ from the sum of their institutions: {len(rows)}, most "
        f"{product_code} on {period_end_date}: "
        f"the institutions are {abs(difference):,.2f} {'above' if difference > 0 else 'below'} {total:,.2f}."
    )


def _statement(load_batch_id: int) -> str:
    """SQL text without parameters, so that the one definition of a difference serves both drivers."""
    compared = totals_compared().where(_touched(load_batch_id)).subquery().c
    statement = (
        select(product.c.product_code, compared.period_end_date, compared.difference_volume, compared.total_volume)
        .join(product, product.c.product_id == compared.product_id)
        .where(compared.difference_volume != 0)
        .order_by(func.abs(compared.difference_volume).desc(), product.c.product_code)
    )
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    return str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def _touched(load_batch_id: int) -> ColumnElement[bool]:
    brought = market_volume.alias("brought").c
    keys = ("period_end_date", "region_id", "product_id")
    delivered = select(*(brought[name] for name in keys)).where(brought.load_batch_id == load_batch_id)
    return tuple_(*(market_volume.c[name] for name in keys)).in_(delivered)
