"""Parameters of the post-loan file: when an item has to be there, for how long it counts, what is due when.

The first inspection within 15 days is published (lending rules); everything else is our proposal, because no rule
gives a number for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from schema.domain.archive import ArchiveStep
from schema.domain.words import ParameterStatus
from schema.policy.shipped import ShippedParameter

DAYS, RENEWAL, OVERDUE_DAYS, CLASS = "archive_days", "archive_renewal", "archive_overdue_days", "archive_class"
CLOSED_DAYS, HANDOVER_WINDOW, HANDOVER_GAP = "archive_closed_days", "handover_window", "handover_gap"
OURS = "proposed by the product"
FIRST_INSPECTION = "lending rules: first inspection within 15 days of the disbursement"
AFTER = "days after it begins to be needed"
COUNTS, PAST_DUE = "days for which a document counts", "days past due, strictly more than"
AT_LEAST, WITHIN, WORKING = "rank of the class, at least", "days", "working days"
NUMBERS: Mapping[tuple[str, str], Mapping[str, int]] = {
    (DAYS, AFTER): {
        ArchiveStep.MAINTENANCE: 90,
        ArchiveStep.ACCOUNT_SUPERVISION: 15,
        ArchiveStep.INSPECTION: 15,
        ArchiveStep.JOINT_REVIEW: 30,
        ArchiveStep.WARNING: 10,
        ArchiveStep.CLASSIFICATION: 31,
        ArchiveStep.PROBLEM_LOAN: 120,
        ArchiveStep.RECOVERY: 30,
        ArchiveStep.CLOSING_EVALUATION: 30,
    },
    (RENEWAL, COUNTS): {
        ArchiveStep.MAINTENANCE: 366,
        ArchiveStep.INSPECTION: 184,
        ArchiveStep.JOINT_REVIEW: 366,
        ArchiveStep.CLASSIFICATION: 366,
        ArchiveStep.PROBLEM_LOAN: 366,
    },
    (OVERDUE_DAYS, PAST_DUE): {ArchiveStep.WARNING: 0, ArchiveStep.RECOVERY: 0},
    (CLASS, AT_LEAST): {ArchiveStep.JOINT_REVIEW: 2, ArchiveStep.PROBLEM_LOAN: 3},
    (CLOSED_DAYS, WITHIN): {"": 365},
    (HANDOVER_WINDOW, WITHIN): {"": 365},
    (HANDOVER_GAP, WITHIN): {"": 31},
    ("step_due", WORKING): {
        "handover/prepared": 5,
        "handover/returned": 5,
        "handover/taken_over": 5,
        "joint_review/called": 10,
        "joint_review/held": 20,
        "joint_review/done": 5,
        "problem_loan/opened": 10,
        "problem_loan/planned": 5,
        "problem_loan/in_recovery": 60,
        "problem_loan/evaluated": 5,
    },
}


def _rows() -> Iterator[ShippedParameter]:
    for (name, unit), numbers in NUMBERS.items():
        for key, number in numbers.items():
            is_rule = (name, key) == (DAYS, ArchiveStep.INSPECTION)
            yield ShippedParameter(
                name=name,
                key=str(key),
                number=Decimal(number),
                unit=unit,
                source=FIRST_INSPECTION if is_rule else OURS,
                status=ParameterStatus.PUBLISHED if is_rule else ParameterStatus.PROPOSED,
            )


SHIPPED = tuple(_rows())
