"""What needs somebody today in a book: one question for everything that a page shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from schema.marts.today_dues import Dues, dues
from schema.marts.today_loans import NONE, ORANGE, YELLOW, LoanNeeds, loan_needs
from schema.marts.today_managers import ManagerBook, manager_books
from schema.marts.today_scope import Scope

MARKED_RISE = Decimal("0.005")


@dataclass(frozen=True, kw_only=True)
class Lending:
    """The loans with a reason, the instalments that the accounts do not cover, and the book by client manager."""

    loans: LoanNeeds
    dues: Dues
    books: Sequence[ManagerBook]

    @property
    def loan_count(self) -> int:
        """Loans on the book, in all currencies."""
        return sum(book.loan_count for book in self.books)

    @property
    def overdue_count(self) -> int:
        """Overdue ones among them."""
        return sum(book.overdue_loan_count for book in self.books)

    @property
    def short_count(self) -> int:
        """Instalments of the next five working days that the accounts do not cover."""
        return sum(day.short_count for day in self.dues.days)


def lending(connection: Connection, *, scope: Scope, as_of: date, previous: date | None) -> Lending:
    """The needs of a scope on a closed date; `previous` is the close before, None for the first."""
    return Lending(
        loans=loan_needs(connection, scope=scope, as_of=as_of, previous=previous),
        dues=dues(connection, scope=scope, as_of=as_of, is_only_short=True),
        books=manager_books(connection, scope=scope, as_of=as_of, previous=previous),
    )


def rise_severity(change: Decimal | None) -> int:
    """Of a unit, by the change of its NPL ratio since the close before: orange from half a point up, yellow for less.

    The half point is proposed; no rule names one.
    """
    if change is None or change <= 0:
        return NONE
    return ORANGE if change >= MARKED_RISE else YELLOW
