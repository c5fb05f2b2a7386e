"""What is filled in at a step of a joint review or of a problem loan; each form gives the payload of the step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.archive_labels import MEASURES
from dashboard.language import _
from dashboard.parts import dialog
from dashboard.party_labels import ROLES
from dashboard.readers import answer
from schema.domain.archive import Measure
from schema.marts import archive_cases, people
from schema.marts.archive_cases import ReviewTask
from schema.marts.people import Responsible
from schema.workflow.cases import Case

MOST_TASKS = 3
TASK_DAYS, PLAN_DAYS = timedelta(days=14), timedelta(days=90)
CENT = Decimal("0.01")


def call(_case: Case | None) -> Mapping[str, Any]:
    """When the meeting is; why stands in the note."""
    return {"meeting_date": _day(_("Day of the meeting"), "meeting_date", dialog.today() + timedelta(days=7))}


def hold(case: Case | None) -> Mapping[str, Any]:
    """Who took part, what was concluded, and up to three tasks with a person and a day."""
    who = st.text_input(_("Participants"), key=dialog.field("participants"))
    conclusion = st.text_area(_("Conclusion"), key=dialog.field("conclusion"))
    given = [_task(number, _people(case)) for number in range(1, MOST_TASKS + 1)]
    tasks = [task for task in given if task["what"]]
    return {"participants": who, "conclusion": conclusion, "tasks": tasks}


def _people(case: Case | None) -> list[Responsible]:
    today = dialog.today()
    known = answer(people.responsible, client_id=case.client_id, as_of=today) if case else ()
    held = {each.staff_code: each for each in known if each.is_held_on(today) and each.name}
    return list(held.values())


def _task(number: int, persons: list[Responsible]) -> dict[str, str]:
    first, second, third = st.columns((3, 2, 2))
    with first:
        label = _("Task {number}").format(number=fmt.number(number))
        what = st.text_input(label, key=dialog.field(f"task {number}"))
    with second:
        first_one = 0 if persons else None
        who = st.selectbox(_("Person"), persons, index=first_one, format_func=_named, key=dialog.field(f"who {number}"))
    with third:
        due = _day(_("Due by"), f"due {number}", dialog.today() + TASK_DAYS)
    name, code = (who.name or "", who.staff_code or "") if who is not None else ("", "")
    return {"what": what.strip(), "who": name, "staff_code": code, "due_date": due}


def _named(person: Responsible) -> str:
    return f"{person.name} · {labels.label(ROLES, person.role)}"


def report_task(case: Case | None) -> Mapping[str, Any]:
    """Which task is done; how stands in the note."""
    tasks = archive_cases.open_tasks(case.detail) if case else ()
    chosen = st.selectbox(
        _("Task that is done"),
        tasks,
        index=0 if tasks else None,
        format_func=_task_in_words,
        key=dialog.field("task_done"),
    )
    return {} if chosen is None else {"task_done": chosen.number, f"done_{chosen.number}": True}


def _task_in_words(task: ReviewTask) -> str:
    return _("{what} ({who}, until {date})").format(what=task.what, who=task.who or fmt.NOTHING, date=task.due_date)


def plan(case: Case | None) -> Mapping[str, Any]:
    """The measure, the plan in words, and until when; a plan that was refused stands there to be mended."""
    before = case.detail if case else {}
    said = st.text_area(_("Plan"), key=dialog.field("plan"), value=str(before.get("plan") or ""))
    return {
        "measure": _measure(before.get("measure")),
        "plan": said,
        "target_date": _day(_("To be reached by"), "target_date", dialog.today() + PLAN_DAYS),
    }


def record(case: Case | None) -> Mapping[str, Any]:
    """What was done and what it brought in, in the currency of the loan; a correction is negative."""
    measure = _measure(case.detail.get("measure") if case else None)
    amount = st.number_input(
        _("Amount recovered, in the currency of the loan"),
        step=1000.0,
        format="%.2f",
        key=dialog.field("recovered_amount"),
        help=_("0 for an action that brought in nothing; a correction of an earlier record is negative."),
    )
    exact = Decimal(str(amount or 0)).quantize(CENT)
    day = _day(_("Day of the action"), "recovered_date", dialog.today())
    return {"measure": measure, "recovered_amount": f"{exact:f}", "recovered_date": day}


def evaluate(_case: Case | None) -> Mapping[str, Any]:
    """What was learnt."""
    return {"evaluation": st.text_area(_("Closing evaluation"), key=dialog.field("evaluation"))}


def _measure(before: object) -> str:
    measures = [each.value for each in Measure]
    first = measures.index(str(before)) if before in measures else 0
    return st.selectbox(
        _("Remedy"),
        measures,
        index=first,
        format_func=lambda code: labels.label(MEASURES, code),
        key=dialog.field("measure"),
    )


def _day(label: str, name: str, first: date) -> str:
    chosen = st.date_input(label, value=first, key=dialog.field(name), format="YYYY-MM-DD")
    return chosen.isoformat()
