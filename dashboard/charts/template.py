"""What all figures share: no border, a light horizontal grid only, labels at the marks, height by content.

Grid lines are left to Streamlit's theme; text is muted, which is legible in either appearance for the moment
after a switch until the page is drawn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import plotly.graph_objects as go

from dashboard.theme import Palette

Figure: TypeAlias = go.Figure
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


def styled(figure: Figure, *, height: int, colours: Palette, **layout: Any) -> Figure:
    """The figure with the shared layout; `layout` adds to it."""
    figure.update_layout(
        height=height,
        margin=MARGIN,
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        bargap=0.35,
        font={"color": colours.muted, "size": FONT_SIZE},
        separators=".,",
        hoverlabel={"align": "left"},
        dragmode=False,
    )
    return figure.update_layout(**layout)


def rows_height(count: int) -> int:
    """Height of a chart with one row per name."""
    return max(LEAST_HEIGHT, ROW_HEIGHT * count + 48)


def hairline(figure: Figure, *, at: float, text: str, colours: Palette) -> None:
    """A labelled vertical threshold."""
    figure.add_vline(
        x=at,
        line={"width": 1, "color": colours.muted},
        annotation={"text": text, "font": {"size": 12, "color": colours.muted}, "yref": "paper", "y": 1.0},
        annotation_position="top",
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
