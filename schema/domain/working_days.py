"""Working days: what the bank's calendar says of a day, and Monday to Friday where it says nothing."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

SATURDAY = 5
DAY = timedelta(days=1)
Calendar = Mapping[date, bool]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether the bank works on ``day``; ``calendar`` names holidays and make-up days only."""
    return calendar.get(day, day.weekday() < SATURDAY)


def next_working_days(after: date, count: int, calendar: Calendar) -> list[date]:
    """The first ``count`` working days after ``after``, which is not among them."""
    days = _following(after, calendar)
    return [next(days) for _ in range(count)]


def working_days_until(day: date, after: date, calendar: Calendar) -> int:
    """How many working days lie after ``after`` and up to ``day``; 0 when it is not later."""
    span = (after + DAY * step for step in range(1, (day - after).days + 1))
    return sum(is_working_day(each, calendar) for each in span)


def _following(after: date, calendar: Calendar) -> Iterator[date]:
    while True:
        after += DAY
        if is_working_day(after, calendar):
            yield after
