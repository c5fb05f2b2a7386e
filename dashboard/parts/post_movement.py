"""How the loan book moves: quality first, what is overdue, what became of it, and what it is expected to give back."""

from __future__ import annotations

import streamlit as st

from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import (
    book,
    cards,
    computed,
    loans,
    post_movement_computed,
    post_movement_formation,
    post_movement_matrix,
    post_movement_rates,
    post_movement_recovery,
)
from dashboard.parts.pickers import Selection
from dashboard.parts.post_movement_book import Moved, moved

HEADLINES = 4


def show(selection: Selection) -> None:
    """Everything about the movement of the selection; a designed empty state where it has no loans."""
    found = moved(selection)
    if found is None:
        loans.no_loans(selection)
        return
    _headlines(found)
    cards.side_by_side((1, 1), lambda: loans.arrears(found.history), lambda: post_movement_matrix.show(found))
    cards.side_by_side((1, 1), lambda: post_movement_rates.rolling(found), lambda: post_movement_rates.curing(found))
    cards.side_by_side(
        (1, 1), lambda: post_movement_formation.show(found), lambda: post_movement_formation.migration(found)
    )
    post_movement_recovery.show(found)
    computed.show(found.now.as_of, more=post_movement_computed.DEFINITIONS)


def _headlines(found: Moved) -> None:
    figures = book.headline(found.history, loans.coverage_standard(found.now.as_of))[:HEADLINES]
    deviation = book.figure(book.DEVIATION, found.history, book.unit_of(found.history))
    cards.headlines([*figures, deviation], book.note(found.history))
    st.caption(_compared(found))


def _compared(found: Moved) -> str:
    """What the movement is measured against."""
    day = fmt.day(found.now.as_of)
    if found.last is None:
        first = _("There is no closed month end before {date}, so it is not known yet what moved.")
        return first.format(date=day)
    said = _("Movement is loan by loan, from {before} to {date}.")
    compared = said.format(before=fmt.day(found.last.compared_as_of), date=day)
    part = _("That is not a whole month; rates over time and forecasts count whole months only.")
    return compared if found.last.is_whole_month else fmt.sentences(compared, part)
