"""What the address of a page asks for, and what it says after a run: a link opens what its sender saw.

A menu link leaves the parameters behind; what a session has kept stays, and is written into the address again.
"""

from __future__ import annotations

import streamlit as st

WRITTEN = "_address"


def asked(name: str) -> str | None:
    """What the address newly asks for under a name; None when it says nothing, or only what we wrote there."""
    text = st.query_params.get(name)
    return text if text != _written().get(name) else None


def write(name: str, value: str | None) -> None:
    """Make the address say so; None takes the name out of it."""
    if value is None:
        st.query_params.pop(name, None)
        _written().pop(name, None)
        return
    if st.query_params.get(name) != value:
        st.query_params[name] = value
    _written()[name] = value


def forget() -> None:
    """Read the whole address anew: `st.switch_page` drops what widgets were set to, and the address is what is left."""
    _written().clear()


def _written() -> dict[str, str]:
    kept: dict[str, str] = st.session_state.setdefault(WRITTEN, {})
    return kept
