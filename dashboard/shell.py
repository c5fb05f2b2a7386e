"""What stands around every page: the person, the navigation, the header, and what is said when something fails."""

from __future__ import annotations

import time
from typing import Any

import streamlit as st

from dashboard import identity, navigation, preferences, states, views
from dashboard.access import PageRefused
from dashboard.identity import Refusal
from dashboard.language import _
from dashboard.navigation import Entry
from dashboard.parts import exporting, header, pickers, search, sign_in
from schema.marts.access import Principal


def run() -> None:
    """One run of the entry point."""
    preferences.settle_language()
    person = _person()
    rights = person.rights if isinstance(person, Principal) else ()
    page = navigation.chosen(rights, is_signed_in=isinstance(person, Principal))
    entry = navigation.entry_of(page)
    st.set_page_config(page_title=f"{_(entry.title) if entry else _('Welcome')} · Tandem")
    if isinstance(person, Principal):
        _show(page, entry, person)
    elif isinstance(person, Refusal):
        sign_in.show(person)


def _person() -> Principal | Refusal | None:
    """Who is there; None, with a sentence in the place of the page, when the database cannot say."""
    person: Principal | Refusal | None = None
    with states.guard():
        person = identity.settle()
        if isinstance(person, Principal):
            preferences.adopt(person.language, person.direction)
    return person


def _show(page: Any, entry: Entry | None, person: Principal) -> None:
    if entry is None:
        page.run()
        return
    began = time.perf_counter()
    exporting.begin(entry.key)
    with states.guard():
        exports = header.show(entry, person)
        search.results()
        pickers.remarks()
        try:
            page.run()
        except PageRefused:
            pass  # the page has said so
        finally:  # a page that ends early, because it is not this person's, is a view as well
            views.record(entry, person, seconds=time.perf_counter() - began)
        with exports:
            exporting.menu()
