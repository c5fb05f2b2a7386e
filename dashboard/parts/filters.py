"""Choices by code: the address holds the code, the reader sees its word, so a link survives another language."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import address_bar
from dashboard.language import words_of

ALL = "all"


def settle(name: str, codes: Sequence[str]) -> None:
    """Before the widget with the key `name` is drawn: what the address newly asks for, else what was chosen before.

    A code that is not on offer counts for nothing; the first one stands at the beginning. The choice is said again
    in every run, because a widget whose words change with the language is another widget.
    """
    kept = st.session_state.get(name)
    asked = address_bar.asked(name) if kept in codes else st.query_params.get(name)
    st.session_state[name] = next((code for code in (asked, kept) if code in codes), codes[0])


def dropdown(label: str, codes: Sequence[str], *, word: Callable[[str], str], name: str, width: int) -> str:
    """One of many."""
    settle(name, codes)
    said = words_of(codes, word)
    chosen = st.selectbox(label, codes, format_func=said, key=name, width=width)
    _write(name, chosen, codes)
    return chosen


def segments(label: str, codes: Sequence[str], *, word: Callable[[str], str], name: str) -> str:
    """One of few."""
    settle(name, codes)
    said = words_of(codes, word)
    chosen = st.segmented_control(label, codes, format_func=said, key=name, required=True) or codes[0]
    _write(name, chosen, codes)
    return chosen


def _write(name: str, chosen: str, codes: Sequence[str]) -> None:
    """The first code is what nobody asked for and stays out of the address."""
    address_bar.write(name, chosen if chosen != codes[0] else None)
