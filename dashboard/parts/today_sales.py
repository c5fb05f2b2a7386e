"""A client manager's own sales: the month, and how much of each target is reached."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _, n_
from dashboard.parts import cards
from dashboard.parts.today_desk import Desk
from dashboard.readers import answer
from schema.marts import today_sales
from schema.marts.today_sales import OwnSales


def show(desk: Desk) -> None:
    """A card with one row per product; nothing for somebody who sold nothing and has no target."""
    if desk.staff_id is None:
        return
    sold = answer(today_sales.own_sales, staff_id=desk.staff_id, as_of=desk.as_of)
    if not sold:
        return
    frame, columns = table(sold, desk)
    with cards.card(_("Own sales"), note(sold, desk)):
        cards.rows(frame, columns, alt=_("Own sales by product against their targets."), key=f"{desk.key}_sales")


def note(sold: Sequence[OwnSales], desk: Desk) -> str:
    """How many targets are on course."""
    aimed = [one for one in sold if one.target_amount is not None]
    reached = sum(not one.is_behind(desk.as_of) for one in aimed)
    counted = _("Returns are taken off; of a split sale only the own share counts.")
    if not aimed:
        return counted
    said = n_("{reached} of {count} target is on course.", "{reached} of {count} targets are on course.", len(aimed))
    return fmt.sentences(said.format(reached=fmt.number(reached), count=fmt.number(len(aimed))), counted)


def table(sold: Sequence[OwnSales], desk: Desk) -> tables.Table:
    """One row per product, those with a target first; each in the unit of its target, so units are not mixed."""
    ordered = sorted(sold, key=lambda one: (one.target_amount is None, one.product, one.unit))
    rows = [
        {
            "product": one.product or _("Without product"),
            "month": float(one.month_amount),
            "period": float(one.period_amount),
            "target": None if one.target_amount is None else float(one.target_amount),
            "reached": tables.per_cent(one.attainment_ratio.value),
            "elapsed": tables.per_cent(one.elapsed_ratio(desk.as_of).value),
            "unit": _unit(one.unit),
        }
        for one in ordered
    ]
    columns: tables.Columns = {
        "product": tables.text_column(_("Product"), is_pinned=True),
        "reached": _progress(_("Target reached"), ordered),
        "elapsed": tables.percent_column(_("Of the period over")),
        "month": tables.amount_column(_("Sold in the month")),
        "period": tables.amount_column(_("Sold in the period")),
        "target": tables.amount_column(_("Target")),
        "unit": tables.text_column(_("Unit of measure")),
    }
    types: dict[str, Any] = dict.fromkeys(columns, pl.Float64) | {"product": pl.String, "unit": pl.String}
    return pl.DataFrame(rows, schema=types), columns


def _progress(label: str, sold: Sequence[OwnSales]) -> Any:
    """A bar up to the target, or up to the most that was reached beyond it."""
    most = max((one.attainment_ratio.value or Decimal(0) for one in sold), default=Decimal(0))
    longest = float(max(most, Decimal(1)) * fmt.HUNDRED)
    return st.column_config.ProgressColumn(label, format=_("%.0f %%"), min_value=0, max_value=longest)


def _unit(code: str) -> str:
    """A currency as its name, anything else as it was delivered."""
    return fmt.currency_name(code) if len(code) == 3 and code.isupper() else code
