"""Horizontal bars, one per name, each labelled in words: most of what we draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.template import LEAST_HEIGHT, NAMES, NO_AXIS, Figure, rows_height, styled
from dashboard.theme import Palette

ROOM_FOR_TEXT = 1.4
GAP = 0.4
THICKEST_BAR = 40


@dataclass(frozen=True)
class Bar:
    """One row: its name, its length in the unit of the chart, the words beside it, the full value on hover."""

    name: str
    length: float
    text: str
    hover: str
    colour: str


def named_bars(
    bars: Sequence[Bar], *, colours: Palette, room_for_text: float = ROOM_FOR_TEXT, least_height: int = LEAST_HEIGHT
) -> Figure:
    """The bars from top to bottom in the order given; without bars, an empty figure."""
    height = max(least_height, rows_height(len(bars)))
    trace = {
        "type": "bar",
        "x": [bar.length for bar in bars],
        "y": [bar.name for bar in bars],
        "orientation": "h",
        "width": min(1 - GAP, THICKEST_BAR * len(bars) / height),
        "marker": {"color": [bar.colour for bar in bars]},
        "text": [bar.text for bar in bars],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": [bar.hover for bar in bars],
        "hovertemplate": "%{y}: %{customdata}<extra></extra>",
    }
    longest = max((bar.length for bar in bars), default=0.0)
    return styled(
        [trace],
        colours=colours,
        height=height,
        xaxis={**NO_AXIS, "range": [0, longest * room_for_text or 1.0]},
        yaxis={**NAMES, "autorange": "reversed"},
    )
