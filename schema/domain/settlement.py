"""Which repayment paid which instalment, and when: the allocation of `schema.domain.delinquency` told step by step.

Money pays the oldest instalment first. Seen from the running total of what was paid, every instalment is a stretch of
it: a repayment pays what it moves the total over, a reversal takes the last money out again. The end is that of
`delinquency.allocate` for the same total.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import accumulate, pairwise
from operator import attrgetter

from schema.domain.money import ZERO
from schema.domain.schedule import Instalment


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money on a day; negative for a reversal."""

    paid_date: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a receipt that one instalment took; negative where a reversal took it out again."""

    instalment: Instalment
    amount: Decimal


@dataclass(frozen=True, slots=True)
class AllocatedReceipt:
    """A receipt with the instalments it went to, oldest first; ``credit_amount`` is what no instalment could take."""

    receipt: Receipt
    shares: tuple[Share, ...]
    credit_amount: Decimal


@dataclass(frozen=True, slots=True)
class SettledInstalment:
    """An instalment, what of it is paid, and the day it became paid (None while it is not, or when nothing was due)."""

    instalment: Instalment
    paid_amount: Decimal
    is_paid: bool
    settled_date: date | None

    @property
    def unpaid_amount(self) -> Decimal:
        """What is still owed of it, to the cent and without tolerance."""
        return self.instalment.due_amount - self.paid_amount

    @property
    def paid_principal(self) -> Decimal:
        """The part that went to principal; interest comes first."""
        return self.paid_amount - min(self.paid_amount, self.instalment.interest)

    def is_overdue(self, as_of: date) -> bool:
        """Not paid although its due date has passed; on the due date itself it is in time."""
        return not self.is_paid and self.instalment.due_date < as_of

    def days_late(self, as_of: date) -> int:
        """Whole days from the due date to the day it was paid, to ``as_of`` while it is not; 0 in time."""
        until = self.settled_date if self.is_paid else as_of
        return max((until - self.instalment.due_date).days, 0) if until else 0


@dataclass(frozen=True, slots=True)
class Settlement:
    """A loan's instalments by due date and its receipts by day; ``credit_amount`` is what is too much."""

    instalments: tuple[SettledInstalment, ...]
    receipts: tuple[AllocatedReceipt, ...]
    credit_amount: Decimal


def settle(
    instalments: Iterable[Instalment], receipts: Iterable[Receipt], *, as_of: date, materiality_ratio: Decimal
) -> Settlement:
    """Allocate every receipt up to and on ``as_of``, oldest first; neither input need be sorted.

    An instalment counts as paid when what is missing is at most ``materiality_ratio`` of it. No instalments:
    everything is credit.
    """
    ordered = sorted(instalments, key=lambda each: (each.due_date, each.no))
    known = sorted((each for each in receipts if each.paid_date <= as_of), key=attrgetter("paid_date"))
    totals = list(accumulate((each.amount for each in known), initial=ZERO))
    bounds = list(accumulate((each.due_amount for each in ordered), initial=ZERO))
    moves = list(pairwise(totals))
    allocated = [_allocated(*pair, ordered, bounds) for pair in zip(known, moves, strict=True)]
    needed = [bound - materiality_ratio * each.due_amount for each, bound in zip(ordered, bounds[1:], strict=True)]
    days = _days_settled(known, moves, needed)
    paid = totals[-1]
    settled = [
        SettledInstalment(each, _within(paid, low, high) - low, paid >= need, day)
        for each, (low, high), need, day in zip(ordered, pairwise(bounds), needed, days, strict=True)
    ]
    return Settlement(tuple(settled), tuple(allocated), max(paid - bounds[-1], ZERO))


def _within(total: Decimal, low: Decimal, high: Decimal) -> Decimal:
    return min(max(total, low), high)


def _allocated(
    receipt: Receipt, move: tuple[Decimal, Decimal], ordered: Sequence[Instalment], bounds: Sequence[Decimal]
) -> AllocatedReceipt:
    before, after = move
    first, last = max(bisect_right(bounds, min(move)) - 1, 0), bisect_left(bounds, max(move))
    shares = [
        Share(each, _within(after, *stretch) - _within(before, *stretch))
        for each, stretch in zip(ordered[first:last], pairwise(bounds[first : last + 1]), strict=False)
    ]
    credit = max(after, bounds[-1]) - max(before, bounds[-1])
    return AllocatedReceipt(receipt, tuple(share for share in shares if share.amount), credit)


def _days_settled(
    receipts: Sequence[Receipt], moves: Sequence[tuple[Decimal, Decimal]], needed: Sequence[Decimal]
) -> list[date | None]:
    """The day on which the running total reached what each instalment needs, and did not fall below it again."""
    days: list[date | None] = [None] * len(needed)
    for receipt, (before, after) in zip(receipts, moves, strict=True):
        reached, left = bisect_right(needed, after), bisect_right(needed, before)
        days[left:reached] = [receipt.paid_date] * max(reached - left, 0)
        days[reached:left] = [None] * max(left - reached, 0)
    return days
