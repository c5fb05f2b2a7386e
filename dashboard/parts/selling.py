"""What a unit sold: the month against the months before, and the units below."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.charts import sales as figures
from dashboard.formatting import Unit
from dashboard.parts import cards, pickers
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import sales

AMOUNTS = {
    "sold_amount": "Sold in the month",
    "returned_amount": "Returned in the month",
    "year_to_date_amount": "Net since year start",
}
MOST_BARS = 25


def show(selection: Selection) -> bool:
    """Sales of the month at the selection; False, and nothing drawn, when it has none."""
    history = _history(selection)
    if history.is_empty() or selection.currency is None:
        return False
    units = _units(selection, selection.currency)
    st.subheader("Sales", anchor=False)
    unit = fmt.unit_for(history["sold_amount"])
    note = f"Amounts in {unit.header(selection.currency)}. Changes since the close before."
    cards.headlines(_headline(history, unit, selection.currency), note)
    if units.is_empty():
        _by_close(history, selection)
    else:
        cards.side_by_side((3, 2), lambda: _by_close(history, selection), lambda: _by_unit(units, selection))
    return True


def _history(selection: Selection) -> pl.DataFrame:
    """Up to the date asked for; empty when the date itself has no sales slice."""
    unit_id, currency = selection.unit.org_unit_id, selection.currency or ""
    history = answer(sales.sales_history, org_unit_id=unit_id, currency=currency, until=selection.as_of)
    return history if selection.as_of in history["as_of"] else history.clear()


def _units(selection: Selection, currency: str) -> pl.DataFrame:
    """The compared units that sold, with their names; none when there is nothing to compare with."""
    names = {key: words.strip() for key, words in pickers.unit_words(selection.units).items()}
    ids = tuple(unit.org_unit_id for unit in selection.compared)
    units = answer(sales.sales_of_units, org_unit_ids=ids, currency=currency, as_of=selection.as_of)
    return units.with_columns(pl.col("org_unit_id").replace_strict(names, return_dtype=pl.String).alias("name"))


def _headline(history: pl.DataFrame, unit: Unit, currency: str) -> list[Headline]:
    return [_figure(history[column].to_list(), label, unit, currency) for column, label in AMOUNTS.items()]


def _figure(amounts: Sequence[Decimal], label: str, unit: Unit, currency: str) -> Headline:
    now, before = amounts[-1], amounts[-2] if len(amounts) > 1 else Decimal(0)
    return Headline(
        label=label,
        value=fmt.number(unit.scaled(now), 1),
        about=f"{fmt.money(now, currency)}.",
        change=fmt.growth(now, before) if before else None,
        direction="off" if not before or now == before else "up" if now > before else "down",
        course=[float(amount) for amount in amounts],
    )


def _by_close(history: pl.DataFrame, selection: Selection) -> None:
    currency = selection.currency or ""
    unit = fmt.unit_for(history["sold_amount"])
    header = unit.header(currency)
    names = {"as_of": "As of", "sale_count": "Sales"}
    names |= {column: f"{label}, {header}" for column, label in AMOUNTS.items()}
    shown, columns = tables.amounts_table(history.reverse(), names, unit)
    cards.chart(
        "Sold amount by month",
        figures.sold_by_close(history, unit=unit, currency=currency, colours=palette()),
        key="sold_by_close",
        note=f"Sold in the month up to each close, {header}",
        alt=f"{selection.unit.name} sold {fmt.money(history['sold_amount'][-1], currency)} in the last month.",
        table=shown,
        columns=columns,
    )


def _by_unit(units: pl.DataFrame, selection: Selection) -> None:
    currency = selection.currency or ""
    unit = fmt.unit_for(units["sold_amount"])
    header = unit.header(currency)
    names = {"name": "Unit", "sale_count": "Sales"}
    names |= {column: f"{label}, {header}" for column, label in AMOUNTS.items()}
    shown, columns = tables.amounts_table(units, names, unit)
    rows = list(units.select("name", "sold_amount").head(MOST_BARS).iter_rows())
    cards.chart(
        "Sold amount by unit",
        figures.sold_by_unit(rows, unit=unit, currency=currency, colours=palette()),
        key="sold_by_unit",
        note=f"Most sold first, units below included, {header}",
        alt=f"{rows[0][0]} sold most: {fmt.money(rows[0][1], currency)}.",
        table=shown,
        columns=columns,
    )
