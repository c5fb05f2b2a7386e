"""An inspection from the draft to the file: who writes the report does not accept it.

The client's manager inspects the client and a risk manager reviews; a risk manager inspects the manager's work and
somebody who may approve reviews. A report that is accepted counts from the day of the inspection on.
"""

from __future__ import annotations

from schema.security.personas import Right
from schema.workflow.rules import Transition, Workflow

INSPECTION, SUPERVISORY = "inspection", "supervisory_inspection"
DRAFTED, SUBMITTED, RETURNED, DONE, DROPPED = "drafted", "submitted", "returned", "done", "dropped"
OPEN, SAVE, SUBMIT, ACCEPT, RETURN, DROP = "open", "save", "submit", "accept", "return", "drop"
WROTE = (OPEN, SAVE, SUBMIT)
NEEDED = ("done_date", "severity", "report", "effective_date")


def _steps(writes: str, reviews: str) -> tuple[Transition, ...]:
    written = tuple(
        step
        for state in (DRAFTED, RETURNED)
        for step in (
            Transition(action=SAVE, from_state=state, to_state=DRAFTED, right=writes),
            Transition(action=SUBMIT, from_state=state, to_state=SUBMITTED, right=writes, needs=NEEDED),
            Transition(action=DROP, from_state=state, to_state=DROPPED, right=writes, needs=("note",), is_final=True),
        )
    )
    return (
        Transition(action=OPEN, from_state="", to_state=DRAFTED, right=writes),
        Transition(
            action=RETURN,
            from_state=SUBMITTED,
            to_state=RETURNED,
            right=reviews,
            not_same_as=WROTE,
            needs=("note",),
        ),
        Transition(
            action=ACCEPT,
            from_state=SUBMITTED,
            to_state=DONE,
            right=reviews,
            not_same_as=WROTE,
            is_final=True,
            changes_closes=True,
        ),
        *written,
    )


WORKFLOWS = (
    Workflow(INSPECTION, _steps(Right.ACT_HANDLE, Right.ACT_VERIFY)),
    Workflow(SUPERVISORY, _steps(Right.ACT_DECIDE, Right.ACT_APPROVE)),
)
