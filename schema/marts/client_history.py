"""What happened to a client, told from its file: one line of events, without another question."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from schema.domain.words import RiskClass
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile, Position
from schema.marts.client_ties import Event
from schema.marts.people import Responsible


class Happening(StrEnum):
    """Kinds of events; the closes are what tells of the four about arrears and classes."""

    DISBURSED = "disbursed"
    CLOSED = "closed"
    MISSED = "missed"  # an instalment fell due and was not paid
    CAUGHT_UP = "caught_up"  # a close found nothing overdue any more
    WORSENED = "worsened"
    IMPROVED = "improved"
    TOOK_OVER = "took_over"
    HANDED_OVER = "handed_over"
    EXTERNAL = "external"
    RESTRUCTURED = "restructured"
    PAID_LATE = "paid_late"  # an instalment was paid after it fell due
    VALUED = "valued"
    GUARANTEED = "guaranteed"
    GUARANTEE_ENDED = "guarantee_ended"
    INSPECTED = "inspected"


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One event of a client. What does not belong to its kind is None.

    `number` is that of an instalment, `days` are those it was late; `before` and `after` are classes, ratings, the
    collateral and the guarantor by kind and name, or the kind of an inspection and what it found; `layer` is whose.
    """

    on: date
    what: Happening
    loan_code: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    before: str | None = None
    after: str | None = None
    person: Responsible | None = None
    event: Event | None = None
    number: int | None = None
    days: int | None = None
    layer: str | None = None


def history(file: ClientFile) -> tuple[Occurrence, ...]:
    """Everything that happened up to and on the date of the file, the newest first."""
    return newest_first(
        (
            *(each for loan in file.loans for each in _of_loan(loan, file.as_of)),
            *(each for person in file.people for each in of_person(person, file.as_of)),
            *(of_event(event) for event in file.events),
        )
    )


def newest_first(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Events by day; those of one day by kind and loan, so that their order is always the same."""
    return tuple(sorted(found, key=lambda each: (each.on, each.what, each.loan_code or ""), reverse=True))


def _of_loan(loan: LoanFile, as_of: date) -> Iterator[Occurrence]:
    yield from lifetime(loan, as_of)
    yield from _arrears(loan)
    yield from reclassifications(loan)


def lifetime(loan: LoanFile, as_of: date) -> Iterator[Occurrence]:
    """Its disbursement, and its end when that has come."""
    code, currency = loan.loan_code, loan.currency
    yield Occurrence(
        on=loan.disbursed_date,
        what=Happening.DISBURSED,
        loan_code=code,
        amount=loan.principal_amount,
        currency=currency,
    )
    if loan.closed_date and loan.closed_date <= as_of:
        yield Occurrence(on=loan.closed_date, what=Happening.CLOSED, loan_code=code)


def reclassifications(loan: LoanFile) -> Iterator[Occurrence]:
    """The closes that found another class than the close before."""
    for before, after in pairwise(loan.positions):
        if before.risk_class != after.risk_class:
            yield _reclassified(loan, before, after)


def _arrears(loan: LoanFile) -> Iterator[Occurrence]:
    unpaid: date | None = None
    for position in loan.positions:
        if position.oldest_unpaid_date and unpaid is None:
            yield Occurrence(
                on=position.oldest_unpaid_date,
                what=Happening.MISSED,
                loan_code=loan.loan_code,
                amount=position.overdue_amount,
                currency=loan.currency,
            )
        elif unpaid and position.oldest_unpaid_date is None:
            yield Occurrence(on=position.as_of, what=Happening.CAUGHT_UP, loan_code=loan.loan_code)
        unpaid = position.oldest_unpaid_date


def _reclassified(loan: LoanFile, before: Position, after: Position) -> Occurrence:
    is_worse = RiskClass(after.risk_class) > RiskClass(before.risk_class)
    return Occurrence(
        on=after.as_of,
        what=Happening.WORSENED if is_worse else Happening.IMPROVED,
        loan_code=loan.loan_code,
        before=before.risk_class,
        after=after.risk_class,
    )


def of_person(person: Responsible, as_of: date) -> Iterator[Occurrence]:
    """When somebody took over, and handed over again."""
    yield Occurrence(on=person.valid_from, what=Happening.TOOK_OVER, loan_code=person.loan_code, person=person)
    if person.valid_to and person.valid_to <= as_of:
        yield Occurrence(on=person.valid_to, what=Happening.HANDED_OVER, loan_code=person.loan_code, person=person)


def of_event(event: Event) -> Occurrence:
    """Something from outside the bank, or changed terms."""
    is_external = event.origin == "external"
    return Occurrence(
        on=event.event_date,
        what=Happening.EXTERNAL if is_external else Happening.RESTRUCTURED,
        loan_code=event.loan_code,
        amount=event.amount,
        currency=event.currency,
        before=event.before,
        after=event.after,
        event=event,
    )
