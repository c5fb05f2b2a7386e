"""The client file before there is a client: how to find one, and those that are behind."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, states, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import client_amounts, codes, leading, staff_book
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import client_file, staff_card

KEY = "overdue_clients"


def which(selection: Selection) -> None:
    """Nobody has been asked for yet."""
    st.markdown(f":material/person_search: {_find()}")
    _lists(selection)


def unknown(selection: Selection, code: str) -> None:
    """A client that does not exist, or that is not for this person: nobody learns which."""
    states.empty(
        _("There is no client {code} that you may see.").format(code=codes.quoted(code)),
        _find(),
        icon=":material/person_off:",
    )
    _lists(selection)


def _find() -> str:
    return _("Search above for a name, a client code or a loan code.")


def _lists(selection: Selection) -> None:
    """One's own clients, then those of the unit that are behind."""
    staff_id = access.principal().staff_id
    book = answer(staff_card.book, staff_id=staff_id, as_of=selection.as_of) if staff_id else ()
    if book:
        staff_book.clients_table(_("Clients in your charge"), book, selection.as_of)
    _overdue(selection)


def _overdue(selection: Selection) -> None:
    rows = answer(client_file.overdue_clients, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    leading.show(
        _("Overdue clients of {unit}").format(unit=selection.unit.name),
        _("As of {date}, most days past due first").format(date=fmt.day(selection.as_of)),
        Lead(page="client", codes=rows["client_code"].to_list(), hint=_("select a row to open the file")),
        table=lambda: _table(rows),
        none=f":material/check: {_('No client that you may see is overdue.')}",
        alt=_("Clients with overdue loans, most days past due first."),
        key=KEY,
    )


def _table(rows: pl.DataFrame) -> tables.Table:
    currencies = rows["currency"].to_list()
    unit = client_amounts.unit_of_several(rows["overdue_amount"], currencies)
    columns: dict[str, Any] = {
        "client_name": tables.text_column(_("Client"), is_pinned=True),
        "days_past_due": tables.count_column(_("Days past due")),
        "overdue_amount": tables.amount_column(client_amounts.header(_("Overdue"), unit, currencies)),
        "currency": tables.text_column(_("Currency")),
        "loan_count": tables.count_column(_("Number of loans")),
        "client_code": tables.text_column(_("Client code")),
    }
    if len(set(currencies)) == 1:
        del columns["currency"]
    shown = rows.with_columns(pl.col("overdue_amount").cast(pl.Float64) / float(unit.size))
    return shown.select(list(columns)), columns
