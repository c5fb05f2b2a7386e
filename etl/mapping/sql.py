"""The expressions of a mapping: one polars SQL expression over text columns, plus `try_date`."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import polars as pl
from polars.exceptions import PolarsError

# A cast that fails must refuse a row, never a file.
STRICT_CAST = re.compile(r"\bcast\s*\(", re.IGNORECASE)
# try_date("column", '%d.%m.%Y'): the date a text column says, null where it says none.
DATE_CALL = re.compile(r"""\btry_date\s*\(\s*(?:"([^"]+)"|(\w+))\s*,\s*'([^']+)'\s*\)""", re.IGNORECASE)
# What looks at more than one row: a window, or a figure over all rows. Batches would change its result.
OVER_ROWS = re.compile(
    r"\bover\s*\(|\b(?:sum|avg|min|max|count|median|first|last|stddev|stdev|variance|var|quantile|corr|covar)(?:_\w+)?\s*\(",
    re.IGNORECASE,
)
SOME_MOMENT = datetime(1999, 12, 31, 23, 59, 58, tzinfo=UTC)


def parsed(expression: str) -> tuple[dict[str, pl.Expr], pl.Expr]:
    """The columns that the expression's dates need, and the expression over them.

    Raises:
        PolarsError: it is no SQL expression.
    """
    dates: dict[str, pl.Expr] = {}

    def dated(call: re.Match[str]) -> str:
        column, form = call[1] or call[2], call[3]
        name = f"__{column} as {form}"
        dates[name] = pl.col(column).cast(pl.String).str.strip_chars().str.to_date(form, strict=False)
        return f'"{name}"'

    text = DATE_CALL.sub(dated, STRICT_CAST.sub("try_cast(", expression))
    return dates, pl.sql_expr(text)


def computed(frame: pl.DataFrame, name: str, expression: str) -> pl.DataFrame:
    """The frame with one more column (or another one of that name).

    Raises:
        PolarsError: the expression does not fit the frame.
    """
    dates, value = parsed(expression)
    return frame.with_columns(**dates).with_columns(value.alias(name))


def date_forms(expression: str) -> tuple[str, ...]:
    """The date formats an expression names."""
    return tuple(call[3] for call in DATE_CALL.finditer(expression))


def is_date_form(form: str) -> bool:
    """Whether a date written in this format can be read again with its year, however little else it says."""
    try:
        written = pl.Series([SOME_MOMENT]).dt.to_string(form)
        (read,) = written.str.to_date(form, strict=False)
    except PolarsError:
        return False
    return bool(read and read.year == SOME_MOMENT.year)
