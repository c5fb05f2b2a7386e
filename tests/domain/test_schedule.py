"""Schedules against figures published by others, and sums one can do by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from schema.domain.schedule import (
    Instalment,
    LoanTerms,
    ScheduleError,
    calendar_months,
    derive_schedule,
    due_dates,
    months_and_days,
)
from schema.domain.words import ScheduleType

IN_PERIODS = (ScheduleType.EQUAL_INSTALMENT, ScheduleType.EQUAL_PRINCIPAL, ScheduleType.INTEREST_FIRST)

YEAR = LoanTerms(
    schedule_type=ScheduleType.EQUAL_INSTALMENT,
    principal=Decimal("12000.00"),
    annual_rate=Decimal("0.12"),
    disbursed_date=date(2024, 1, 10),
    first_due_date=date(2024, 2, 10),
    maturity_date=date(2025, 1, 10),
)


def mortgage(schedule_type: ScheduleType, *, principal: str, rate: str, years: int) -> LoanTerms:
    return LoanTerms(
        schedule_type=schedule_type,
        principal=Decimal(principal),
        annual_rate=Decimal(rate),
        disbursed_date=date(2020, 1, 15),
        first_due_date=date(2020, 2, 15),
        maturity_date=date(2020 + years, 1, 15),
    )


class TestPublishedFigures:
    def test_payment_of_the_numpy_financial_manual(self) -> None:
        """pmt(0.075/12, 12*15, 200000) = -1854.0247200054619."""
        schedule = derive_schedule(mortgage(ScheduleType.EQUAL_INSTALMENT, principal="200000", rate="0.075", years=15))
        assert len(schedule) == 180
        assert {each.due_amount for each in schedule[:-1]} == {Decimal("1854.02")}

    def test_a_million_over_thirty_years_at_4_9_percent_in_equal_instalments(self) -> None:
        """等额本息 100 万 30 年 4.9 %: 5,307.27 a month, 910,616.19 interest in all (unrounded)."""
        schedule = derive_schedule(mortgage(ScheduleType.EQUAL_INSTALMENT, principal="1000000", rate="0.049", years=30))
        assert len(schedule) == 360
        assert {each.due_amount for each in schedule[:-1]} == {Decimal("5307.27")}
        grown_half_cents = 5  # half a cent a month for 360 months at 4.9 % grows to 4.09
        assert abs(schedule[-1].due_amount - Decimal("5307.27")) < grown_half_cents
        interest = sum(each.interest for each in schedule)
        assert abs(interest - Decimal("910616.19")) <= Decimal("0.005") * 360

    def test_the_same_loan_in_equal_principal_parts(self) -> None:
        """等额本金: 6,861.11 in the first month, 11.34 less each month, 737,041.67 interest in all."""
        schedule = derive_schedule(mortgage(ScheduleType.EQUAL_PRINCIPAL, principal="1000000", rate="0.049", years=30))
        assert schedule[0].due_amount == Decimal("6861.11")
        falls = {before.due_amount - after.due_amount for before, after in pairwise(schedule[:-1])}
        assert falls <= {Decimal("11.34"), Decimal("11.35")}
        interest = sum(each.interest for each in schedule)
        assert abs(interest - Decimal("737041.67")) <= Decimal("0.005") * 360

    def test_a_berka_loan_at_rate_zero(self) -> None:
        """Berka loan 5314: 96,396 over 12 months, 8,033 a month."""
        terms = replace(YEAR, principal=Decimal(96396), annual_rate=Decimal(0))
        assert [each.due_amount for each in derive_schedule(terms)] == [Decimal(8033)] * 12


class TestAddedUpByHand:
    """900.00 at 12 % a year over three months: 1 % a month."""

    TERMS = replace(YEAR, principal=Decimal("900.00"), maturity_date=date(2024, 4, 10))

    def amounts(self, schedule_type: ScheduleType) -> list[tuple[str, str]]:
        schedule = derive_schedule(replace(self.TERMS, schedule_type=schedule_type))
        return [(str(each.principal), str(each.interest)) for each in schedule]

    def test_equal_instalment(self) -> None:
        """900 × 0.01 ÷ (1 − 1.01⁻³) = 306.02; the last is what is left, 303.00, and its interest."""
        assert self.amounts(ScheduleType.EQUAL_INSTALMENT) == [
            ("297.02", "9.00"),
            ("299.99", "6.03"),
            ("302.99", "3.03"),
        ]

    def test_equal_principal(self) -> None:
        assert self.amounts(ScheduleType.EQUAL_PRINCIPAL) == [
            ("300.00", "9.00"),
            ("300.00", "6.00"),
            ("300.00", "3.00"),
        ]

    def test_interest_first(self) -> None:
        assert self.amounts(ScheduleType.INTEREST_FIRST) == [
            ("0.00", "9.00"),
            ("0.00", "9.00"),
            ("900.00", "9.00"),
        ]

    def test_bullet(self) -> None:
        assert self.amounts(ScheduleType.BULLET) == [("900.00", "27.00")]

    def test_bullet_counts_odd_days_at_a_thirtieth_of_the_month(self) -> None:
        """Three months and five days: 27.00 + 900 × 1 % × 5 ÷ 30."""
        terms = replace(self.TERMS, schedule_type=ScheduleType.BULLET, maturity_date=date(2024, 4, 15))
        assert derive_schedule(terms) == [Instalment(1, date(2024, 4, 15), Decimal("900.00"), Decimal("28.50"))]

    def test_bullet_interest_runs_from_disbursement_wherever_the_first_due_date_is(self) -> None:
        terms = replace(self.TERMS, schedule_type=ScheduleType.BULLET, first_due_date=date(2024, 4, 10))
        assert derive_schedule(terms)[0].interest == Decimal("27.00")

    def test_quarterly_interest_is_three_months_worth(self) -> None:
        terms = replace(
            self.TERMS,
            schedule_type=ScheduleType.INTEREST_FIRST,
            first_due_date=date(2024, 4, 10),
            maturity_date=date(2024, 10, 10),
            period_months=3,
        )
        assert [each.interest for each in derive_schedule(terms)] == [Decimal("27.00")] * 3

    def test_a_short_last_period_bears_its_own_months(self) -> None:
        """Quarters due in April and July, maturity in September: the last period has two months."""
        terms = replace(
            self.TERMS,
            schedule_type=ScheduleType.INTEREST_FIRST,
            first_due_date=date(2024, 4, 10),
            maturity_date=date(2024, 9, 10),
            period_months=3,
        )
        rows = [(each.due_date, str(each.interest)) for each in derive_schedule(terms)]
        assert rows == [
            (date(2024, 4, 10), "27.00"),
            (date(2024, 7, 10), "27.00"),
            (date(2024, 9, 10), "18.00"),
        ]

    def test_one_instalment(self) -> None:
        terms = replace(self.TERMS, maturity_date=date(2024, 2, 10))
        for schedule_type in IN_PERIODS:
            schedule = derive_schedule(replace(terms, schedule_type=schedule_type))
            assert schedule == [Instalment(1, date(2024, 2, 10), Decimal("900.00"), Decimal("9.00"))]

    def test_cents_that_run_out_before_the_periods_do(self) -> None:
        terms = replace(YEAR, principal=Decimal("0.10"), annual_rate=Decimal(0))
        parts = [str(each.principal) for each in derive_schedule(terms)]
        assert parts == ["0.01"] * 10 + ["0.00"] * 2

    def test_the_last_instalment_takes_the_rounding(self) -> None:
        terms = replace(self.TERMS, principal=Decimal("100.00"), annual_rate=Decimal(0))
        parts = [str(each.principal) for each in derive_schedule(terms)]
        assert parts == ["33.33", "33.33", "33.34"]


class TestDueDates:
    def dates(self, first: date, maturity: date, *, months: int = 1) -> list[date]:
        return due_dates(
            replace(
                YEAR,
                disbursed_date=date(2023, 1, 1),
                first_due_date=first,
                maturity_date=maturity,
                period_months=months,
            )
        )

    def test_the_31st_becomes_the_month_end_and_comes_back(self) -> None:
        assert self.dates(date(2024, 1, 31), date(2024, 5, 31)) == [
            date(2024, 1, 31),
            date(2024, 2, 29),
            date(2024, 3, 31),
            date(2024, 4, 30),
            date(2024, 5, 31),
        ]

    def test_a_leap_day_anchor_falls_on_the_28th_until_the_next_leap_year(self) -> None:
        dates = self.dates(date(2024, 2, 29), date(2028, 2, 29), months=12)
        assert [each.day for each in dates] == [29, 28, 28, 28, 29]

    @pytest.mark.parametrize("day", [1, 19, 20, 21, 31])
    def test_a_maturity_in_the_month_of_a_grid_date_replaces_it(self, day: int) -> None:
        assert self.dates(date(2024, 1, 20), date(2024, 3, day)) == [
            date(2024, 1, 20),
            date(2024, 2, 20),
            date(2024, 3, day),
        ]

    @pytest.mark.parametrize(("months", "count"), [(1, 13), (3, 5), (6, 3), (12, 2)])
    def test_a_year_after_the_first_due_date(self, months: int, count: int) -> None:
        assert len(self.dates(date(2024, 1, 20), date(2025, 1, 20), months=months)) == count


@pytest.mark.parametrize(
    ("start", "end", "months", "days"),
    [
        (date(2024, 1, 31), date(2024, 1, 31), 0, 0),
        (date(2024, 1, 31), date(2024, 2, 28), 0, 28),
        (date(2024, 1, 31), date(2024, 2, 29), 1, 0),
        (date(2024, 1, 31), date(2024, 3, 1), 1, 1),
        (date(2023, 12, 15), date(2024, 12, 14), 11, 29),
        (date(2023, 12, 15), date(2024, 12, 15), 12, 0),
    ],
)
def test_whole_months_and_the_days_left(start: date, end: date, months: int, days: int) -> None:
    assert months_and_days(start, end) == (months, days)


def test_calendar_months_ignore_the_day() -> None:
    assert calendar_months(date(2024, 1, 31), date(2024, 2, 1)) == 1
    assert calendar_months(date(2023, 12, 1), date(2023, 12, 31)) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"principal": Decimal(0)},
        {"principal": Decimal("-1.00")},
        {"principal": Decimal("1.001")},
        {"principal": Decimal("NaN")},
        {"annual_rate": Decimal("-0.01")},
        {"annual_rate": Decimal("Infinity")},
        {"period_months": 0},
        {"period_months": 2},
        {"first_due_date": date(2024, 1, 10)},
        {"maturity_date": date(2024, 2, 9)},
    ],
    ids=str,
)
def test_terms_that_cannot_be(change: dict[str, object]) -> None:
    with pytest.raises(ScheduleError):
        replace(YEAR, **change)  # type: ignore[arg-type]


def test_a_delivered_schedule_is_not_derived() -> None:
    with pytest.raises(ScheduleError, match="delivered"):
        derive_schedule(replace(YEAR, schedule_type=ScheduleType.DELIVERED))


@pytest.mark.parametrize(("principal", "interest"), [("-0.01", "0"), ("0", "-0.01"), ("0.001", "0"), ("0", "NaN")])
def test_an_instalment_that_cannot_be(principal: str, interest: str) -> None:
    with pytest.raises(ScheduleError):
        Instalment(1, date(2024, 1, 1), Decimal(principal), Decimal(interest))
