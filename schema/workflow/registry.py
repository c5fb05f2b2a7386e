"""Every workflow there is."""

from schema.workflow import archive, classification, inspection
from schema.workflow.rules import Workflow

WORKFLOWS: tuple[Workflow, ...] = (
    *inspection.WORKFLOWS,
    archive.HANDOVER,
    archive.JOINT_REVIEW,
    archive.PROBLEM_LOAN,
    *classification.WORKFLOWS,
)
