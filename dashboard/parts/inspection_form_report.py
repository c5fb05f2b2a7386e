"""An inspection report to be read, reviewed and printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard import labels, tables
from dashboard.exports import screen
from dashboard.language import _
from dashboard.parts import chips, exporting, inspection_form_evidence
from dashboard.parts.handing_out import Content
from schema.domain.inspections import Layer, form_of, items_of
from schema.marts.inspections import PlanItem
from schema.workflow.cases import Case

NOTHING_VERIFIED = (None, "", "0.00")


def show(item: PlanItem, case: Case) -> None:
    """The report as it stands, and the button that prints it."""
    said = case.detail
    facts, checklist = _facts(item, said), _checklist(item, said)
    _table(facts, _("Facts of the inspection."))
    _table(checklist, _("Items of the form with answer and remark."))
    st.markdown(chips.as_text(str(said.get("report") or _("No report is written yet."))))
    inspection_form_evidence.show(said.get("evidence") or [])
    title = _("{client}, loan {code}").format(client=item.client_name, code=item.loan_code)
    exporting.paper(
        _("Print the report"), title, lambda: _content(item, said, facts, checklist), key=f"print {case.case_id}"
    )


def heading(item: PlanItem) -> str:
    """The name of the form."""
    if item.layer == Layer.SUPERVISORY:
        return labels.label(words.LAYERS, item.layer)
    return labels.label(words.FORMS, form_of(item.loan_kind))


def _table(table: tables.Table, alt: str) -> None:
    """Every row at once: a report is read from top to bottom."""
    frame, columns = table
    headings = {name: column["label"] for name, column in columns.items()}
    st.table(frame.fill_null(fmt.NOTHING).rename(headings), border="horizontal", hide_index=True, alt=alt)


def _content(item: PlanItem, said: Mapping[str, Any], facts: tables.Table, checklist: tables.Table) -> Content:
    kind = labels.label(words.KINDS, str(said.get("kind")))
    files = said.get("evidence") or []
    proofs = (screen.sheet(_("Pictures and papers"), *inspection_form_evidence.table(files)),) if files else ()
    return Content(
        sheets=(
            screen.sheet(kind, *facts),
            screen.sheet(heading(item), *checklist),
            *proofs,
            screen.sheet(_("Signatures"), *_signatures()),
        ),
        sentences=(str(said["report"]),) if said.get("report") else (),
        is_in_full=True,
    )


def _signatures() -> tables.Table:
    """Lines to sign on paper."""
    columns: tables.Columns = {
        "who": tables.text_column(_("Who signs"), is_pinned=True),
        "signature": tables.text_column(_("Signature, seal and date"), width="large"),
    }
    people = (
        _("Inspector"),
        _("Second inspector"),
        _("Borrower: seal and legal representative"),
        _("Reviewed by"),
    )
    rows = [{"who": each, "signature": "_" * 30} for each in people]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns


def _facts(item: PlanItem, said: Mapping[str, Any]) -> tables.Table:
    columns: tables.Columns = {
        "what": tables.text_column(_("What"), is_pinned=True),
        "said": tables.text_column(_("Answer"), width="large"),
    }
    rows = [{"what": what, "said": text} for what, text in _said(item, said)]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns


def _said(item: PlanItem, said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Client"), item.client_name
    yield _("Loan code"), item.loan_code
    yield _("To be done by"), str(said.get("due_date") or fmt.NOTHING)
    yield _("Done on"), str(said.get("done_date") or fmt.NOTHING)
    yield _("Inspector"), str(said.get("inspector_name") or fmt.NOTHING)
    yield _("Second inspector"), str(said.get("second_inspector_name") or _("nobody"))
    ticks = {
        "is_on_site": _("On site"),
        "has_leader": _("Leadership present"),
        "is_confirmed": _("Confirmed by the borrower"),
        "is_collateral_seen": _("Collateral seen"),
    }
    yield from ((label, _yes(said[name])) for name, label in ticks.items() if name in said)
    if said.get("verified_amount") not in NOTHING_VERIFIED:
        yield fmt.with_unit(_("Use of funds verified"), fmt.currency_name(item.currency)), str(said["verified_amount"])
    yield _("Gravest finding"), labels.label(words.SEVERITIES, str(said.get("severity") or "none"))


def _yes(flag: object) -> str:
    return labels.label(words.ANSWERS, "yes" if flag is True else "no")


def _checklist(item: PlanItem, said: Mapping[str, Any]) -> tables.Table:
    columns: tables.Columns = {
        "item": tables.text_column(_("Item of the form"), is_pinned=True, width="large"),
        "answer": tables.text_column(_("Answer")),
        "remark": tables.text_column(_("Remark"), width="medium"),
    }
    answers, remarks = said.get("answers") or {}, said.get("remarks") or {}
    rows = [
        {
            "item": labels.label(words.ITEMS, name),
            "answer": labels.label(words.ANSWERS, answers[name]) if name in answers else None,
            "remark": remarks.get(name),
        }
        for name in items_of(item.layer, form_of(item.loan_kind))
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String)), columns
