"""What somebody has in charge on a date, by share, down to each client; and what was sold in the year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, labels, navigation, party_labels, tables
from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards, chips, client_amounts, sold_items
from dashboard.parts.cards import Headline
from dashboard.readers import answer
from dashboard.theme import palette
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
    leads_on = access.may("page.client")
    note = _("As of {date}, largest balance first").format(date=fmt.day(as_of))
    if leads_on and clients:
        note = f"{note} · {_('select a row to open the file')}"
    with cards.card(title, note):
        if not clients:
            none = _("No client that you may see is in this person's charge.")
            st.markdown(f":material/folder_off: {none}")
            return
        shown, columns = _rows(clients)
        alt = _("The clients in charge with balance, overdue amount, days past due and class, by share.")
        if leads_on:
            cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_nothing)
        else:
            cards.rows(shown, columns, alt=alt, key=KEY)
    place = cards.selected(KEY) if leads_on else None
    if place is not None and place < len(clients):
        navigation.go("client", client=clients[place].client_code)


def _nothing() -> None:
    """The choice is followed once the page is drawn: a callback cannot leave it."""


def _rows(clients: Sequence[ClientInBook]) -> tables.Table:
    currencies = [each.currency for each in clients if each.currency]
    unit = client_amounts.unit_of_several((each.outstanding_principal_amount for each in clients), currencies)
    colours = {labels.label(labels.CLASSES, each.value): colour for each, colour in palette().classes.items()}
    columns: dict[str, Any] = {
        "name": tables.text_column(_("Client"), is_pinned=True),
        "risk_class": tables.chip_column(_("Class"), colours),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "overdue": tables.amount_column(client_amounts.header(_("Overdue"), unit, currencies)),
        "days_past_due": tables.count_column(_("Days past due")),
        "loan_count": tables.count_column(_("Number of loans")),
        "currency": tables.text_column(_("Currency")),
        "role": tables.text_column(_("Role")),
        "client_code": tables.text_column(_("Client code")),
    }
    if len(set(currencies)) < 2:
        del columns["currency"]
    rows = [_client_row(each, unit) for each in clients]
    kinds: dict[str, Any] = {"risk_class": pl.List(pl.String), "currency": pl.String}
    return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None).select(list(columns)), columns


def _client_row(each: ClientInBook, unit: Unit) -> dict[str, Any]:
    return {
        "name": each.name,
        "risk_class": [labels.label(labels.CLASSES, each.risk_class.value)] if each.risk_class else [],
        "balance": tables.scaled(each.outstanding_principal_amount, unit),
        "overdue": tables.scaled(each.overdue_amount, unit),
        "days_past_due": each.days_past_due,
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
