"""Who carries it: the book by client manager, with what is overdue, new and about to mature in each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.language import _, n_
from dashboard.parts import cards
from dashboard.parts.today_desk import Desk
from dashboard.parts.today_needs import Lead, leads_to, note_lead
from schema.marts.today_loans import MOST
from schema.marts.today_managers import ManagerBook


def show(books: Sequence[ManagerBook], desk: Desk, *, title: str) -> None:
    """One row per client manager, the largest overdue amount first; nothing without loans."""
    if not books:
        return
    shown = books[:MOST]
    frame, columns = table(shown)
    key = f"{desk.key}_managers"
    note = _("A loan counts once, with the client manager who leads it. Maturing: within 30 days.")
    with cards.card(title, note):
        alt = _("Loans, overdue loans and maturing loans of each client manager.")
        cards.selectable(frame, columns, alt=alt, key=key, on_select=partial(_lead, key, shown))
        more = len(books) - len(shown)
        if more:
            said = n_("{count} more is not shown.", "{count} more are not shown.", more)
            st.caption(said.format(count=fmt.number(more)))


def _lead(key: str, shown: Sequence[ManagerBook]) -> None:
    place = cards.selected(key)
    code = shown[place].staff_code if place is not None else None
    if code:
        note_lead(leads_to(Lead(page="staff", query={"staff": code})))


def table(books: Sequence[ManagerBook]) -> tables.Table:
    """Amounts in one unit; the currency is a column when there are several."""
    unit = fmt.unit_for(book.outstanding_principal_amount for book in books)
    late = fmt.unit_for(book.overdue_amount for book in books)
    codes = {book.currency for book in books}
    code = codes.pop() if len(codes) == 1 else ""
    rows = {
        "name": [name(book) for book in books],
        "overdue_amount": [tables.scaled(book.overdue_amount, late) for book in books],
        "overdue_loan_count": [book.overdue_loan_count for book in books],
        "newly_overdue_count": [book.newly_overdue_count for book in books],
        "crossing_count": [book.crossing_count for book in books],
        "maturing_count": [book.maturing_count for book in books],
        "loan_count": [book.loan_count for book in books],
        "balance": [tables.scaled(book.outstanding_principal_amount, unit) for book in books],
        **({} if code else {"currency": [book.currency for book in books]}),
    }
    columns: tables.Columns = {
        "name": tables.text_column(_("Client manager"), is_pinned=True),
        "overdue_amount": tables.amount_column(_amount(_("Overdue"), late, code)),
        "overdue_loan_count": tables.count_column(_("Overdue loans")),
        "newly_overdue_count": tables.count_column(_("Newly overdue")),
        "crossing_count": tables.count_column(_("Past 90 days soon")),
        "maturing_count": tables.count_column(_("Maturing")),
        "loan_count": tables.count_column(_("Loans")),
        "balance": tables.amount_column(_amount(_("Balance"), unit, code)),
        "currency": tables.text_column(_("Currency")),
    }
    return pl.DataFrame(rows), {key: columns[key] for key in rows}


def _amount(measure: str, unit: fmt.Unit, code: str) -> str:
    header = unit.header(code) if code else _(unit.word) if unit.word else ""
    return fmt.with_unit(measure, header) if header else measure


def name(book: ManagerBook) -> str:
    """The client manager, or why there is no name."""
    if book.staff_id is None:
        return _("No client manager")
    return book.name or _("Of another unit")
