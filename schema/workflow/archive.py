"""Hand-over of clients, joint review meetings 贷后会审 and the handling of problem loans, step by step.

A hand-over needs three signatures of three persons (giver, taker, supervisor), as published bank rules ask.
"""

from __future__ import annotations

from schema.security.personas import Right
from schema.workflow.rules import OPENING, Transition, Workflow

COMPLETED = "completed"
HELD, IN_RECOVERY = "held", "in_recovery"
RECORD = "record"
HANDOVER = Workflow(
    "handover",
    (
        Transition(
            action="prepare", from_state=OPENING, to_state="prepared", right=Right.ACT_HANDLE, needs=("documents",)
        ),
        Transition(
            action="prepare", from_state="returned", to_state="prepared", right=Right.ACT_HANDLE, needs=("documents",)
        ),
        Transition(
            action="return",
            from_state="prepared",
            to_state="returned",
            right=Right.ACT_HANDLE,
            not_same_as=("prepare",),
            needs=("note",),
        ),
        Transition(
            action="take_over",
            from_state="prepared",
            to_state="taken_over",
            right=Right.ACT_HANDLE,
            not_same_as=("prepare",),
        ),
        Transition(
            action="supervise",
            from_state="taken_over",
            to_state=COMPLETED,
            right=Right.ACT_VERIFY,
            not_same_as=("prepare", "take_over"),
            is_final=True,
        ),
    ),
)
JOINT_REVIEW = Workflow(
    "joint_review",
    (
        Transition(
            action="call",
            from_state=OPENING,
            to_state="called",
            right=Right.ACT_INITIATE,
            needs=("meeting_date", "note"),
        ),
        Transition(
            action="cancel",
            from_state="called",
            to_state="cancelled",
            right=Right.ACT_DECIDE,
            needs=("note",),
            is_final=True,
        ),
        Transition(
            action="hold",
            from_state="called",
            to_state=HELD,
            right=Right.ACT_DECIDE,
            needs=("participants", "conclusion"),
        ),
        Transition(
            action="report_task",
            from_state=HELD,
            to_state=HELD,
            right=Right.ACT_HANDLE,
            needs=("task_done", "note"),
        ),
        Transition(action="finish", from_state=HELD, to_state="done", right=Right.ACT_HANDLE, needs=("note",)),
        Transition(action="reopen", from_state="done", to_state=HELD, right=Right.ACT_VERIFY, needs=("note",)),
        Transition(
            action="close",
            from_state="done",
            to_state="closed",
            right=Right.ACT_VERIFY,
            not_same_as=("finish", "report_task"),
            is_final=True,
        ),
    ),
)
PROBLEM_LOAN = Workflow(
    "problem_loan",
    (
        Transition(action="open", from_state=OPENING, to_state="opened", right=Right.ACT_INITIATE, needs=("note",)),
        Transition(
            action="plan",
            from_state="opened",
            to_state="planned",
            right=Right.ACT_HANDLE,
            needs=("plan", "measure", "target_date"),
        ),
        Transition(
            action="approve",
            from_state="planned",
            to_state=IN_RECOVERY,
            right=Right.ACT_DECIDE,
            not_same_as=("plan",),
        ),
        Transition(action="refuse", from_state="planned", to_state="opened", right=Right.ACT_DECIDE, needs=("note",)),
        Transition(
            action=RECORD,
            from_state=IN_RECOVERY,
            to_state=IN_RECOVERY,
            right=Right.ACT_HANDLE,
            needs=("recovered_amount", "recovered_date", "measure"),
        ),
        Transition(
            action="plan",
            from_state=IN_RECOVERY,
            to_state="planned",
            right=Right.ACT_HANDLE,
            needs=("plan", "measure", "target_date"),
        ),
        Transition(
            action="evaluate",
            from_state=IN_RECOVERY,
            to_state="evaluated",
            right=Right.ACT_HANDLE,
            needs=("evaluation",),
        ),
        Transition(
            action="send_back",
            from_state="evaluated",
            to_state=IN_RECOVERY,
            right=Right.ACT_VERIFY,
            needs=("note",),
        ),
        Transition(
            action="close",
            from_state="evaluated",
            to_state="closed",
            right=Right.ACT_VERIFY,
            not_same_as=("plan", "evaluate"),
            is_final=True,
        ),
    ),
)
