"""Empty, stale, failed and forbidden as designed states: what is the case, and what to do."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from dashboard import formatting as fmt
from dashboard.language import N_, _
from schema.errors import DatabaseUnavailable, TandemError

log = logging.getLogger("tandem.dashboard")
EMPTY_ICON = ":material/inbox:"
AGAIN = "5s"
COULD_NOT = N_("The database could not answer.")
TELL = N_("Try again; if it happens again, tell your operators.")


@contextmanager
def guard() -> Iterator[None]:
    """Turns a typed fault into one sentence, a reference number and a button to try again.

    The details go to the log under that number; nothing technical reaches the page. While the database is away the
    page looks for it by itself, and draws itself again when it is back.
    """
    try:
        yield
    except TandemError as fault:
        _failed(_(fault.what), _(fault.do), fault)
    except SQLAlchemyError as fault:
        _failed(_(COULD_NOT), _(TELL), fault)


def unexpected(fault: Exception) -> bool:
    """What a page says when the programme itself is at fault, or a typed fault comes from outside of every guard.

    True: nothing else need be shown.
    """
    if isinstance(fault, TandemError):
        _failed(_(fault.what), _(fault.do), fault)
    else:
        _failed(_("This page could not be drawn."), _(TELL), fault)
    return True


def _failed(what: str, do: str, fault: Exception) -> None:
    reference = secrets.token_hex(3).upper()
    detail = getattr(fault, "detail", "") or fault
    log.error("reference %s: %s", reference, detail, exc_info=fault, extra={"reference": reference})
    with st.container(border=True):
        st.error(f"**{what}** {do}", icon=":material/cloud_off:")
        told = _("Reference {reference}: your operators find the details in the log under this number.")
        st.caption(told.format(reference=reference))
        st.button(_("Try again"), icon=":material/refresh:", key="try_again")
    if isinstance(fault, DatabaseUnavailable):
        _look_again()


@st.fragment(run_every=AGAIN)
def _look_again() -> None:
    """Draws the whole page again as soon as somebody answers."""
    from dashboard import connection  # noqa: PLC0415 - the connection's own faults are shown here

    if connection.is_up():
        st.rerun()


def forbidden() -> None:
    """A page that is not this person's; it does not say what would be on it."""
    with st.container(border=True):
        st.markdown(f":material/lock: **{_('This page is not part of your work here.')}**")
        st.markdown(_("If it should be, ask an administrator for a scope that includes it."))


def empty(what: str, do: str, *, icon: str = EMPTY_ICON) -> None:
    """A place that has nothing to show yet: says why, and how it comes to have something."""
    with st.container(border=True):
        st.markdown(f"{icon} **{what}**")
        st.markdown(do)


def stale(as_of: str, reason: str | None) -> None:
    """The figures stand, but what they were computed from has changed since."""
    again = _("**{as_of} must be closed again.**").format(as_of=as_of)
    then = _("The figures below are those of the last close; `tandem close {as_of}` brings them up to date.")
    st.warning(f"{again} {fmt.sentence(reason)} {then.format(as_of=as_of)}", icon=":material/history:")
