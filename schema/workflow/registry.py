"""Every workflow there is."""

from schema.workflow.rules import Workflow

WORKFLOWS: tuple[Workflow, ...] = ()
