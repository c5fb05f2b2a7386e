"""The figures of what the book is made of: only what is known is drawn, and the same graph every time."""

from __future__ import annotations

from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.charts.guarantees import Arrow, Node, guarantee_graph
from dashboard.charts.structure import Curve, ladder, vintage_curves
from dashboard.theme import LIGHT
from schema.domain.maturities import MaturityBand


def curve(name: str, *ratios: str) -> Curve:
    return Curve(name, {month: Decimal(ratio) for month, ratio in zip((3, 6, 9, 12), ratios, strict=False)})


def test_a_curve_ends_where_nothing_is_known() -> None:
    figure = vintage_curves([curve("Q1", "0", "0.005", "0.012"), curve("Q2", "0.002", "0.008")], curve("all"),
                            colours=LIGHT)  # fmt: skip
    assert [(trace.name, list(trace.x), list(trace.y)) for trace in figure.data] == [
        ("Q1", [3, 6, 9], [0.0, 0.5, 1.2]),
        ("Q2", [3, 6], [0.2, 0.8]),
    ]


def test_the_newest_are_named_and_at_most_eight_are_drawn() -> None:
    """Of ten quarters the two oldest are left to the table; a quarter that knows one month only is no curve."""
    curves = [curve(f"Q{number}", "0", "0.01") for number in range(10)]
    figure = vintage_curves([*curves, curve("new", "0")], curve("all", "0", "0.01"), colours=LIGHT)
    assert [trace.name for trace in figure.data] == [f"Q{number}" for number in range(2, 10)] + ["all"]
    assert [trace.name for trace in figure.data if trace.showlegend] == ["Q6", "Q7", "Q8", "Q9", "all"]


def test_the_ladder_says_amount_and_share() -> None:
    words = {band.value: band.value for band in MaturityBand}
    bands = {MaturityBand.OVERDUE: Decimal(250), MaturityBand.UP_TO_1_MONTH: Decimal(750)}
    bars = ladder(bands, words, unit=fmt.ONES, currency="CNY", colours=LIGHT).data[0]
    assert list(bars.text) == ["250.00  (25.0 %)", "750.00  (75.0 %)"]
    assert list(bars.marker.color) == [LIGHT.orange, LIGHT.sequence[0]]


def node(key: int, circle: str = "") -> Node:
    return Node(key=key, name=f"N{key}", hover=f"N{key}", size=float(key), colour="#000000", circle=circle)


def arrow(guarantor: int, borrower: int) -> Arrow:
    return Arrow(guarantor=guarantor, borrower=borrower, hover=f"{guarantor} for {borrower}", is_inside=True)


def test_the_graph_is_the_same_every_time_and_groups_do_not_overlap() -> None:
    """Two circles beside each other, each named once; an arrow ends at the borrower."""
    nodes = [node(1, "A"), node(2, "A"), node(3, "A"), node(4, "B"), node(5, "B")]
    arrows = [arrow(1, 2), arrow(2, 3), arrow(3, 1), arrow(4, 5), arrow(5, 4)]
    figure, again = (guarantee_graph(nodes, arrows, colours=LIGHT) for _time in range(2))
    clients = figure.data[1]
    assert list(clients.x) == list(again.data[1].x)
    assert max(clients.x[:3]) < min(clients.x[3:])
    assert [each.text for each in figure.layout.annotations if not each.showarrow] == ["A", "B"]
    first = next(each for each in figure.layout.annotations if each.showarrow)
    assert (first.x, first.ax) == (clients.x[1], clients.x[0])
    assert figure.data[0].customdata[0] == "1 for 2"


def test_nobody_is_no_graph() -> None:
    assert list(guarantee_graph([], [], colours=LIGHT).data[1].x) == []
