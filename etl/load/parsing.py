"""From text to typed values: what a cell may look like, and what is wrong when it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from etl.mapping.model import UNITS, Entry
from etl.readers.source import ROW_NUMBER
from schema.contracts import Field

FULL_WIDTH = {chr(ordinal + 0xFEE0): chr(ordinal) for ordinal in range(0x21, 0x7F)} | {"\u3000": " "}
ISO_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
# A day as ISO_FORMATS spell it, and perhaps the time of day after it.
MOMENT = r"^([^\sT]+)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?$"
SHORTEST_DAY, LONGEST_DAY = 8, 10
FIRST_DAY, LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date(1800, 1, 1), date(9999, 12, 31)))
GROUPED = r"^[+-]?\d{1,3}(?:MARK\d{3})+(?:[^\d]\d*)?$"
YES = ("true", "t", "1", "yes", "y", "是")
NO = ("false", "f", "0", "no", "n", "否")
ROC_MONTH_END = "roc_month_end"
ROC_DATE = "roc_date"
ROC_FIRST_YEAR = 1911
EXACT = pl.Decimal(38, 9)
NOT_A = {
    "whole": ("not_a_whole_number", "{column} must be a whole number; it is {value!r}."),
    "money": ("not_a_number", "{column} must be an amount below 10^16; it is {value!r}."),
    "ratio": ("not_a_number", "{column} must be a number below 10^9; it is {value!r}."),
    "day": ("not_a_date", "{column} must be a date{format}; it is {value!r}."),
    "flag": ("not_yes_or_no", "{column} must be yes or no; it is {value!r}."),
    "code": ("nul_character", "{column} contains a NUL character."),
    "text": ("nul_character", "{column} contains a NUL character."),
}


@dataclass(frozen=True)
class Failure:
    """One thing wrong with one value of one row."""

    row_number: int
    column: str
    value: str | None
    code: str
    sentence: str


def parse(frame: pl.DataFrame, entry: Entry) -> tuple[pl.DataFrame, list[Failure]]:
    """Typed columns of the feed (absent ones all null) beside the row numbers, and what could not be read."""
    numbers = frame[ROW_NUMBER]
    typed = [numbers]
    failures: list[Failure] = []
    for one in entry.feed.fields:
        if one.name not in frame.columns:
            typed.append(pl.Series(one.name, [None], dtype=one.dtype).new_from_index(0, frame.height))
            continue
        text = _clean(frame[one.name], one)
        values = _typed(text, one, entry)
        typed.append(values)
        failures.extend(_unreadable(one, numbers, text, values, entry))
    return pl.DataFrame(typed), failures


def _clean(text: pl.Series, field: Field) -> pl.Series:
    """Without outer spaces, half width where a value is meant, null where nothing is left."""
    column = pl.col(field.name).cast(pl.String).str.strip_chars()
    is_value = field.kind not in ("text", "code")
    if is_value and _has_wide_characters(text):
        column = column.str.replace_many(FULL_WIDTH)
    return text.to_frame().select(pl.when(column != "").then(column).alias(field.name))[field.name]


def _has_wide_characters(text: pl.Series) -> bool:
    if text.dtype != pl.String:
        return False
    return bool(text.str.len_bytes().sum() != text.str.len_chars().sum())


def _typed(text: pl.Series, field: Field, entry: Entry) -> pl.Series:
    column = pl.col(field.name)
    unit = entry.units.get(field.name)
    match field.kind:
        case "whole":
            value = _whole(_number(column, entry, has_groups=_has_groups(text, entry)))
        case "money":
            scaled = _scaled(_number(column, entry, has_groups=_has_groups(text, entry)), unit)
            value = scaled.round(2, mode="half_away_from_zero").cast(pl.Decimal(18, 2), strict=False)
        case "ratio":
            share = _share(column, entry, has_groups=_has_groups(text, entry))
            value = _scaled(share, unit).cast(pl.Decimal(18, 9), strict=False)
        case "day":
            return _plausible(_day(text, entry.format_of(field.name)))
        case "flag":
            lowered = column.str.to_lowercase()
            value = pl.when(lowered.is_in(YES)).then(True).when(lowered.is_in(NO)).then(False)
        case _:
            value = pl.when(~column.str.contains("\x00", literal=True)).then(column)
    return text.to_frame().select(value.alias(field.name))[field.name]


def _has_groups(text: pl.Series, entry: Entry) -> bool:
    return bool(text.str.contains(_group_mark(entry), literal=True).any())


def _group_mark(entry: Entry) -> str:
    return "." if entry.decimal_mark == "," else ","


def _number(column: pl.Expr, entry: Entry, *, has_groups: bool) -> pl.Expr:
    plain = column
    if has_groups:
        mark = _group_mark(entry)
        ungrouped = column.str.replace_all(mark, "", literal=True)
        # 1,234.50 is grouped; 12,50 is another country's 12.5 and must not become 1250.
        is_grouped = column.str.contains(GROUPED.replace("MARK", re.escape(mark)))
        plain = pl.when(~column.str.contains(mark, literal=True) | is_grouped).then(ungrouped)
    if entry.decimal_mark == ",":
        plain = plain.str.replace(",", ".", literal=True)
    return plain.cast(EXACT, strict=False)


def _whole(number: pl.Expr) -> pl.Expr:
    whole = number.cast(pl.Int64, strict=False)
    return pl.when(whole.cast(EXACT, strict=False) == number).then(whole)


def _share(column: pl.Expr, entry: Entry, *, has_groups: bool) -> pl.Expr:
    is_percent = column.str.ends_with("%")
    number = _number(column.str.strip_suffix("%"), entry, has_groups=has_groups)
    return pl.when(is_percent).then((number / Decimal(100)).cast(EXACT)).otherwise(number)


def _scaled(number: pl.Expr, unit: str | float | int | None) -> pl.Expr:
    if unit is None:
        return number
    factor = UNITS[unit] if isinstance(unit, str) else unit
    return (number * pl.lit(Decimal(str(factor)))).cast(EXACT, strict=False)


def _day(text: pl.Series, form: str) -> pl.Series:
    """Dates in the form said; without one every ISO spelling is tried, as long as something stays unread."""
    if form in (ROC_MONTH_END, ROC_DATE):
        value = _roc_day(pl.col(text.name), is_month=form == ROC_MONTH_END)
        return text.to_frame().select(value.alias(text.name))[text.name]
    if form:
        return text.str.to_date(form, strict=False)
    day = _without_time(text)
    days = day.str.to_date(ISO_FORMATS[0], strict=False)
    for other in ISO_FORMATS[1:]:
        if days.null_count() == text.null_count():
            break
        days = days.fill_null(day.str.to_date(other, strict=False)) if days.null_count() else days
    return days


def _without_time(text: pl.Series) -> pl.Series:
    """The day of a moment; null where neither a day nor a moment can stand, so that nothing is read by halves."""
    lengths = text.str.len_bytes()
    shortest, longest = lengths.min(), lengths.max()
    assert isinstance(shortest, int | None)
    assert isinstance(longest, int | None)
    day = text.str.extract(MOMENT) if (longest or 0) > LONGEST_DAY else text
    if (shortest or 0) >= SHORTEST_DAY:
        return day
    # 2024031 would be read as the first of March.
    return day.to_frame().select(pl.when(pl.col(day.name).str.len_bytes() >= SHORTEST_DAY).then(pl.col(day.name)))[
        day.name
    ]


def _plausible(days: pl.Series) -> pl.Series:
    """A year of two digits read as four, or a sign before it, is no date of a bank."""
    if days.null_count() == days.len():
        return days
    since = days.to_physical()
    is_fine = (since >= FIRST_DAY) & (since <= LAST_DAY)
    return days if is_fine.all() else days.to_frame().select(pl.when(is_fine).then(pl.col(days.name)))[days.name]


def _roc_day(column: pl.Expr, *, is_month: bool) -> pl.Expr:
    """`9501` is January 2006: the years of the Republic of China count from 1912."""
    digits = column.str.replace_all(r"[^0-9]", "").cast(pl.Int64, strict=False)
    month_first = digits * 100 + 1 if is_month else digits
    year = month_first // 10_000 + ROC_FIRST_YEAR
    iso = pl.format("{}{}", year, (month_first % 10_000).cast(pl.String).str.zfill(4))
    date = iso.str.to_date("%Y%m%d", strict=False)
    return date.dt.month_end() if is_month else date


def _unreadable(field: Field, numbers: pl.Series, text: pl.Series, values: pl.Series, entry: Entry) -> list[Failure]:
    if values.null_count() == text.null_count():
        return []
    is_lost = text.is_not_null() & values.is_null()
    code, sentence = NOT_A[field.kind]
    form = entry.format_of(field.name)
    return [
        Failure(
            row_number=number,
            column=field.name,
            value=value,
            code=code,
            sentence=sentence.format(column=field.name, value=value, format=f" written {form}" if form else ""),
        )
        for number, value in zip(numbers.filter(is_lost), text.filter(is_lost), strict=True)
    ]
