"""Loan 360: one loan as of a date, from disbursement to recovery."""

from dashboard import access, states
from dashboard.parts import beginning, loan_file, pickers

access.require("page.loan")
with states.guard():
    selection = pickers.selection()
    if selection is None:
        beginning.show()
    else:
        loan_file.show(selection)
