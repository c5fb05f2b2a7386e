"""Observation of restructured loans and the wait before an upgrade, day by day."""

from datetime import date

import pytest

from schema.domain.upgrade import Due, Observation, Waiting, observe, upgrade_from
from schema.domain.words import RiskClass

YEAR = Waiting(months=12, periods=2, period_months=1)
QUARTERS = [Due(due_date=date(2024, month, 20)) for month in (1, 4, 7, 10)]
CHANGED = date(2024, 2, 1)


def test_the_clock_runs_from_the_first_due_date_after_the_change() -> None:
    found = observe([CHANGED], QUARTERS, waiting=YEAR, as_of=date(2024, 12, 31))
    assert found == Observation(end_date=date(2025, 4, 20), is_repeated=False)


def test_without_a_due_date_it_runs_from_the_change() -> None:
    found = observe([CHANGED], [], waiting=YEAR, as_of=date(2024, 12, 31))
    assert found == Observation(end_date=date(2025, 2, 1), is_repeated=False)


@pytest.mark.parametrize("as_of", [date(2024, 1, 31), date(2023, 1, 1)])
def test_before_the_change_there_is_none(as_of: date) -> None:
    assert observe([CHANGED], QUARTERS, waiting=YEAR, as_of=as_of) is None


def test_the_longer_of_both_waits() -> None:
    yearly = Waiting(months=12, periods=2, period_months=12)
    found = observe([CHANGED], QUARTERS, waiting=yearly, as_of=date(2024, 12, 31))
    assert found == Observation(end_date=date(2026, 4, 20), is_repeated=False)


def test_the_floor_ends_with_the_observation() -> None:
    once, twice = (Observation(end_date=date(2025, 4, 20), is_repeated=each) for each in (False, True))
    assert [once.floor(date(2025, 4, day)) for day in (20, 21)] == [RiskClass.SPECIAL_MENTION, RiskClass.NORMAL]
    assert twice.floor(date(2025, 4, 20)) is RiskClass.SUBSTANDARD


def test_a_repeated_one_stays_repeated_when_a_payment_is_missed() -> None:
    dues = [*QUARTERS[:3], Due(due_date=date(2024, 10, 20), is_missed=True), Due(due_date=date(2025, 1, 20))]
    found = observe([CHANGED, date(2024, 5, 1)], dues, waiting=YEAR, as_of=date(2024, 12, 31))
    assert found == Observation(end_date=date(2026, 1, 20), is_repeated=True)


def test_a_due_date_is_missed_from_the_day_after_it_on() -> None:
    dues = [*QUARTERS[:2], Due(due_date=date(2024, 7, 20), is_missed=True), QUARTERS[3]]
    ends = [
        observation.end_date
        for day in (20, 21)
        if (observation := observe([CHANGED], dues, waiting=YEAR, as_of=date(2024, 7, day)))
    ]
    assert ends == [date(2025, 4, 20), date(2025, 10, 20)]


@pytest.mark.parametrize(
    ("cleared", "since", "period_months", "first_day"),
    [
        (date(2024, 4, 10), date(2024, 3, 31), 1, date(2024, 10, 10)),
        (date(2024, 2, 10), date(2024, 3, 31), 1, date(2024, 9, 30)),
        (None, date(2024, 3, 31), 1, date(2024, 9, 30)),
        (date(2024, 4, 10), date(2024, 3, 31), 3, date(2024, 10, 10)),
        (date(2024, 4, 10), date(2024, 3, 31), 6, date(2025, 4, 10)),
    ],
    ids=["six months", "non-performing later", "never missed", "two quarters are six months", "two half-years"],
)
def test_when_an_upgrade_may_be_proposed(
    cleared: date | None, since: date, period_months: int, first_day: date
) -> None:
    waiting = Waiting(months=6, periods=2, period_months=period_months)
    assert upgrade_from(cleared_date=cleared, npl_since=since, waiting=waiting) == first_day
