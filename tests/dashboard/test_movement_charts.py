"""Figures of how balances move, without Streamlit."""

from decimal import Decimal

import pytest

from dashboard.charts.movement import STRONGEST, Cell, Course, Part, matrix, mixed, rates, spread, waterfall
from dashboard.formatting import ONES
from dashboard.theme import DARK, LIGHT, Palette, contrast
from schema.domain.words import RiskClass


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_strongest_shade_of_a_matrix_still_carries_its_text(colours: Palette) -> None:
    for colour in (colours.kept, colours.classes[RiskClass.SUBSTANDARD]):
        assert contrast(mixed(colours.paper, colour, STRONGEST), colours.ink) >= 4.5


def test_colours_are_mixed_channel_by_channel() -> None:
    assert mixed("#FFFFFF", "#000000", 0.5) == "#808080"
    assert mixed("#102030", "#FF0000", 0.0) == "#102030"


def test_shares_of_a_matrix_are_said_in_per_cent_and_nothing_is_empty() -> None:
    cells = [[Cell(share=Decimal("0.955"), hover="", direction=0), Cell(share=Decimal(0), hover="", direction=1),
              Cell(share=None, hover="", direction=-1)]]  # fmt: skip
    figure = matrix(["a"], ["x", "y", "z"], cells, LIGHT)
    assert list(figure.data[0].text[0]) == ["95.5", "", ""]
    assert list(figure.data[0].z[0]) == [0.0, 0.0, 0.0]


def test_a_rate_is_dotted_to_its_forecast() -> None:
    known = Course(name="known", values=[Decimal("0.5"), Decimal("0.25")], forecast=Decimal("0.4"))
    unknown = Course(name="unknown", values=[None, Decimal("0.1")], forecast=None)
    figure = rates([known, unknown], days=["2026-09-30", "2026-10-31"], next_month="next", colours=LIGHT)
    assert [list(trace.y) for trace in figure.data] == [[50.0, 25.0], [25.0, 40.0], [None, 10.0]]
    assert list(figure.data[1].x) == ["2026-10-31", "next"]
    assert [words.text for words in figure.layout.annotations] == ["known 40.0 %", "unknown 10.0 %"]


def test_names_of_lines_are_moved_apart() -> None:
    assert spread([50.0, 10.0, 11.0], least=5.0) == [50.0, 10.0, 15.0]
    assert spread([], least=5.0) == []


def test_a_waterfall_says_its_steps_with_their_sign() -> None:
    parts = [Part(name="a", amount=Decimal(5), is_total=True), Part(name="b", amount=Decimal(-2)),
             Part(name="c", amount=Decimal(3), is_total=True)]  # fmt: skip
    figure = waterfall(parts, colour=LIGHT.red, unit=ONES, currency="CNY", colours=LIGHT)
    assert list(figure.data[0].measure) == ["absolute", "relative", "absolute"]
    assert list(figure.data[0].text) == ["5.00", "−2.00", "3.00"]
