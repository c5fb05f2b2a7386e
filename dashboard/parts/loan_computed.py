"""How the figures of Loan 360 come about."""

from __future__ import annotations

from datetime import date

from dashboard.language import N_
from dashboard.parts import computed

DEFINITIONS = (
    (N_("Balance"), N_("Principal paid out less the principal that was repaid, as the close found it"), None),
    (N_("Overdue"), N_("Principal and interest that fell due and are not paid"), None),
    (
        N_("Days past due"),
        N_("Days since the oldest instalment not fully paid fell due; payments fill the oldest first"),
        N_("Allocation by the close"),
    ),
    (
        N_("Risk class"),
        N_("At least the class that the days past due ask for"),
        N_("CBIRC/PBoC Order 2023 No. 1, Arts 10–13"),
    ),
    (
        N_("Days late"),
        N_("Days from the due date to the day on which the money that fills the instalment had come in"),
        N_("Allocation by the close"),
    ),
    (
        N_("Went to"),
        N_("Money fills the oldest instalment first, interest before principal; a reversal takes the last money out"),
        N_("Allocation by the close"),
    ),
    (N_("Principal repaid"), N_("Principal paid out less balance ÷ principal paid out"), None),
    (
        N_("Loan to value"),
        N_("Balance ÷ last valuations of what is pledged for this loan alone, in the currency of the loan"),
        None,
    ),
    (
        N_("People"),
        N_("Named for the loan before named for the client, in each duty, with the shares of the day"),
        None,
    ),
)


def show(on: date) -> None:
    """The definitions and the parameters of the date, folded away, and into every file of the page."""
    computed.show(on, base=DEFINITIONS)
