"""Loan 360, read from the top like a file: where it stands, what was agreed and paid, what happened, what is next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from dashboard import access
from dashboard.language import _
from dashboard.parts import (
    cards,
    client_timeline,
    computed,
    exporting,
    loan_classes,
    loan_computed,
    loan_course,
    loan_dates,
    loan_documents,
    loan_entry,
    loan_headline,
    loan_inspections,
    loan_payments,
    loan_people,
    loan_schedule,
    loan_security,
    loan_terms,
    post_supervision_flow,
)
from dashboard.parts.codes import asked
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import client_history, closes, loan_file, loan_file_history
from schema.marts.closes import ParameterRow
from schema.marts.loan_file import LoanStory

KEY = "loan"
MOST_CLOSES = 121  # ten years of months
ACCOUNTS = "rows.account"
TOLERANCE = "arrears_materiality"


def show(selection: Selection) -> None:
    """The loan that the address names; lists to choose from when it names none, or none that may be seen."""
    code = asked(KEY)
    if not code:
        loan_entry.which(selection)
        return
    parameters = answer(closes.parameters_on, on=selection.as_of)
    story = answer(
        loan_file.loan_story,
        loan_code=code,
        as_of=selection.as_of,
        dates=_dates(selection.as_of),
        materiality_ratio=_tolerance(parameters),
    )
    if story is None:
        loan_entry.unknown(selection, code)
        return
    exporting.print_in_full(but=(computed.PARAMETERS,))
    _file(story, parameters)


def _dates(as_of: date) -> tuple[date, ...]:
    closed = [each.as_of for each in answer(closes.closed_dates) if each.as_of <= as_of]
    return tuple(closed[:MOST_CLOSES])


def _tolerance(parameters: Sequence[ParameterRow]) -> Decimal:
    found = (row.number for row in parameters if row.name == TOLERANCE and row.number is not None)
    return next(found, Decimal(0))


def _file(story: LoanStory, parameters: Sequence[ParameterRow]) -> None:
    loan_headline.who(story)
    loan_headline.figures(story)
    terms = loan_terms.of_story(story)
    cards.side_by_side((2, 3), lambda: loan_terms.show(terms), lambda: loan_course.show(story.loan, parameters))
    cards.side_by_side((3, 2), lambda: loan_schedule.instalments(story), lambda: loan_payments.show(story))
    cards.side_by_side((3, 2), lambda: loan_classes.show(story.loan), lambda: loan_dates.show(story, parameters))
    alt = _("Events of the loan, the client manager's above the line, the risk manager's below it.")
    inspected = loan_inspections.done(story)
    found = client_history.newest_first([*loan_file_history.history(story), *loan_inspections.events(story, inspected)])
    client_timeline.show(found, story.as_of, key="loan_timeline", alt=alt)
    loan_people.show(story)
    loan_inspections.show(story, inspected)
    loan_security.show(story)
    loan_documents.show(story)
    if access.may(ACCOUNTS):
        post_supervision_flow.show(client_id=story.client_id, loan_id=story.loan.loan_id, as_of=story.as_of)
    loan_computed.show(story.as_of)
