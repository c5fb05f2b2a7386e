"""What happened to one loan, told from its story: one line of events, without another question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from schema.domain.settlement import SettledInstalment
from schema.marts import client_history
from schema.marts.client_history import Happening, Occurrence
from schema.marts.client_loans import LoanFile, Position
from schema.marts.loan_file import LoanStory

LATE_ENOUGH = 1


@dataclass(frozen=True, kw_only=True)
class ClassChange:
    """A close that found another class: from what (None at the first close), to what, and why."""

    position: Position
    before: str | None


def history(story: LoanStory) -> tuple[Occurrence, ...]:
    """Everything that happened up to and on the date, the newest first.

    Instalments are told by the payments and not by the closes: what fell due between two closes and was paid late is
    there as well. What is pledged or guaranteed for all loans of the client counts from the disbursement on.
    """
    loan, as_of = story.loan, story.as_of
    found = [
        *client_history.lifetime(loan, as_of),
        *client_history.reclassifications(loan),
        *(each for row in story.ledger.instalments for each in _of_instalment(loan, row, as_of)),
        *(each for person in story.people for each in client_history.of_person(person, as_of)),
        *(client_history.of_event(event) for event in story.events),
        *_of_security(story),
    ]
    return client_history.newest_first(each for each in found if each.on >= loan.disbursed_date)


def _of_instalment(loan: LoanFile, row: SettledInstalment, as_of: date) -> Iterator[Occurrence]:
    """Nothing about one that was paid in time; when it was not paid, and when it was paid after all."""
    days = row.days_late(as_of)
    if days < LATE_ENOUGH:
        return
    missed = Occurrence(
        on=row.instalment.due_date,
        what=Happening.MISSED,
        loan_code=loan.loan_code,
        amount=row.instalment.due_amount,
        currency=loan.currency,
        number=row.instalment.no,
        days=days,
    )
    yield missed
    if row.settled_date:
        yield replace(missed, on=row.settled_date, what=Happening.PAID_LATE)


def _of_security(story: LoanStory) -> Iterator[Occurrence]:
    for valued in story.valuations:
        yield Occurrence(
            on=valued.valued_date,
            what=Happening.VALUED,
            amount=valued.value_amount,
            currency=valued.currency,
            before=valued.kind,
            after=valued.collateral_code,
        )
    for given in story.guarantees:
        begun = Occurrence(
            on=given.valid_from,
            what=Happening.GUARANTEED,
            loan_code=given.loan_code,
            amount=given.guaranteed_amount,
            currency=given.currency,
            after=given.other_name,
        )
        yield begun
        if given.valid_to and given.valid_to <= story.as_of:
            yield replace(begun, on=given.valid_to, what=Happening.GUARANTEE_ENDED)


def class_changes(positions: Sequence[Position]) -> tuple[ClassChange, ...]:
    """The first close and every close that found another class, the newest first."""
    first = [ClassChange(position=each, before=None) for each in positions[:1]]
    later = [
        ClassChange(position=after, before=before.risk_class)
        for before, after in pairwise(positions)
        if before.risk_class != after.risk_class
    ]
    return (*reversed(later), *first)
