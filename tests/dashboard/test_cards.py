"""Headline figures in the colour of their direction, which is a preference and never a fill."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import connection, preferences
from dashboard.parts import cards
from dashboard.parts.pickers import SELECTION_KEY
from tests.exports.desk import page, person, selection


@pytest.mark.parametrize(
    ("rises", "direction", "good", "colour"),
    [
        (preferences.RED_UP, "up", "off", "red"),
        (preferences.RED_UP, "down", "off", "green"),
        (preferences.GREEN_UP, "up", "up", "green"),
        (preferences.GREEN_UP, "down", "up", "red"),
        (preferences.RED_UP, "off", "up", None),
        (preferences.RED_UP, "up", "down", None),
        (preferences.GREEN_UP, "up", "down", None),
    ],
)
def test_colour_of_a_direction(
    monkeypatch: pytest.MonkeyPatch, rises: Any, direction: Any, good: Any, colour: str | None
) -> None:
    monkeypatch.setattr(preferences, "direction", lambda: rises)
    assert cards.direction_colour(direction, good) == colour


@pytest.mark.parametrize(("chosen", "change"), [("red_up", ":red[+25.0 %]"), ("green_up", ":green[+25.0 %]")])
def test_the_preference_colours_ink_and_never_a_fill(chosen: str, change: str) -> None:
    test = AppTest.from_function(page, default_timeout=20)
    test.session_state[connection.PRINCIPAL_KEY] = person()
    test.session_state[SELECTION_KEY] = selection()
    test.session_state[preferences.DIRECTION_KEY] = chosen
    metric = test.run().metric[0]
    assert metric.delta == change
    assert metric.proto.color == metric.proto.MetricColor.GRAY
