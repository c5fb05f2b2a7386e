"""What must hold for the schedule of any loan."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from schema.domain.schedule import PERIOD_MONTHS, LoanTerms, add_months, derive_schedule
from schema.domain.words import ScheduleType

DERIVED = [each for each in ScheduleType if each is not ScheduleType.DELIVERED]
IN_PERIODS = [each for each in DERIVED if each is not ScheduleType.BULLET]


@st.composite
def loan_terms(draw: st.DrawFn, *, types: Sequence[ScheduleType] = DERIVED) -> LoanTerms:
    first_due = draw(st.dates(date(1993, 1, 1), date(2030, 12, 31)))
    months = draw(st.sampled_from(PERIOD_MONTHS))
    return LoanTerms(
        schedule_type=draw(st.sampled_from(types)),
        principal=Decimal(draw(st.integers(1, 10**11))) / 100,
        annual_rate=Decimal(draw(st.integers(0, 3600))) / 10_000,
        disbursed_date=add_months(first_due, -months),
        first_due_date=first_due,
        maturity_date=add_months(first_due, draw(st.integers(0, 400))),
        period_months=months,
    )


@given(terms=loan_terms())
def test_principal_parts_sum_to_the_principal_and_nothing_is_negative(terms: LoanTerms) -> None:
    schedule = derive_schedule(terms)
    assert sum(each.principal for each in schedule) == terms.principal
    assert min(min(each.principal, each.interest) for each in schedule) >= 0


@given(terms=loan_terms())
def test_numbers_count_from_one_and_due_dates_rise_to_maturity(terms: LoanTerms) -> None:
    schedule = derive_schedule(terms)
    assert [each.no for each in schedule] == list(range(1, len(schedule) + 1))
    assert all(before.due_date < after.due_date for before, after in pairwise(schedule))
    assert schedule[-1].due_date == terms.maturity_date


@given(terms=loan_terms(types=IN_PERIODS))
def test_every_due_date_but_the_last_keeps_the_anchor_day(terms: LoanTerms) -> None:
    anchor = terms.first_due_date.day
    for each in derive_schedule(terms)[:-1]:
        next_day_is_new_month = add_months(each.due_date.replace(day=1), 1).toordinal() == each.due_date.toordinal() + 1
        assert each.due_date.day == anchor or (each.due_date.day < anchor and next_day_is_new_month)


@given(terms=loan_terms(), schedule_type=st.sampled_from(DERIVED))
def test_without_a_rate_there_is_no_interest(terms: LoanTerms, schedule_type: ScheduleType) -> None:
    schedule = derive_schedule(replace(terms, annual_rate=Decimal(0), schedule_type=schedule_type))
    assert {each.interest for each in schedule} == {Decimal(0)}


@given(terms=loan_terms(types=[ScheduleType.EQUAL_INSTALMENT]))
def test_equal_instalments_are_equal_but_for_the_last(terms: LoanTerms) -> None:
    """Where a period bears no whole cent of interest the rounding of the balances may show, by a cent.

    Loans so small that the rounding of the instalments uses up the principal before the end are left out.
    """
    schedule = derive_schedule(terms)[:-1]
    assume(terms.principal >= Decimal("0.01") * len(schedule) ** 2)
    assert len({each.due_amount for each in schedule if each.interest}) <= 1
    payments = [each.due_amount for each in schedule] or [Decimal(0)]
    assert max(payments) - min(payments) <= Decimal("0.01")
