"""Whose sales they were, and which territory that person held on the day of the sale."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

import polars as pl
from sqlalchemy import Connection, Date, Numeric, Select, cast, func, or_, select, true

from schema.domain.words import StaffRole
from schema.marts.frames import frame
from schema.tables.organisation import org_unit, staff, staff_role
from schema.tables.sales import sale, sale_credit

Period = Literal["month", "quarter", "year"]
EXACT = Numeric(38, 9)
CENTS = Numeric(38, 2)


def sale_credits(connection: Connection, *, first: date, last: date) -> pl.DataFrame:
    """sale_code, sold_date, staff_code, territory_code, currency, credited_amount; grain sale × staff × territory.

    The territory is where the person was client manager on the day of the sale, empty when nowhere; of several
    posts on that day the one that began last counts, so that no credit stands twice. Split sales are rounded to
    the cent share by share. Oldest first.
    """
    credit = _credit(first, last).subquery().c
    statement = (
        select(
            credit.sale_code,
            credit.sold_date,
            staff.c.staff_code,
            org_unit.c.org_unit_code.label("territory_code"),
            credit.currency,
            cast(func.round(credit.exact_amount, 2), CENTS).label("credited_amount"),
        )
        .join(staff, staff.c.staff_id == credit.staff_id)
        .outerjoin(org_unit, org_unit.c.org_unit_id == credit.org_unit_id)
        .order_by(credit.sold_date, credit.sale_code, staff.c.staff_code)
    )
    return frame(connection, statement)


def territory_credits(connection: Connection, *, first: date, last: date, period: Period = "quarter") -> pl.DataFrame:
    """period_start_date, territory_code, currency, sale_count, credited_amount; grain period × territory × currency.

    Periods are those of the calendar; sales by persons who held no territory stand in a row without a code. The
    amount is summed exactly and rounded once.
    """
    credits = _credit(first, last).subquery()
    credit = credits.c
    start = cast(func.date_trunc(period, credit.sold_date), Date).label("period_start_date")
    code = org_unit.c.org_unit_code.label("territory_code")
    statement = (
        select(
            start,
            code,
            credit.currency,
            func.count(credit.sale_id.distinct()).label("sale_count"),
            cast(func.round(func.sum(credit.exact_amount), 2), CENTS).label("credited_amount"),
        )
        .outerjoin_from(credits, org_unit, org_unit.c.org_unit_id == credit.org_unit_id)
        .group_by(start, code, credit.currency)
        .order_by(start, code, credit.currency)
    )
    return frame(connection, statement)


def _credit(first: date, last: date) -> Select[Any]:
    """One row per sale and person: the exact amount credited, and the org unit held on the day."""
    held = _held().lateral("held")
    return (
        select(
            sale.c.sale_id,
            sale.c.sale_code,
            sale.c.sold_date,
            sale.c.currency,
            sale_credit.c.staff_id,
            held.c.org_unit_id,
            (cast(sale.c.amount, EXACT) * sale_credit.c.share_percent / 100).label("exact_amount"),
        )
        .join(sale_credit, sale_credit.c.sale_id == sale.c.sale_id)
        .outerjoin(held, true())
        .where(sale.c.sold_date.between(first, last))
    )


def _held() -> Select[Any]:
    post = staff_role.c
    return (
        select(post.org_unit_id)
        .where(
            post.staff_id == sale_credit.c.staff_id,
            post.role == StaffRole.CLIENT_MANAGER,
            post.valid_from <= sale.c.sold_date,
            or_(post.valid_to.is_(None), post.valid_to >= sale.c.sold_date),
        )
        .order_by(post.valid_from.desc(), post.org_unit_id)
        .limit(1)
        .correlate(sale, sale_credit)
    )
