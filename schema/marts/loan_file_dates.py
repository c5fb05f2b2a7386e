"""The dates ahead of one loan, and those that have passed although something should have been done by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from schema.domain.schedule import add_months
from schema.marts.loan_file import LoanStory


class Milestone(StrEnum):
    """What a date ahead is about."""

    INSTALMENT = "instalment"
    MATURITY = "maturity"
    REVALUATION = "revaluation"
    INSURANCE = "insurance"
    COLLATERAL_CONTRACT = "collateral_contract"
    GUARANTEE = "guarantee"
    COMMITMENT = "commitment"


@dataclass(frozen=True, kw_only=True)
class NextDate:
    """One date ahead, or one passed by: what it is about, of which object, and the amount that belongs to it."""

    on: date
    milestone: Milestone
    code: str
    amount: Decimal | None = None
    currency: str | None = None

    def days_left(self, as_of: date) -> int:
        """Whole days; negative once it has passed."""
        return (self.on - as_of).days


def next_dates(story: LoanStory, *, valuation_months: int | None) -> tuple[NextDate, ...]:
    """The nearest first; none for a loan off the book.

    A collateral is valued anew after so many months; None: no date for that.
    """
    if story.position is None:
        return ()
    found = [*_of_terms(story), *_of_collateral(story, valuation_months), *_of_guarantees(story)]
    return tuple(sorted(found, key=lambda each: (each.on, each.milestone, each.code)))


def _of_terms(story: LoanStory) -> Iterator[NextDate]:
    loan, position = story.loan, story.position
    about: dict[str, Any] = {"code": loan.loan_code, "currency": loan.currency}
    if position and position.next_due_date:
        amount = position.next_due_amount
        yield NextDate(on=position.next_due_date, milestone=Milestone.INSTALMENT, amount=amount, **about)
    if position:
        amount = position.outstanding_principal_amount
        yield NextDate(on=loan.maturity_date, milestone=Milestone.MATURITY, amount=amount, **about)
    drawn = story.commitment
    if drawn and drawn.valid_to:
        about = {"code": drawn.commitment_code, "currency": drawn.currency}
        yield NextDate(on=drawn.valid_to, milestone=Milestone.COMMITMENT, amount=drawn.limit_amount, **about)


def _of_collateral(story: LoanStory, valuation_months: int | None) -> Iterator[NextDate]:
    for each in story.collaterals:
        about: dict[str, Any] = {"code": each.collateral_code, "amount": each.value_amount, "currency": each.currency}
        if each.valued_date and valuation_months:
            due = add_months(each.valued_date, valuation_months)
            yield NextDate(on=due, milestone=Milestone.REVALUATION, **about)
        if each.insurance_expiry_date:
            yield NextDate(on=each.insurance_expiry_date, milestone=Milestone.INSURANCE, **about)
        if each.contract_expiry_date:
            yield NextDate(on=each.contract_expiry_date, milestone=Milestone.COLLATERAL_CONTRACT, **about)


def _of_guarantees(story: LoanStory) -> Iterator[NextDate]:
    for each in story.guarantees_on(story.as_of):
        if each.valid_to:
            yield NextDate(
                on=each.valid_to,
                milestone=Milestone.GUARANTEE,
                code=each.guarantee_code,
                amount=each.guaranteed_amount,
                currency=each.currency,
            )
