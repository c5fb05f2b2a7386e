"""A case on a page: where it stands, until when, what was done by whom, and the steps that may come next.

What a person may do is the database's answer; a step that is not for them stays visible with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from sqlalchemy import Connection

from dashboard import connection
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import chips, dialog
from dashboard.readers import uncached
from schema.security.refusals import FORBIDDEN, FOUR_EYES, REFUSALS
from schema.workflow import cases
from schema.workflow.cases import Case, Event, NextStep
from schema.workflow.rules import SYSTEM

OPENING = "open a case"
NOTE = "note"
OFTEN = {NOTE: N_("Note")}
Form = Callable[[Case | None], Mapping[str, Any]]


def _only_a_note(_case: Case | None) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a workflow is called: its states, its actions, and the fields its steps need; texts marked with N_.

    `forms` draw the fields of an action and give its payload; an action without one takes a note only.
    """

    workflow: str
    states: Mapping[str, str]
    actions: Mapping[str, str]
    fields: Mapping[str, str] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)

    def state(self, code: str) -> str:
        """The word of a state."""
        return _(self.states[code])

    def action(self, code: str) -> str:
        """The word of an action."""
        return _(self.actions[code])

    def form(self, action: str) -> Form:
        """What draws the fields of an action."""
        return self.forms.get(action, _only_a_note)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a new case would be about."""

    action: str
    about: str
    client_id: int
    loan_id: int | None = None


def show(case_id: int, words: Words) -> None:
    """State and due date, history, next steps; nothing at all for a case that is not this person's."""
    case = uncached(cases.case, case_id=case_id)
    if case is None:
        return
    st.markdown(standing(case, words))
    done = uncached(cases.events, client_id=case.client_id, case_id=case_id)
    st.markdown("\n".join(f"- {_told(event, words)}" for event in done))
    steps = uncached(cases.next_steps, client_id=case.client_id, case_id=case_id)
    with st.container(horizontal=True, gap="small"):
        for step in steps:
            _step_button(case, step, words)
    _open_dialogs(case, words)


def standing(case: Case, words: Words) -> str:
    """`Confirmed · due 2026-12-02, in 5 days`, as marks inside a text."""
    number = _("case {number}").format(number=case.case_id)
    marks = [chips.chip(words.state(case.state), "green" if case.is_closed else "gray"), chips.chip(number)]
    if case.due_date:
        late = (dialog.today() - case.due_date).days
        marks.append(chips.chip(due_in_words(case.due_date, late), "red" if late > 0 else "gray"))
    return " ".join(marks)


def due_in_words(due: date, days_late: int) -> str:
    """`due 2026-12-02`, and since how many days it is late."""
    told = _("due {date}").format(date=fmt.day(due))
    if days_late <= 0:
        return told
    late = n_("{count} day late", "{count} days late", days_late).format(count=fmt.number(days_late))
    return _("{due}, {late}").format(due=told, late=late)


def opening(label: str, words: Words, opened: Opening, *, icon: str = ":material/add:") -> None:
    """A button that opens a case in a dialog."""
    dialog.opener(label, f"{OPENING} {words.workflow}", about=opened, icon=icon)
    if dialog.is_open(f"{OPENING} {words.workflow}") and dialog.about() == opened:
        dialog.show(label, lambda: _opening_body(label, words, opened))


def _step_button(case: Case, step: NextStep, words: Words) -> None:
    name, label = f"{words.workflow} {step.action}", words.action(step.action)
    if step.refusal is None:
        dialog.opener(label, name, about=case.case_id, icon=":material/arrow_forward:")
    elif step.refusal in {FORBIDDEN, FOUR_EYES}:
        why = _("This step is for somebody else.") if step.refusal == FORBIDDEN else _(REFUSALS[step.refusal][0])
        st.button(label, disabled=True, help=why, key=f"{name} {case.case_id}")


def _open_dialogs(case: Case, words: Words) -> None:
    open_one = (each for each in words.actions if dialog.is_open(f"{words.workflow} {each}"))
    action = next(open_one, None)
    if action and dialog.about() == case.case_id:
        dialog.show(words.action(action), lambda: _step_body(case, action, words))


def _step_body(case: Case, action: str, words: Words) -> None:
    payload = words.form(action)(case)
    note = _note()
    label = words.action(action)
    done = _("{action}: written down.").format(action=label)
    dialog.perform(label, done, _make_step, case, action, note, payload)


def _make_step(opened: Connection, case: Case, action: str, note: str, payload: Mapping[str, Any]) -> None:
    cases.act(
        opened,
        client_id=case.client_id,
        case_id=case.case_id,
        action=action,
        seen=case.last_seq,
        note=note,
        payload=payload,
    )


def _opening_body(label: str, words: Words, opened: Opening) -> None:
    payload = words.form(opened.action)(None)
    note = _note()
    dialog.perform(label, _("{action}: written down.").format(action=label), _open, words, opened, note, payload)


def _open(at: Connection, words: Words, opened: Opening, note: str, payload: Mapping[str, Any]) -> None:
    cases.open_case(
        at,
        workflow=words.workflow,
        about=opened.about,
        client_id=opened.client_id,
        loan_id=opened.loan_id,
        action=opened.action,
        note=note,
        payload=payload,
    )


def _note() -> str:
    return st.text_area(_(OFTEN[NOTE]), key=dialog.field(NOTE), placeholder=_("Kept with the step, under your name"))


def _told(event: Event, words: Words) -> str:
    """`**Decided** · Lin Jing · 2026-11-25 14:20 — “Collect.”`."""
    who = _("the system") if event.actor_id == SYSTEM else (event.actor_name or event.actor_id)
    at = fmt.moment(event.acted_at, connection.settings().time_zone)
    told = f"**{chips.as_text(words.action(event.action))}** · {chips.as_text(who)} · {at}"
    note = (event.note or "").strip()
    return f"{told} · {chips.as_text(fmt.quoted(note))}" if note else told
