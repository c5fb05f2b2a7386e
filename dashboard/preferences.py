"""What a person prefers: the language, and which colour means up. Asked for in the address, kept for the next time."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

import streamlit as st

from dashboard import address_bar, connection, language
from schema.errors import DatabaseUnavailable
from schema.marts import access

Direction = Literal["red_up", "green_up"]
DIRECTION_KEY = "direction"
ASKED, ADOPTED = "_language_asked", "_preferences_adopted"
RED_UP: Direction = "red_up"
GREEN_UP: Direction = "green_up"


def settle_language() -> None:
    """The language of this run: the address, else what the session has, else what the browser speaks."""
    asked = address_bar.asked(language.KEY)
    if asked in language.LANGUAGES:
        st.session_state[language.KEY] = asked
        st.session_state[ASKED] = True
    elif language.KEY not in st.session_state:
        st.session_state[language.KEY] = language.matched(st.context.locale)
    address_bar.write(language.KEY, language.current())


def adopt(kept_language: str | None, kept_direction: str | None) -> None:
    """What the person chose in an earlier session; what the address says goes before it. Once a session."""
    if st.session_state.get(ADOPTED):
        return
    st.session_state[ADOPTED] = True
    if kept_language in language.LANGUAGES and not st.session_state.get(ASKED):
        st.session_state[language.KEY] = kept_language
        address_bar.write(language.KEY, kept_language)
    if kept_direction in {RED_UP, GREEN_UP}:
        st.session_state[DIRECTION_KEY] = kept_direction


def choose(chosen_language: str, chosen_direction: str) -> None:
    """A choice made on the page: holds at once, and is kept for the next session unless the database is away."""
    st.session_state[language.KEY] = chosen_language
    st.session_state[DIRECTION_KEY] = chosen_direction
    address_bar.write(language.KEY, chosen_language)
    # A callback is no place for a sentence: the run that follows says what is the matter.
    with suppress(DatabaseUnavailable), connection.writing(connection.address()) as opened:
        access.keep_preferences(opened, language=chosen_language, direction=chosen_direction)


def direction() -> Direction:
    """Which colour a rise has: red as on the mainland and in Taiwan, green elsewhere, until somebody chooses."""
    said = st.session_state.get(DIRECTION_KEY)
    if said is None:
        return GREEN_UP if language.current() == language.ENGLISH else RED_UP
    return RED_UP if said == RED_UP else GREEN_UP
