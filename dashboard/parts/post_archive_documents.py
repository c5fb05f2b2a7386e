"""Documents that are to be mended: without all signatures, or not registered in a place of custody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.archive_labels import STEPS
from dashboard.labels import label
from dashboard.language import _
from dashboard.parts import cards
from dashboard.parts.pickers import Selection
from dashboard.parts.post_archive_view import signatures
from dashboard.readers import answer
from dashboard.theme import palette
from schema.marts import archive
from schema.marts.archive import GapCounts, MendedDocument


def show(selection: Selection, found: GapCounts) -> None:
    """The list, newest first."""
    rows = answer(archive.documents_to_mend, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    with cards.card(_("Documents not signed or not registered"), _note(len(rows), found)):
        if not rows:
            st.markdown(f":material/check: {_('Every document is signed, registered and kept in its place.')}")
            return
        shown, columns = _table(rows)
        cards.rows(shown, columns, alt=_("Documents to be signed or registered, newest first."), key="mend")


def _note(shown: int, found: GapCounts) -> str:
    if not shown:
        return ""
    said = _("{unsigned} not signed, {unregistered} not registered; the newest {shown}.")
    return said.format(
        unsigned=fmt.number(found.unsigned_count),
        unregistered=fmt.number(found.unregistered_count),
        shown=fmt.number(shown),
    )


def _table(rows: Sequence[MendedDocument]) -> tables.Table:
    shades = {_("Not signed"): palette().orange, _("Not registered"): palette().yellow}
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "state": tables.chip_column(_("State"), shades),
        "title": tables.text_column(_("Title")),
        "item": tables.text_column(_("Item")),
        "signed": tables.text_column(_("Signatures")),
        "date": tables.text_column(_("Date")),
        "loan_code": tables.text_column(_("Loan code")),
        "code": tables.text_column(_("Document code")),
    }
    data = [_row(each) for each in rows]
    types: dict[str, Any] = {"state": pl.List(pl.String)}
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String) | types), columns


def _row(each: MendedDocument) -> dict[str, Any]:
    wrong = {_("Not signed"): each.is_unsigned, _("Not registered"): each.is_unregistered}
    return {
        "client": each.client_name,
        "state": [word for word, is_wrong in wrong.items() if is_wrong],
        "title": each.title,
        "item": label(STEPS, each.step),
        "signed": signatures(each.signed_count, each.needed_signature_count),
        "date": fmt.day(each.document_date),
        "loan_code": each.loan_code,
        "code": each.document_code,
    }
