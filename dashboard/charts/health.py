"""Figures for operators."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from dashboard import counts, labels
from dashboard import formatting as fmt
from dashboard.charts.bars import Bar, named_bars
from dashboard.charts.template import Figure, months_axis, rows_height, styled
from dashboard.language import _
from dashboard.theme import Palette

MOST_STEPS = 12


def rejects_by_reason(reasons: pl.DataFrame, *, colours: Palette) -> Figure:
    """One bar per reason, in the order given. `reasons` has reason_code and row_count."""

    def bar(code: str, count: int) -> Bar:
        rows = counts.rows(count)
        return Bar(labels.label(labels.REASONS, code), float(count), rows, rows, colours.orange)

    return named_bars([bar(*row) for row in reasons.select("reason_code", "row_count").iter_rows()], colours=colours)


def step_seconds(steps: pl.DataFrame, *, colours: Palette) -> Figure:
    """One bar for each of the slowest steps of one close, in the order they ran.

    `steps` has name, seconds and row_count; a close has too many steps to draw them all.
    """

    def bar(name: str, seconds: Decimal, count: int) -> Bar:
        text = _("{figure}  ({remark})").format(figure=fmt.seconds(seconds), remark=counts.rows(count))
        return Bar(labels.label(labels.STEPS, name), float(seconds), text, text, colours.sequence[2])

    is_slow = pl.col("seconds").rank("ordinal", descending=True) <= MOST_STEPS
    rows = steps.filter(is_slow).select("name", "seconds", "row_count").iter_rows()
    return named_bars([bar(*row) for row in rows], colours=colours, room_for_text=1.6)


def close_seconds(durations: pl.DataFrame, *, colours: Palette) -> Figure:
    """Seconds per closed date, oldest first. `durations` has as_of and seconds."""
    days = [fmt.day(on) for on in durations["as_of"]]
    taken: list[Decimal] = durations["seconds"].to_list()
    trace = {
        "type": "scatter",
        "x": days,
        "y": [float(each) for each in taken],
        "mode": "lines+markers+text",
        "line": {"width": 2, "color": colours.sequence[2]},
        "marker": {"size": 5},
        "text": ["" for _ in days[:-1]] + [fmt.seconds(each) for each in taken[-1:]],
        "textposition": "top left",
        "cliponaxis": False,
        "customdata": [fmt.seconds(each) for each in taken],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }
    return styled(
        [trace],
        height=rows_height(MOST_STEPS),
        colours=colours,
        xaxis=months_axis(days),
        yaxis={"title": None, "zeroline": False, "rangemode": "tozero", "nticks": 4, "ticksuffix": _(" s")},
    )
