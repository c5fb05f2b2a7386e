"""Dates in every format a mapping may name: read whole or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.mapping.checks import ROC_DATE, ROC_MONTH_END
from tests.etl.mapping.mapped import parsed

MANY = settings(max_examples=80, deadline=None)
FORMATS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日", "%d.%m.%Y", "%m/%d/%Y", "%d%m%Y", "%d-%b-%Y",
    "%B %d, %Y", "%Y-%j", "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "%e.%m.%Y",
)  # fmt: skip
TWO_DIGITS = ("%y%m%d", "%d.%m.%y", "%m/%d/%y", "%y年%m月%d日")
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def read(texts: list[str | None], form: str = "") -> list[object]:
    """Through a field's own format, and through that of the whole entry."""
    through_field, failures = parsed("repayment", "paid_date", texts, dates={"paid_date": form})
    assert parsed("repayment", "paid_date", texts, date_format=form)[0] == through_field
    lost = [one.value for one in failures]
    assert lost == [text.strip() for text, day in zip(texts, through_field, strict=True) if text and day is None]
    return through_field


@MANY
@given(days=st.lists(st.dates(FIRST, LAST), min_size=1, max_size=5), form=st.sampled_from(FORMATS))
def test_every_format_reads_what_it_writes(days: list[date], form: str) -> None:
    texts: list[str | None] = [f" {day.strftime(form)} " for day in days]
    assert read(texts, form) == days


@MANY
@given(days=st.lists(st.dates(FIRST, LAST), min_size=1, max_size=5))
def test_without_a_format_the_usual_spellings_may_stand_side_by_side(days: list[date]) -> None:
    texts: list[str | None] = [day.strftime(FORMATS[place % 5]) for place, day in enumerate(days)]
    assert read(texts) == days


@MANY
@given(days=st.lists(st.dates(date(1970, 1, 1), date(2069, 12, 31)), min_size=1), form=st.sampled_from(TWO_DIGITS))
def test_two_digits_are_the_years_from_1970_to_2069(days: list[date], form: str) -> None:
    assert read([day.strftime(form) for day in days], form) == days


def test_the_turn_of_two_digits() -> None:
    assert read(["691231", "700101", "991231", "000101"], "%y%m%d") == [
        date(2069, 12, 31), date(1970, 1, 1), date(1999, 12, 31), date(2000, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2025-02-29", "%Y-%m-%d"),
        ("2025-01-10x", "%Y-%m-%d"),
        ("2025-01-10 08:30", "%Y-%m-%d"),
        ("25-01-10", "%Y-%m-%d"),
        ("10.01.25", "%d.%m.%Y"),
        ("50112", "%y%m%d"),
        ("2025011", "%Y%m%d"),
        ("1012025", "%d%m%Y"),
        ("13/01/2025", "%m/%d/%Y"),
        ("45667", "%Y-%m-%d"),
        ("45667", ""),
        ("2025011", ""),
        ("2025-1", ""),
        ("0001-01-10", ""),
        ("-2025-01-10", ""),
        ("yesterday", ""),
    ],
)
def test_nothing_is_read_by_halves(text: str, form: str) -> None:
    (day,), (failure,) = parsed("repayment", "paid_date", [text], date_format=form)
    written = f" written {form}" if form else ""
    assert day is None
    assert (failure.row_number, failure.column, failure.value, failure.code) == (2, "paid_date", text, "not_a_date")
    assert failure.sentence == f"paid_date must be a date{written}; it is {text!r}."


@pytest.mark.parametrize(
    "text",
    ["2025-01-10", "2025/1/10", "20250110", "2025年1月10日", "２０２５－０１－１０", "2025-01-10T23:59:59.5+08:00"],
)
def test_usual_spellings(text: str) -> None:
    assert read([text]) == [date(2025, 1, 10)]


def test_full_width_digits_in_a_format() -> None:
    assert parsed("repayment", "paid_date", ["９３０１０５"], date_format="%y%m%d")[0] == [date(1993, 1, 5)]


def test_empty_cells_are_no_failures() -> None:
    assert parsed("repayment", "paid_date", ["", "  ", "\u3000", None]) == ([None] * 4, [])


ROC_DAYS = (
    "{y}{m:02}{d:02}", "{y}/{m}/{d}", "{y}.{m:02}.{d:02}", "{y}-{m:02}-{d:02}", "民國{y}年{m}月{d}日",
    "民國 {y}年{m:02}月{d:02}日", "中華民國{y}年{m}月{d}日", "{y} 年 {m} 月 {d} 日", "民国{y}年{m}月{d}日",
)  # fmt: skip
ROC_MONTHS = (
    "{y}{m:02}",
    "{y}/{m}",
    "{y}.{m:02}",
    "民國{y}年{m}月",
    "民國 {y}年{m:02}月",
    "{y}年{m}月",
    "{y} 年 {m} 月",
)


@MANY
@given(day=st.dates(date(1921, 1, 1), date(2199, 12, 31)), spelling=st.sampled_from(ROC_DAYS))
def test_days_of_the_republic(day: date, spelling: str) -> None:
    assert read([spelling.format(y=day.year - 1911, m=day.month, d=day.day)], ROC_DATE) == [day]


@MANY
@given(day=st.dates(date(1921, 1, 1), date(2199, 12, 31)), spelling=st.sampled_from(ROC_MONTHS))
def test_months_of_the_republic_stand_for_their_last_day(day: date, spelling: str) -> None:
    (read_day,) = read([spelling.format(y=day.year - 1911, m=day.month)], ROC_MONTH_END)
    assert isinstance(read_day, date)
    assert (read_day.year, read_day.month) == (day.year, day.month)
    assert date.fromordinal(read_day.toordinal() + 1).day == 1


@pytest.mark.parametrize(
    ("text", "month_end"),
    [
        ("9501", date(2006, 1, 31)),
        ("10112", date(2012, 12, 31)),
        ("民國 113年02月", date(2024, 2, 29)),
        ("93/1", date(2004, 1, 31)),
        ("１１３年２月", date(2024, 2, 29)),
    ],
)
def test_months_known_by_heart(text: str, month_end: date) -> None:
    assert parsed("repayment", "paid_date", [text], date_format=ROC_MONTH_END)[0] == [month_end]


@pytest.mark.parametrize("form", [ROC_DATE, ROC_MONTH_END])
@pytest.mark.parametrize(
    "text",
    ["abc11305", "民國前1年1月", "-1130531", "113", "113/13", "11313", "1130231", "113/2/30", "2024/05/31", "2024-05",
     "20240531", "1/113", "113//5", "x"],
)  # fmt: skip
def test_what_is_no_date_of_the_republic(text: str, form: str) -> None:
    assert read([text], form) == [None]


def test_a_month_is_no_day_and_a_day_no_month() -> None:
    assert read(["11305", "113/5", "民國113年5月"], ROC_DATE) == [None] * 3
    assert read(["1130531", "113/5/31", "民國113年5月31日"], ROC_MONTH_END) == [None] * 3
