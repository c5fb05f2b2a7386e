"""A table as it stands on a page, as a sheet: what its column configuration says becomes kinds of columns.

Figures keep the unit they are shown in, which their headings name. Per cent stand on a page as 1.62 and become the
fraction 0.0162; a date that is written out becomes a date again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.exports.document import Column, Kind, Number, Sheet

KEYS = ("_id", "_code")
DATES = ("_date", "as_of")
DATE_TEXT = r"^\d{4}-\d{2}-\d{2}$"
FRACTION_PLACES = 15
PER_CENT = 100


def sheet(
    title: str,
    frame: pl.DataFrame,
    columns: Mapping[str, Any],
    *,
    note: str = "",
    totals: Mapping[str, Number] | None = None,
) -> Sheet:
    """The rows on screen with their headings; a column that is hidden there is not in the sheet either."""
    shown = [name for name in frame.columns if columns.get(name, name) is not None]
    told = tuple(_column(name, columns.get(name, name), frame[name]) for name in shown)
    kept = [_values(frame[column.name], column, columns.get(column.name)) for column in told]
    known = {name: total for name, total in (totals or {}).items() if name in shown}
    return Sheet(title=title, frame=pl.DataFrame(kept), columns=told, note=note, totals=known)


def _column(name: str, config: Any, values: pl.Series) -> Column:
    if isinstance(config, str):
        config = {"label": config}
    kind = _kind(name, config.get("type_config") or {}, values)
    return Column(name=name, heading=config.get("label") or name, kind=kind, about=config.get("help") or "")


def _kind(name: str, config: Mapping[str, Any], values: pl.Series) -> Kind:
    if values.dtype.is_nested():
        return Kind.CHIP
    if name.endswith(KEYS):
        return Kind.ID
    if values.dtype.is_numeric():
        return _kind_of_figures(str(config.get("format") or ""), values)
    if values.dtype == pl.Date or (name.endswith(DATES) and _are_dates(values)):
        return Kind.DATE
    return Kind.TEXT


def _kind_of_figures(form: str, values: pl.Series) -> Kind:
    if "%%" in form or form == "percent":
        return Kind.PERCENT
    if form.startswith("%+"):
        return Kind.POINTS
    return Kind.COUNT if values.dtype.is_integer() else Kind.AMOUNT


def _are_dates(values: pl.Series) -> bool:
    """Whether every text is a day; a column without any is none of dates."""
    written = values.drop_nulls()
    if values.dtype != pl.String or written.is_empty() or not written.str.contains(DATE_TEXT).all():
        return False
    return written.str.to_date(strict=False).is_not_null().all()


def _values(values: pl.Series, column: Column, config: Any) -> pl.Series:
    if column.kind is Kind.DATE and values.dtype == pl.String:
        return values.str.to_date()
    if column.kind is Kind.PERCENT and not _is_fraction(config):
        return (values.cast(pl.Float64) / PER_CENT).round(FRACTION_PLACES)
    return values


def _is_fraction(config: Any) -> bool:
    """Streamlit's own per-cent format takes fractions; one of ours is given per cent."""
    return bool(isinstance(config, Mapping) and (config.get("type_config") or {}).get("format") == "percent")
