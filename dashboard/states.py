"""Empty, stale and failed as designed states: what is the case, and what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formatting as fmt
from schema.errors import TandemError

log = logging.getLogger("tandem.dashboard")
EMPTY_ICON = ":material/inbox:"


@contextmanager
def guard() -> Iterator[None]:
    """Turns a typed fault into one sentence, a reference number and a button to try again.

    The details go to the log under that number; nothing technical reaches the page.
    """
    try:
        yield
    except TandemError as fault:
        _failed(fault.what, fault.do, fault)
    except SQLAlchemyError as fault:
        _failed("The database could not answer.", "Try again; if it happens again, tell your operators.", fault)


def _failed(what: str, do: str, fault: Exception) -> None:
    reference = secrets.token_hex(3).upper()
    log.error("reference %s: %s", reference, getattr(fault, "detail", "") or fault, exc_info=fault)
    with st.container(border=True):
        st.error(f"**{what}** {do}", icon=":material/cloud_off:")
        st.caption(f"Reference {reference}: your operators find the details in the log under this number.")
        st.button("Try again", icon=":material/refresh:", key="try_again")


def empty(what: str, do: str, *, icon: str = EMPTY_ICON) -> None:
    """A place that has nothing to show yet: says why, and how it comes to have something."""
    with st.container(border=True):
        st.markdown(f"{icon} **{what}**")
        st.markdown(do)


def stale(as_of: str, reason: str | None) -> None:
    """The figures stand, but what they were computed from has changed since."""
    st.warning(
        f"**{as_of} must be closed again.** {fmt.sentence(reason)} "
        f"The figures below are those of the last close; `tandem close {as_of}` brings them up to date.",
        icon=":material/history:",
    )
