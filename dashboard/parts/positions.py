"""The columns that every list of loans or borrowers has: class, balance, overdue, days past due, and the currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import labels, tables
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import client_amounts
from dashboard.theme import palette

TYPES: Mapping[str, Any] = {
    "risk_class": pl.List(pl.String),
    "balance": pl.Float64,
    "overdue": pl.Float64,
    "days_past_due": pl.Int64,
    "loan_count": pl.Int64,
}


def columns(unit: Unit, currencies: Sequence[str]) -> tables.Columns:
    """Amounts in the unit; the currency has a column of its own where there are several."""
    found: tables.Columns = {
        "risk_class": tables.chip_column(_("Class"), class_colours()),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "overdue": tables.amount_column(client_amounts.header(_("Overdue"), unit, currencies)),
        "days_past_due": tables.count_column(_("Days past due")),
    }
    several = {"currency": tables.text_column(_("Currency"))}
    return found | several if len(set(currencies)) > 1 else found


def class_colours() -> dict[str, str]:
    """The word of every class with its colour."""
    return {labels.label(labels.CLASSES, each.value): colour for each, colour in palette().classes.items()}


def cells(
    risk_class: str | None, balance: Decimal | None, overdue: Decimal | None, days: int | None, unit: Unit
) -> dict[str, Any]:
    """The cells of those columns; nothing of a loan off the book."""
    return {
        "risk_class": [labels.label(labels.CLASSES, risk_class)] if risk_class else [],
        "balance": tables.scaled(balance, unit),
        "overdue": tables.scaled(overdue, unit),
        "days_past_due": days,
    }


def frame(rows: Sequence[Mapping[str, Any]], shown: tables.Columns) -> tables.Table:
    """The rows, as many columns of them as are shown; whatever is not a figure or a class is text."""
    schema = {name: TYPES.get(name, pl.String) for name in shown}
    return pl.DataFrame([{name: row[name] for name in shown} for row in rows], schema=schema), shown
