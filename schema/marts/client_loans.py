"""The loans of one client: terms, what the closes found, what falls due and what was paid.

Facts by date are asked for by lists of days, so that the key of their tables, which begins with the date, answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, select, true

from schema.domain.delinquency import InstalmentPosition, Repayment, allocate
from schema.domain.money import ZERO
from schema.domain.schedule import Instalment
from schema.tables.lending import instalment, loan, loan_snapshot, repayment
from schema.tables.organisation import product

HALF_A_YEAR = timedelta(days=183)
LONGEST_WINDOW = timedelta(days=2_000)
PAID_WINDOW = timedelta(days=366)


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


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came in for a loan."""

    paid_date: date
    paid_amount: Decimal
    payer_name: str | None
    is_third_party: bool | None


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
        loan_id = values.pop("loan_id")
        found[loan_id] = (*found.get(loan_id, ()), Position(**values))
    return found


def plan(
    connection: Connection,
    *,
    client_id: int,
    loan_id: int,
    position: Position,
    materiality_ratio: Decimal,
) -> tuple[InstalmentPosition, ...]:
    """The instalments around a date, each with what of it is paid: from the oldest unpaid one, or half a year before.

    Up to half a year after, and at least to the next one. What was paid fills the oldest first, as in a close.
    """
    as_of = position.as_of
    first = max(min(position.oldest_unpaid_date or as_of, as_of - HALF_A_YEAR), as_of - LONGEST_WINDOW)
    last = max(position.next_due_date or as_of, as_of + HALF_A_YEAR)
    columns = (instalment.c.instalment_no, instalment.c.due_date)
    statement = (
        select(*columns, instalment.c.principal_amount, instalment.c.interest_amount)
        .where(instalment.c.due_date.in_(_days(first, min(last, as_of + LONGEST_WINDOW))))
        .where(instalment.c.client_id == client_id, instalment.c.loan_id == loan_id)
    )
    found = [_instalment(**row) for row in connection.execute(statement).mappings()]
    due = sum((each.due_amount for each in found if each.due_date <= as_of), ZERO)
    left = max(position.paid_amount - (position.due_amount - due), ZERO)
    paid = [Repayment(as_of, left)]
    return allocate(found, paid, as_of=as_of, materiality_ratio=materiality_ratio).instalments


def _instalment(
    *, instalment_no: int, due_date: date, principal_amount: Decimal, interest_amount: Decimal
) -> Instalment:
    return Instalment(no=instalment_no, due_date=due_date, principal=principal_amount, interest=interest_amount)


def payments(connection: Connection, *, client_id: int, loan_id: int, as_of: date) -> tuple[Payment, ...]:
    """What came in during the year up to and on a date, the newest first."""
    columns = [column for column in repayment.c if column.name in Payment.__dataclass_fields__]
    statement = (
        select(*columns)
        .where(repayment.c.paid_date.in_(_days(as_of - PAID_WINDOW, as_of)))
        .where(repayment.c.client_id == client_id, repayment.c.loan_id == loan_id)
        .order_by(repayment.c.paid_date.desc(), repayment.c.repayment_code)
    )
    return tuple(Payment(**row) for row in connection.execute(statement).mappings())


def _days(first: date, last: date) -> list[date]:
    return list(_each_day(first, last))


def _each_day(first: date, last: date) -> Iterator[date]:
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)
