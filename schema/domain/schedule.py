"""Instalments derived from the terms of a loan.

Conventions, the same for every type:

* Due dates stand on a grid of whole periods from ``first_due_date`` and keep its day;
  a month without that day uses its last one (31 January, 29 February, 31 March).
* The last instalment falls on ``maturity_date``. A maturity in the calendar month of a
  grid date replaces that date; one that is off the grid makes a short last period.
* Interest runs by whole months at ``annual_rate / 12``. The first period counts as a full
  one, a short last period its calendar months. Only a bullet counts odd days, at 1/30 of
  the monthly rate (PBoC interest rules, 银发 2005 No. 129: whole months, then days on 360).
* Amounts are rounded half up to the cent; the last instalment takes the rounding, so the
  principal parts sum to the loan's principal exactly.
* Equal instalments come from a closed form of the balance after each period, in double
  precision: the close derives schedules in SQL by the same formula, to the same cent.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from schema.domain.money import ZERO, is_whole_cents, split_evenly, to_cents
from schema.domain.words import ScheduleType

PERIOD_MONTHS = (1, 3, 6, 12)
Parts = tuple[list[Decimal], list[Decimal]]  # principal and interest of each period


class ScheduleError(ValueError):
    """Terms or instalments that no loan can have."""


@dataclass(frozen=True, slots=True)
class Instalment:
    """One scheduled amount due; ``no`` counts from 1, amounts are not negative."""

    no: int
    due_date: date
    principal: Decimal
    interest: Decimal

    def __post_init__(self) -> None:
        if not (is_whole_cents(self.principal) and is_whole_cents(self.interest)):
            raise ScheduleError(f"instalment {self.no} is not in whole cents")
        if self.principal < 0 or self.interest < 0:
            raise ScheduleError(f"instalment {self.no} has a negative amount")

    @property
    def due_amount(self) -> Decimal:
        """Principal and interest together."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTerms:
    """What a schedule is derived from; ``annual_rate`` is a fraction (0.06 is 6 %).

    Raises ScheduleError when the terms cannot be.
    """

    schedule_type: ScheduleType
    principal: Decimal
    annual_rate: Decimal
    disbursed_date: date
    first_due_date: date
    maturity_date: date
    period_months: int = 1

    def __post_init__(self) -> None:
        if not (is_whole_cents(self.principal) and self.principal > 0):
            raise ScheduleError(f"principal {self.principal} is not a positive amount of cents")
        if not self.annual_rate.is_finite() or self.annual_rate < 0:
            raise ScheduleError(f"annual rate {self.annual_rate} is not a rate")
        if self.period_months not in PERIOD_MONTHS:
            raise ScheduleError(f"{self.period_months} months are no period of a schedule")
        if not self.disbursed_date < self.first_due_date <= self.maturity_date:
            raise ScheduleError(
                f"dates out of order: disbursement {self.disbursed_date}, "
                f"first due {self.first_due_date}, maturity {self.maturity_date}"
            )

    def interest(self, balance: Decimal, *, months: int, days: int = 0) -> Decimal:
        """Interest on ``balance`` for so many months and days of 1/30 month, to the cent."""
        return to_cents(balance * self.annual_rate * (30 * months + days) / 360)


def add_months(anchor: date, months: int) -> date:
    """``anchor`` moved by whole months; a day the month lacks becomes its last day."""
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    last_day = monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(anchor.day, last_day))


def calendar_months(start: date, end: date) -> int:
    """Difference of the calendar months, the days ignored: 31 January to 1 February is 1."""
    return (end.year - start.year) * 12 + end.month - start.month


def months_and_days(start: date, end: date) -> tuple[int, int]:
    """Whole months from ``start`` that fit before or on ``end``, and the days left over."""
    months = calendar_months(start, end)
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def due_dates(terms: LoanTerms) -> list[date]:
    """The due dates of the periods, the last one the maturity date; at least one."""
    span = calendar_months(terms.first_due_date, terms.maturity_date)
    grid = range(0, span, terms.period_months)
    return [*(add_months(terms.first_due_date, step) for step in grid), terms.maturity_date]


def derive_schedule(terms: LoanTerms) -> list[Instalment]:
    """The instalments of ``terms`` in order of due date, numbered from 1.

    Principal parts sum to the principal exactly; tiny loans may have instalments of 0.00.
    Raises ScheduleError for the type ``delivered``, which has nothing to derive from.
    """
    if terms.schedule_type is ScheduleType.BULLET:
        return [Instalment(1, terms.maturity_date, to_cents(terms.principal), _bullet_interest(terms))]
    if terms.schedule_type is ScheduleType.DELIVERED:
        raise ScheduleError("a delivered schedule is loaded and cannot be derived")
    dates = due_dates(terms)
    principals, interests = _PARTS[terms.schedule_type](terms, len(dates))
    rows = zip(dates, principals, interests, strict=True)
    return [Instalment(no, *row) for no, row in enumerate(rows, start=1)]


def _bullet_interest(terms: LoanTerms) -> Decimal:
    months, days = months_and_days(terms.disbursed_date, terms.maturity_date)
    return terms.interest(terms.principal, months=months, days=days)


def _last_months(terms: LoanTerms, count: int) -> int:
    """Months of the last period; only the last of several can be a short one."""
    if count == 1:
        return terms.period_months
    span = calendar_months(terms.first_due_date, terms.maturity_date)
    return span - (count - 2) * terms.period_months


def _interests(terms: LoanTerms, principals: list[Decimal]) -> list[Decimal]:
    """Interest of each period on what is outstanding while it runs."""
    months = [terms.period_months] * len(principals)
    months[-1] = _last_months(terms, len(principals))
    balance, interests = terms.principal, []
    for principal, length in zip(principals, months, strict=True):
        interests.append(terms.interest(balance, months=length))
        balance -= principal
    return interests


def cents_of_float(amount: float) -> Decimal:
    """``amount`` to the cent by way of its 15 significant digits, as Postgres casts float8 to numeric."""
    return to_cents(Decimal(f"{amount:.15g}"))


def _equal_instalments(terms: LoanTerms, count: int) -> Parts:
    """One payment for all but the last; balance after k periods: P (g^n - g^k) / (g^n - 1), g = 1 + rate.

    Interest is what the payment leaves after the principal part, but never negative: where a
    period's interest is below the rounding, an instalment may exceed the payment by a cent.
    """
    rate = float(terms.annual_rate) * terms.period_months / 12
    if rate == 0 or count == 1:
        return _equal_principals(terms, count)
    principal, grown = float(terms.principal), (1 + rate) ** count
    payment = cents_of_float(principal * rate * grown / (grown - 1))
    between = (principal * (grown - (1 + rate) ** k) / (grown - 1) for k in range(1, count))
    balances = [to_cents(terms.principal), *map(cents_of_float, between), ZERO]
    principals = [before - after for before, after in pairwise(balances)]
    interests = [max(payment - each, ZERO) for each in principals[:-1]]
    last = terms.interest(principals[-1], months=_last_months(terms, count))
    return principals, [*interests, last]


def _equal_principals(terms: LoanTerms, count: int) -> Parts:
    principals = split_evenly(terms.principal, count)
    return principals, _interests(terms, principals)


def _principal_at_maturity(terms: LoanTerms, count: int) -> Parts:
    principals = [*([ZERO] * (count - 1)), to_cents(terms.principal)]
    return principals, _interests(terms, principals)


_PARTS: dict[ScheduleType, Callable[[LoanTerms, int], Parts]] = {
    ScheduleType.EQUAL_INSTALMENT: _equal_instalments,
    ScheduleType.EQUAL_PRINCIPAL: _equal_principals,
    ScheduleType.INTEREST_FIRST: _principal_at_maturity,
}
