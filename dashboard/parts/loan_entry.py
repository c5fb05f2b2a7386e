"""Loan 360 before there is a loan: one's own loans, and those of the unit that are behind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import access, labels, states, tables
from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import client_amounts, codes, leading, positions
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import loan_file_lists
from schema.marts.loan_file_lists import ListedLoan

OWN_KEY, OVERDUE_KEY = "own_loans", "overdue_loans"


def which(selection: Selection) -> None:
    """Nobody has been asked for yet."""
    _lists(selection)
    st.markdown(f":material/search: {_find()}")


def unknown(selection: Selection, code: str) -> None:
    """A loan that does not exist, is not for this person or was not paid out yet: nobody learns which."""
    said = _("There is no loan {code} that you may see on {date}.")
    date = fmt.day(selection.as_of)
    states.empty(said.format(code=codes.quoted(code), date=date), _find(), icon=":material/search_off:")
    _lists(selection)


def _find() -> str:
    return _("Search above for a loan code, or for the name of a client.")


def _lists(selection: Selection) -> None:
    staff_id, as_of = access.principal().staff_id, selection.as_of
    note = _("As of {date}, most days past due first").format(date=fmt.day(as_of))
    own = answer(loan_file_lists.in_charge, staff_id=staff_id, as_of=as_of) if staff_id else ()
    if own:
        alt = _("Loans in your charge with class, balance, overdue amount and days past due.")
        _list(_("Loans in your charge"), note, own, alt=alt, key=OWN_KEY)
    behind = answer(loan_file_lists.overdue, org_unit_id=selection.unit.org_unit_id, as_of=as_of)
    title = _("Overdue loans of {unit}").format(unit=selection.unit.name)
    _list(title, note, behind, alt=_("Overdue loans, most days past due first."), key=OVERDUE_KEY)


def _list(title: str, note: str, loans: Sequence[ListedLoan], *, alt: str, key: str) -> None:
    hint = _("select a row to open the loan")
    leading.show(
        title,
        note,
        Lead(page="loan", codes=[each.loan_code for each in loans], hint=hint),
        table=lambda: _table(loans),
        none=f":material/check: {_('No loan that you may see is overdue.')}",
        alt=alt,
        key=key,
    )
    if len(loans) == loan_file_lists.MOST:
        said = _("The first {count}; choose a unit further down for the others.")
        st.caption(said.format(count=fmt.number(len(loans))))


def _table(loans: Sequence[ListedLoan]) -> tables.Table:
    currencies = [each.currency for each in loans]
    amounts = (amount for each in loans for amount in (each.outstanding_principal_amount, each.overdue_amount))
    unit = client_amounts.unit_of_several(amounts, currencies)
    columns: tables.Columns = {
        "loan_code": tables.text_column(_("Loan code"), is_pinned=True),
        "client_name": tables.text_column(_("Client")),
        **positions.columns(unit, currencies),
        "kind": tables.text_column(_("Loan kind")),
        "client_code": tables.text_column(_("Client code")),
    }
    return positions.frame([_row(each, unit) for each in loans], columns)


def _row(each: ListedLoan, unit: Unit) -> dict[str, Any]:
    amounts = (each.outstanding_principal_amount, each.overdue_amount, each.days_past_due)
    return {
        "loan_code": each.loan_code,
        "client_name": each.client_name,
        **positions.cells(each.risk_class, *amounts, unit),
        "currency": each.currency,
        "kind": labels.label(labels.KINDS, each.kind),
        "client_code": each.client_code,
    }
