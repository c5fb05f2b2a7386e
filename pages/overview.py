"""Overview: how large the loan book is, how good, how well covered, and where it hurts."""

import streamlit as st

from dashboard import states
from dashboard.language import _
from dashboard.parts import beginning, computed, loans, market, pickers, selling

st.title(_("Overview"), anchor=False)
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
        market.show()
    else:
        pickers.path(selection)
        has_loans = loans.show(selection)
        has_sales = selling.show(selection)
        market.show()
        computed.show(selection.as_of)
