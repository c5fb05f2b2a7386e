"""Working days around the end of October 2026, counted on a calendar."""

from datetime import date

import pytest

from schema.domain.working_days import is_working_day, next_working_days, working_days_until

FRIDAY, SATURDAY, SUNDAY, MONDAY = date(2026, 10, 30), date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)
TUESDAY = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("day", "calendar", "works"),
    [
        (FRIDAY, {}, True),
        (SATURDAY, {}, False),
        (SATURDAY, {SATURDAY: True}, True),
        (MONDAY, {MONDAY: False}, False),
        (MONDAY, {SUNDAY: False}, True),
    ],
)
def test_the_calendar_goes_before_the_week(day: date, calendar: dict[date, bool], works: bool) -> None:
    assert is_working_day(day, calendar) is works


def test_the_day_itself_is_not_among_the_next() -> None:
    assert next_working_days(FRIDAY, 2, {}) == [MONDAY, TUESDAY]
    assert next_working_days(FRIDAY, 2, {SATURDAY: True, MONDAY: False}) == [SATURDAY, TUESDAY]
    assert next_working_days(FRIDAY, 0, {}) == []


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2026, 10, 29), 0), (FRIDAY, 0), (SATURDAY, 0), (SUNDAY, 0), (MONDAY, 1), (date(2026, 11, 6), 5)],
)
def test_working_days_until_a_day(day: date, count: int) -> None:
    assert working_days_until(day, FRIDAY, {}) == count
