"""From text to typed values: what a cell may look like, and what is wrong when it does not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from etl.mapping.checks import ROC_DATE, ROC_MONTH_END, SMALLEST_UNIT, UNITS
from etl.mapping.model import Entry
from etl.readers.source import ROW_NUMBER
from schema.contracts import Field

FULL_WIDTH = {chr(ordinal + 0xFEE0): chr(ordinal) for ordinal in range(0x21, 0x7F)} | {"\u3000": " "}
ISO_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")
# A day as ISO_FORMATS spell it, and perhaps the time of day after it.
MOMENT = r"^([^\sT]+)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?(?: ?(?:Z|[+-]\d{2}(?::?\d{2})?))?)?$"
SHORTEST_DAY, LONGEST_DAY = 8, 10
FIRST_DAY, LAST_DAY = ((day - date(1970, 1, 1)).days for day in (date(1800, 1, 1), date(9999, 12, 31)))
GROUPED = r"^[+-]?\d{1,3}(?:GROUP\d{3})+(?:DECIMAL\d*)?$"
YES = ("true", "t", "1", "yes", "y", "是")
NO = ("false", "f", "0", "no", "n", "否")
# Years of the Republic of China, counted from 1912: 9501, 95/1 and 民國95年1月 are a month, 950131 and 95.1.31 a day.
ROC_FIRST_YEAR = 1911
ROC_YEAR = r"^(?:(?:中華)?民[國国])?\s*(\d{2,3})"
ROC_MONTH = rf"{ROC_YEAR}(?:\s*[年/.-]\s*(\d{{1,2}})\s*月?|(\d{{2}}))$"
ROC_DAY = rf"{ROC_YEAR}(?:\s*[年/.-]\s*(\d{{1,2}})\s*[月/.-]\s*(\d{{1,2}})\s*日?|(\d{{2}})(\d{{2}}))$"
# Digits that a date format without marks between its parts needs.
DIGITS_OF = {"Y": 4, "y": 2, "m": 2, "d": 2, "j": 3, "H": 2, "M": 2, "S": 2}
UNMARKED = re.compile(r"(?:%[YymdjHMS])+")
# A fen is 10^-10 of 亿元.
EXACT = pl.Decimal(38, 12)
LARGEST_SCALED = Decimal(10) ** 17
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
    column = text.cast(pl.String).str.strip_chars()
    is_value = field.kind not in ("text", "code")
    if is_value and _has_wide_characters(column):
        column = column.to_frame().select(pl.all().str.replace_many(FULL_WIDTH)).to_series()
    is_empty = column.str.len_bytes() == 0
    return column.set(is_empty, None) if is_empty.any() else column


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
        case _ if not text.str.contains("\x00", literal=True).any():
            return text
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
        shape = GROUPED.replace("GROUP", re.escape(mark)).replace("DECIMAL", re.escape(entry.decimal_mark))
        is_grouped = column.str.contains(shape)
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
    factor = Decimal(UNITS[unit]) if isinstance(unit, str) else Decimal(str(unit)).quantize(SMALLEST_UNIT)
    # A product that does not fit would stop the load instead of refusing its row.
    fitting = Decimal(int(min(LARGEST_SCALED / factor, LARGEST_SCALED * 1_000)))
    return (pl.when(number.abs() <= fitting).then(number) * pl.lit(factor)).cast(EXACT, strict=False)


def _day(text: pl.Series, form: str) -> pl.Series:
    """Dates in the form said; without one every ISO spelling is tried, as long as something stays unread.

    Years of two digits (`%y`) are 1970 to 2069: 69 is 2069, 70 is 1970.
    """
    if form in (ROC_MONTH_END, ROC_DATE):
        value = _roc_day(pl.col(text.name), is_month=form == ROC_MONTH_END)
        return text.to_frame().select(value.alias(text.name))[text.name]
    if form:
        return _whole_form(text, form).str.to_date(form, strict=False)
    day = _without_time(text)
    days = day.str.to_date(ISO_FORMATS[0], strict=False)
    for other in ISO_FORMATS[1:]:
        if days.null_count() == text.null_count():
            break
        days = days.fill_null(day.str.to_date(other, strict=False)) if days.null_count() else days
    return days


def _whole_form(text: pl.Series, form: str) -> pl.Series:
    """Null where digits are missing: 50112, which lost a zero, would be read as 1950-11-02 and not as 2005-01-12."""
    if not UNMARKED.fullmatch(form):
        return text
    digits = sum(DIGITS_OF[letter] for letter in form[1::2])
    return text.to_frame().select(pl.when(pl.col(text.name).str.len_bytes() == digits).then(pl.col(text.name)))[
        text.name
    ]


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
    """`9501` is January 2006; a month stands for its last day."""
    pattern = ROC_MONTH if is_month else ROC_DAY
    found = column.str.extract_groups(pattern)
    places = [(2, 3)] if is_month else [(2, 4), (3, 5)]
    month, *day = (pl.coalesce(found.struct.field(str(place)) for place in both) for both in places)
    year = found.struct.field("1").cast(pl.Int32) + ROC_FIRST_YEAR
    read = pl.concat_str([year.cast(pl.String), month, *(day or [pl.lit("1")])], separator="-")
    days = read.str.to_date("%Y-%m-%d", strict=False)
    return days.dt.month_end() if is_month else days


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
