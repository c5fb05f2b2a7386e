"""Classes that people decide: first classification, confirmation, approval; and the way out of non-performing.

Order 2023 No. 1, Art. 30 (three steps with checks and balances) and Art. 14 (upgrade). The close applies an approved
decision from its `effective_date` on: a classification can only worsen what the floors ask for, and only an approved
upgrade lets a loan leave non-performing.
"""

from schema.workflow.rules import OPENING, Right, Transition, Workflow

CLASSIFICATION, UPGRADE = "classification", "upgrade"
APPROVED = "approved"
PROPOSAL = ("risk_class", "effective_date", "note")


def _three_steps(name: str, *, checked: str, check: str) -> Workflow:
    """Proposed by one person, checked by a second, approved by a third; sent back with a reason at both steps."""
    proposers, sign = ("propose", "revise"), Right.ACT_INITIATE
    steps = (
        Transition(action="propose", from_state=OPENING, to_state="proposed", right=sign, needs=PROPOSAL),
        Transition(action="revise", from_state="returned", to_state="proposed", right=sign, needs=PROPOSAL),
        Transition(
            action="withdraw", from_state="returned", to_state="withdrawn", right=sign, needs=("note",), is_final=True
        ),
        Transition(
            action=check,
            from_state="proposed",
            to_state=checked,
            right=Right.ACT_DECIDE,
            not_same_as=proposers,
            needs=("note",),
        ),
        Transition(
            action="return",
            from_state="proposed",
            to_state="returned",
            right=Right.ACT_DECIDE,
            not_same_as=proposers,
            needs=("note",),
        ),
        Transition(
            action="approve",
            from_state=checked,
            to_state=APPROVED,
            right=Right.ACT_APPROVE,
            not_same_as=(*proposers, check),
            is_final=True,
            changes_closes=True,
        ),
        Transition(
            action="return",
            from_state=checked,
            to_state="returned",
            right=Right.ACT_APPROVE,
            not_same_as=(*proposers, check),
            needs=("note",),
        ),
    )
    return Workflow(name, steps)


CLASSIFYING = _three_steps(CLASSIFICATION, check="confirm", checked="confirmed")
UPGRADING = _three_steps(UPGRADE, check="check", checked="checked")
WORKFLOWS = (CLASSIFYING, UPGRADING)
