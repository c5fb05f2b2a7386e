"""Figures of the loan book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.charts.bars import Bar, named_bars
from dashboard.charts.template import (
    AMOUNTS,
    NAMES,
    NO_AXIS,
    TREND_HEIGHT,
    Figure,
    Trace,
    hairline,
    months_axis,
    rows_height,
    styled,
)
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.words import DelinquencyBucket, RiskClass

OVERDUE = tuple(bucket for bucket in DelinquencyBucket if bucket is not DelinquencyBucket.CURRENT)
AMOUNT = "outstanding_principal_amount"
ROOM_FOR_TEXT = 1.3
ROOM_FOR_AMOUNT_AND_RATIO = 1.9
NO_BALANCE = Decimal(0)


def arrears_trend(
    buckets: pl.DataFrame, *, dates: Sequence[date], unit: Unit, currency: str, colours: Palette
) -> Figure:
    """Balance of overdue loans by bucket, stacked over `dates`; a date without overdue loans is an empty place.

    `buckets` has as_of, bucket and outstanding_principal_amount. The total stands over the bars as a hairline.
    """
    balance = {(row[0], row[1]): row[2] for row in buckets.select("as_of", "bucket", AMOUNT).iter_rows()}
    days = [fmt.day(on) for on in dates]

    def bars(bucket: DelinquencyBucket) -> Trace:
        amounts = [balance.get((on, bucket.value), NO_BALANCE) for on in dates]
        return {
            "type": "bar",
            "x": days,
            "y": [float(unit.scaled(amount)) for amount in amounts],
            "name": labels.label(labels.BUCKETS, bucket.value),
            "marker": {"color": colours.buckets[bucket], "line": {"width": 0.5, "color": colours.paper}},
            "customdata": [fmt.money(amount, currency) for amount in amounts],
            "hovertemplate": "%{fullData.name}: %{customdata}<extra></extra>",
        }

    total = _total(days, [_overdue_on(balance, on) for on in dates], unit, currency, colours)
    legend = {"orientation": "h", "y": -0.14, "x": 0, "traceorder": "normal", "title": None}
    return styled(
        [*map(bars, OVERDUE), total],
        height=TREND_HEIGHT,
        colours=colours,
        barmode="stack",
        bargap=0.25,
        hovermode="x unified",
        showlegend=True,
        legend=legend,
        xaxis=months_axis(days),
        yaxis={**AMOUNTS, "automargin": True},
    )


def _overdue_on(balance: dict[tuple[date, str], Decimal], on: date) -> Decimal:
    return sum((balance.get((on, bucket.value), NO_BALANCE) for bucket in OVERDUE), NO_BALANCE)


def _total(days: Sequence[str], totals: Sequence[Decimal], unit: Unit, currency: str, colours: Palette) -> Trace:
    last = ["" for _ in days[:-1]] + [unit.said(total) for total in totals[-1:]]
    return {
        "type": "scatter",
        "x": list(days),
        "y": [float(unit.scaled(total)) for total in totals],
        "mode": "lines+text",
        "text": last,
        "textposition": "top center",
        "name": _("All overdue loans"),
        "line": {"width": 1, "color": colours.muted, "shape": "hvh"},
        "customdata": [fmt.money(total, currency) for total in totals],
        "hovertemplate": "%{fullData.name}: %{customdata}<extra></extra>",
        "showlegend": False,
        "cliponaxis": False,
    }


def classes_now(classes: pl.DataFrame, *, unit: Unit, currency: str, colours: Palette) -> Figure:
    """One bar per class, best first, each with its amount and share in words; a class without loans shows none."""
    amounts = dict(classes.select("risk_class", AMOUNT).iter_rows())
    total = sum(amounts.values(), NO_BALANCE)

    def bar(risk_class: RiskClass) -> Bar:
        amount = amounts.get(risk_class.value, NO_BALANCE)
        share = fmt.percent(amount / total if total else None)
        return Bar(
            name=labels.label(labels.CLASSES, risk_class.value),
            length=float(unit.scaled(amount)),
            text=_("{figure}  ({remark})").format(figure=unit.said(amount), remark=share),
            hover=fmt.money(amount, currency),
            colour=colours.classes[risk_class],
        )

    return named_bars(
        [bar(each) for each in RiskClass],
        colours=colours,
        room_for_text=ROOM_FOR_AMOUNT_AND_RATIO,
        least_height=TREND_HEIGHT,
    )


def kinds_now(kinds: pl.DataFrame, *, unit: Unit, currency: str, colours: Palette) -> Figure:
    """One bar per loan kind, in the order given, each with its balance and NPL ratio in words."""

    def bar(kind: str, balance: Decimal, non_performing: Decimal) -> Bar:
        ratio = fmt.percent(non_performing / balance if balance else None)
        share = _("NPL {ratio}").format(ratio=ratio)
        return Bar(
            name=labels.label(labels.KINDS, kind),
            length=float(unit.scaled(balance)),
            text=_("{figure}  ({remark})").format(figure=unit.said(balance), remark=share),
            hover=fmt.money(balance, currency),
            colour=colours.sequence[0],
        )

    rows = kinds.select("kind", AMOUNT, "non_performing_amount").iter_rows()
    return named_bars(
        [bar(*row) for row in rows], colours=colours, room_for_text=ROOM_FOR_AMOUNT_AND_RATIO, least_height=TREND_HEIGHT
    )


def npl_by_unit(
    units: Sequence[tuple[str, Decimal]], *, average: Decimal | None, average_of: str, colours: Palette
) -> Figure:
    """One dot per unit, in the order given, against the ratio of `average_of` as a labelled hairline."""
    places = [float(ratio * fmt.HUNDRED) for _, ratio in units]
    trace = {
        "type": "scatter",
        "x": places,
        "y": [name for name, _ in units],
        "mode": "markers+text",
        "marker": {"size": 10, "color": colours.sequence[0]},
        "text": [f"  {fmt.percent(ratio)}" for _, ratio in units],
        "textposition": "middle right",
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    marks = []
    if average is not None:
        at = float(average * fmt.HUNDRED)
        marks.append(hairline(at=at, text=f"{average_of} {fmt.percent(average)}", colours=colours))
        places = [*places, at]
    return styled(
        [trace],
        marks=marks,
        height=rows_height(len(units)) + 16,
        colours=colours,
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        xaxis={**NO_AXIS, "range": [0, max(places, default=0.0) * ROOM_FOR_TEXT or 1.0]},
        yaxis={**NAMES, "autorange": "reversed"},
    )
