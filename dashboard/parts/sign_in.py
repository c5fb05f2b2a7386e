"""What somebody sees who is not let in: why, and what to do."""

from __future__ import annotations

import streamlit as st

from dashboard import identity, language
from dashboard.identity import Refusal
from dashboard.language import N_, _

SENTENCES = {
    Refusal.SIGN_IN: N_("Sign in with your bank's account to see what your post lets you see."),
    Refusal.EXPIRED: N_("Your sign-in has expired. Sign in again to go on where you were."),
    Refusal.IDLE: N_("You were signed out because nothing happened for so long: {minutes} min."),
    Refusal.ENDED: N_("This sign-in was ended. Sign in again to go on."),
    Refusal.UNKNOWN: N_("Your bank knows you, but Tandem does not yet. Ask an administrator to enter you as a user."),
    Refusal.DISABLED: N_("Your access to Tandem is switched off. Ask an administrator if it should not be."),
    Refusal.NO_SCOPE: N_("You are a user of Tandem, but no post of yours is valid today. Ask an administrator."),
    Refusal.NO_PROVIDER: N_(
        "Nobody can sign in: no identity provider is configured, and this is not a demonstration. "
        "Your operators set TANDEM_OIDC_METADATA_URL and its siblings; the README names them."
    ),
}
MAY_LEAVE = {Refusal.UNKNOWN, Refusal.DISABLED, Refusal.NO_SCOPE}


def show(refusal: Refusal) -> None:
    """One card in the place of the page; the address stays what it was."""
    __, middle, __ = st.columns((1, 2, 1))
    with middle, st.container(border=True):
        st.title("Tandem", anchor=False)
        st.markdown(_(SENTENCES[refusal]).format(minutes=identity.idle_minutes()))
        if refusal in MAY_LEAVE and not identity.is_demo():
            st.button(_("Sign in as somebody else"), icon=":material/logout:", key="leave", on_click=st.logout)
        elif refusal is not Refusal.NO_PROVIDER and not identity.is_demo():
            st.button(_("Sign in"), type="primary", icon=":material/login:", key="sign_in", on_click=st.login)
        _languages()


def _languages() -> None:
    st.segmented_control(
        _("Language"),
        list(language.LANGUAGES),
        default=language.current(),
        format_func=language.LANGUAGES.__getitem__,
        required=True,
        key="sign_in_language",
        on_change=_speak,
    )


def _speak() -> None:
    st.session_state[language.KEY] = st.session_state["sign_in_language"]
