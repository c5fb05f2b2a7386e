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
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from schema.domain.money import ZERO, is_whole_cents, split_evenly, to_cents
from schema.domain.words import ScheduleType

PERIOD_MONTHS = (1, 3, 6, 12)


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

    @property
    def period_rate(self) -> Decimal:
        """Interest of one whole period, as a fraction."""
        return self.rate_of(Decimal(self.period_months))

    def rate_of(self, months: Decimal) -> Decimal:
        """Interest of ``months`` months, as a fraction."""
        return self.annual_rate * months / 12


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
    principals = _PRINCIPALS[terms.schedule_type](terms, len(dates))
    interests = _interests(terms, principals)
    rows = zip(dates, principals, interests, strict=True)
    return [Instalment(no, *row) for no, row in enumerate(rows, start=1)]


def _bullet_interest(terms: LoanTerms) -> Decimal:
    months, days = months_and_days(terms.disbursed_date, terms.maturity_date)
    return to_cents(terms.principal * terms.rate_of(months + Decimal(days) / 30))


def _interests(terms: LoanTerms, principals: list[Decimal]) -> list[Decimal]:
    """Interest of each period on what is outstanding while it runs."""
    balance, interests = terms.principal, []
    for principal, rate in zip(principals, _rates(terms, len(principals)), strict=True):
        interests.append(to_cents(balance * rate))
        balance -= principal
    return interests


def _rates(terms: LoanTerms, count: int) -> list[Decimal]:
    """Rate of each period; only the last of several can be a short one."""
    rates = [terms.period_rate] * count
    if count > 1:
        before = (count - 2) * terms.period_months
        span = calendar_months(terms.first_due_date, terms.maturity_date)
        rates[-1] = terms.rate_of(Decimal(span - before))
    return rates


def _equal_instalment_principals(terms: LoanTerms, count: int) -> list[Decimal]:
    rate = terms.period_rate
    if rate == 0:
        return split_evenly(terms.principal, count)
    payment = to_cents(terms.principal * rate / (1 - (1 + rate) ** -count))
    balance, principals = to_cents(terms.principal), []
    for _ in range(count - 1):
        principals.append(min(balance, payment - to_cents(balance * rate)))
        balance -= principals[-1]
    return [*principals, balance]


def _equal_principals(terms: LoanTerms, count: int) -> list[Decimal]:
    return split_evenly(terms.principal, count)


def _principal_at_maturity(terms: LoanTerms, count: int) -> list[Decimal]:
    return [*([ZERO] * (count - 1)), to_cents(terms.principal)]


_PRINCIPALS: dict[ScheduleType, Callable[[LoanTerms, int], list[Decimal]]] = {
    ScheduleType.EQUAL_INSTALMENT: _equal_instalment_principals,
    ScheduleType.EQUAL_PRINCIPAL: _equal_principals,
    ScheduleType.INTEREST_FIRST: _principal_at_maturity,
}
