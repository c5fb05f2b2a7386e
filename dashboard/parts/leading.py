"""Lists that lead on: a card with one row per client, loan or person, a row of which opens the page of the object."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from dashboard import access, navigation, tables
from dashboard.parts import cards


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Where the rows of a list lead: the page by its key, which is the name of its object in the address as well.

    `codes` are those of the rows, in their order; `hint` says what choosing one does.
    """

    page: str
    codes: Sequence[str]
    hint: str = ""


def show(
    title: str, note: str, lead: Lead, *, table: Callable[[], tables.Table], none: str, alt: str, key: str
) -> None:
    """The list, `none` in its place when it is empty; rows lead on where the page is the reader's to see."""
    leads_on = access.may(navigation.BY_KEY[lead.page].right)
    hint = lead.hint if leads_on and lead.codes else ""
    with cards.card(title, " · ".join(part for part in (note, hint) if part)):
        if not lead.codes:
            st.markdown(none)
            return
        shown, columns = table()
        rows(shown, columns, lead, alt=alt, key=key)


def rows(shown: pl.DataFrame, columns: tables.Columns, lead: Lead, *, alt: str, key: str) -> None:
    """The table alone, inside a card of the caller's; rows lead on where the page is the reader's to see."""
    if not access.may(navigation.BY_KEY[lead.page].right):
        cards.rows(shown, columns, alt=alt, key=key)
        return
    cards.selectable(shown, columns, alt=alt, key=key, on_select=_nothing)
    place = cards.selected(key)
    if place is not None and place < len(lead.codes):
        navigation.go(lead.page, **{lead.page: lead.codes[place]})


def _nothing() -> None:
    """The choice is followed once the table is drawn: a callback cannot leave the page."""
