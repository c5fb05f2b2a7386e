"""Whether a page or an act is this person's: the first of the two walls. The second is in Postgres, row by row."""

from __future__ import annotations

import streamlit as st

from dashboard import identity, states
from schema.marts.access import Principal


class PageRefused(Exception):
    """The page ends here, because it is not this person's. The shell still writes the view down.

    After `st.stop` it could not: Streamlit then stops at the next look into the session.
    """


def principal() -> Principal:
    """Who is at the browser; only a page that somebody was let into may ask."""
    found = identity.principal()
    if found is None:
        states.forbidden()
        st.stop()
    return found


def require(right: str) -> Principal:
    """The person, or the end of the page with a sentence when the right is not theirs.

    Raises PageRefused, which the shell expects.
    """
    person = principal()
    if right not in person.rights:
        states.forbidden()
        raise PageRefused(right)
    return person


def may(right: str) -> bool:
    """Whether the person at the browser holds a right in any of their scopes."""
    found = identity.principal()
    return found is not None and right in found.rights
