"""What ties a client to the bank besides loans: security, accounts, purchases, and what happened outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    Numeric,
    Select,
    Text,
    and_,
    case,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import distinct_on

from schema.marts.people import is_valid
from schema.tables.accounts import account, account_balance, account_transaction
from schema.tables.lending import collateral, collateral_valuation, guarantee, loan, restructuring
from schema.tables.organisation import product
from schema.tables.party import client, external_event
from schema.tables.sales import sale

BALANCE_WINDOW = timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class Collateral:
    """One mortgage or pledge with its last valuation; for one loan, or for all of the client's (None)."""

    collateral_code: str
    kind: str
    description: str | None
    loan_code: str | None
    value_amount: Decimal | None
    currency: str | None
    valued_date: date | None
    insurance_expiry_date: date | None
    contract_expiry_date: date | None


@dataclass(frozen=True, kw_only=True)
class Guarantee:
    """A guarantee that holds: received for the client's debt, or given by it for another's (`is_given`).

    Code and name of the other side are None when the subject may not see it.
    """

    guarantee_code: str
    is_given: bool
    other_code: str | None
    other_name: str | None
    loan_code: str | None
    guaranteed_amount: Decimal
    currency: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class Account:
    """An open account with the last balance of the quarter, delivered or left by a movement; None without either.

    `loan_code` names the loan it is for; None: for whatever the client does.
    """

    account_code: str
    loan_code: str | None
    purpose: str
    is_supervised: bool
    currency: str
    opened_date: date | None
    balance_amount: Decimal | None
    balance_date: date | None


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened: outside the bank (`external`), or changed terms of a loan (`restructuring`)."""

    origin: str
    kind: str
    event_date: date
    known_date: date
    loan_code: str | None
    amount: Decimal | None
    currency: str | None
    before: str | None
    after: str | None
    description: str | None
    source: str | None
    is_in_difficulty: bool | None


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """What a client bought in the year up to the date, by product and currency; returns are positive."""

    product_name: str | None
    currency: str
    sale_count: int
    sold_amount: Decimal
    returned_amount: Decimal
    last_sold_date: date


def collaterals(connection: Connection, *, client_id: int, as_of: date) -> tuple[Collateral, ...]:
    """Every collateral of the client with its last valuation up to and on a date, the most valuable first."""
    valuation = collateral_valuation.c
    last = (
        select(valuation.value_amount, valuation.currency, valuation.valued_date)
        .where(valuation.client_id == client_id, valuation.collateral_id == collateral.c.collateral_id)
        .where(valuation.valued_date <= as_of)
        .order_by(valuation.valued_date.desc())
        .limit(1)
        .lateral("last")
    )
    columns = (collateral.c.collateral_code, collateral.c.kind, collateral.c.description)
    dates = (collateral.c.insurance_expiry_date, collateral.c.contract_expiry_date)
    of_loan = and_(loan.c.client_id == collateral.c.client_id, loan.c.loan_id == collateral.c.loan_id)
    statement = (
        select(*columns, *dates, loan.c.loan_code, *last.c)
        .select_from(collateral.outerjoin(loan, of_loan).outerjoin(last, true()))
        .where(collateral.c.client_id == client_id)
        .order_by(last.c.value_amount.desc().nulls_last(), collateral.c.collateral_code)
    )
    return tuple(Collateral(**row) for row in connection.execute(statement).mappings())


def guarantees(connection: Connection, *, client_id: int, as_of: date) -> tuple[Guarantee, ...]:
    """Guarantees that hold on a date, received and given; received first, largest first."""
    is_given = guarantee.c.guarantor_client_id == client_id
    other_id = case((is_given, guarantee.c.client_id), else_=guarantee.c.guarantor_client_id)
    of_loan = and_(loan.c.client_id == guarantee.c.client_id, loan.c.loan_id == guarantee.c.loan_id)
    terms = (guarantee.c.guaranteed_amount, guarantee.c.currency, guarantee.c.valid_from, guarantee.c.valid_to)
    other = (client.c.client_code.label("other_code"), client.c.name.label("other_name"))
    statement = (
        select(guarantee.c.guarantee_code, is_given.label("is_given"), *other, loan.c.loan_code, *terms)
        .select_from(guarantee.outerjoin(client, client.c.client_id == other_id).outerjoin(loan, of_loan))
        .where(or_(guarantee.c.client_id == client_id, is_given), is_valid(guarantee.c, as_of))
        .order_by(is_given, guarantee.c.guaranteed_amount.desc(), guarantee.c.guarantee_code)
    )
    return tuple(Guarantee(**row) for row in connection.execute(statement).mappings())


def accounts(connection: Connection, *, client_id: int, as_of: date) -> tuple[Account, ...]:
    """The accounts open on a date; none for a subject without the right to see accounts."""
    days = [as_of - timedelta(days=number) for number in range(BALANCE_WINDOW.days)]
    known = _balances(client_id, days).subquery("known")
    columns = [column for column in account.c if column.name in Account.__dataclass_fields__]
    of_loan = and_(loan.c.client_id == account.c.client_id, loan.c.loan_id == account.c.loan_id)
    statement = (
        select(*columns, loan.c.loan_code, known.c.balance_amount, known.c.balance_date)
        .ext(distinct_on(account.c.account_code))
        .outerjoin(known, known.c.account_id == account.c.account_id)
        .outerjoin(loan, of_loan)
        .where(account.c.client_id == client_id)
        .where(or_(account.c.opened_date.is_(None), account.c.opened_date <= as_of))
        .where(or_(account.c.closed_date.is_(None), account.c.closed_date > as_of))
        .order_by(
            account.c.account_code,
            known.c.balance_date.desc().nulls_last(),
            known.c.is_delivered.desc(),
            known.c.transaction_code.desc(),
        )
    )
    return tuple(Account(**row) for row in connection.execute(statement).mappings())


def _balances(client_id: int, days: Sequence[date]) -> Any:
    """Balances of the days given: as delivered, and as every movement left them."""
    balance, booked = account_balance.c, account_transaction.c
    delivered = select(
        balance.account_id,
        balance.balance_date,
        balance.balance_amount,
        literal(True).label("is_delivered"),
        literal("").label("transaction_code"),
    ).where(balance.balance_date.in_(days), balance.client_id == client_id)
    left = select(
        booked.account_id, booked.booked_date, booked.balance_after_amount, literal(False), booked.transaction_code
    ).where(
        booked.booked_date.in_(days), booked.client_id == client_id, booked.balance_after_amount.is_not(None)
    )  # fmt: skip
    return union_all(delivered, left)


def events(connection: Connection, *, client_id: int, as_of: date) -> tuple[Event, ...]:
    """What the bank could know on a date, the newest first."""
    statement = union_all(_external(client_id, as_of), _restructured(client_id, as_of))
    rows = connection.execute(statement.order_by("event_date", "kind")).mappings()
    return tuple(Event(**row) for row in rows)[::-1]


def _external(client_id: int, as_of: date) -> Select[Any]:
    event = external_event.c
    return select(
        literal("external").label("origin"),
        event.kind,
        event.event_date,
        event.known_date,
        null().cast(Text).label("loan_code"),
        event.amount,
        event.currency,
        event.grade_before.label("before"),
        event.grade_after.label("after"),
        event.description,
        event.source,
        null().cast(Boolean).label("is_in_difficulty"),
    ).where(event.client_id == client_id, event.known_date <= as_of)


def _restructured(client_id: int, as_of: date) -> Select[Any]:
    changed = restructuring.c
    of_loan = and_(loan.c.client_id == changed.client_id, loan.c.loan_id == changed.loan_id)
    return (
        select(
            literal("restructuring"),
            changed.kind,
            changed.restructured_date,
            changed.restructured_date,
            loan.c.loan_code,
            null().cast(Numeric(18, 2)),
            null().cast(Text),
            null().cast(Text),
            changed.new_maturity_date.cast(Text),
            changed.note,
            null().cast(Text),
            changed.is_in_difficulty,
        )
        .select_from(restructuring.join(loan, of_loan))
        .where(changed.client_id == client_id, changed.restructured_date <= as_of)
    )


def purchases(connection: Connection, *, client_id: int, as_of: date) -> tuple[Purchase, ...]:
    """What the client bought from the first day of the year to a date, the largest first; as a close counts it."""
    is_return = or_(sale.c.amount < 0, sale.c.returned_sale_code.is_not(None))
    sold = func.coalesce(func.sum(sale.c.amount).filter(~is_return), 0)
    statement = (
        select(
            product.c.name.label("product_name"),
            sale.c.currency,
            func.count().filter(~is_return).label("sale_count"),
            sold.label("sold_amount"),
            func.coalesce(-func.sum(sale.c.amount).filter(is_return), 0).label("returned_amount"),
            func.max(sale.c.sold_date, type_=Date()).label("last_sold_date"),
        )
        .outerjoin(product, product.c.product_id == sale.c.product_id)
        .where(sale.c.client_id == client_id, sale.c.sold_date.between(as_of.replace(month=1, day=1), as_of))
        .group_by(product.c.name, sale.c.currency)
        .order_by(sold.desc(), product.c.name)
    )
    return tuple(Purchase(**row) for row in connection.execute(statement).mappings())
