"""The steps of every workflow as rows: who may make them, who may not have acted before, what must be said.

`not_same_as` names earlier actions of the case whose actors may not make this one. `needs` names what must not be
blank: `note`, or a key of the payload. Working days until the next step is due are dated parameters, `step_due`
with the key `workflow/state`, or `workflow/state/level` where the level matters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, tuple_
from sqlalchemy.dialects.postgresql import insert

from schema.security.personas import Right
from schema.tables.workflow import transition

OPENING = ""
SYSTEM = "system"  # the close itself, and nobody else


class RulesContradict(ValueError):
    """A table of rules that cannot be followed."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One step of a workflow. `right` is a `Right` of acts, or SYSTEM.

    `changes_closes`: the step changes what closes from the case's `effective_date` on compute; they become stale.
    """

    action: str
    from_state: str
    to_state: str
    right: str
    not_same_as: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    is_final: bool = False
    changes_closes: bool = False


@dataclass(frozen=True)
class Workflow:
    """A named table of steps. The opening ones begin at OPENING."""

    name: str
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        reached = {each.to_state for each in self.transitions} | {OPENING}
        actions = {each.action for each in self.transitions}
        for each in self.transitions:
            if each.from_state not in reached:
                raise RulesContradict(f"{self.name}: nothing leads to {each.from_state}")
            if not actions.issuperset(each.not_same_as):
                raise RulesContradict(f"{self.name}: {each.action} forbids actors of unknown actions")

    @property
    def final_states(self) -> frozenset[str]:
        """States in which a case is closed."""
        return frozenset(each.to_state for each in self.transitions if each.is_final)


def seed(connection: Connection, workflows: Sequence[Workflow]) -> None:
    """Make the stored rules those above; rows of an older table go."""
    rows = list(_rows(workflows))
    names = ("workflow", "action", "from_state")
    columns = tuple_(*(transition.c[name] for name in names))
    kept = [tuple(row[name] for name in names) for row in rows]
    connection.execute(delete(transition).where(columns.not_in(kept)) if kept else delete(transition))
    if rows:
        shipped = insert(transition).values(rows)
        changed = {name: shipped.excluded[name] for name in rows[0] if name not in names}
        connection.execute(shipped.on_conflict_do_update(index_elements=list(names), set_=changed))


def _rows(workflows: Sequence[Workflow]) -> Iterator[dict[str, object]]:
    for workflow in workflows:
        for each in workflow.transitions:
            yield {
                "workflow": workflow.name,
                "action": each.action,
                "from_state": each.from_state,
                "to_state": each.to_state,
                "right_name": str(each.right),
                "not_same_as": list(each.not_same_as),
                "needs": list(each.needs),
                "is_final": each.is_final,
                "changes_closes": each.changes_closes,
            }


__all__ = ["OPENING", "SYSTEM", "Right", "RulesContradict", "Transition", "Workflow", "seed"]
