"""How the loan book moves: what is overdue, and since when."""

from __future__ import annotations

from dashboard.parts import loans
from dashboard.parts.pickers import Selection


def show(selection: Selection) -> None:
    """The arrears of the unit over the closes."""
    loans.show(selection)
