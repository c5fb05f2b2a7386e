"""Frames as tables show them: one unit per table, words for codes. Exact values become floats here and only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.formatting import Unit
from dashboard.language import _
from schema.marts.portfolio import PortfolioSlice

Columns = dict[str, Any]
Table = tuple[pl.DataFrame, Columns]
NONE = Decimal(0)


def scaled(amount: Decimal | None, unit: Unit) -> float | None:
    """An amount in the unit of its table."""
    return None if amount is None else float(unit.scaled(amount))


def per_cent(ratio: Decimal | None) -> float | None:
    """A fraction in per cent."""
    return None if ratio is None else float(ratio * fmt.HUNDRED)


def amount_column(label: str, about: str | None = None) -> Any:
    """Right-aligned, thousands separated, two decimals."""
    return st.column_config.NumberColumn(label, format="accounting", help=about)


def change_column(label: str, about: str | None = None) -> Any:
    """An amount by which something changed, with its sign."""
    return st.column_config.NumberColumn(label, format="%+.2f", help=about)


def percent_column(label: str, about: str | None = None) -> Any:
    """Two decimals; the values are in per cent already."""
    return st.column_config.NumberColumn(label, format=_("%.2f %%"), help=about)


def points_column(label: str, about: str | None = None) -> Any:
    """A change in percentage points, with its sign; the points are named in the header."""
    header = fmt.with_unit(label, _("pp"))
    return st.column_config.NumberColumn(header, format="%+.2f", help=about)


def count_column(label: str, about: str | None = None) -> Any:
    """A whole number, thousands separated."""
    return st.column_config.NumberColumn(label, format="localized", help=about)


def text_column(label: str, *, is_pinned: bool = False, width: Any = None) -> Any:
    """Text as it is."""
    return st.column_config.TextColumn(label, pinned=is_pinned, width=width)


def chip_column(label: str, colours: Mapping[str, str]) -> Any:
    """A word on its colour; the cell is a list of one word."""
    return st.column_config.MultiselectColumn(label, options=list(colours), color=list(colours.values()))


def amounts_table(data: pl.DataFrame, names: Mapping[str, str], unit: Unit) -> Table:
    """Any frame with its columns named; decimals are amounts, shown in the unit, whole numbers are counts."""
    shown = data.select(list(names)).with_columns(
        pl.col(pl.Decimal).cast(pl.Float64) / float(unit.size), pl.col(pl.Date).dt.to_string("iso")
    )
    kinds = {name: _kind(dtype) for name, dtype in data.select(list(names)).schema.items()}
    return shown, {name: kinds[name](label) for name, label in names.items()}


def _kind(dtype: pl.DataType) -> Any:
    if dtype.is_decimal():
        return amount_column
    return count_column if dtype.is_integer() else text_column


def worded(data: pl.DataFrame, column: str, words: Mapping[str, str]) -> pl.DataFrame:
    """The codes of a column replaced by their words."""
    return renamed(data, column, lambda code: labels.label(words, code))


def renamed(data: pl.DataFrame, column: str, name: Callable[[str], str]) -> pl.DataFrame:
    """The codes of a column replaced by what `name` calls them; nothing stays nothing."""
    names = [None if code is None else name(code) for code in data[column]]
    return data.with_columns(pl.Series(column, names, dtype=pl.String))


def units_table(named: Sequence[tuple[str, PortfolioSlice, PortfolioSlice | None]], unit: Unit, currency: str) -> Table:
    """One row per unit: its slice, and how it changed since the slice before, if there was one."""
    header = unit.header(currency)
    rows = [_unit_row(name, now, before, unit) for name, now, before in named]
    columns: Columns = {
        "name": text_column(_("Unit"), is_pinned=True),
        "balance": amount_column(fmt.with_unit(_("Balance"), header), _("Outstanding principal, units below included")),
        "npl": percent_column(_("NPL ratio")),
        "npl_change": points_column(_("NPL change"), _("Change of the NPL ratio since the close before")),
        "special": percent_column(_("Special mention ratio")),
        "coverage": percent_column(_("Coverage"), _("Computed allowance over non-performing loans")),
        "over_90": amount_column(
            fmt.with_unit(_("Over 90 days"), header), _("Balance of loans more than 90 days past due")
        ),
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Float64) | {"name": pl.String}), columns


def _unit_row(name: str, now: PortfolioSlice, before: PortfolioSlice | None, unit: Unit) -> dict[str, Any]:
    ratio, earlier = now.npl_ratio.value, before.npl_ratio.value if before else None
    return {
        "name": name,
        "balance": scaled(now.outstanding_principal_amount, unit),
        "npl": per_cent(ratio),
        "npl_change": None if ratio is None or earlier is None else per_cent(ratio - earlier),
        "special": per_cent(now.special_mention_ratio.value),
        "coverage": per_cent(now.coverage_ratio.value),
        "over_90": scaled(now.over_90_days_amount, unit),
    }


def overdue_table(loans: pl.DataFrame, unit: Unit, currency: str, class_colours: Mapping[str, str]) -> Table:
    """One row per overdue loan, the largest overdue amount first."""
    header = unit.header(currency)
    shown = worded(loans, "kind", labels.KINDS).with_columns(
        pl.col("overdue_amount", "outstanding_principal_amount").cast(pl.Float64) / float(unit.size),
        pl.col("oldest_unpaid_date").dt.to_string("iso"),
        pl.Series("risk_class", [[labels.label(labels.CLASSES, code)] for code in loans["risk_class"]],
                  dtype=pl.List(pl.String)),
    )  # fmt: skip
    columns: Columns = {
        "client_name": text_column(_("Client"), is_pinned=True),
        "overdue_amount": amount_column(fmt.with_unit(_("Overdue"), header)),
        "days_past_due": count_column(_("Days past due")),
        "risk_class": chip_column(_("Class"), class_colours),
        "outstanding_principal_amount": amount_column(fmt.with_unit(_("Balance"), header)),
        "oldest_unpaid_date": text_column(_("Unpaid since")),
        "kind": text_column(_("Loan kind")),
        "loan_code": text_column(_("Loan code")),
        "client_code": text_column(_("Client code")),
    }
    return shown.select(list(columns)), columns
