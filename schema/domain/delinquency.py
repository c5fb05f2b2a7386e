"""First-in-first-out allocation of repayments, and the days past due that follow from it.

The reference for the close: slow and plain, one repayment after the other. Rules
(credit-risk contract 1.4): money pays the oldest instalment first, whatever it was meant
for; inside an instalment interest first; what exceeds the instalments due so far prepays the
next ones in order; what exceeds all of them is a credit balance.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schema.domain.money import ZERO, is_whole_cents, to_cents
from schema.domain.schedule import Instalment
from schema.domain.words import DelinquencyBucket


class DelinquencyError(ValueError):
    """A repayment, a tolerance or a number of days that cannot be."""


@dataclass(frozen=True, slots=True)
class Repayment:
    """Money received on a date; never negative."""

    paid_date: date
    amount: Decimal

    def __post_init__(self) -> None:
        if not is_whole_cents(self.amount) or self.amount < 0:
            raise DelinquencyError(f"repayment of {self.amount} on {self.paid_date}")


@dataclass(frozen=True, slots=True)
class InstalmentPosition:
    """One instalment and what of it is paid; ``is_paid`` allows for the tolerance."""

    instalment: Instalment
    paid_amount: Decimal
    is_paid: bool

    @property
    def paid_interest(self) -> Decimal:
        """The part that went to interest, which comes first."""
        return min(self.paid_amount, self.instalment.interest)

    @property
    def paid_principal(self) -> Decimal:
        """The part that went to principal."""
        return self.paid_amount - self.paid_interest

    @property
    def unpaid_amount(self) -> Decimal:
        """What is still owed of it, to the cent and without tolerance."""
        return self.instalment.due_amount - self.paid_amount

    def is_overdue(self, as_of: date) -> bool:
        """Not paid although its due date has passed; on the due date itself it is in time."""
        return not self.is_paid and self.instalment.due_date < as_of


@dataclass(frozen=True, slots=True)
class LoanPosition:
    """A loan after allocation: its instalments by due date, what is owed, what is too much.

    ``prepaid_amount`` is the money on instalments due after ``as_of``; ``credit_amount`` is
    what no instalment could take.
    """

    as_of: date
    instalments: tuple[InstalmentPosition, ...]
    credit_amount: Decimal

    @property
    def overdue_instalments(self) -> tuple[InstalmentPosition, ...]:
        """Instalments past their due date and not paid, oldest first."""
        return tuple(each for each in self.instalments if each.is_overdue(self.as_of))

    @property
    def oldest_unpaid_due_date(self) -> date | None:
        """Due date of the oldest overdue instalment; None when nothing is overdue."""
        overdue = self.overdue_instalments
        return overdue[0].instalment.due_date if overdue else None

    @property
    def days_past_due(self) -> int:
        """Whole days since ``oldest_unpaid_due_date``; 0 if none."""
        return days_past_due(self.oldest_unpaid_due_date, self.as_of)

    @property
    def bucket(self) -> DelinquencyBucket:
        """The range its days past due lie in."""
        return delinquency_bucket(self.days_past_due)

    @property
    def overdue_amount(self) -> Decimal:
        """Unpaid principal and interest of the overdue instalments; 0 when none is overdue."""
        return sum((each.unpaid_amount for each in self.overdue_instalments), ZERO)

    @property
    def outstanding_principal(self) -> Decimal:
        """Principal of all instalments less the principal parts paid, tolerance or not."""
        unpaid = (each.instalment.principal - each.paid_principal for each in self.instalments)
        return sum(unpaid, ZERO)

    @property
    def prepaid_amount(self) -> Decimal:
        """Money already on instalments that fall due after ``as_of``."""
        later = (each for each in self.instalments if each.instalment.due_date > self.as_of)
        return sum((each.paid_amount for each in later), ZERO)


def allocate(
    instalments: Sequence[Instalment],
    repayments: Sequence[Repayment],
    *,
    as_of: date,
    materiality_ratio: Decimal,
) -> LoanPosition:
    """Allocate every repayment made up to and on ``as_of`` to the instalments, oldest first.

    Neither input need be sorted. An instalment counts as paid when what is missing is at most
    ``materiality_ratio`` of its due amount (banks round payments); the missing part is still
    owed and the next repayment fills it first. No instalments: everything paid is credit.
    Raises DelinquencyError for a tolerance outside 0 to below 1.
    """
    if not materiality_ratio.is_finite() or not 0 <= materiality_ratio < 1:
        raise DelinquencyError(f"materiality ratio {materiality_ratio} is not from 0 to below 1")
    ordered = sorted(instalments, key=lambda each: (each.due_date, each.no))
    unpaid = [each.due_amount for each in ordered]
    credit_amount = ZERO
    for repayment in sorted(repayments, key=lambda each: each.paid_date):
        if repayment.paid_date <= as_of:
            credit_amount += _pour(repayment.amount, unpaid)
    pairs = zip(ordered, unpaid, strict=True)
    positions = tuple(_position(*pair, materiality_ratio) for pair in pairs)
    return LoanPosition(as_of, positions, credit_amount)


def _pour(amount: Decimal, unpaid: list[Decimal]) -> Decimal:
    """Fill ``unpaid`` from the front in place; the answer is what is left over."""
    for place, owed in enumerate(unpaid):
        used = min(owed, amount)
        unpaid[place] -= used
        amount -= used
    return amount


def _position(instalment: Instalment, unpaid: Decimal, materiality_ratio: Decimal) -> InstalmentPosition:
    due = instalment.due_amount
    is_paid = unpaid <= materiality_ratio * due
    return InstalmentPosition(instalment, to_cents(due - unpaid), is_paid)


def days_past_due(oldest_unpaid_due_date: date | None, as_of: date) -> int:
    """Whole days since the oldest unpaid instalment fell due; 0 when nothing is due."""
    if oldest_unpaid_due_date is None:
        return 0
    return max((as_of - oldest_unpaid_due_date).days, 0)


def delinquency_bucket(days_past_due: int) -> DelinquencyBucket:
    """The one bucket that holds ``days_past_due``. Raises DelinquencyError below 0."""
    if days_past_due < 0:
        raise DelinquencyError(f"{days_past_due} days past due")
    return next(bucket for bucket in DelinquencyBucket if bucket.holds(days_past_due))
