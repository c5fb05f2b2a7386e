"""The line above every page: title, date and unit, search, exports, and the person with language and sign-out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import identity, labels, language, preferences
from dashboard.identity import PERSONA_KEY
from dashboard.language import N_, _
from dashboard.navigation import Entry
from dashboard.parts import pickers, search, working
from schema.marts.access import DemoUser, Principal

SHORT = {language.ENGLISH: "EN", language.SIMPLIFIED: "简", language.TRADITIONAL: "繁"}
DIRECTIONS = {preferences.RED_UP: N_("Red is up"), preferences.GREEN_UP: N_("Green is up")}
LANGUAGE_KEY, DIRECTION_KEY = "_language_choice", "_direction_choice"


def show(entry: Entry, person: Principal) -> Any:
    """The header; gives the place where the exports of the page go once it is drawn."""
    if identity.is_demo():
        _banner(person)
    working.show()
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        st.title(_(entry.title), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            pickers.draw()
            search.box()
            exports = st.container(width="content")
            _language()
            _account(person)
    return exports


def _banner(person: Principal) -> None:
    """Who one is in a demonstration; another persona is one click away."""
    users = {user.subject: user for user in identity.demo_users()}
    with st.container(horizontal=True, vertical_alignment="center", border=True, key="demo_banner"):
        st.markdown(f":material/theater_comedy: **{_('Demonstration, without sign-in.')}** {_('You see Tandem as')}")
        st.selectbox(
            _("Persona"),
            list(users),
            index=list(users).index(person.subject),
            format_func=language.words_of(users, lambda subject: demo_words(users[subject])),
            key="_persona_choice",
            label_visibility="collapsed",
            width=420,
            on_change=_become,
        )


def demo_words(user: DemoUser) -> str:
    """`Risk manager · Li Wei · Xuhui branch`; the unit is left out where it is the whole bank."""
    parts = (labels.label(labels.PERSONAS, user.persona), user.display_name, user.org_unit_name)
    return " · ".join(dict.fromkeys(part for part in parts if part))


def _become() -> None:
    """Another persona begins where it lands, not on a page that may not be its own."""
    st.session_state[PERSONA_KEY] = st.session_state["_persona_choice"]


def _language() -> None:
    st.segmented_control(
        _("Language"),
        list(SHORT),
        default=language.current(),
        format_func=SHORT.__getitem__,
        required=True,
        key=LANGUAGE_KEY,
        label_visibility="collapsed",
        on_change=_keep,
    )


def _account(person: Principal) -> None:
    with st.popover(person.display_name, icon=":material/account_circle:", key="account"):
        for scope in person.scopes:
            where = scope.org_unit_name or _("the whole bank")
            st.markdown(f"**{labels.label(labels.PERSONAS, scope.persona)}** · {where}")
        st.segmented_control(
            _("Colour of a rise"),
            list(DIRECTIONS),
            default=preferences.direction(),
            format_func=language.words_of(DIRECTIONS, lambda code: _(DIRECTIONS[code])),
            required=True,
            key=DIRECTION_KEY,
            help=_("Only the direction of a change; red as a warning stays red."),
            on_change=_keep,
        )
        if not identity.is_demo():
            st.button(_("Sign out"), icon=":material/logout:", key="sign_out", on_click=identity.sign_out)


def _keep() -> None:
    """What was chosen holds from this run on, and for the next session."""
    preferences.choose(st.session_state[LANGUAGE_KEY], st.session_state[DIRECTION_KEY])
