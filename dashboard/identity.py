"""Who is at the browser: said by the bank's identity provider, or chosen in a demonstration. Settled on every run.

Streamlit keeps a sign-in for thirty days and looks at no expiry; the token's own end and the idle limit are
checked here.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import streamlit as st

from dashboard import address_bar, connection, readers
from dashboard.connection import PRINCIPAL_KEY
from schema.errors import DatabaseUnavailable
from schema.marts import access
from schema.marts.access import DemoUser, Principal, SessionState

IDLE_MINUTES = "TANDEM_IDLE_MINUTES"
SUBJECT_CLAIM = "TANDEM_OIDC_SUBJECT_CLAIM"
PERSONA_KEY = "as"
SESSION_KEY = "_session_key"
DEFAULT_PERSONA = "operator"
DEFAULT_IDLE_MINUTES = 30


class Refusal(StrEnum):
    """Why nobody, or not this person, is let in."""

    SIGN_IN = "sign_in"
    EXPIRED = "expired"
    IDLE = "idle"
    ENDED = "ended"
    UNKNOWN = "unknown"
    DISABLED = "disabled"
    NO_SCOPE = "no_scope"
    NO_PROVIDER = "no_provider"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Who somebody says to be; `session_key` names the sign-in, None in a demonstration."""

    subject: str
    session_key: str | None


def settle() -> Principal | Refusal:
    """The person of this run, or why there is none.

    Raises DatabaseUnavailable and its siblings when nobody can be asked.
    """
    claim = _claim()
    admitted = claim if isinstance(claim, Refusal) else _admitted(claim)
    if isinstance(admitted, Refusal):
        forget()
        return admitted
    st.session_state[PRINCIPAL_KEY] = admitted
    return admitted


def principal() -> Principal | None:
    """The person that `settle` let in on this run."""
    kept: Principal | None = st.session_state.get(PRINCIPAL_KEY)
    return kept


def forget() -> None:
    """Nobody is at the browser any more."""
    st.session_state.pop(PRINCIPAL_KEY, None)


def is_demo() -> bool:
    """Whether no identity provider is configured: then a persona is chosen, and nobody signs in."""
    return st.user.get("is_logged_in") is None


def sign_out() -> None:
    """End the sign-in here, in the database and at the provider; here also while the database is away."""
    key = st.session_state.get(SESSION_KEY)
    if key:
        with suppress(DatabaseUnavailable), connection.writing(connection.address()) as opened:
            access.end_session(opened, key=key, because="signed out")
    forget()
    st.logout()


def demo_users() -> list[DemoUser]:
    """Who can be chosen in a demonstration; nobody where the database is not one."""
    return readers.fresh(access.demo_users, connection.address(connection.NOBODY))


def _claim() -> Claim | Refusal:
    if is_demo():
        return _chosen()
    if not st.user.get("is_logged_in"):
        return Refusal.SIGN_IN
    claims: Mapping[str, Any] = st.user.to_dict()
    if float(claims.get("exp") or 0) <= time.time():
        return Refusal.EXPIRED
    subject = claims.get(os.environ.get(SUBJECT_CLAIM, "").strip() or "sub")
    if not subject or subject == DEFAULT_PERSONA:  # the installation is nobody, whatever name a person chose
        return Refusal.UNKNOWN
    return Claim(subject=str(subject), session_key=session_key(claims))


def _chosen() -> Claim | Refusal:
    """The persona of the address, else that of the session, else the operator."""
    users = [] if connection.settings().environment == "production" else demo_users()
    subjects = [user.subject for user in users]
    if not subjects:
        return Refusal.NO_PROVIDER
    asked = address_bar.asked(PERSONA_KEY)
    if asked in subjects:
        st.session_state[PERSONA_KEY] = asked
    if st.session_state.get(PERSONA_KEY) not in subjects:
        st.session_state[PERSONA_KEY] = DEFAULT_PERSONA if DEFAULT_PERSONA in subjects else subjects[0]
    address_bar.write(PERSONA_KEY, st.session_state[PERSONA_KEY])
    return Claim(subject=st.session_state[PERSONA_KEY], session_key=None)


def _admitted(claim: Claim) -> Principal | Refusal:
    """The person a claim names, as the database knows it now."""
    with connection.writing(connection.address(claim.subject)) as opened:
        found = access.principal(opened)
        if found is None:
            return Refusal.UNKNOWN
        if not found.is_active:
            return Refusal.DISABLED
        if claim.session_key:
            st.session_state[SESSION_KEY] = claim.session_key
            state = access.touch_session(opened, key=claim.session_key, idle_minutes=idle_minutes())
            if state is not SessionState.ALIVE:
                return Refusal(state.value)
    return found if found.rights else Refusal.NO_SCOPE


def idle_minutes() -> int:
    """How long a signed-in person may do nothing (TANDEM_IDLE_MINUTES, 30 when unset)."""
    said = os.environ.get(IDLE_MINUTES, "").strip()
    return int(said) if said.isdigit() and int(said) > 0 else DEFAULT_IDLE_MINUTES


def session_key(claims: Mapping[str, Any]) -> str:
    """A name for one sign-in, from what is different in each; says nothing about the person."""
    parts = [str(claims.get(name, "")) for name in ("iss", "sub", "iat", "exp", "nonce", "sid", "jti")]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()
