"""Staff: the card of one member of staff as of a date, with posts, book and sales."""

from dashboard import access, states
from dashboard.parts import beginning, pickers, staff_card

access.require("page.staff")
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
    else:
        staff_card.show(selection)
