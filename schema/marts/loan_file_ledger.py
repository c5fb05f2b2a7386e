"""The schedule of one loan against its payments: what fell due, what paid it and when, and what is left.

The rows of the one loan are read by days, because the keys of their tables begin with the day. What a close found is
told apart from what is added up here; where the two differ, the data have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Date, Select, cast, func, select, true

from schema.domain.money import ZERO
from schema.domain.schedule import Instalment
from schema.domain.settlement import AllocatedReceipt, Receipt, SettledInstalment, settle
from schema.marts.client_loans import Position
from schema.tables.lending import instalment, repayment

AFTER_MATURITY = timedelta(days=366)  # a delivered schedule may run on


class Measure(StrEnum):
    """What a close and the rows of a loan both say."""

    DUE = "due"
    PAID = "paid"
    OVERDUE = "overdue"
    OUTSTANDING = "outstanding"
    CREDIT = "credit"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A measure of which the close found something else than the rows say now."""

    measure: Measure
    counted_amount: Decimal
    closed_amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that came in, and the instalments it went to."""

    repayment_code: str
    payer_name: str | None
    is_third_party: bool | None
    allocated: AllocatedReceipt


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """Every instalment of a loan, oldest first, and every payment up to and on a date, oldest first."""

    as_of: date
    instalments: tuple[SettledInstalment, ...]
    payments: tuple[Payment, ...]
    credit_amount: Decimal

    @property
    def scheduled_principal_amount(self) -> Decimal:
        """Principal of the whole schedule."""
        return sum((each.instalment.principal for each in self.instalments), ZERO)

    @property
    def due_amount(self) -> Decimal:
        """Principal and interest that fell due up to and on the date."""
        due = (each.instalment for each in self.instalments if each.instalment.due_date <= self.as_of)
        return sum((each.due_amount for each in due), ZERO)

    @property
    def paid_amount(self) -> Decimal:
        """Everything that came in, less reversals."""
        return sum((each.allocated.receipt.amount for each in self.payments), ZERO)

    @property
    def paid_principal_amount(self) -> Decimal:
        """The part of it that went to principal."""
        return sum((each.paid_principal for each in self.instalments), ZERO)

    @property
    def overdue(self) -> tuple[SettledInstalment, ...]:
        """Instalments past their due date and not paid, oldest first."""
        return tuple(each for each in self.instalments if each.is_overdue(self.as_of))

    @property
    def overdue_amount(self) -> Decimal:
        """What of them is unpaid."""
        return sum((each.unpaid_amount for each in self.overdue), ZERO)

    def differences(self, position: Position, principal_amount: Decimal) -> tuple[Difference, ...]:
        """Where the close of the date found something else; empty when everything adds up."""
        pairs = {
            Measure.DUE: (self.due_amount, position.due_amount),
            Measure.PAID: (self.paid_amount, position.paid_amount),
            Measure.OVERDUE: (self.overdue_amount, position.overdue_amount),
            Measure.OUTSTANDING: (
                max(principal_amount - self.paid_principal_amount, ZERO),
                position.outstanding_principal_amount,
            ),
            Measure.CREDIT: (self.credit_amount, position.credit_balance_amount),
        }
        return tuple(
            Difference(measure=measure, counted_amount=counted, closed_amount=closed)
            for measure, (counted, closed) in pairs.items()
            if counted != closed
        )


def ledger(
    connection: Connection,
    *,
    client_id: int,
    loan_id: int,
    first: date,
    last: date,
    as_of: date,
    materiality_ratio: Decimal,
) -> Ledger:
    """Schedule and payments of a loan paid out on `first` that matures on `last`, as of a date."""
    planned = _instalments(connection, client_id, loan_id, first, max(last, as_of) + AFTER_MATURITY)
    rows = _repayments(connection, client_id, loan_id, first, as_of)
    receipts = [Receipt(row["paid_date"], row["paid_amount"]) for row in rows]
    settled = settle(planned, receipts, as_of=as_of, materiality_ratio=materiality_ratio)
    names = ("repayment_code", "payer_name", "is_third_party")
    payments = [
        Payment(**{name: row[name] for name in names}, allocated=allocated)
        for row, allocated in zip(rows, settled.receipts, strict=True)
    ]
    return Ledger(
        as_of=as_of,
        instalments=settled.instalments,
        payments=tuple(payments),
        credit_amount=settled.credit_amount,
    )


def _instalments(connection: Connection, client_id: int, loan_id: int, first: date, last: date) -> list[Instalment]:
    row = instalment.c
    columns = (row.instalment_no, row.due_date, row.principal_amount, row.interest_amount)
    planned = _day_by_day(select(*columns), row.due_date, {row.client_id: client_id, row.loan_id: loan_id}, first, last)
    return [Instalment(*each) for each in connection.execute(planned)]


def _repayments(connection: Connection, client_id: int, loan_id: int, first: date, last: date) -> list[dict[str, Any]]:
    row = repayment.c
    columns = (row.paid_date, row.repayment_code, row.paid_amount, row.payer_name, row.is_third_party)
    paid = _day_by_day(select(*columns), row.paid_date, {row.client_id: client_id, row.loan_id: loan_id}, first, last)
    rows = [dict(each) for each in connection.execute(paid).mappings()]
    return sorted(rows, key=lambda each: (each["paid_date"], each["repayment_code"]))


def _day_by_day(
    rows: Select[Any], on: Column[date], keys: Mapping[Column[int], int], first: date, last: date
) -> Select[Any]:
    """The rows of the keys on each day from the first to the last.

    One look into the key per day and piece: a list of the days would be planned again for every piece, and between
    two days an older server would read everybody's rows. The offset keeps the look inside.
    """
    days = func.generate_series(first, last, timedelta(days=1)).table_valued("day", name="days").render_derived()
    of_loan = [column == key for column, key in keys.items()]
    found = rows.where(on == cast(days.c.day, Date), *of_loan).offset(0).lateral("found")
    return select(*found.c).select_from(days.join(found, true()))
