"""The words of the post-loan file: its items, hand-overs, joint reviews, problem loans, and their parameters."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_
from schema.domain.archive import ArchiveStep, Duty, Measure

STEPS: Mapping[str, str] = {
    ArchiveStep.MAINTENANCE: N_("Maintenance and service"),
    ArchiveStep.ACCOUNT_SUPERVISION: N_("Account supervision"),
    ArchiveStep.INSPECTION: N_("Inspection"),
    ArchiveStep.JOINT_REVIEW: N_("Joint review"),
    ArchiveStep.WARNING: N_("Risk warning"),
    ArchiveStep.CLASSIFICATION: N_("Classification file"),
    ArchiveStep.PROBLEM_LOAN: N_("Problem-loan handling"),
    ArchiveStep.RECOVERY: N_("Recovery of principal and interest"),
    ArchiveStep.CLOSING_EVALUATION: N_("Closing evaluation"),
}
MEASURES: Mapping[str, str] = {
    Measure.COLLECTION: N_("Collection"),
    Measure.RESTRUCTURING: N_("Restructuring"),
    Measure.COLLATERAL_ENFORCEMENT: N_("Enforcement of collateral"),
    Measure.LITIGATION: N_("Litigation"),
    Measure.WRITE_OFF_PROPOSAL: N_("Proposal to write off"),
    Measure.TRANSFER: N_("Transfer of the claim"),
}
DUTIES: Mapping[str, str] = {
    Duty.IMPLEMENTS: N_("Client department carries out"),
    Duty.MONITORS: N_("Credit management monitors"),
    Duty.CLASSIFIES: N_("Risk department classifies and recovers"),
    Duty.SUPERVISES_ACCOUNTS: N_("Accounting supervises accounts and deducts"),
    Duty.AUDITS: N_("Internal audit supervises afterwards"),
}
PARAMETERS: Mapping[str, str] = {
    "archive_days": N_("Post-loan file: has to be there"),
    "archive_renewal": N_("Post-loan file: to be renewed"),
    "archive_overdue_days": N_("Post-loan file: needed from days past due"),
    "archive_class": N_("Post-loan file: needed from a class"),
    "archive_closed_days": N_("Post-loan file: closed loans looked back on"),
    "handover_window": N_("Hand-overs looked back on"),
    "handover_gap": N_("Hand-over: gap between two client managers, at most"),
}
UNITS: Mapping[str, str] = {
    "days after it begins to be needed": N_("days after it begins to be needed"),
    "days for which a document counts": N_("days for which a document counts"),
    "rank of the class, at least": N_("rank of the class, at least"),
}
SOURCES: Mapping[str, str] = {
    "lending rules: first inspection within 15 days of the disbursement": N_(
        "Lending rules: first inspection within 15 days of the disbursement"
    ),
}
# Parts of the keys of parameters: workflows and their states.
KEY_PARTS: Mapping[str, str] = {
    **STEPS,
    "handover": N_("Hand-over"),
    "prepared": N_("Prepared"),
    "returned": N_("Sent back"),
    "taken_over": N_("Taken over"),
    "called": N_("Meeting called"),
    "held": N_("Held"),
    "done": N_("Tasks done"),
    "opened": N_("Opened"),
    "planned": N_("Planned"),
    "in_recovery": N_("In recovery"),
    "evaluated": N_("Evaluated"),
}
CLOSE_STEPS: Mapping[str, str] = {
    "archive items": N_("Items of the post-loan file"),
    "archive_gap": N_("Gaps in the post-loan file"),
    "document_gap": N_("Documents to be mended"),
    "org_unit_archive": N_("Post-loan file by unit"),
    "open_handover": N_("Open hand-overs"),
    "org_unit_duty": N_("Owners of duties by unit"),
}
