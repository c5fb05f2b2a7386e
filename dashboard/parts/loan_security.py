"""What secures a loan, and the accounts it is served from."""

from __future__ import annotations

from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, client_ties
from schema.marts.loan_file import LoanStory


def show(story: LoanStory) -> None:
    """Collateral with its loan to value and guarantees side by side, then the accounts that may be seen."""
    guaranteed = story.guarantees_on(story.as_of)
    cards.side_by_side(
        (3, 2),
        lambda: client_ties.collateral(
            story.collaterals, story.as_of, none=_("Nothing is pledged for this loan."), note=_loan_to_value(story)
        ),
        lambda: client_ties.guarantees(
            guaranteed,
            note=_("For this loan or for all of the client's, those that hold on the date"),
            none=_("Nobody guarantees for this loan."),
        ),
    )
    client_ties.accounts(story.accounts)


def _loan_to_value(story: LoanStory) -> str:
    """The balance over what is pledged for this loan alone; nothing where nothing is."""
    ratio = story.loan_to_value_ratio
    return _("loan to value {ratio}").format(ratio=fmt.percent(ratio, 1)) if ratio is not None else ""
