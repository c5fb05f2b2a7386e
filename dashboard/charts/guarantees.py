"""The graph of guarantees: who stands in for whom, drawn as arrows from the guarantor to the borrower."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import networkx

from dashboard.charts.template import FONT_SIZE, NO_AXIS, Figure, Trace, styled
from dashboard.theme import Palette

SEED = 7
HEIGHT = 420
SMALLEST, LARGEST = 9.0, 30.0
WIDER = 1.5
SPRING, ROOM = 1.8, 0.34
ROUNDS = 120
NAME_ABOVE = 26
CIRCLE_LINE, LINE = 1.6, 0.8


@dataclass(frozen=True, kw_only=True)
class Node:
    """A client: its name on hover, the words under the mouse, its size (a balance) and its colour.

    `circle` is the name of its circle, empty outside of circles; only clients in a circle carry their name.
    """

    key: int
    name: str
    hover: str
    size: float
    colour: str
    circle: str


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """Guarantees from one client to another, with the words under the mouse."""

    guarantor: int
    borrower: int
    hover: str
    is_inside: bool


def guarantee_graph(nodes: Sequence[Node], arrows: Sequence[Arrow], *, colours: Palette) -> Figure:
    """Each group of its own in a grid, its nodes where springs put them, the same every time; circles are named."""
    places = _places(nodes, arrows)
    return styled(
        [_middles(arrows, places, colours), _clients(nodes, places, colours)],
        height=HEIGHT,
        colours=colours,
        annotations=[*_arrows(arrows, places, colours), *_names(nodes, places, colours)],
        xaxis={**NO_AXIS, "range": [0, 1]},
        yaxis={**NO_AXIS, "range": [0, 1.04]},
    )


def _places(nodes: Sequence[Node], arrows: Sequence[Arrow]) -> dict[int, tuple[float, float]]:
    graph = networkx.Graph()
    graph.add_nodes_from(node.key for node in nodes)
    graph.add_edges_from((arrow.guarantor, arrow.borrower) for arrow in arrows)
    groups = sorted(networkx.connected_components(graph), key=lambda group: (-len(group), min(group)))
    across = max(1, ceil(sqrt(len(groups) * WIDER)))
    down = max(1, ceil(len(groups) / across))
    places: dict[int, tuple[float, float]] = {}
    for number, group in enumerate(groups):
        row, column = divmod(number, across)
        places |= _group_places(
            graph.subgraph(sorted(group)),
            (column + 0.5) / across,
            1 - (row + 0.5) / down,
            width=1 / across,
            height=1 / down,
        )
    return places


def _group_places(
    group: networkx.Graph, middle: float, level: float, *, width: float, height: float
) -> dict[int, tuple[float, float]]:
    """One group inside its cell of the grid, with room for its names."""
    found = networkx.spring_layout(group, k=SPRING / sqrt(len(group)), iterations=ROUNDS, seed=SEED)
    return {
        key: (middle + float(place[0]) * width * ROOM, level + float(place[1]) * height * ROOM)
        for key, place in found.items()
    }


def _clients(nodes: Sequence[Node], places: dict[int, tuple[float, float]], colours: Palette) -> Trace:
    largest = max((node.size for node in nodes), default=0.0) or 1.0
    return {
        "type": "scatter",
        "x": [places[node.key][0] for node in nodes],
        "y": [places[node.key][1] for node in nodes],
        "mode": "markers",
        "marker": {
            "size": [SMALLEST + (LARGEST - SMALLEST) * sqrt(max(node.size, 0.0) / largest) for node in nodes],
            "color": [node.colour for node in nodes],
            "opacity": 1,
            "line": {"width": 1, "color": colours.paper},
        },
        "customdata": [node.hover for node in nodes],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _middles(arrows: Sequence[Arrow], places: dict[int, tuple[float, float]], colours: Palette) -> Trace:
    """An unseen mark in the middle of each arrow, which says its amount under the mouse."""
    between = [(places[arrow.guarantor], places[arrow.borrower]) for arrow in arrows]
    return {
        "type": "scatter",
        "x": [(one[0] + other[0]) / 2 for one, other in between],
        "y": [(one[1] + other[1]) / 2 for one, other in between],
        "mode": "markers",
        "marker": {"size": 14, "color": colours.muted, "opacity": 0},
        "customdata": [arrow.hover for arrow in arrows],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _arrows(arrows: Sequence[Arrow], places: dict[int, tuple[float, float]], colours: Palette) -> list[dict[str, Any]]:
    return [
        {
            "x": places[arrow.borrower][0],
            "y": places[arrow.borrower][1],
            "ax": places[arrow.guarantor][0],
            "ay": places[arrow.guarantor][1],
            "xref": "x", "yref": "y", "axref": "x", "ayref": "y",
            "text": "",
            "showarrow": True,
            "arrowhead": 2,
            "arrowsize": 1.2,
            "arrowwidth": CIRCLE_LINE if arrow.is_inside else LINE,
            "arrowcolor": colours.ink if arrow.is_inside else colours.muted,
            "standoff": 9,
            "startstandoff": 6,
            "opacity": 1 if arrow.is_inside else 0.6,
        }
        for arrow in arrows
    ]  # fmt: skip


def _names(nodes: Sequence[Node], places: dict[int, tuple[float, float]], colours: Palette) -> list[dict[str, Any]]:
    """The name of each circle above its clients."""
    circles: dict[str, list[tuple[float, float]]] = {}
    for node in nodes:
        if node.circle:
            circles.setdefault(node.circle, []).append(places[node.key])
    return [
        {
            "x": sum(x for x, _y in members) / len(members),
            "y": max(y for _x, y in members),
            "yshift": NAME_ABOVE,
            "text": name,
            "showarrow": False,
            "font": {"size": FONT_SIZE, "color": colours.ink},
        }
        for name, members in circles.items()
    ]
