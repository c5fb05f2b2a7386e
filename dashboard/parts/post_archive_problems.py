"""Problem loans: the plan of each, what was done, what it brought in, and what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, labels, tables
from dashboard import formatting as fmt
from dashboard.archive_labels import MEASURES
from dashboard.language import N_, _
from dashboard.parts import (
    cards,
    case_panel,
    chips,
    client_amounts,
    dialog,
    positions,
    post_archive_forms,
    post_archive_reviews,
)
from dashboard.parts import post_archive_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import uncached
from schema.marts import archive_cases
from schema.marts.archive import Gap
from schema.marts.archive_cases import ProblemLoan
from schema.workflow import cases
from schema.workflow.archive import PROBLEM_LOAN, RECORD
from schema.workflow.cases import Case

KEY = "problem_loans"
WORDS = case_panel.Words(
    workflow=PROBLEM_LOAN.name,
    states=words.PROBLEM_STATES,
    actions=words.PROBLEM_ACTIONS,
    fields={
        "plan": N_("Plan"),
        "measure": N_("Remedy"),
        "target_date": N_("To be reached by"),
        "recovered_amount": N_("Amount recovered"),
        "recovered_date": N_("Day of the action"),
        "evaluation": N_("Closing evaluation"),
    },
    forms={
        "plan": post_archive_forms.plan,
        RECORD: post_archive_forms.record,
        "evaluate": post_archive_forms.evaluate,
    },
)


def show(selection: Selection, *, already_shown: Gap | None) -> None:
    """The non-performing loans, open cases first, and the case of the chosen one, or of the first.

    A review of the loan whose file is shown above is called there.
    """
    rows = uncached(archive_cases.problem_loans, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    with cards.card(_("Problem loans"), _note(selection, len(rows))):
        if not rows:
            st.markdown(f":material/check: {_('No loan that you may see is non-performing.')}")
            return
        shown, columns = _table(rows)
        alt = _("Non-performing loans with their plan and what it brought in, open cases first.")
        cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_nothing)
        place = cards.selected(KEY) or 0
        _chosen(rows[min(place, len(rows) - 1)], already_shown)


def _nothing() -> None:
    """The choice is followed below the list."""


def _note(selection: Selection, count: int) -> str:
    """What all cases brought in from the beginning of the year until today, closed ones included."""
    year, until = date(selection.as_of.year, 1, 1), max(selection.as_of, dialog.today())
    got = uncached(archive_cases.recovered, org_unit_id=selection.unit.org_unit_id, since=year, until=until)
    amounts = fmt.listed(fmt.amount(amount, currency) for currency, amount in sorted(got.items()))
    first = _("Non-performing loans, open cases first.") if count else ""
    year_to_date = _("Recovered since {date}: {amounts}.").format(
        date=fmt.day(year), amounts=amounts or _("nothing yet")
    )
    return fmt.sentences(first, year_to_date)


def _table(rows: Sequence[ProblemLoan]) -> tables.Table:
    currencies = [row.currency for row in rows]
    amounts = (amount for row in rows for amount in (row.outstanding_principal_amount, row.recovered_amount))
    unit = client_amounts.unit_of_several(amounts, currencies)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "risk_class": tables.chip_column(_("Class"), positions.class_colours()),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "state": tables.text_column(_("State")),
        "measure": tables.text_column(_("Remedy")),
        "recovered": tables.amount_column(client_amounts.header(_("Recovered"), unit, currencies)),
        "due": tables.text_column(_("Next step due")),
        "currency": tables.text_column(_("Currency")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    if len(set(currencies)) == 1:
        del columns["currency"]
    data = [_row(each, unit) for each in rows]
    types = {**positions.TYPES, "recovered": pl.Float64}
    schema: dict[str, Any] = {name: types.get(name, pl.String) for name in columns}
    return pl.DataFrame([{name: row[name] for name in columns} for row in data], schema=schema), columns


def _row(each: ProblemLoan, unit: fmt.Unit) -> dict[str, Any]:
    return {
        "client": each.client_name,
        **positions.cells(each.risk_class, each.outstanding_principal_amount, None, None, unit),
        "state": labels.label(words.PROBLEM_STATES, each.state) if each.state else _("No case yet"),
        "measure": labels.label(MEASURES, each.measure) if each.measure else None,
        "recovered": tables.scaled(each.recovered_amount, unit) if each.case_id else None,
        "due": fmt.day(each.due_date) if each.due_date else None,
        "currency": each.currency,
        "loan_code": each.loan_code,
    }


def _chosen(each: ProblemLoan, already_shown: Gap | None) -> None:
    told = _("{loan} of {client}").format(loan=each.loan_code, client=chips.as_text(each.client_name))
    st.markdown(f"**{told}**")
    if each.case_id is not None:
        case = uncached(cases.case, case_id=each.case_id)
        if case:
            _told(case, each.currency)
            case_panel.show(case.case_id, WORDS)
    if not access.may("act.initiate"):
        return
    with st.container(horizontal=True, gap="small"):
        if each.case_id is None:
            opened = _opening("open", each)
            case_panel.opening(_("Open a problem-loan case"), WORDS, opened)
        if already_shown is None or already_shown.loan_id != each.loan_id:
            called = _opening("call", each)
            case_panel.opening(_("Call a joint review"), post_archive_reviews.WORDS, called, icon=":material/groups:")


def _opening(action: str, each: ProblemLoan) -> case_panel.Opening:
    return case_panel.Opening(action=action, about=each.loan_code, client_id=each.client_id, loan_id=each.loan_id)


def _told(case: Case, currency: str) -> None:
    """The plan, what was recorded, and the evaluation, as far as the case has come."""
    said = case.detail
    lines = [
        _("{word}: {text}").format(word=word, text=chips.as_text(text))
        for word, text in (
            (_("Remedy"), labels.label(MEASURES, said["measure"]) if said.get("measure") else ""),
            (_("Plan"), str(said.get("plan") or "")),
            (_("To be reached by"), str(said.get("target_date") or "")),
            (_("Closing evaluation"), str(said.get("evaluation") or "")),
        )
        if text
    ]
    lines += _records(case, currency)
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))


def _records(case: Case, currency: str) -> list[str]:
    """`2026-03-01, Collection: CNY 100.00`, one line per recorded action."""
    events = uncached(cases.events, client_id=case.client_id, case_id=case.case_id)
    records = (archive_cases.record_of(each) for each in events if each.action == RECORD)
    return [
        _("{date}, {measure}: {amount}").format(
            date=day, measure=labels.label(MEASURES, measure), amount=fmt.money(amount, currency)
        )
        for day, measure, amount in records
    ]
