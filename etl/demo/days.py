"""Days as whole numbers since 1970-01-01, months as whole numbers since 1970-01: fast in numpy, exact in polars."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEVER = 10**7
EPOCH = date(1970, 1, 1)
LAST_COMMON_DAY = 28


def ints(values: Any) -> Ints:
    """`values` as an array of whole numbers."""
    return np.asarray(values, dtype=np.int64)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=int(number))


def month_number(day: date) -> int:
    """Months since 1970-01."""
    return day.year * 12 + day.month - 1 - 1970 * 12


def months_of(days: Ints) -> Ints:
    """The month each day lies in."""
    return ints(days.astype("M8[D]").astype("M8[M]").astype(np.int64))


def first_days(months: Ints) -> Ints:
    """The first day of each month."""
    return ints(ints(months).astype("M8[M]").astype("M8[D]").astype(np.int64))


def days_in_months(months: Ints) -> Ints:
    """How many days each month has."""
    return ints(first_days(ints(months) + 1) - first_days(months))


def add_months(days: Ints, months: Ints) -> Ints:
    """`days` moved by whole months; the day of the month becomes at most the 28th."""
    start = months_of(days)
    in_month = np.minimum(days - first_days(start), LAST_COMMON_DAY - 1)
    return ints(first_days(start + months) + in_month)


def nullable(values: Ints, present: Bools) -> pl.Series:
    """`values` where `present`, null elsewhere."""
    return pl.Series(values).set(pl.Series(~present), None)


def as_days(values: Ints | pl.Series) -> pl.Series:
    """Day numbers as polars dates; nulls stay."""
    return pl.Series(values).cast(pl.Int32).cast(pl.Date)


def as_money(cents: Ints | pl.Series) -> pl.Series:
    """Whole cents as exact money."""
    return (pl.Series(cents).cast(pl.Float64) / 100).cast(pl.Decimal(18, 2))


def words(table: tuple[str, ...] | list[str], places: Ints) -> pl.Series:
    """The entry of `table` at each place; a negative place is null."""
    wanted = pl.Series(places).set(pl.Series(places < 0), None).cast(pl.UInt32)
    return pl.Series(list(table), dtype=pl.String).gather(wanted)
