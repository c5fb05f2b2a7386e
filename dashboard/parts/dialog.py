"""Acts in a dialog: what is typed stays until the database has accepted it.

The dialog that is open is kept in the session, so that it is drawn again with its fields when an act is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

import streamlit as st
from sqlalchemy import Connection

from dashboard import connection, states
from dashboard.language import _
from schema.errors import TandemError

OPEN_KEY, DONE_KEY, TIMES_KEY = "_dialog", "_dialog_done", "_dialog_times"
P = ParamSpec("P")


def opener(label: str, name: str, *, about: object = None, icon: str, disabled: bool = False) -> None:
    """A button that opens the dialog of that name about something."""
    key = f"open {name} {about}"
    st.button(label, icon=icon, key=key, on_click=_open, args=(name, about), disabled=disabled)


def is_open(name: str) -> bool:
    """Whether that dialog is open."""
    found = st.session_state.get(OPEN_KEY)
    return found is not None and found[0] == name


def about() -> object:
    """What the open dialog is about."""
    return st.session_state[OPEN_KEY][1]


def field(name: str) -> str:
    """The key of a field: another at every opening, or what was typed about one user would stand there for the next."""
    return f"{name} {st.session_state.get(TIMES_KEY, 0)}"


def show(title: str, body: Callable[[], None]) -> None:
    """The dialog with its body, guarded because it runs again without its page; closing it by hand forgets it."""

    def guarded() -> None:
        with states.guard():
            body()

    st.dialog(title, width="medium", on_dismiss=_close)(guarded)()


def reason() -> str:
    """Why: kept with the act."""
    return st.text_area(_("Reason"), key=field("reason"), placeholder=_("Kept with the change, for the auditor"))


def perform(
    label: str, done: str, act: Callable[Concatenate[Connection, P], object], *args: P.args, **kwargs: P.kwargs
) -> None:
    """The button that acts; a refusal is said above it, and everything typed stays."""
    if not st.button(label, type="primary", key="dialog_confirm"):
        return
    try:
        with connection.writing(connection.address()) as opened:
            act(opened, *args, **kwargs)
    except TandemError as fault:
        st.error(f"**{_(fault.what)}** {_(fault.do)}", icon=":material/block:")
        return
    st.session_state[DONE_KEY] = done
    _close()
    st.rerun()


def tell() -> None:
    """What was done last, once."""
    done = st.session_state.pop(DONE_KEY, None)
    if done:
        st.success(done, icon=":material/check:")


def today() -> date:
    """Today in the zone of the settings."""
    return datetime.now(ZoneInfo(connection.settings().time_zone)).date()


def _open(name: str, what: object) -> None:
    st.session_state[OPEN_KEY] = (name, what)
    st.session_state[TIMES_KEY] = st.session_state.get(TIMES_KEY, 0) + 1
    st.session_state.pop(DONE_KEY, None)


def _close() -> None:
    st.session_state.pop(OPEN_KEY, None)
