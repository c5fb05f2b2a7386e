"""The loans of a client: one row each, on the book first; a row leads to the loan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.formatting import Unit
from dashboard.language import _, n_
from dashboard.parts import cards, client_amounts, positions
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile, Position

LOAN_KEY = "loan"


def show(file: ClientFile) -> None:
    """The table of the loans; a sentence when there are none."""
    on_book = [loan for loan in file.loans if loan.on(file.as_of)]
    with cards.card(_("Loans"), _note(file, len(on_book)) if file.loans else ""):
        if not file.loans:
            said = _("This client had no loan up to {date}.").format(date=fmt.day(file.as_of))
            st.markdown(f":material/account_balance: {said}")
            return
        shown, columns = _table(file)
        key = f"loans_{file.client_id}"
        cards.selectable(
            shown,
            columns,
            alt=_("The loans of the client with balance, overdue amount, days past due and class."),
            key=key,
            on_select=_nothing,
        )
        _follow(key, [loan.loan_code for loan in file.loans])


def _note(file: ClientFile, on_book: int) -> str:
    said = n_("{count} loan on the book as of {date}", "{count} loans on the book as of {date}", on_book)
    chosen = _("select a row to see one loan")
    return f"{said.format(count=fmt.number(on_book), date=fmt.day(file.as_of))} · {chosen}"


def _nothing() -> None:
    """The choice is followed where the table is drawn."""


def _follow(key: str, codes: Sequence[str]) -> None:
    """The address names the loan of the row that was chosen last; without a choice it stays what it was."""
    place = cards.selected(key)
    chosen = codes[place] if place is not None and place < len(codes) else None
    if chosen == st.session_state.get(f"{key}_followed"):
        return
    st.session_state[f"{key}_followed"] = chosen
    if chosen:
        st.query_params[LOAN_KEY] = chosen
    else:
        st.query_params.pop(LOAN_KEY, None)


def _table(file: ClientFile) -> tables.Table:
    currencies = [loan.currency for loan in file.loans]
    found = [loan.on(file.as_of) for loan in file.loans]
    amounts = [each.outstanding_principal_amount for each in found if each]
    unit = client_amounts.unit_of_several([*amounts, *(each.overdue_amount for each in found if each)], currencies)
    columns: tables.Columns = {
        "loan_code": tables.text_column(_("Loan code"), is_pinned=True),
        **positions.columns(unit, currencies),
        "kind": tables.text_column(_("Loan kind")),
        "maturity": tables.text_column(_("Maturity date")),
        "disbursed": tables.text_column(_("Disbursed on")),
        "product": tables.text_column(_("Product")),
    }
    return positions.frame([_row(loan, file, unit) for loan in file.loans], columns)


def _row(loan: LoanFile, file: ClientFile, unit: Unit) -> dict[str, Any]:
    return {
        "loan_code": loan.loan_code,
        **_held(loan.on(file.as_of), unit),
        "currency": loan.currency,
        "kind": labels.label(labels.KINDS, loan.kind),
        "product": loan.product_name,
        "disbursed": fmt.day(loan.disbursed_date),
        "maturity": fmt.day(loan.maturity_date),
    }


def _held(position: Position | None, unit: Unit) -> dict[str, Any]:
    if position is None:
        return positions.cells(None, None, None, None, unit)
    amounts = (position.outstanding_principal_amount, position.overdue_amount)
    return positions.cells(position.risk_class, *amounts, position.days_past_due, unit)
