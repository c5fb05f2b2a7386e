"""The loans of a client: one row each, on the book first; a row leads to the loan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.formatting import Unit
from dashboard.language import _, n_
from dashboard.parts import cards, client_amounts
from dashboard.theme import palette
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile

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
    positions = [loan.on(file.as_of) for loan in file.loans]
    amounts = [each.outstanding_principal_amount for each in positions if each]
    overdue = [each.overdue_amount for each in positions if each]
    unit = client_amounts.unit_of_several([*amounts, *overdue], currencies)
    colours = {labels.label(labels.CLASSES, each.value): colour for each, colour in palette().classes.items()}
    columns: dict[str, Any] = {
        "loan_code": tables.text_column(_("Loan code"), is_pinned=True),
        "risk_class": tables.chip_column(_("Class"), colours),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "overdue": tables.amount_column(client_amounts.header(_("Overdue"), unit, currencies)),
        "days_past_due": tables.count_column(_("Days past due")),
        "currency": tables.text_column(_("Currency")),
        "kind": tables.text_column(_("Loan kind")),
        "maturity": tables.text_column(_("Maturity date")),
        "disbursed": tables.text_column(_("Disbursed on")),
        "product": tables.text_column(_("Product")),
    }
    if len(set(currencies)) == 1:
        del columns["currency"]
    kinds: dict[str, Any] = {"risk_class": pl.List(pl.String), "days_past_due": pl.Int64}
    amounts_of = dict.fromkeys(("balance", "overdue"), pl.Float64)
    rows = [_row(loan, file, unit) for loan in file.loans]
    schema = dict.fromkeys(rows[0], pl.String) | amounts_of | kinds
    return pl.DataFrame(rows, schema=schema).select(list(columns)), columns


def _row(loan: LoanFile, file: ClientFile, unit: Unit) -> dict[str, Any]:
    position = loan.on(file.as_of)
    return {
        "loan_code": loan.loan_code,
        "risk_class": [labels.label(labels.CLASSES, position.risk_class)] if position else [],
        "balance": tables.scaled(position.outstanding_principal_amount, unit) if position else None,
        "overdue": tables.scaled(position.overdue_amount, unit) if position else None,
        "days_past_due": position.days_past_due if position else None,
        "currency": loan.currency,
        "kind": labels.label(labels.KINDS, loan.kind),
        "product": loan.product_name,
        "disbursed": fmt.day(loan.disbursed_date),
        "maturity": fmt.day(loan.maturity_date),
    }
