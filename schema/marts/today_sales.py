"""What one person sold, product by product, against the targets that person has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Connection, Date, Numeric, Subquery, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from schema.domain.money import Ratio
from schema.tables.organisation import product
from schema.tables.sales import sale, sale_credit, sales_target

EXACT, CENTS = Numeric(38, 9), Numeric(38, 2)


@dataclass(frozen=True, kw_only=True)
class OwnSales:
    """One product: what was sold, returns taken off, in the month and in the period of the target, both up to the date.

    Without a target the period is the calendar year and `target_amount` is None. `unit` is a currency, or what is
    counted instead.
    """

    product: str
    unit: str
    month_amount: Decimal
    period_amount: Decimal
    target_amount: Decimal | None
    period_start_date: date
    period_end_date: date | None

    @property
    def attainment_ratio(self) -> Ratio:
        """Sold in the period over its target; no value without a target."""
        return Ratio(self.period_amount, self.target_amount or Decimal(0))

    def elapsed_ratio(self, as_of: date) -> Ratio:
        """Days of the period that are over, the date included; no value without a target."""
        if self.period_end_date is None:
            return Ratio(Decimal(0), Decimal(0))
        all_days = (self.period_end_date - self.period_start_date).days + 1
        return Ratio(Decimal((as_of - self.period_start_date).days + 1), Decimal(all_days))

    def is_behind(self, as_of: date) -> bool:
        """Whether less of the target is reached than of its period is over; never without a target."""
        reached, elapsed = self.attainment_ratio.value, self.elapsed_ratio(as_of).value
        return reached is not None and elapsed is not None and reached < elapsed


def own_sales(connection: Connection, *, staff_id: int, as_of: date) -> tuple[OwnSales, ...]:
    """Every product the person sold this year or has a target for, by name; split sales count by their share.

    Of a target that was set several times the last version set by the date counts.
    """
    year, month = as_of.replace(month=1, day=1), as_of.replace(day=1)
    sold, target = _sold(staff_id, as_of), _targets(staff_id, as_of)
    start = func.coalesce(target.c.period_start_date, cast(year, Date))
    unit = func.coalesce(target.c.unit, sold.c.unit)
    value = case((unit == sold.c.currency, sold.c.amount), else_=sold.c.quantity)
    statement = (
        select(
            func.coalesce(product.c.name, "").label("product"),
            unit.label("unit"),
            _total(value, sold.c.sold_date >= month).label("month_amount"),
            _total(value, sold.c.sold_date >= start).label("period_amount"),
            target.c.target_amount,
            start.label("period_start_date"),
            target.c.period_end_date,
        )
        .select_from(sold.join(target, target.c.product_id == sold.c.product_id, full=True))
        .outerjoin(product, product.c.product_id == func.coalesce(sold.c.product_id, target.c.product_id))
        .where(or_(target.c.product_id.is_not(None), sold.c.sold_date >= year))
        .group_by(product.c.name, unit, target.c.target_amount, start, target.c.period_end_date)
        .order_by(product.c.name, unit)
    )
    return tuple(OwnSales(**row) for row in connection.execute(statement).mappings())


def _total(value: ColumnElement[Decimal], condition: ColumnElement[bool]) -> ColumnElement[Decimal]:
    """Summed exactly, rounded once."""
    return cast(func.round(func.coalesce(func.sum(value).filter(condition), 0), 2), CENTS)


def _sold(staff_id: int, as_of: date) -> Subquery:
    """The person's share of each sale up to the date, of the two years that a target may look back on."""
    share = sale_credit.c.share_percent / 100
    return (
        select(
            sale.c.product_id,
            sale.c.sold_date,
            sale.c.currency,
            func.coalesce(sale.c.unit, sale.c.currency).label("unit"),
            (cast(sale.c.amount, EXACT) * share).label("amount"),
            (cast(func.coalesce(sale.c.quantity, 0), EXACT) * share).label("quantity"),
        )
        .join(sale_credit, sale_credit.c.sale_id == sale.c.sale_id)
        .where(sale_credit.c.staff_id == staff_id)
        .where(sale.c.sold_date.between(as_of.replace(year=as_of.year - 1, month=1, day=1), as_of))
        .subquery("sold")
    )


def _targets(staff_id: int, as_of: date) -> Subquery:
    """The person's targets whose period holds the date: per product the one set last, of those the shortest."""
    target = sales_target.c
    columns = (target.product_id, target.unit, target.target_amount, target.period_start_date, target.period_end_date)
    return (
        select(*columns)
        .ext(distinct_on(target.product_id))
        .where(target.staff_id == staff_id, target.set_date <= as_of)
        .where(target.period_start_date <= as_of, target.period_end_date >= as_of)
        .order_by(target.product_id, target.set_date.desc(), target.period_end_date - target.period_start_date)
        .subquery("target")
    )
