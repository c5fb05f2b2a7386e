"""The file of one client, read from the top: who, how much, which loans, with whom, what happened, what secures it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, party_labels, states
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import (
    cards,
    chips,
    client_amounts,
    client_entry,
    client_loan,
    client_loans,
    client_people,
    client_ties,
    client_timeline,
    client_visits,
    computed,
)
from dashboard.parts.cards import Headline
from dashboard.parts.codes import asked, quoted
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import client_file, closes
from schema.marts.client_file import ClientFile, Sums
from schema.marts.closes import ParameterRow

CLIENT_KEY = "client"
MOST_CLOSES = 37


def show(selection: Selection) -> None:
    """The client that the address names; how to find one when it names none, or none that may be seen."""
    code = asked(CLIENT_KEY)
    if not code:
        client_entry.which(selection)
        return
    closed = [each.as_of for each in answer(closes.closed_dates) if each.as_of <= selection.as_of]
    dates = tuple(closed[:MOST_CLOSES])
    file = answer(client_file.client_file, client_code=code, as_of=selection.as_of, dates=dates)
    if file is None:
        client_entry.unknown(selection, code)
        return
    _file(file, answer(closes.parameters_on, on=selection.as_of), dates)


def _file(file: ClientFile, parameters: Sequence[ParameterRow], dates: Sequence[date]) -> None:
    sums = client_file.sums(file, parameters)
    _who(file, sums)
    for each in sums:
        _headline(file, each, parameters, dates)
    cards.side_by_side((2, 1), lambda: client_loans.show(file), lambda: client_people.show(file.people, file.as_of))
    _loan(file, parameters)
    client_timeline.of_client(file)
    client_ties.security(file)
    client_visits.show(file)
    client_ties.accounts(file.accounts)
    client_ties.purchases(file.purchases, file.as_of)
    computed.show(file.as_of)


def _who(file: ClientFile, sums: Sequence[Sums]) -> None:
    st.header(chips.as_text(file.name), anchor=False)
    worst = max((each.risk_class for each in sums), default=None)
    marks = [chips.chip(file.client_code), *([chips.risk_class(worst.value)] if worst else [])]
    st.markdown(f"{' '.join(marks)} {' · '.join(chips.as_text(fact) for fact in _facts(file))}")


def _facts(file: ClientFile) -> Iterator[str]:
    yield labels.label(party_labels.CLIENT_KINDS, file.kind)
    yield file.unit_name
    if file.since_date:
        yield _("client since {date}").format(date=fmt.day(file.since_date))
    for code, words in (
        (file.industry, party_labels.INDUSTRIES),
        (file.ownership, party_labels.OWNERSHIPS),
        (file.segment, party_labels.SEGMENTS),
    ):
        if code:
            yield labels.label(words, code)
    if file.internal_rating:
        yield _("internal rating {rating}").format(rating=file.internal_rating)
    if file.region_name:
        yield file.region_name
    for group in file.groups:
        relation = labels.label(party_labels.RELATIONS, group.relation or "related")
        yield _("{group}, as {relation}").format(group=group.group_name, relation=relation)


def _headline(file: ClientFile, now: Sums, parameters: Sequence[ParameterRow], dates: Sequence[date]) -> None:
    """The loans in one currency, against the close before."""
    earlier = client_file.sums(file, parameters, on=dates[1]) if len(dates) > 1 else ()
    before = next((each for each in earlier if each.currency == now.currency), None)
    unit = client_amounts.unit_of((now.outstanding_principal_amount, now.overdue_amount, now.allowance_amount))
    note = _("Amounts in {unit}, as of {date}.").format(unit=unit.header(now.currency), date=fmt.day(file.as_of))
    since = _("Changes since the close before, {date}.").format(date=fmt.day(dates[1])) if before else ""
    cards.headlines(_figures(now, before, unit), f"{note} {since}".strip())


def _figures(now: Sums, before: Sums | None, unit: Unit) -> list[Headline]:
    was = before or now
    amount = partial(client_amounts.headline, unit=unit, currency=now.currency)
    days = now.days_past_due - was.days_past_due
    return [
        amount(
            _("Balance"),
            _("Outstanding principal of the client's loans on the book."),
            now.outstanding_principal_amount,
            before=was.outstanding_principal_amount,
        ),
        amount(
            _("Overdue"),
            _("Principal and interest that fell due and are not paid."),
            now.overdue_amount,
            before=was.overdue_amount,
            good="down",
        ),
        Headline(
            label=_("Days past due"),
            value=fmt.number(now.days_past_due),
            about=_("The most of all loans; whole days since the oldest unpaid instalment fell due."),
            change=fmt.signed(days) if days else None,
            direction=client_amounts.direction(days),
            good="down",
        ),
        amount(
            _("Computed allowance"),
            _("Computed from the parameters of the date, not booked."),
            now.allowance_amount,
            before=now.allowance_amount,
        ),
    ]


def _loan(file: ClientFile, parameters: Sequence[ParameterRow]) -> None:
    """The loan that the address names."""
    code = asked(client_loans.LOAN_KEY)
    if not code:
        return
    loan = file.loan(code)
    if loan is None:
        states.empty(
            _("This client has no loan {code} on this date.").format(code=quoted(code)),
            _("Select one of its loans in the table above."),
            icon=":material/search_off:",
        )
        return
    client_loan.show(file, loan, parameters)
