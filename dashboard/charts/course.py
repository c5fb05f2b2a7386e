"""Figures about one loan and one client: the course over the closes, and what happened when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from plotly.subplots import make_subplots

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.charts.template import Figure, months_axis, styled
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.words import RiskClass
from schema.marts.client_loans import Position

HEIGHT = 340
LEAST_DAYS = 120
ROOM = 1.15


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
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, row_heights=[0.55, 0.45], vertical_spacing=0.12)
    _balances(figure, positions, days, unit, currency, colours)
    _days_past_due(figure, positions, days, colours)
    highest = max([LEAST_DAYS, *(each.days_past_due for each in positions)]) * ROOM
    for floor in floors:
        if floor.days < highest:
            _floor(figure, floor, colours)
    axis = {"title": None, "zeroline": False, "rangemode": "tozero", "nticks": 4, "automargin": True, "tickformat": ","}
    return styled(
        figure,
        height=HEIGHT,
        colours=colours,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        hovermode="x",
        xaxis={**months_axis(days), "showticklabels": False},
        xaxis2=months_axis(days),
        yaxis=axis,
        yaxis2={**axis, "range": [0, highest]},
    )


def _balances(
    figure: Figure, positions: Sequence[Position], days: Sequence[str], unit: Unit, currency: str, colours: Palette
) -> None:
    amounts = [each.outstanding_principal_amount for each in positions]
    classes = [labels.label(labels.CLASSES, each.risk_class) for each in positions]
    figure.add_bar(
        row=1,
        col=1,
        x=list(days),
        y=[float(unit.scaled(amount)) for amount in amounts],
        marker={"color": [colours.classes[RiskClass(each.risk_class)] for each in positions]},
        text=_last(amounts, unit),
        textposition="outside",
        constraintext="none",
        cliponaxis=False,
        customdata=[f"{fmt.money(amount, currency)}, {word}" for amount, word in zip(amounts, classes, strict=True)],
        hovertemplate="%{x}: %{customdata}<extra></extra>",
    )


def _last(amounts: Sequence[Decimal], unit: Unit) -> list[str]:
    """Only the last bar carries its figure."""
    return ["" for _each in amounts[:-1]] + [unit.said(amount) for amount in amounts[-1:]]


def _days_past_due(figure: Figure, positions: Sequence[Position], days: Sequence[str], colours: Palette) -> None:
    overdue = [each.days_past_due for each in positions]
    figure.add_scatter(
        row=2,
        col=1,
        x=list(days),
        y=overdue,
        mode="lines+markers+text",
        line={"width": 2, "color": colours.ink, "shape": "hv"},
        marker={"size": 5, "color": colours.ink},
        text=["" for _each in overdue[:-1]] + [fmt.number(each) for each in overdue[-1:]],
        textposition="top center",
        cliponaxis=False,
        customdata=[fmt.number(each) for each in overdue],
        hovertemplate=_("{day}: {count} days past due").format(day="%{x}", count="%{customdata}") + "<extra></extra>",
    )


def _floor(figure: Figure, floor: Floor, colours: Palette) -> None:
    word = labels.label(labels.CLASSES, floor.risk_class)
    figure.add_hline(
        y=floor.days,
        row=2,
        col=1,
        line={"width": 1, "color": colours.classes[RiskClass(floor.risk_class)]},
        annotation={
            "text": _("over {days} days: {word}").format(days=fmt.number(floor.days), word=word),
            "font": {"size": 11, "color": colours.muted},
        },
        annotation_position="top left",
    )
