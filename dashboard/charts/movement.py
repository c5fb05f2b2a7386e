"""Figures of how balances move: the migration matrix, rates over the closes, how a balance came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from dashboard import formatting as fmt
from dashboard.charts.template import (
    AMOUNTS,
    FONT_SIZE,
    NAMES,
    TREND_HEIGHT,
    Figure,
    Trace,
    months_axis,
    styled,
)
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.words import RiskClass

ROW = 34
HEAD = 64
STRONGEST = 0.5
LEAST_GAP = 0.09
LABEL_ROOM = 118


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell of a matrix: its share, its words on hover, and whether it is worse (1), better (-1) or neither (0)."""

    share: Decimal | None
    hover: str
    direction: int


def matrix(rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], colours: Palette) -> Figure:
    """Shares in per cent: from the rows, top to bottom, to the columns; what became worse is warm, better is green."""
    good, bad = colours.kept, colours.classes[RiskClass.SUBSTANDARD]
    trace = {
        "type": "heatmap",
        "x": list(columns),
        "y": list(rows),
        "z": [[cell.direction * sqrt(cell.share or 0) for cell in row] for row in cells],
        "zmin": -1,
        "zmax": 1,
        "colorscale": [
            [0, mixed(colours.paper, good, STRONGEST)],
            [0.5, colours.panel],
            [1, mixed(colours.paper, bad, STRONGEST)],
        ],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "text": [[_share(cell.share) for cell in row] for row in cells],
        "texttemplate": "%{text}",
        "textfont": {"color": colours.ink, "size": 11},
        "customdata": [[cell.hover for cell in row] for row in cells],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return styled(
        [trace],
        height=HEAD + ROW * len(rows),
        colours=colours,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        xaxis={**NAMES, "side": "top", "type": "category"},
        yaxis={**NAMES, "autorange": "reversed", "type": "category"},
    )


def _share(share: Decimal | None) -> str:
    return fmt.number(share * fmt.HUNDRED, 1) if share else ""


def mixed(ground: str, colour: str, strength: float) -> str:
    """So much of a colour on a ground, both such as `#16202B`."""
    parts = ((int(ground[at : at + 2], 16), int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(below + (above - below) * strength):02X}" for below, above in parts)


@dataclass(frozen=True, kw_only=True)
class Course:
    """One rate over the closes and its forecast for the next month, as fractions; None where it is not known."""

    name: str
    values: Sequence[Decimal | None]
    forecast: Decimal | None


def rates(courses: Sequence[Course], *, days: Sequence[str], next_month: str, colours: Palette) -> Figure:
    """A line per rate, dotted to its forecast, with its name and last figure at the right."""
    traces = [
        trace
        for course, colour in zip(courses, colours.sequence, strict=False)
        for trace in _course(course, days, next_month, colour)
    ]
    return styled(
        traces,
        height=TREND_HEIGHT,
        colours=colours,
        annotations=_names(courses, colours),
        margin={"l": 8, "r": LABEL_ROOM, "t": 12, "b": 8},
        hovermode="x unified",
        xaxis=_months(days, next_month),
        yaxis={**AMOUNTS, "automargin": True, "ticksuffix": " %"},
    )


def _months(days: Sequence[str], next_month: str) -> dict[str, object]:
    """The first month, one in the middle and the next: the names of the lines leave room for no more on a phone."""
    shown = list(dict.fromkeys([days[0], days[(len(days) - 1) // 2], next_month])) if days else [next_month]
    return {**months_axis([*days, next_month]), "tickvals": shown, "ticktext": shown}


def _course(course: Course, days: Sequence[str], next_month: str, colour: str) -> list[Trace]:
    line = {
        "type": "scatter",
        "x": list(days),
        "y": [_per_cent(value) for value in course.values],
        "mode": "lines+markers",
        "line": {"width": 2, "color": colour},
        "marker": {"size": 4, "color": colour},
        "name": course.name,
        "customdata": [fmt.percent(value) for value in course.values],
        "hovertemplate": "%{fullData.name}: %{customdata}<extra></extra>",
        "connectgaps": False,
    }
    if course.forecast is None or not days:
        return [line]
    ahead = {
        "x": [days[-1], next_month],
        "y": [_per_cent(course.values[-1]), _per_cent(course.forecast)],
        "line": {"width": 2, "color": colour, "dash": "dot"},
        "marker": {"size": [0, 8], "color": colour, "symbol": "circle-open"},
        "customdata": ["", fmt.percent(course.forecast)],
        "hoverinfo": "skip",
    }
    hover = {"hovertemplate": ["<extra></extra>", "%{fullData.name}: %{customdata}<extra></extra>"]}
    return [line, line | ahead | hover]


def _names(courses: Sequence[Course], colours: Palette) -> list[dict[str, object]]:
    """The names beside the ends of their lines, moved apart where they would cover each other."""
    ends = [
        (end, course.name, colour)
        for course, colour in zip(courses, colours.sequence, strict=False)
        if (end := _end(course)) is not None
    ]
    top = max((_per_cent(value) or 0.0 for course in courses for value in (*course.values, course.forecast)), default=0)
    places = spread([float(end * fmt.HUNDRED) for end, _name, _colour in ends], least=(top or 1.0) * LEAST_GAP)
    return [
        {
            "x": 1.0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 6,
            "y": place,
            "yref": "y",
            "text": _("{name} {ratio}").format(name=name, ratio=fmt.percent(end, 1)),
            "showarrow": False,
            "align": "left",
            "font": {"size": FONT_SIZE - 1, "color": colour},
        }
        for place, (end, name, colour) in zip(places, ends, strict=True)
    ]


def _end(course: Course) -> Decimal | None:
    if course.forecast is not None:
        return course.forecast
    return course.values[-1] if course.values else None


def spread(places: Sequence[float], *, least: float) -> list[float]:
    """The places, in their order of height, at least so far apart; the lowest stays where it is."""
    found = list(places)
    below: float | None = None
    for at in sorted(range(len(places)), key=lambda each: places[each]):
        found[at] = found[at] if below is None else max(found[at], below + least)
        below = found[at]
    return found


def _per_cent(value: Decimal | None) -> float | None:
    return None if value is None else float(value * fmt.HUNDRED)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One step of a waterfall: what it adds (or takes away), or with `is_total` where it stands."""

    name: str
    amount: Decimal
    is_total: bool = False


def waterfall(parts: Sequence[Part], *, colour: str, unit: Unit, currency: str, colours: Palette) -> Figure:
    """From the opening balance to the closing one; what came in has the colour of the class, what left is green."""
    trace = {
        "type": "waterfall",
        "x": [part.name for part in parts],
        "y": [float(unit.scaled(part.amount)) for part in parts],
        "measure": ["absolute" if part.is_total else "relative" for part in parts],
        "totals": {"marker": {"color": mixed(colours.paper, colour, 0.75)}},
        "increasing": {"marker": {"color": colour}},
        "decreasing": {"marker": {"color": colours.kept}},
        "connector": {"line": {"width": 1, "color": colours.line}},
        "text": [unit.said(part.amount) if part.is_total else _signed(part.amount, unit) for part in parts],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [fmt.money(part.amount, currency) for part in parts],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }
    return styled(
        [trace],
        height=TREND_HEIGHT,
        colours=colours,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        xaxis={**NAMES, "type": "category"},
        yaxis={**AMOUNTS, "automargin": True},
    )


def _signed(amount: Decimal, unit: Unit) -> str:
    return fmt.signed(unit.scaled(amount), unit.places)
