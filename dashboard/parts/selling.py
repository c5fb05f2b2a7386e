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
from dashboard.language import N_, _
from dashboard.parts import cards, pickers
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import sales

AMOUNTS = {
    "sold_amount": N_("Sold in the month"),
    "returned_amount": N_("Returned in the month"),
    "year_to_date_amount": N_("Net since year start"),
}
MOST_BARS = 25


def show(selection: Selection) -> bool:
    """Sales of the month at the selection; False, and nothing drawn, when it has none."""
    history = _history(selection)
    if history.is_empty() or selection.currency is None:
        return False
    units = _units(selection, selection.currency)
    st.subheader(_("Sales"), anchor=False)
    unit = fmt.unit_for(history["sold_amount"])
    note = _("Amounts in {unit}. Changes since the close before.").format(unit=unit.header(selection.currency))
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
    return [_figure(history[column].to_list(), _(label), unit, currency) for column, label in AMOUNTS.items()]


def _figure(amounts: Sequence[Decimal], label: str, unit: Unit, currency: str) -> Headline:
    now, before = amounts[-1], amounts[-2] if len(amounts) > 1 else Decimal(0)
    return Headline(
        label=label,
        value=unit.said(now),
        about=fmt.sentence(fmt.money(now, currency)),
        change=fmt.growth(now, before) if before else None,
        direction="off" if not before or now == before else "up" if now > before else "down",
        course=[float(amount) for amount in amounts],
    )


def _by_close(history: pl.DataFrame, selection: Selection) -> None:
    currency = selection.currency or ""
    unit = fmt.unit_for(history["sold_amount"])
    header = unit.header(currency)
    names = {"as_of": _("As of"), **_counted(header)}
    shown, columns = tables.amounts_table(history.reverse(), names, unit)
    cards.chart(
        _("Sold amount by month"),
        figures.sold_by_close(history, unit=unit, currency=currency, colours=palette()),
        key="sold_by_close",
        note=fmt.with_unit(_("Sold in the month up to each close"), header),
        alt=_("{unit} sold {amount} in the last month.").format(
            unit=selection.unit.name, amount=fmt.money(history["sold_amount"][-1], currency)
        ),
        table=shown,
        columns=columns,
    )


def _by_unit(units: pl.DataFrame, selection: Selection) -> None:
    currency = selection.currency or ""
    unit = fmt.unit_for(units["sold_amount"])
    header = unit.header(currency)
    names = {"name": _("Unit"), **_counted(header)}
    shown, columns = tables.amounts_table(units, names, unit)
    rows = list(units.select("name", "sold_amount").head(MOST_BARS).iter_rows())
    cards.chart(
        _("Sold amount by unit"),
        figures.sold_by_unit(rows, unit=unit, currency=currency, colours=palette()),
        key="sold_by_unit",
        note=fmt.with_unit(_("Most sold first, units below included"), header),
        alt=_("{unit} sold most: {amount}.").format(unit=rows[0][0], amount=fmt.money(rows[0][1], currency)),
        table=shown,
        columns=columns,
    )


def _counted(header: str) -> dict[str, str]:
    """The names of the columns that both tables have."""
    amounts = {column: fmt.with_unit(_(label), header) for column, label in AMOUNTS.items()}
    return {"sale_count": _("Number of sales"), **amounts}
