"""Loans whose file has gaps, and the nine items of the chosen one with its documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, counts, navigation, tables
from dashboard import formatting as fmt
from dashboard.archive_labels import STEPS
from dashboard.labels import label
from dashboard.language import _
from dashboard.parts import (
    cards,
    case_panel,
    client_amounts,
    positions,
    post_archive_reviews,
    post_archive_view,
)
from dashboard.parts.pickers import Selection
from dashboard.parts.post_archive_view import Place
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.archive import ArchiveStep
from schema.marts import archive
from schema.marts.archive import Document, Gap, GapCounts

KEY = "archive_gaps"


def show(selection: Selection, found: GapCounts) -> Gap | None:
    """The loans with the largest gaps; the file of the chosen one, or of the first, stands below and is returned."""
    unit_id, on = selection.unit.org_unit_id, selection.as_of
    rows = answer(archive.gaps, org_unit_id=unit_id, as_of=on)
    with cards.card(_("Loans with the largest gaps"), _note(len(rows), found.loan_count)):
        if not rows:
            st.markdown(f":material/check: {_('Every file that you may see is complete.')}")
            return None
        shown, columns = _table(rows)
        alt = _("Loans whose file is not complete, most missing items first.")
        cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_nothing)
    place = cards.selected(KEY) or 0
    chosen = rows[min(place, len(rows) - 1)]
    _file(selection, chosen)
    return chosen


def _nothing() -> None:
    """The choice is followed where the file is drawn."""


def _note(shown: int, count: int) -> str:
    if not shown:
        return ""
    first = _("{shown} of {loans}, most missing items first.").format(
        shown=fmt.number(shown), loans=counts.loans(count)
    )
    return fmt.sentences(first, _("Select a row to see its file."))


def _table(rows: Sequence[Gap]) -> tables.Table:
    currencies = [row.currency for row in rows]
    unit = client_amounts.unit_of_several((row.outstanding_principal_amount for row in rows), currencies)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "missing": tables.text_column(_("Absent"), width="large"),
        "unsigned": tables.text_column(_("Not signed")),
        "unregistered": tables.text_column(_("Not registered")),
        "complete": tables.text_column(_("Complete")),
        "risk_class": tables.chip_column(_("Class"), positions.class_colours()),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "currency": tables.text_column(_("Currency")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    if len(set(currencies)) == 1:
        del columns["currency"]
    data = [_row(each, unit) for each in rows]
    schema: dict[str, Any] = {name: positions.TYPES.get(name, pl.String) for name in columns}
    return pl.DataFrame([{name: row[name] for name in columns} for row in data], schema=schema), columns


def _row(each: Gap, unit: fmt.Unit) -> dict[str, Any]:
    balance = None if each.closed_date else each.outstanding_principal_amount
    return {
        "client": each.client_name,
        "missing": items_in_words(each.missing),
        "unsigned": items_in_words(each.unsigned),
        "unregistered": items_in_words(each.unregistered),
        "complete": _of(each),
        **positions.cells(each.risk_class, balance, None, None, unit),
        "currency": each.currency,
        "loan_code": each.loan_code,
    }


def items_in_words(steps: Sequence[str]) -> str | None:
    """The items in the order of the file; None for none."""
    return fmt.listed(label(STEPS, step) for step in ArchiveStep if step in steps) or None


def _of(each: Gap) -> str:
    return _("{complete} of {needed}").format(
        complete=fmt.number(each.complete_count), needed=fmt.number(each.needed_count)
    )


def _file(selection: Selection, gap: Gap) -> None:
    papers = answer(archive.documents_of_loan, client_id=gap.client_id, loan_id=gap.loan_id, as_of=selection.as_of)
    cards.side_by_side((2, 3), lambda: _items(gap, papers), lambda: _papers(selection, gap, papers))


def _items(gap: Gap, papers: Sequence[Document]) -> None:
    note = _("{loan} of {client}").format(loan=gap.loan_code, client=gap.client_name)
    with cards.card(_("The file of the loan"), fmt.listed([note, _closed(gap)]) if gap.closed_date else note):
        shown, columns = _item_table(gap, papers)
        cards.rows(shown, columns, alt=_("The nine items of the loan's file."), key="archive_items")
        with st.container(horizontal=True, gap="small"):
            if access.may("page.loan"):
                navigation.link("loan", _("Open the loan"), loan=gap.loan_code)
            if access.may("page.client"):
                navigation.link("client", _("Open the client"), client=gap.client_code)
            if access.may("act.initiate"):
                opened = case_panel.Opening(
                    action="call", about=gap.loan_code, client_id=gap.client_id, loan_id=gap.loan_id
                )
                case_panel.opening(_("Call a joint review"), post_archive_reviews.WORDS, opened)


def _closed(gap: Gap) -> str:
    return _("closed on {date}").format(date=fmt.day(gap.closed_date))


def _item_table(gap: Gap, papers: Sequence[Document]) -> tables.Table:
    colours = {
        _("Absent"): palette().red,
        _("Not signed"): palette().orange,
        _("Not registered"): palette().yellow,
        _("Complete"): palette().kept,
        _("Not needed"): palette().muted,
    }
    columns: tables.Columns = {
        "item": tables.text_column(_("Item"), is_pinned=True),
        "state": tables.chip_column(_("State"), colours),
        "last": tables.text_column(_("Last document")),
        "count": tables.count_column(_("Documents")),
    }
    rows = [_item_row(step, gap, [paper for paper in papers if paper.step == step]) for step in ArchiveStep]
    types: dict[str, Any] = {"state": pl.List(pl.String), "count": pl.Int64}
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String) | types), columns


def _item_row(step: ArchiveStep, gap: Gap, papers: Sequence[Document]) -> dict[str, Any]:
    return {
        "item": label(STEPS, step),
        "state": _state(step, gap),
        "last": fmt.day(papers[0].document_date) if papers else None,
        "count": len(papers),
    }


def _state(step: ArchiveStep, gap: Gap) -> list[str]:
    """What is wrong with an item, all of it; or that nothing is, or that it is not needed."""
    if step not in gap.needed:
        return [_("Not needed")]
    wrong = {
        _("Absent"): gap.missing,
        _("Not signed"): gap.unsigned,
        _("Not registered"): gap.unregistered,
    }
    return [word for word, steps in wrong.items() if step in steps] or [_("Complete")]


def _papers(selection: Selection, gap: Gap, papers: Sequence[Document]) -> None:
    with cards.card(_("Documents"), _("Opening a record is written down for the auditor") if papers else ""):
        if not papers:
            st.markdown(f":material/folder_open: {_('The archive holds no document of this loan.')}")
            return
        place = Place(
            page="post_loan",
            client_code=gap.client_code,
            loan_code=gap.loan_code,
            as_of=selection.as_of,
            org_unit_id=selection.unit.org_unit_id,
        )
        post_archive_view.show(place, papers)
