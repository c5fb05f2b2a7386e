"""Figures of what the book is made of: curves of vintages, and when the balance falls due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.charts.bars import Bar, named_bars
from dashboard.charts.template import TREND_HEIGHT, Figure, Trace, styled
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.maturities import MaturityBand

NEWEST, MOST_CURVES = 4, 8
ROOM_FOR_AMOUNT_AND_SHARE = 1.9
MUTED_WIDTH, WIDTH, FAINT = 1, 2, 0.5
ROOM_AT_END = 1.04


@dataclass(frozen=True)
class Curve:
    """The course of a cohort by month on book, as far as it is known; fractions."""

    name: str
    ratios: Mapping[int, Decimal]


def vintage_curves(curves: Sequence[Curve], pooled: Curve, *, colours: Palette) -> Figure:
    """The newest curves in colour, older ones muted, all together as a dotted line.

    `curves` are oldest first; one month alone is no curve, and what is not known is not drawn, and never at nought.
    """
    known = [curve for curve in curves if len(curve.ratios) > 1][-MOST_CURVES:]
    older, newest = known[:-NEWEST], known[-NEWEST:]
    traces = [_curve(each, colours.muted, is_named=False) for each in older]
    traces += [_curve(each, colour) for each, colour in zip(newest, colours.sequence, strict=False)]
    if pooled.ratios:
        traces.append(_curve(pooled, colours.ink, dash="dot"))
    months = sorted({month for each in (*known, pooled) for month in each.ratios})
    ticks = {"tickmode": "array", "tickvals": months, "ticktext": [fmt.number(month) for month in months]}
    last = max(months, default=1)
    return styled(
        traces,
        height=TREND_HEIGHT,
        colours=colours,
        showlegend=True,
        legend={"orientation": "h", "y": -0.14, "x": 0, "traceorder": "normal", "title": None},
        xaxis={**ticks, "title": None, "showgrid": False, "zeroline": False, "range": [0, last * ROOM_AT_END]},
        yaxis={"title": None, "zeroline": False, "rangemode": "tozero", "nticks": 5, "ticksuffix": " %",
               "automargin": True},
    )  # fmt: skip


def _curve(curve: Curve, colour: str, *, is_named: bool = True, dash: str = "solid") -> Trace:
    months, ratios = list(curve.ratios), list(curve.ratios.values())
    hover = _("{cohort}, month {month}: {ratio}")
    return {
        "type": "scatter",
        "x": months,
        "y": [float(ratio * fmt.HUNDRED) for ratio in ratios],
        "mode": "lines+markers",
        "name": curve.name,
        "showlegend": is_named,
        "opacity": 1 if is_named else FAINT,
        "line": {"width": WIDTH if is_named else MUTED_WIDTH, "color": colour, "dash": dash},
        "marker": {"size": 5 if is_named else 3, "color": colour},
        "cliponaxis": False,
        "customdata": [
            hover.format(cohort=curve.name, month=fmt.number(month), ratio=fmt.percent(ratio))
            for month, ratio in curve.ratios.items()
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def ladder(
    bands: Mapping[MaturityBand, Decimal],
    words: Mapping[str, str],
    *,
    unit: Unit,
    currency: str,
    colours: Palette,
) -> Figure:
    """One bar per band, the nearest first, each with its amount and its share of the balance in words."""
    total = sum(bands.values(), Decimal(0))

    def bar(band: MaturityBand, amount: Decimal) -> Bar:
        share = fmt.percent(amount / total if total else None, 1)
        return Bar(
            name=words[band.value],
            length=float(unit.scaled(amount)),
            text=_("{figure}  ({remark})").format(figure=unit.said(amount), remark=share),
            hover=fmt.money(amount, currency),
            colour=_colour(band, colours),
        )

    bars = [bar(band, amount) for band, amount in bands.items()]
    return named_bars(bars, colours=colours, room_for_text=ROOM_FOR_AMOUNT_AND_SHARE, least_height=TREND_HEIGHT)


def industries(rows: Sequence[tuple[str, Decimal, Decimal]], *, unit: Unit, currency: str, colours: Palette) -> Figure:
    """One bar per industry, in the order given: name, balance and non-performing part, with the NPL ratio in words."""

    def bar(name: str, amount: Decimal, bad: Decimal) -> Bar:
        ratio = _("NPL {ratio}").format(ratio=fmt.percent(bad / amount if amount else None))
        return Bar(
            name=name,
            length=float(unit.scaled(amount)),
            text=_("{figure}  ({remark})").format(figure=unit.said(amount), remark=ratio),
            hover=fmt.money(amount, currency),
            colour=colours.sequence[0],
        )

    bars = [bar(*row) for row in rows]
    return named_bars(bars, colours=colours, room_for_text=ROOM_FOR_AMOUNT_AND_SHARE, least_height=TREND_HEIGHT)


def _colour(band: MaturityBand, colours: Palette) -> str:
    """What is overdue is a matter of severity; what no schedule covers is not one of the times."""
    if band is MaturityBand.OVERDUE:
        return colours.orange
    return colours.muted if band is MaturityBand.WITHOUT_SCHEDULE else colours.sequence[0]
