"""Overview: how large the loan book is, how good, how well covered, and where it hurts."""

from dashboard import access, states
from dashboard.parts import beginning, computed, loans, market, pickers, selling

access.require("page.overview")
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
        market.show()
    else:
        pickers.path(selection)
        loans.show(selection)
        selling.show(selection)
        market.show()
        computed.show(selection.as_of)
