"""Joint reviews after disbursement: those that are open, what they concluded, and the tasks they left."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import access, labels, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _
from dashboard.parts import cards, case_panel, chips, dialog, filters, post_archive_forms
from dashboard.parts import post_archive_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import answer, uncached
from schema.marts import archive_cases
from schema.marts.archive_cases import Review, ReviewTask
from schema.workflow.archive import JOINT_REVIEW

KEY = "joint_reviews"
ALL, MINE = "all", "mine"
WHOSE = {ALL: N_("All tasks"), MINE: N_("My tasks")}
WORDS = case_panel.Words(
    workflow=JOINT_REVIEW.name,
    states=words.REVIEW_STATES,
    actions=words.REVIEW_ACTIONS,
    fields={
        "meeting_date": N_("Day of the meeting"),
        "participants": N_("Participants"),
        "conclusion": N_("Conclusion"),
        "task_done": N_("Task that is done"),
    },
    forms={
        "call": post_archive_forms.call,
        "hold": post_archive_forms.hold,
        "report_task": post_archive_forms.report_task,
    },
)


def show(selection: Selection) -> None:
    """Open reviews beside the tasks they left."""
    found = uncached(archive_cases.reviews, org_unit_id=selection.unit.org_unit_id)
    cards.side_by_side((3, 2), lambda: _reviews(found), lambda: _tasks(found))


def _reviews(rows: Sequence[Review]) -> None:
    with cards.card(_("Joint reviews"), _("Those that are open, due first") if rows else ""):
        if not rows:
            call = _("No joint review is open. Call one from the file of a loan above, or from a problem loan below.")
            st.markdown(f":material/groups: {call}")
            return
        shown, columns = _table(rows)
        cards.selectable(shown, columns, alt=_("Open joint reviews, due first."), key=KEY, on_select=_nothing)
        place = cards.selected(KEY) or 0
        chosen = rows[min(place, len(rows) - 1)]
        _told(chosen)
        case_panel.show(chosen.case_id, WORDS)


def _nothing() -> None:
    """The choice is followed below the list."""


def _table(rows: Sequence[Review]) -> tables.Table:
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "state": tables.text_column(_("State")),
        "meeting": tables.text_column(_("Meeting")),
        "due": tables.text_column(_("Next step due")),
        "code": tables.text_column(_("Client code")),
    }
    data = [
        {
            "client": each.client_name,
            "state": labels.label(words.REVIEW_STATES, each.state),
            "meeting": str(each.detail.get("meeting_date") or "") or None,
            "due": fmt.day(each.due_date) if each.due_date else None,
            "code": each.client_code,
        }
        for each in rows
    ]
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String)), columns


def _told(review: Review) -> None:
    """What the meeting said, once it was held."""
    st.markdown(f"**{chips.as_text(review.client_name)}**")
    said = {_("Participants"): "participants", _("Conclusion"): "conclusion"}
    lines = [
        f"- {word}: {chips.as_text(str(review.detail[key]))}" for word, key in said.items() if review.detail.get(key)
    ]
    if lines:
        st.markdown("\n".join(lines))


def _tasks(found: Sequence[Review]) -> None:
    with cards.card(_("Tasks of joint reviews"), _("Not yet reported done, due first")):
        whose = filters.segments(_("Whose"), list(WHOSE), word=lambda code: _(WHOSE[code]), name="tasks")
        rows = archive_cases.tasks(tuple(found), staff_code=_own_code() if whose == MINE else None)
        if not rows:
            st.markdown(f":material/check: {_('No task is open.')}")
            return
        shown, columns = _task_table(rows)
        cards.rows(shown, columns, alt=_("Open tasks of joint reviews, due first."), key="review_tasks")


def _own_code() -> str:
    """The staff code of the reader; nobody's when the sign-in is no member of staff."""
    staff_id = access.principal().staff_id
    return (answer(archive_cases.staff_code, staff_id=staff_id) if staff_id else None) or "-"


def _task_table(rows: Sequence[ReviewTask]) -> tables.Table:
    today = dialog.today().isoformat()
    columns: tables.Columns = {
        "what": tables.text_column(_("Task"), is_pinned=True),
        "who": tables.text_column(_("Person")),
        "due": tables.text_column(_("Due by")),
        "state": tables.text_column(_("State")),
        "client": tables.text_column(_("Client")),
    }
    data = [
        {
            "what": each.what,
            "who": each.who or None,
            "due": each.due_date or None,
            "state": _("late") if each.due_date and each.due_date < today else _("not reported done"),
            "client": each.client_name,
        }
        for each in rows
    ]
    return pl.DataFrame(data, schema=dict.fromkeys(columns, pl.String)), columns
