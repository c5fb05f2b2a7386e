"""Figures of what was sold."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from dashboard import formatting as fmt
from dashboard.charts.bars import Bar, named_bars
from dashboard.charts.template import AMOUNTS, TREND_HEIGHT, Figure, months_axis, styled
from dashboard.formatting import Unit
from dashboard.theme import Palette


def sold_by_close(history: pl.DataFrame, *, unit: Unit, currency: str, colours: Palette) -> Figure:
    """Sold amount of the month at each close, oldest first; the last bar carries its figure."""
    days = [fmt.day(on) for on in history["as_of"]]
    amounts: list[Decimal] = history["sold_amount"].to_list()
    last = ["" for _ in days[:-1]] + [unit.said(amount) for amount in amounts[-1:]]
    trace = {
        "type": "bar",
        "x": days,
        "y": [float(unit.scaled(amount)) for amount in amounts],
        "marker": {"color": colours.sequence[0]},
        "text": last,
        "textposition": "outside",
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [fmt.money(amount, currency) for amount in amounts],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }
    return styled(
        [trace],
        height=TREND_HEIGHT,
        colours=colours,
        bargap=0.25,
        xaxis=months_axis(days),
        yaxis=AMOUNTS,
    )


def sold_by_unit(units: Sequence[tuple[str, Decimal]], *, unit: Unit, currency: str, colours: Palette) -> Figure:
    """One bar per unit, in the order given."""

    def bar(name: str, amount: Decimal) -> Bar:
        return Bar(
            name=name,
            length=float(unit.scaled(amount)),
            text=unit.said(amount),
            hover=fmt.money(amount, currency),
            colour=colours.sequence[0],
        )

    return named_bars([bar(*row) for row in units], colours=colours, least_height=TREND_HEIGHT)
