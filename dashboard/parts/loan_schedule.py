"""The schedule of a loan against its payments: what fell due, what paid it, how late, and whether it all adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import N_, _, n_
from dashboard.parts import cards, filters
from dashboard.theme import palette
from schema.domain.settlement import SettledInstalment
from schema.marts.loan_file import LoanStory
from schema.marts.loan_file_ledger import Difference, Ledger, Measure

SHOWN_KEY, AROUND, WHOLE = "plan", "around", "whole"
CHOICES = {AROUND: N_("Around the date"), WHOLE: N_("The whole schedule")}
FEW, BEFORE, AFTER = 36, 6, 12
MEASURES: Mapping[Measure, str] = {
    Measure.DUE: N_("Due so far"),
    Measure.PAID: N_("Paid so far"),
    Measure.OVERDUE: N_("Overdue"),
    Measure.OUTSTANDING: N_("Outstanding principal"),
    Measure.CREDIT: N_("Credit balance"),
}


def instalments(story: LoanStory) -> None:
    """Every instalment, or those around the date of a long schedule, and in sentences whether they add up."""
    ledger = story.ledger
    with cards.card(_("Schedule against payments"), _note(ledger)):
        for sentence in remarks(story):
            st.warning(sentence, icon=":material/rule:")
        st.caption(sums(story))
        if not ledger.instalments:
            return
        rows = ledger.instalments if len(ledger.instalments) <= FEW else _chosen(ledger)
        shown, columns = _table(rows, story)
        alt = _("Instalments of the loan: due, paid, open, when they were paid and how late.")
        is_whole = len(rows) == len(ledger.instalments)
        cards.rows(shown, columns, alt=alt, key="instalments", totals=_totals(story) if is_whole else None)


def _note(ledger: Ledger) -> str:
    count = len(ledger.instalments)
    said = n_("{count} instalment", "{count} instalments", count).format(count=fmt.number(count))
    return f"{said} · {_('what is paid fills the oldest first')}"


def sums(story: LoanStory) -> str:
    """What fell due, was paid and is overdue, in one sentence; the close said the same where nothing else is said."""
    ledger, currency = story.ledger, story.loan.currency
    said = _("Up to {date} {due} fell due and {paid} came in; {overdue} is overdue.")
    amounts = (ledger.due_amount, ledger.paid_amount, ledger.overdue_amount)
    due, paid, overdue = (fmt.money(each, currency) for each in amounts)
    agreed = _("The close found the same.") if story.position and not _differences(story) else ""
    return fmt.sentences(said.format(date=fmt.day(story.as_of), due=due, paid=paid, overdue=overdue), agreed)


def remarks(story: LoanStory) -> Iterator[str]:
    """What does not add up, and what could not be allocated, each in a sentence."""
    yield from _of_schedule(story)
    if story.ledger.credit_amount:
        said = _("{amount} came in that no instalment asks for: it stands as a credit balance.")
        yield said.format(amount=fmt.money(story.ledger.credit_amount, story.loan.currency))
    found = _differences(story)
    if found:
        said = _("The data have changed since the close of {date}; close the date again. {differences}")
        told = fmt.sentence("; ".join(_difference(each, story.loan.currency) for each in found))
        yield said.format(date=fmt.day(story.as_of), differences=told)


def _difference(each: Difference, currency: str) -> str:
    closed, counted = (fmt.money(amount, currency) for amount in (each.closed_amount, each.counted_amount))
    said = _("{measure}: {closed} then, {counted} now")
    return said.format(measure=_(MEASURES[each.measure]), closed=closed, counted=counted)


def _of_schedule(story: LoanStory) -> Iterator[str]:
    loan, ledger = story.loan, story.ledger
    if not ledger.instalments:
        yield _("This loan has no schedule: nothing ever falls due. Load its instalments, or the terms to derive them.")
        return
    missing = loan.principal_amount - ledger.scheduled_principal_amount
    if not missing:
        return
    said = _("The schedule asks for {scheduled} of principal, {missing} less than was paid out.") if missing > 0 else _(
        "The schedule asks for {scheduled} of principal, {missing} more than was paid out."
    )  # fmt: skip
    scheduled = fmt.money(ledger.scheduled_principal_amount, loan.currency)
    yield said.format(scheduled=scheduled, missing=fmt.money(abs(missing), loan.currency))


def _differences(story: LoanStory) -> tuple[Difference, ...]:
    return story.ledger.differences(story.position, story.loan.principal_amount) if story.position else ()


def _chosen(ledger: Ledger) -> Sequence[SettledInstalment]:
    """The part of a long schedule that was chosen: from before the first open instalment to well after the date."""
    chosen = filters.segments(_("Instalments"), list(CHOICES), word=lambda key: _(CHOICES[key]), name=SHOWN_KEY)
    if chosen == WHOLE:
        return ledger.instalments
    rows = ledger.instalments
    fallen = sum(each.instalment.due_date <= ledger.as_of for each in rows)
    first_open = next((place for place, each in enumerate(rows) if not each.is_paid), fallen)
    return rows[max(min(first_open, fallen) - BEFORE, 0) : fallen + AFTER]


def _table(rows: Sequence[SettledInstalment], story: LoanStory) -> tables.Table:
    header = fmt.ONES.header(story.loan.currency)
    columns: tables.Columns = {
        "number": tables.count_column(_("No.")),
        "due_date": tables.text_column(_("Due date")),
        "state": tables.chip_column(_("State"), _states()),
        "due": tables.amount_column(fmt.with_unit(_("Due"), header)),
        "paid": tables.amount_column(fmt.with_unit(_("Paid"), header)),
        "open": tables.amount_column(fmt.with_unit(_("Open"), header)),
        "settled": tables.text_column(_("Paid on")),
        "days_late": tables.count_column(_("Days late")),
        "principal": tables.amount_column(fmt.with_unit(_("Principal"), header)),
        "interest": tables.amount_column(fmt.with_unit(_("Interest"), header)),
    }
    kinds: Mapping[str, Any] = {"settled": pl.String, "days_late": pl.Int64, "state": pl.List(pl.String)}
    shown = pl.DataFrame([_row(each, story) for each in rows], schema_overrides=kinds)
    return shown.select(list(columns)), columns


def _row(each: SettledInstalment, story: LoanStory) -> dict[str, Any]:
    planned = each.instalment
    return {
        "number": planned.no,
        "due_date": fmt.day(planned.due_date),
        "state": [_state(each, story)],
        "due": tables.scaled(planned.due_amount, fmt.ONES),
        "paid": tables.scaled(each.paid_amount, fmt.ONES),
        "open": tables.scaled(each.unpaid_amount, fmt.ONES),
        "settled": fmt.day(each.settled_date) if each.settled_date else None,
        "days_late": each.days_late(story.as_of) or None,
        "principal": tables.scaled(planned.principal, fmt.ONES),
        "interest": tables.scaled(planned.interest, fmt.ONES),
    }


def _states() -> dict[str, str]:
    colours = palette()
    return {
        _("Past due"): colours.red,
        _("Due on this date"): colours.orange,
        _("To come"): colours.muted,
        _("Paid late"): colours.yellow,
        _("Paid"): colours.kept,
    }


def _state(each: SettledInstalment, story: LoanStory) -> str:
    if each.is_paid:
        return _("Paid late") if each.days_late(story.as_of) else _("Paid")
    if each.is_overdue(story.as_of):
        return _("Past due")
    return _("Due on this date") if each.instalment.due_date == story.as_of else _("To come")


def _totals(story: LoanStory) -> dict[str, Decimal | int]:
    """What the columns come to: what is allocated is known from the payments, not from the rows."""
    ledger = story.ledger
    allocated = ledger.paid_amount - ledger.credit_amount
    due = sum((each.instalment.due_amount for each in ledger.instalments), tables.NONE)
    return {"due": due, "paid": allocated, "open": due - allocated, "principal": ledger.scheduled_principal_amount}
