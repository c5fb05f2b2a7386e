"""Posts over the years: a bar from the day each began to the day it ended, in the colour of its rider."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard import formatting as fmt
from dashboard.charts.template import NAMES, Figure, rows_height, styled
from dashboard.theme import Palette

DAY_MILLISECONDS = 86_400_000
THICKNESS, THICKEST = 0.5, 24


@dataclass(frozen=True, kw_only=True)
class Held:
    """One post in words, from its first to its last day (that of the page while it is held), and its colour."""

    words: str
    first: date
    last: date
    span: str
    colour: str


def posts(held: Sequence[Held], *, colours: Palette) -> Figure:
    """One row per post, in the order given from the top."""
    rows = list(range(len(held)))
    trace = {
        "type": "bar",
        "y": rows,
        "base": [fmt.day(each.first) for each in held],
        "x": [((each.last - each.first).days + 1) * DAY_MILLISECONDS for each in held],
        "orientation": "h",
        "width": min(THICKNESS, THICKEST * len(held) / rows_height(len(held))),
        "marker": {"color": [each.colour for each in held]},
        "customdata": [f"{each.words}: {each.span}" for each in held],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    names = {"tickmode": "array", "tickvals": rows, "ticktext": [each.words for each in held]}
    return styled(
        [trace],
        height=rows_height(len(held)),
        colours=colours,
        xaxis={"type": "date", "title": None, "showgrid": False, "nticks": 6, "tickformat": "%Y-%m"},
        yaxis={**NAMES, **names, "autorange": "reversed"},
    )
