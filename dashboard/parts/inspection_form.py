"""The report of one inspection: begun, filled in over several days, handed in, reviewed by somebody else.

A draft lives in the case and survives a reload. What somebody else saved meanwhile is told before anything is lost:
the form keeps the version it was filled in from until its reader takes over the newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import access, connection
from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard.language import _
from dashboard.parts import case_panel, chips, dialog, inspection_form_fields, inspection_form_report
from dashboard.parts.case_panel import Words
from dashboard.parts.inspection_form_fields import Filled
from dashboard.readers import uncached
from dashboard.states import guard
from schema.domain.inspections import Layer
from schema.errors import TandemError
from schema.marts.inspections import PlanItem
from schema.workflow import cases
from schema.workflow.cases import Case, Event
from schema.workflow.inspection import DRAFTED, DROP, INSPECTION, OPEN, RETURNED, SAVE, SUBMIT, SUPERVISORY

WRITES = {Layer.CLIENT.value: "act.handle", Layer.SUPERVISORY.value: "act.decide"}
WORKFLOWS = {Layer.CLIENT.value: INSPECTION, Layer.SUPERVISORY.value: SUPERVISORY}
SEEN, REFUSED = "_inspection_seen", "_inspection_refused"
OPEN_STATES = (DRAFTED, RETURNED)


def words_of(layer: str) -> Words:
    """What the workflow of a layer is called on a page."""
    return Words(workflow=WORKFLOWS[layer], states=words.STATES, actions=words.ACTIONS)


def show(item: PlanItem) -> None:
    """The report that is in hand for the loan, or the way to begin one."""
    dialog.tell()
    with st.container(border=True), guard():
        st.subheader(inspection_form_report.heading(item), anchor=False)
        case = _open_case(item)
        if case is None:
            _beginning(item)
        else:
            _in_hand(item, case)


def _open_case(item: PlanItem) -> Case | None:
    found = uncached(
        cases.cases, workflow=WORKFLOWS[item.layer], client_id=item.client_id, loan_id=item.loan_id, most=1
    )
    return found[0] if found else None


def _beginning(item: PlanItem) -> None:
    if not access.may(WRITES[item.layer]):
        st.markdown(f":material/lock: {_('No report is in hand. Whoever is responsible begins one.')}")
        return
    st.markdown(_("No report is in hand for this loan."))
    if st.button(_("Begin the report"), type="primary", icon=":material/edit_note:", key="inspection_begin"):
        _write(_open, item)


def _open(at: Connection, item: PlanItem) -> None:
    cases.open_case(
        at,
        workflow=WORKFLOWS[item.layer],
        about=str(item.loan_id),
        client_id=item.client_id,
        loan_id=item.loan_id,
        action=OPEN,
        payload=inspection_form_fields.beginning(item),
    )


def _in_hand(item: PlanItem, case: Case) -> None:
    steps = uncached(cases.next_steps, client_id=case.client_id, case_id=case.case_id)
    may_write = any(step.action == SAVE and step.refusal is None for step in steps)
    if case.state not in OPEN_STATES or not may_write:
        inspection_form_report.show(item, case)
        case_panel.show(case.case_id, words_of(item.layer))
        return
    st.markdown(case_panel.standing(case, words_of(item.layer)))
    _sent_back(case)
    seen = st.session_state.setdefault(f"{SEEN} {case.case_id}", case.last_seq)
    if seen != case.last_seq:
        _tell_newer(case)
    _tell_refusal()
    filled = inspection_form_fields.draw(item, case)
    _buttons(case, filled, seen)


def _sent_back(case: Case) -> None:
    """Why the report came back, in the words of who sent it."""
    if case.state != RETURNED:
        return
    last = uncached(cases.events, client_id=case.client_id, case_id=case.case_id)[-1]
    note = chips.as_text(fmt.quoted(last.note or ""))
    st.warning(_("{name} sent it back: {note}").format(name=_actor(last), note=note), icon=":material/undo:")


def _actor(event: Event) -> str:
    return chips.as_text(event.actor_name or event.actor_id)


def _tell_newer(case: Case) -> None:
    last = uncached(cases.events, client_id=case.client_id, case_id=case.case_id)[-1]
    at = fmt.moment(last.acted_at, connection.settings().time_zone)
    told = _("{name} saved this report at {time}. What stands below is older and cannot be saved over it.")
    st.warning(told.format(name=_actor(last), time=at), icon=":material/group:")
    label = _("Take over the newer version")
    st.button(label, icon=":material/sync:", key="inspection_newer", on_click=_forget, args=(case.case_id,))


def _forget(case_id: int) -> None:
    """Fill the form anew from what is stored."""
    st.session_state.pop(f"{SEEN} {case_id}", None)
    inspection_form_fields.forget(case_id)


def _buttons(case: Case, filled: Filled, seen: int) -> None:
    with st.container(horizontal=True, gap="small"):
        is_saved = st.button(_("Save the draft"), icon=":material/save:", key="inspection_save")
        label = _("Hand in for review")
        is_submitted = st.button(label, type="primary", icon=":material/send:", key="inspection_submit")
        with st.popover(_("Drop the draft"), icon=":material/delete:", key="inspection_drop_why"):
            why = st.text_input(_("Reason"), key=f"inspection_drop_reason {case.case_id}")
            is_dropped = st.button(_("Drop it"), key="inspection_drop")
    if is_saved:
        _write(_act, case, SAVE, seen, filled.payload)
    elif is_submitted and filled.missing:
        st.error(_("Still missing: {fields}.").format(fields=fmt.listed(filled.missing)), icon=":material/block:")
    elif is_submitted:
        _write(_act, case, SUBMIT, seen, filled.payload)
    elif is_dropped:
        _write(_act, case, DROP, seen, {}, why)


def _act(at: Connection, case: Case, action: str, seen: int, payload: Mapping[str, Any], note: str = "") -> None:
    cases.act(at, client_id=case.client_id, case_id=case.case_id, action=action, seen=seen, note=note, payload=payload)
    _forget(case.case_id)


def _write(act: Any, *args: Any) -> None:
    """Do it and draw the page again; a refusal is said above the form, and everything typed stays."""
    try:
        with connection.writing(connection.address()) as opened:
            act(opened, *args)
    except TandemError as fault:
        st.session_state[REFUSED] = (fault.what, fault.do)
    else:
        st.session_state[dialog.DONE_KEY] = _("Written down.")
    st.rerun()


def _tell_refusal() -> None:
    refused = st.session_state.pop(REFUSED, None)
    if refused:
        what, do = refused
        st.error(f"**{_(what)}** {_(do)}", icon=":material/block:")
