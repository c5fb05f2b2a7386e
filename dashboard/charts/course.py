"""Figures about one loan and one client: the course over the closes, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.charts.template import Figure, Mark, Trace, level, months_axis, styled
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.words import RiskClass
from schema.marts.client_loans import Position

HEIGHT = 340
LEAST_DAYS = 120
ROOM = 1.15
APART = 0.15
UPPER, LOWER = [0.52, 1.0], [0.0, 0.4]


@dataclass(frozen=True, kw_only=True)
class Floor:
    """A threshold: more days past due than these make a loan at least this class."""

    risk_class: str
    days: int


def loan_course(
    positions: Sequence[Position], *, floors: Sequence[Floor], unit: Unit, currency: str, colours: Palette
) -> Figure:
    """Balance at each close in the colour of its class, and below it the days past due against the class floors.

    Oldest first; a floor far above all days is left out, the first is always there.
    """
    days = [fmt.day(each.as_of) for each in positions]
    highest = max([LEAST_DAYS, *(each.days_past_due for each in positions)]) * ROOM
    axis = {"title": None, "zeroline": False, "rangemode": "tozero", "nticks": 4, "automargin": True, "tickformat": ","}
    return styled(
        [_balances(positions, days, unit, currency, colours), _days_past_due(positions, days, colours)],
        marks=_floors(floors, highest, colours),
        height=HEIGHT,
        colours=colours,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        hovermode="x",
        xaxis={**months_axis(days), "showticklabels": False, "anchor": "y", "matches": "x2"},
        xaxis2={**months_axis(days), "anchor": "y2"},
        yaxis={**axis, "domain": UPPER},
        yaxis2={**axis, "domain": LOWER, "anchor": "x2", "range": [0, highest]},
    )


def _balances(positions: Sequence[Position], days: Sequence[str], unit: Unit, currency: str, colours: Palette) -> Trace:
    amounts = [each.outstanding_principal_amount for each in positions]
    classes = [labels.label(labels.CLASSES, each.risk_class) for each in positions]
    return {
        "type": "bar",
        "x": list(days),
        "y": [float(unit.scaled(amount)) for amount in amounts],
        "marker": {"color": [colours.classes[RiskClass(each.risk_class)] for each in positions]},
        "text": _last(amounts, unit),
        "textposition": "outside",
        "constraintext": "none",
        "cliponaxis": False,
        "customdata": [f"{fmt.money(amount, currency)}, {word}" for amount, word in zip(amounts, classes, strict=True)],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }


def _last(amounts: Sequence[Decimal], unit: Unit) -> list[str]:
    """Only the last bar carries its figure."""
    return ["" for _each in amounts[:-1]] + [unit.said(amount) for amount in amounts[-1:]]


def _days_past_due(positions: Sequence[Position], days: Sequence[str], colours: Palette) -> Trace:
    overdue = [each.days_past_due for each in positions]
    hover = _("{day}: {count} days past due").format(day="%{x}", count="%{customdata}")
    return {
        "type": "scatter",
        "xaxis": "x2",
        "yaxis": "y2",
        "x": list(days),
        "y": overdue,
        "mode": "lines+markers+text",
        "line": {"width": 2, "color": colours.ink, "shape": "hv"},
        "marker": {"size": 5, "color": colours.ink},
        "text": ["" for _each in overdue[:-1]] + [fmt.number(each) for each in overdue[-1:]],
        "textposition": "top center",
        "cliponaxis": False,
        "customdata": [fmt.number(each) for each in overdue],
        "hovertemplate": f"{hover}<extra></extra>",
    }


def _floors(floors: Sequence[Floor], highest: float, colours: Palette) -> list[Mark]:
    """Those in sight; the words of one stand only where those of the next do not stand on them."""
    seen = [floor for floor in floors if floor.days < highest]
    above = [*(floor.days for floor in seen[1:]), highest + highest]
    return [
        _floor(floor, colours, is_named=next_days - floor.days > highest * APART)
        for floor, next_days in zip(seen, above, strict=True)
    ]


def _floor(floor: Floor, colours: Palette, *, is_named: bool) -> Mark:
    word = labels.label(labels.CLASSES, floor.risk_class)
    said = _("over {days} days: {word}").format(days=fmt.number(floor.days), word=word)
    return level(
        at=floor.days,
        colour=colours.classes[RiskClass(floor.risk_class)],
        text=said if is_named else "",
        ink=colours.muted,
        axis="y2",
    )
