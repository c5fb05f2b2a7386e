"""What all figures share: no border, a light horizontal grid only, labels at the marks, height by content.

Grid lines are left to Streamlit's theme; text is muted, which is legible in either appearance for the moment
after a switch until the page is drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import plotly.graph_objects as go

from dashboard.theme import Palette

Figure: TypeAlias = go.Figure
Trace: TypeAlias = dict[str, Any]
ROW_HEIGHT = 30
LEAST_HEIGHT = 120
MOST_LABELS = 5
FONT_SIZE = 12
TREND_HEIGHT = 300
CONFIG = {"displayModeBar": False, "scrollZoom": False}
MARGIN = {"l": 8, "r": 8, "t": 8, "b": 8}
NO_AXIS: dict[str, Any] = {"showgrid": False, "zeroline": False, "showticklabels": False, "ticks": ""}
# Figures in full: Plotly would write 20k, which no bank does.
AMOUNTS: dict[str, Any] = {"title": None, "zeroline": False, "rangemode": "tozero", "nticks": 5, "tickformat": ",~f"}
NAMES: dict[str, Any] = {"showgrid": False, "zeroline": False, "ticks": "", "automargin": True, "title": None}


@dataclass(frozen=True)
class Mark:
    """What stands over the traces: a line and its words, as Plotly's layout describes them."""

    shape: dict[str, Any]
    words: dict[str, Any] | None = None


def styled(
    traces: Sequence[Trace], *, height: int, colours: Palette, marks: Sequence[Mark] = (), **layout: Any
) -> Figure:
    """A figure of the traces in the shared layout; `layout` adds to it.

    Made in one go: a figure that is changed bit by bit costs Plotly six times as long.
    """
    shared: dict[str, Any] = {
        "height": height,
        "margin": MARGIN,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "bargap": 0.35,
        "font": {"color": colours.muted, "size": FONT_SIZE},
        "separators": ".,",
        "hoverlabel": {"align": "left"},
        "dragmode": False,
        "shapes": [mark.shape for mark in marks],
        "annotations": [mark.words for mark in marks if mark.words],
    }
    return go.Figure(data=list(traces), layout=shared | layout)


def rows_height(count: int) -> int:
    """Height of a chart with one row per name."""
    return max(LEAST_HEIGHT, ROW_HEIGHT * count + 48)


def hairline(*, at: float, text: str, colours: Palette) -> Mark:
    """A labelled vertical threshold over the whole height."""
    line = {"width": 1, "color": colours.muted}
    words = {"x": at, "xref": "x", "y": 1.0, "yref": "paper", "text": text, "showarrow": False, "yanchor": "bottom"}
    return Mark(
        {"type": "line", "x0": at, "x1": at, "xref": "x", "y0": 0, "y1": 1, "yref": "paper", "line": line},
        words | {"xanchor": "center", "font": {"size": FONT_SIZE, "color": colours.muted}},
    )


def level(*, at: float, colour: str, text: str = "", ink: str = "", axis: str = "y") -> Mark:
    """A horizontal line over the whole width at a height of `axis`, its words above its left end; below the traces."""
    line = {"width": 1, "color": colour}
    words = {"x": 0, "xref": "paper", "y": at, "yref": axis, "text": text, "showarrow": False}
    return Mark(
        {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": at, "y1": at, "yref": axis, "line": line}
        | {"layer": "below"},
        words | {"xanchor": "left", "yanchor": "bottom", "font": {"size": 11, "color": ink}} if text else None,
    )


def months_axis(days: Sequence[str]) -> dict[str, Any]:
    """A category per close, oldest first, with a label at few enough of them to fit a phone."""
    step = max(1, -(-len(days) // MOST_LABELS))
    shown = list(days)[::-1][::step][::-1]
    return {
        "type": "category",
        "title": None,
        "showgrid": False,
        "tickmode": "array",
        "tickvals": shown,
        "ticktext": shown,
        "tickangle": 0,
    }
