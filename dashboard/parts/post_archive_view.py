"""The documents of a loan, and the record of the chosen one; each opening is written into the access log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import connection, labels, tables
from dashboard import formatting as fmt
from dashboard.archive_labels import STEPS
from dashboard.language import _
from dashboard.parts import cards, chips
from schema.marts import access
from schema.marts.archive import Document

SEEN_KEY = "_documents_seen"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where documents are looked at, as the access log says it; `org_unit_id` is None where no unit was chosen."""

    page: str
    client_code: str
    loan_code: str
    as_of: date
    org_unit_id: int | None = None


def show(place: Place, papers: Sequence[Document]) -> None:
    """The list, newest first, and the record of the row that was chosen."""
    key = f"archive_papers {place.loan_code}"
    shown, columns = _table(papers)
    alt = _("Documents of the loan and its client, the newest first.")
    cards.selectable(shown, columns, alt=alt, key=key, on_select=_nothing)
    chosen = cards.selected(key)
    if chosen is not None and chosen < len(papers):
        _record(place, papers[chosen])


def _nothing() -> None:
    """The choice is followed below the list."""


def _table(papers: Sequence[Document]) -> tables.Table:
    columns: tables.Columns = {
        "title": tables.text_column(_("Title"), is_pinned=True),
        "item": tables.text_column(_("Item")),
        "date": tables.text_column(_("Date")),
        "signed": tables.text_column(_("Signatures")),
        "register": tables.text_column(_("Register number")),
        "code": tables.text_column(_("Document code")),
    }
    rows: list[dict[str, Any]] = [
        {
            "title": each.title,
            "item": labels.label(STEPS, each.step),
            "date": fmt.day(each.document_date),
            "signed": signatures(each.signed_count, each.needed_signature_count),
            "register": each.register_number,
            "code": each.document_code,
        }
        for each in papers
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns


def signatures(signed: int, needed: int) -> str:
    """`1 of 2`."""
    return _("{complete} of {needed}").format(complete=fmt.number(signed), needed=fmt.number(needed))


def _record(place: Place, paper: Document) -> None:
    _write_down(place, paper)
    told = {
        _("Document code"): paper.document_code,
        _("Item"): labels.label(STEPS, paper.step),
        _("Date"): fmt.day(paper.document_date),
        _("Signatures"): signatures(paper.signed_count, paper.needed_signature_count),
        _("Register number"): paper.register_number or _("not registered"),
        _("Kept at"): paper.custody_place or _("nowhere named"),
        _("Form"): _("electronic") if paper.is_electronic else _("paper"),
        _("Loan code"): paper.loan_code or _("all loans of the client"),
    }
    told |= {_("SHA-256 of the file"): paper.sha256} if paper.sha256 else {}
    lines = (f"- {word}: {chips.as_text(value)}" for word, value in told.items())
    st.markdown(f"**{chips.as_text(paper.title)}**\n\n" + "\n".join(lines))


def _write_down(place: Place, paper: Document) -> None:
    """One line in the access log per document and session, as with pages."""
    seen: set[str] = st.session_state.setdefault(SEEN_KEY, set())
    if paper.document_code in seen:
        return
    detail = {"client": place.client_code, "document": paper.document_code}
    with connection.writing(connection.address()) as opened:
        access.record_view(
            opened,
            page=place.page,
            outcome="shown",
            as_of=place.as_of,
            org_unit_id=place.org_unit_id,
            detail=detail,
        )
    seen.add(paper.document_code)
