"""Vintages 账龄批次: what loans of one quarter became by so many months on the book.

Cumulative principal of loans that were ever more than 90 days past due by that month, over everything disbursed in
the quarter. A month counts once every loan of the quarter can have reached it: before that nothing is known, and
nothing known is None and never 0.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from schema.domain.money import Ratio

VINTAGE_MONTHS = (3, 6, 9, 12, 18, 24, 36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """One cohort: the first day of its quarter, what was disbursed, what was ever over 90 days by month on book."""

    cohort_date: date
    loan_count: int
    disbursed_amount: Decimal
    over_90_amounts: Mapping[int, Decimal | None]

    def ratio(self, month: int) -> Decimal | None:
        """Ever over 90 days by that month over disbursed; None where the month is not complete."""
        amount = self.over_90_amounts.get(month)
        return None if amount is None else Ratio(amount, self.disbursed_amount).value


def is_complete(cohort_date: date, month: int, as_of: date) -> bool:
    """Whether a loan of the quarter's last day has been on the book for so many months."""
    return months_later(quarter_end(cohort_date), month) <= as_of


def pooled(vintages: Iterable[Vintage], month: int) -> Ratio:
    """All cohorts for which the month is complete as one: sides are added, divided last."""
    known = [(each.over_90_amounts.get(month), each.disbursed_amount) for each in vintages]
    sides = [(amount, disbursed) for amount, disbursed in known if amount is not None]
    return Ratio(sum((part for part, _ in sides), Decimal(0)), sum((whole for _, whole in sides), Decimal(0)))


def quarter_start(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def quarter_end(day: date) -> date:
    """The last day of the quarter."""
    return months_later(quarter_start(day), 3) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """So many months later, at the latest on the last day of that month, as Postgres adds an interval."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
