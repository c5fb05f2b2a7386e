"""What somebody has in charge on a date, by share, down to each client; and what was sold in the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, party_labels, tables
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards, chips, client_amounts, leading, positions, sold_items
from dashboard.parts.cards import Headline
from dashboard.parts.leading import Lead
from dashboard.readers import answer
from schema.marts import staff_card
from schema.marts.staff_card import BookSums, ClientInBook, SoldItem, StaffCard

KEY = "book_clients"


def show(card: StaffCard, as_of: date) -> None:
    """The book by role, its clients, and the sales of the year."""
    clients = answer(staff_card.book, staff_id=card.staff_id, as_of=as_of)
    for sums in staff_card.sums(clients):
        _headline(sums, as_of)
    clients_table(_("Clients in charge"), clients, as_of)
    _sales(answer(staff_card.sold, staff_id=card.staff_id, as_of=as_of), as_of)


def _headline(sums: BookSums, as_of: date) -> None:
    unit = client_amounts.unit_of(
        (sums.outstanding_principal_amount, sums.overdue_amount, sums.non_performing_amount)
    )  # fmt: skip
    st.markdown(f"**{_('Book as')}** {chips.role(sums.role)}")
    note = _("Amounts in {unit}, by share, from the clients you may see, as of {date}.")
    figures = [
        Headline(
            label=_("Clients"),
            value=fmt.number(sums.client_count),
            about=_("Clients in charge on the date, with or without a loan."),
        ),
        _amount(
            _("Balance"),
            _("Outstanding principal by share; a loan that somebody manages alone is not shared."),
            sums.outstanding_principal_amount,
            unit,
            sums,
        ),
        _amount(_("Overdue"), _("Overdue principal and interest by share."), sums.overdue_amount, unit, sums),
        _amount(
            _("Non-performing"), _("Substandard, doubtful and loss, by share."), sums.non_performing_amount, unit, sums
        ),
        Headline(
            label=_("NPL ratio"),
            value=fmt.percent(sums.npl_ratio.value),
            about=_("Non-performing over all loans of the book, both by share."),
        ),
    ]
    cards.headlines(figures, note.format(unit=unit.header(sums.currency), date=fmt.day(as_of)))


def _amount(label: str, about: str, amount: Any, unit: Unit, sums: BookSums) -> Headline:
    return Headline(label=label, value=unit.said(amount), about=f"{about} {fmt.money(amount, sums.currency)}.")


def clients_table(title: str, clients: Sequence[ClientInBook], as_of: date) -> None:
    """One row per client; a row leads to its file where that is the reader's to see."""
    nobody = _("No client that you may see is in this person's charge.")
    leading.show(
        title,
        _("As of {date}, largest balance first").format(date=fmt.day(as_of)),
        Lead(
            page="client",
            codes=[each.client_code for each in clients],
            hint=_("select a row to open the file"),
        ),
        table=lambda: _rows(clients),
        none=f":material/folder_off: {nobody}",
        alt=_("The clients in charge with balance, overdue amount, days past due and class, by share."),
        key=KEY,
    )


def _rows(clients: Sequence[ClientInBook]) -> tables.Table:
    currencies = [each.currency for each in clients if each.currency]
    unit = client_amounts.unit_of_several((each.outstanding_principal_amount for each in clients), currencies)
    columns: tables.Columns = {
        "name": tables.text_column(_("Client"), is_pinned=True),
        **positions.columns(unit, currencies),
        "loan_count": tables.count_column(_("Number of loans")),
        "role": tables.text_column(_("Role")),
        "client_code": tables.text_column(_("Client code")),
    }
    return positions.frame([_client_row(each, unit) for each in clients], columns)


def _client_row(each: ClientInBook, unit: Unit) -> dict[str, Any]:
    amounts = (each.outstanding_principal_amount, each.overdue_amount, each.days_past_due)
    return {
        "name": each.name,
        **positions.cells(each.risk_class.value if each.risk_class else None, *amounts, unit),
        "loan_count": each.loan_count,
        "currency": each.currency,
        "role": labels.label(party_labels.ROLES, each.role),
        "client_code": each.client_code,
    }


def _sales(sold: Sequence[SoldItem], as_of: date) -> None:
    """Nothing at all for somebody who sold nothing."""
    note = _("By share, from the beginning of the year to {date}").format(date=fmt.day(as_of))
    told = _("What the person sold this year, by product.")
    sold_items.show(_("Sales of the year"), note, sold, alt=told, key="sold")
