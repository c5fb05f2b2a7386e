"""The banner while a load or a close is at work."""

from __future__ import annotations

import streamlit as st

from dashboard.language import _
from dashboard.readers import fresh
from schema.marts import activity


def show() -> None:
    """One line; nothing while nobody changes the data."""
    if fresh(activity.is_busy):
        st.info(
            _("A load or a close is at work. You see the figures as they were before it; they change when it is done."),
            icon=":material/sync:",
        )
