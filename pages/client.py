"""Client file: one client as of a date, its loans, its people, what happened and what secures it."""

from dashboard import access, states
from dashboard.parts import beginning, client_file, pickers

access.require("page.client")
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
    else:
        client_file.show(selection)
