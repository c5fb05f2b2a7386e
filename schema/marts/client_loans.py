"""The loans of one client: their terms, and what the closes found.

Facts by date are asked for by lists of days, so that the key of their tables, which begins with the date, answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, select, true

from schema.domain.money import ZERO
from schema.tables.lending import loan, loan_snapshot
from schema.tables.organisation import product


@dataclass(frozen=True, kw_only=True)
class Position:
    """What a close found of a loan. Amounts in the loan's currency; `next_due_date` is None after the last one."""

    as_of: date
    outstanding_principal_amount: Decimal
    overdue_amount: Decimal
    days_past_due: int
    risk_class: str
    class_reasons: tuple[str, ...]
    oldest_unpaid_date: date | None
    due_amount: Decimal
    paid_amount: Decimal
    next_due_date: date | None
    next_due_amount: Decimal | None
    credit_balance_amount: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class LoanFile:
    """One loan with its positions, oldest first; a loan off the book has none on the date asked for."""

    loan_id: int
    loan_code: str
    kind: str
    scheme: str
    product_name: str | None
    purpose: str | None
    payment_mode: str | None
    currency: str
    principal_amount: Decimal
    annual_rate: Decimal
    schedule_type: str
    disbursed_date: date
    maturity_date: date
    closed_date: date | None
    positions: tuple[Position, ...] = field(default=())

    def on(self, day: date) -> Position | None:
        """The position on a closed date."""
        return next((each for each in self.positions if each.as_of == day), None)


def loans(connection: Connection, *, client_id: int, as_of: date, dates: Sequence[date]) -> tuple[LoanFile, ...]:
    """The loans disbursed up to and on a date, with their positions on the closed dates given.

    Largest balance first, then those off the book by code.
    """
    terms = [column for column in loan.c if column.name in LoanFile.__dataclass_fields__]
    statement = (
        select(*terms, product.c.name.label("product_name"))
        .outerjoin(product, product.c.product_id == loan.c.product_id)
        .where(loan.c.client_id == client_id, loan.c.disbursed_date <= as_of)
    )
    known = positions(connection, client_id=client_id, dates=dates)
    found = [LoanFile(**row, positions=known.get(row.loan_id, ())) for row in connection.execute(statement).mappings()]
    return tuple(sorted(found, key=lambda each: _order(each, as_of)))


def _order(loan_file: LoanFile, as_of: date) -> tuple[Decimal, str]:
    position = loan_file.on(as_of)
    return (-position.outstanding_principal_amount if position else Decimal(1), loan_file.loan_code)


def positions(
    connection: Connection, *, client_id: int, dates: Sequence[date], loan_id: int | None = None
) -> dict[int, tuple[Position, ...]]:
    """What the closes of the dates found of each loan of a client, or of one of them, by loan; oldest first."""
    columns = [column for column in loan_snapshot.c if column.name in Position.__dataclass_fields__]
    statement = (
        select(loan_snapshot.c.loan_id, *columns)
        .where(loan_snapshot.c.as_of.in_(dates), loan_snapshot.c.client_id == client_id)
        .where(true() if loan_id is None else loan_snapshot.c.loan_id == loan_id)
        .order_by(loan_snapshot.c.loan_id, loan_snapshot.c.as_of)
    )
    found: dict[int, tuple[Position, ...]] = {}
    for row in connection.execute(statement).mappings():
        values = {**row, "class_reasons": tuple(row["class_reasons"])}
        key = values.pop("loan_id")
        found[key] = (*found.get(key, ()), Position(**values))
    return found
