"""Open cases that decide a class: who has to do what next."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, quality_labels, tables
from dashboard.language import _
from dashboard.parts import cards, case_panel, chips, post_quality_forms
from dashboard.parts.pickers import Selection
from dashboard.readers import uncached
from schema.marts import quality_cases
from schema.marts.quality_cases import ClassCase
from schema.workflow.classification import UPGRADE

KEY = "class_cases"


def show(selection: Selection) -> None:
    """The list, due first, and the chosen case, or the first, below it."""
    rows = uncached(quality_cases.open_cases, org_unit_id=selection.unit.org_unit_id)
    note = _("First classification, confirmation and approval by three persons; due first") if rows else ""
    with cards.card(_("Classes being decided"), note):
        if not rows:
            start = _("No class is being decided. Propose one for a loan of the list above.")
            st.markdown(f":material/gavel: {start}")
            return
        shown, columns = _table(rows)
        cards.selectable(shown, columns, alt=_("Open cases about classes, due first."), key=KEY, on_select=_follow)
        place = cards.selected(KEY) or 0
        _chosen(rows[min(place, len(rows) - 1)])


def _follow() -> None:
    """The choice is followed below the list."""


def _chosen(each: ClassCase) -> None:
    told = chips.as_text(each.loan_code)
    if each.client_name:
        told = _("{loan} of {client}").format(loan=told, client=chips.as_text(each.client_name))
    st.markdown(f"**{told}**: {_asked(each)}")
    words = post_quality_forms.upgrading() if each.workflow == UPGRADE else post_quality_forms.classifying()
    case_panel.show(each.case_id, words)


def _asked(each: ClassCase) -> str:
    said = _("{word} from {date} on")
    word = labels.label(labels.CLASSES, str(each.detail.get("risk_class") or ""))
    return said.format(word=word, date=chips.as_text(str(each.detail.get("effective_date") or fmt.NOTHING)))


def _table(rows: Sequence[ClassCase]) -> tables.Table:
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "what": tables.text_column(_("Case")),
        "asked": tables.text_column(_("Proposed class")),
        "state": tables.text_column(_("State")),
        "due": tables.text_column(_("Next step due")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    data = [
        {
            "client": each.client_name,
            "what": labels.label(quality_labels.WORKFLOWS, each.workflow),
            "asked": labels.label(labels.CLASSES, str(each.detail.get("risk_class") or "")),
            "state": labels.label(_states(each), each.state),
            "due": fmt.day(each.due_date) if each.due_date else None,
            "loan_code": each.loan_code,
        }
        for each in rows
    ]
    if not any(each.client_name for each in rows):
        del columns["client"]
    frame = pl.DataFrame(data, schema=dict.fromkeys(data[0], pl.String)).select(list(columns))
    return frame, columns


def _states(each: ClassCase) -> dict[str, str]:
    return dict(quality_labels.UPGRADE_STATES if each.workflow == UPGRADE else quality_labels.STATES)
