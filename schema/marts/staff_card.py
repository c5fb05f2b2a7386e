"""One member of staff as of a date: posts, the book in charge of, and what was sold.

A book is counted by share, from the clients the subject may see. A duty for one loan goes before a duty for the whole
client in the same role: who manages a loan alone does not share it with those who share the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import (
    ARRAY,
    Connection,
    Integer,
    Numeric,
    any_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)

from schema.domain.money import ZERO, Ratio, to_cents
from schema.domain.words import RiskClass
from schema.marts.frames import frame
from schema.marts.people import is_in_charge, is_valid, post_on
from schema.security.personas import Right
from schema.tables.lending import loan_snapshot
from schema.tables.organisation import org_unit, org_unit_closure, product, staff, staff_role
from schema.tables.party import assignment, client
from schema.tables.sales import sale, sale_credit

MOST_STAFF = 200
EXACT = Numeric(38, 9)
NON_PERFORMING = tuple(each.value for each in RiskClass if each.is_non_performing)


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post, from one date to another (None: still)."""

    role: str
    unit_name: str
    valid_from: date
    valid_to: date | None

    def is_held_on(self, day: date) -> bool:
        """Whether the post is held on a day; the last day counts."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


@dataclass(frozen=True, kw_only=True)
class StaffCard:
    """Who somebody is. `has_open_figures`: whether the subject holds the right to see staff of the unit."""

    staff_id: int
    staff_code: str
    name: str
    line: str | None
    unit_name: str
    hired_date: date | None
    left_date: date | None
    has_open_figures: bool
    posts: tuple[Post, ...]


@dataclass(frozen=True, kw_only=True)
class ClientInBook:
    """A client in somebody's charge in one role and currency, amounts by share and unrounded.

    A client without loans on the book has no currency and no class.
    """

    client_code: str
    name: str
    role: str
    currency: str | None
    loan_count: int
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    non_performing_amount: Decimal
    days_past_due: int
    risk_class: RiskClass | None


@dataclass(frozen=True, kw_only=True)
class BookSums:
    """A book in one role and currency, to the cent; clients without loans on the book count, in every currency."""

    role: str
    currency: str
    client_count: int
    loan_count: int
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    non_performing_amount: Decimal

    @property
    def npl_ratio(self) -> Ratio:
        """不良率: substandard, doubtful and loss over all loans of the book."""
        return Ratio(self.non_performing_amount, self.outstanding_principal_amount)


@dataclass(frozen=True, kw_only=True)
class SoldItem:
    """What somebody sold in the year up to the date, by product and currency and by share; returns are positive."""

    product_name: str | None
    currency: str
    sale_count: int
    sold_amount: Decimal
    returned_amount: Decimal


def staff_card(connection: Connection, *, staff_code: str, as_of: date) -> StaffCard | None:
    """The card of a member of staff, posts begun up to and on the date, newest first; None outside the scope."""
    open_units = cast(select(func.ops.visible_org_units(Right.ROWS_STAFF.value)).scalar_subquery(), ARRAY(Integer))
    columns = [column for column in staff.c if column.name in StaffCard.__dataclass_fields__]
    statement = (
        select(
            *columns,
            org_unit.c.name.label("unit_name"),
            (staff.c.org_unit_id == any_(open_units)).label("has_open_figures"),
        )
        .join(org_unit, org_unit.c.org_unit_id == staff.c.org_unit_id)
        .where(staff.c.staff_code == staff_code)
    )
    row = connection.execute(statement).mappings().first()
    return StaffCard(**row, posts=_posts(connection, row["staff_id"], as_of)) if row else None


def _posts(connection: Connection, staff_id: int, as_of: date) -> tuple[Post, ...]:
    post = staff_role.c
    statement = (
        select(post.role, org_unit.c.name.label("unit_name"), post.valid_from, post.valid_to)
        .join(org_unit, org_unit.c.org_unit_id == post.org_unit_id)
        .where(post.staff_id == staff_id, post.valid_from <= as_of)
        .order_by(post.valid_from.desc(), post.role)
    )
    return tuple(Post(**row) for row in connection.execute(statement).mappings())


def book(connection: Connection, *, staff_id: int, as_of: date) -> tuple[ClientInBook, ...]:
    """Clients in somebody's charge on a date: one row per client, role and currency, the largest balance first."""
    duty, at_close = assignment, loan_snapshot.c
    share = cast(duty.c.share_percent, EXACT) / 100
    balance = at_close.outstanding_principal_amount * share
    statement = (
        select(
            client.c.client_code,
            client.c.name,
            duty.c.role,
            at_close.currency,
            func.count(at_close.loan_id).label("loan_count"),
            _sum(balance).label("outstanding_principal_amount"),
            _sum(at_close.overdue_amount * share).label("overdue_amount"),
            _sum(case((at_close.risk_class.in_(NON_PERFORMING), balance))).label("non_performing_amount"),
            func.coalesce(func.max(at_close.days_past_due), 0).label("days_past_due"),
            func.array_agg(at_close.risk_class.distinct()).label("risk_classes"),
        )
        .select_from(
            duty.join(client, client.c.client_id == duty.c.client_id).outerjoin(loan_snapshot, is_in_charge(as_of))
        )
        .where(duty.c.staff_id == staff_id, is_valid(duty.c, as_of))
        .group_by(client.c.client_code, client.c.name, duty.c.role, at_close.currency)
    )
    rows = [_client(**row) for row in connection.execute(statement).mappings()]
    return tuple(sorted(rows, key=lambda each: (-each.outstanding_principal_amount, each.client_code, each.role)))


def _sum(amount: Any) -> Any:
    return func.coalesce(func.sum(amount), 0)


def _client(*, risk_classes: Sequence[str | None], **values: Any) -> ClientInBook:
    found = [RiskClass(each) for each in risk_classes if each]
    return ClientInBook(**values, risk_class=max(found, default=None))


def sums(clients: Sequence[ClientInBook]) -> tuple[BookSums, ...]:
    """A book by role and currency, the largest first; none without loans on the book."""
    keys = dict.fromkeys((each.role, each.currency) for each in clients if each.currency)
    found = [_book_sums(clients, role, currency) for role, currency in keys if currency]
    return tuple(sorted(found, key=lambda each: -each.outstanding_principal_amount))


def _book_sums(clients: Sequence[ClientInBook], role: str, currency: str) -> BookSums:
    rows = [each for each in clients if each.role == role and each.currency in {currency, None}]
    return BookSums(
        role=role,
        currency=currency,
        client_count=len({each.client_code for each in rows}),
        loan_count=sum(each.loan_count for each in rows),
        outstanding_principal_amount=to_cents(sum((each.outstanding_principal_amount for each in rows), ZERO)),
        overdue_amount=to_cents(sum((each.overdue_amount for each in rows), ZERO)),
        non_performing_amount=to_cents(sum((each.non_performing_amount for each in rows), ZERO)),
    )


def sold(connection: Connection, *, staff_id: int, as_of: date) -> tuple[SoldItem, ...]:
    """What somebody was credited with from the first day of the year to a date, the largest first."""
    is_return = or_(sale.c.amount < 0, sale.c.returned_sale_code.is_not(None))
    credited = cast(sale.c.amount, EXACT) * sale_credit.c.share_percent / 100
    amount = func.round(_sum(case((~is_return, credited))), 2)
    statement = (
        select(
            product.c.name.label("product_name"),
            sale.c.currency,
            func.count().filter(~is_return).label("sale_count"),
            amount.label("sold_amount"),
            func.round(-_sum(case((is_return, credited))), 2).label("returned_amount"),
        )
        .select_from(sale_credit.join(sale, sale.c.sale_id == sale_credit.c.sale_id))
        .outerjoin(product, product.c.product_id == sale.c.product_id)
        .where(sale_credit.c.staff_id == staff_id, sale.c.sold_date.between(as_of.replace(month=1, day=1), as_of))
        .group_by(product.c.name, sale.c.currency)
        .order_by(amount.desc(), product.c.name)
    )
    return tuple(SoldItem(**row) for row in connection.execute(statement).mappings())


def staff_of(connection: Connection, *, org_unit_id: int, as_of: date, most: int = MOST_STAFF) -> pl.DataFrame:
    """staff_code, name, role, unit_name of those who work in a unit or below on a date, by unit, role and code."""
    post = post_on(staff.c.staff_id, as_of)
    unit_id = func.coalesce(post.c.org_unit_id, staff.c.org_unit_id)
    below = select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
    statement = (
        select(staff.c.staff_code, staff.c.name, post.c.role, org_unit.c.name.label("unit_name"))
        .select_from(staff.outerjoin(post, true()).join(org_unit, org_unit.c.org_unit_id == unit_id))
        .where(unit_id.in_(below))
        .where(or_(staff.c.left_date.is_(None), staff.c.left_date >= as_of))
        .where(or_(staff.c.hired_date.is_(None), staff.c.hired_date <= as_of))
        .order_by(org_unit.c.org_unit_code, post.c.role, staff.c.staff_code)
        .limit(most)
    )
    return frame(connection, statement)
