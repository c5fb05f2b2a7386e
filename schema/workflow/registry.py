"""Every workflow there is."""

from schema.workflow import archive
from schema.workflow.rules import Workflow

WORKFLOWS: tuple[Workflow, ...] = (archive.HANDOVER, archive.JOINT_REVIEW, archive.PROBLEM_LOAN)
