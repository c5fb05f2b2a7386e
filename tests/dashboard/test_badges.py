"""Marks inside a text: always an icon and a word, and nothing of anybody's name is read as Markdown."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.parts import badges


@pytest.mark.parametrize(
    ("role", "mark"),
    [
        ("client_manager", ":blue-badge[:material/person: Zhou · Client manager]"),
        ("risk_manager", ":violet-badge[:material/person: Zhou · Risk manager]"),
        ("auditor", ":gray-badge[:material/person: Zhou · Auditor]"),
    ],
)
def test_the_two_riders_have_two_colours(role: str, mark: str) -> None:
    assert badges.person_chip("Zhou", role) == mark


def test_clients() -> None:
    assert badges.client_chip("Hongtai", "C1") == ":gray-badge[:material/domain: Hongtai · C1]"
    assert badges.client_chip("Hongtai") == ":gray-badge[:material/domain: Hongtai]"


def test_severity_is_a_word_and_an_icon_too() -> None:
    told = [badges.severity_badge(code) for code in ("red", "orange", "yellow")]
    assert told == [
        ":red-badge[:material/error: Red]",
        ":orange-badge[:material/warning: Orange]",
        ":yellow-badge[:material/info: Yellow]",
    ]


def test_no_stage_has_a_colour_of_severity() -> None:
    assert not {mark.colour for mark in badges.STAGES.values()} & {"red", "orange", "yellow"}
    assert len({mark.icon for mark in badges.STAGES.values()}) == len(badges.STAGES)


def test_stages() -> None:
    assert badges.stage_badge("lifted") == ":green-badge[:material/check_circle: Lifted]"
    assert badges.stage_badge("not_known") == ":gray-badge[:material/help: Not known]"


def test_a_name_cannot_close_its_badge_or_draw_an_icon() -> None:
    assert badges.client_chip("a] :red[b :material/home:") == (
        r":gray-badge[:material/domain: a\] \:red\[b \:material/home\:]"
    )


def test_every_icon_is_one_streamlit_knows() -> None:
    def drawn() -> None:
        import streamlit as st  # noqa: PLC0415 - the body is a script of its own

        from dashboard.parts import badges as marks  # noqa: PLC0415

        for mark in [*marks.SEVERITIES.values(), *marks.STAGES.values()]:
            st.badge(mark.word, icon=mark.icon)
        for icon in (marks.PERSON, marks.CLIENT, marks.UNKNOWN):
            st.badge("x", icon=icon)

    assert not AppTest.from_function(drawn, default_timeout=20).run().exception
