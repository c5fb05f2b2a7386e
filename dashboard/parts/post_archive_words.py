"""What the states, actions and fields of hand-overs, joint reviews and problem loans are called."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_

HANDOVER_STATES: Mapping[str, str] = {
    "prepared": N_("Signed by the giver"),
    "returned": N_("Sent back to the giver"),
    "taken_over": N_("Signed by giver and taker"),
    "completed": N_("Signed by all three"),
}
HANDOVER_ACTIONS: Mapping[str, str] = {
    "prepare": N_("Sign as giver"),
    "return": N_("Send back"),
    "take_over": N_("Sign as taker"),
    "supervise": N_("Sign as supervisor"),
}
REVIEW_STATES: Mapping[str, str] = {
    "called": N_("Meeting called"),
    "cancelled": N_("Called off"),
    "held": N_("Held, tasks open"),
    "done": N_("Tasks reported done"),
    "closed": N_("Closed"),
}
REVIEW_ACTIONS: Mapping[str, str] = {
    "call": N_("Call a joint review"),
    "cancel": N_("Call off"),
    "hold": N_("Write down the meeting"),
    "report_task": N_("Report a task done"),
    "finish": N_("Report all tasks done"),
    "reopen": N_("Not done yet"),
    "close": N_("Close the review"),
}
PROBLEM_STATES: Mapping[str, str] = {
    "opened": N_("Opened, plan missing"),
    "planned": N_("Planned, not approved"),
    "in_recovery": N_("In recovery"),
    "evaluated": N_("Evaluated"),
    "closed": N_("Closed"),
}
PROBLEM_ACTIONS: Mapping[str, str] = {
    "open": N_("Open a problem-loan case"),
    "plan": N_("Write the plan"),
    "approve": N_("Approve the plan"),
    "refuse": N_("Refuse the plan"),
    "record": N_("Record an action"),
    "evaluate": N_("Write the closing evaluation"),
    "send_back": N_("Not finished yet"),
    "close": N_("Close the case"),
}
OURS = N_("Proposed; no rule names it")
FILE = N_("Requirement of the post-loan file")
DEFINITIONS = (
    (
        N_("Which items a loan needs"),
        N_(
            "Maintenance, inspection and classification file always; account supervision with a supervised account; "
            "warning and recovery while it is overdue; joint review from special mention on; problem-loan handling "
            "once it is non-performing; the closing evaluation after it was closed. Each only some days after it "
            "began to be needed"
        ),
        OURS,
    ),
    (
        N_("When a document stands for an item"),
        N_(
            "A document of the loan, or one of the client that names no loan. What is renewed counts for the days of "
            "the parameters; what is about arrears counts from the oldest unpaid instalment on"
        ),
        OURS,
    ),
    (
        N_("Complete"),
        N_("Items with a document that has all its signatures, a register number and a place ÷ items needed"),
        FILE,
    ),
    (
        N_("Not signed, not registered"),
        N_("Documents with fewer signatures than needed; documents without register number or place of custody"),
        FILE,
    ),
    (N_("Electronic"), N_("Documents kept electronically ÷ all documents of the register"), FILE),
    (
        N_("Open hand-over"),
        N_(
            "A client manager took over from another, the assignment names no hand-over document, and giver, taker "
            "and supervisor have not all signed here. Responsibility for the disbursement never moves with the job"
        ),
        N_("Bank rules on hand-over: three signatures"),
    ),
    (
        N_("Owners of the five duties"),
        N_(
            "Client manager and risk manager of the loan by assignment; risk department, accounting and internal "
            "audit by a post held in the unit of the loan or above it"
        ),
        N_("Requirement of the split by department"),
    ),
)
