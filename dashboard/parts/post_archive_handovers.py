"""Hand-overs that are open: who gave, who took, since when; giver, taker and supervisor sign one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, labels, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import cards, case_panel, chips, dialog
from dashboard.parts import post_archive_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import uncached
from schema.marts import archive_cases
from schema.marts.archive_cases import OpenHandover
from schema.workflow.archive import HANDOVER
from schema.workflow.cases import Case

KEY = "handovers"


def _documents(_case: Case | None) -> Mapping[str, Any]:
    said = st.text_area(
        _("What is handed over"),
        key=dialog.field("documents"),
        placeholder=_("Files, seals, keys, open promises, what is overdue"),
    )
    return {"documents": said}


WORDS = case_panel.Words(
    workflow=HANDOVER.name,
    states=words.HANDOVER_STATES,
    actions=words.HANDOVER_ACTIONS,
    fields={"documents": N_("What is handed over")},
    forms={"prepare": _documents},
)


def show(selection: Selection) -> None:
    """The list, oldest first, and the case of the chosen one, or of the first."""
    rows = uncached(archive_cases.handovers, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)
    with cards.card(_("Open hand-overs"), _note(len(rows))):
        if not rows:
            st.markdown(
                f":material/check: {_('Every change of client manager was handed over with three signatures.')}"
            )
            return
        shown, columns = _table(rows)
        alt = _("Changes of client manager without a complete hand-over, oldest first.")
        cards.selectable(shown, columns, alt=alt, key=KEY, on_select=_nothing)
        place = cards.selected(KEY) or 0
        _case(rows[min(place, len(rows) - 1)])


def _nothing() -> None:
    """The choice is followed below the list."""


def _note(count: int) -> str:
    if not count:
        return ""
    said = n_(
        "{count} client changed hands without the signatures of giver, taker and supervisor.",
        "{count} clients changed hands without the signatures of giver, taker and supervisor.",
        count,
    )
    return said.format(count=fmt.number(count))


def _table(rows: Sequence[OpenHandover]) -> tables.Table:
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "giver": tables.text_column(_("Gave")),
        "taker": tables.text_column(_("Took over")),
        "since": tables.text_column(_("Changed on")),
        "state": tables.text_column(_("State")),
        "due": tables.text_column(_("Next step due")),
        "code": tables.text_column(_("Client code")),
    }
    data = [
        {
            "client": each.client_name,
            "giver": each.giver_name,
            "taker": each.taker_name,
            "since": fmt.day(each.changed_date),
            "state": labels.label(words.HANDOVER_STATES, each.state) if each.state else _("Not begun"),
            "due": fmt.day(each.due_date) if each.due_date else None,
            "code": each.client_code,
        }
        for each in rows
    ]
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String)), columns


def _case(each: OpenHandover) -> None:
    told = _("{client}: from {giver} to {taker}")
    names = {"client": each.client_name, "giver": each.giver_name, "taker": each.taker_name}
    st.markdown(f"**{told.format(**{name: chips.as_text(said) for name, said in names.items()})}**")
    if each.case_id is not None:
        if each.documents:
            told = _("{word}: {text}").format(word=_("What is handed over"), text=chips.as_text(each.documents))
            st.markdown(told)
        case_panel.show(each.case_id, WORDS)
    elif access.may("act.handle"):
        opened = case_panel.Opening(
            action="prepare", about=each.subject_key, client_id=each.client_id, loan_id=each.loan_id
        )
        case_panel.opening(_("Sign as giver"), WORDS, opened, icon=":material/draw:")
    else:
        st.markdown(_("The giver, or the market manager in his place, begins."))
