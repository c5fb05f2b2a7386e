"""Vintages against a worked example (W9): three cohorts, two of them not yet old enough."""

from datetime import date
from decimal import Decimal

import pytest

from schema.domain.vintages import Vintage, is_complete, months_later, pooled, quarter_end, quarter_start


def cohort(quarter: int, disbursed: int, *amounts: int | None) -> Vintage:
    known = {
        month: None if amount is None else Decimal(amount) for month, amount in zip((3, 6, 9, 12), amounts, strict=True)
    }
    first = date(2024, quarter * 3 - 2, 1)
    return Vintage(cohort_date=first, loan_count=1, disbursed_amount=Decimal(disbursed), over_90_amounts=known)


W9 = (cohort(1, 1_000, 0, 5, 12, 20), cohort(2, 1_500, 3, 12, 27, None), cohort(3, 2_000, 10, 30, None, None))


def test_rates_and_nothing_where_nothing_is_known_yet() -> None:
    rates = [[each.ratio(month) for month in (3, 6, 9, 12)] for each in W9]
    assert rates == [
        [Decimal(0), Decimal("0.005"), Decimal("0.012"), Decimal("0.020")],
        [Decimal("0.002"), Decimal("0.008"), Decimal("0.018"), None],
        [Decimal("0.005"), Decimal("0.015"), None, None],
    ]


def test_pooled_divides_last() -> None:
    """47 of 4,500, and not the mean of the three rates, which would be 0.9333 %."""
    month_6 = pooled(W9, 6)
    assert (month_6.part, month_6.whole) == (Decimal(47), Decimal(4_500))
    assert round(month_6.value or 0, 6) == Decimal("0.010444")


def test_pooled_leaves_out_who_is_not_old_enough() -> None:
    assert pooled(W9, 12).value == Decimal("0.020")
    assert pooled(W9, 18).value is None


@pytest.mark.parametrize(
    ("as_of", "complete"),
    [(date(2024, 6, 29), ()), (date(2024, 6, 30), (3,)), (date(2025, 3, 31), (3, 6, 9, 12))],
)
def test_a_month_is_complete_once_the_last_day_of_the_quarter_reached_it(
    as_of: date, complete: tuple[int, ...]
) -> None:
    assert tuple(month for month in (3, 6, 9, 12) if is_complete(date(2024, 1, 1), month, as_of)) == complete


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2024, 1, 1), date(2024, 1, 1), date(2024, 3, 31)),
        (date(2024, 6, 30), date(2024, 4, 1), date(2024, 6, 30)),
        (date(2023, 12, 31), date(2023, 10, 1), date(2023, 12, 31)),
    ],
)
def test_quarters(day: date, first: date, last: date) -> None:
    assert (quarter_start(day), quarter_end(day)) == (first, last)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 3, 31), 12, date(2025, 3, 31)),
    ],
)
def test_months_end_with_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
