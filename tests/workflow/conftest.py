"""Three books, people with duties in them, and a workflow of three steps made for the tests."""

from __future__ import annotations

import pytest

from schema.security.personas import Persona
from schema.storage.database import Database
from schema.workflow.rules import SYSTEM, Transition, Workflow
from tests.security.bank import Books, ask, grant_scope, session

EXAMPLE = Workflow(
    "example",
    (
        Transition(action="raise", from_state="", to_state="raised", right="act.initiate", needs=("note",)),
        Transition(action="detect", from_state="", to_state="raised", right=SYSTEM),
        Transition(
            action="decide",
            from_state="raised",
            to_state="decided",
            right="act.decide",
            not_same_as=("raise",),
            needs=("level", "note"),
            changes_closes=True,
        ),
        Transition(
            action="lift",
            from_state="decided",
            to_state="lifted",
            right="act.verify",
            not_same_as=("raise", "decide"),
            is_final=True,
        ),
    ),
)
PEOPLE = {
    "manager": ("NORTH", Persona.MARKET_MANAGER),
    "risk_a": ("NORTH", Persona.RISK_MANAGER),
    "risk_b": ("NORTH", Persona.RISK_MANAGER),
    "southern": ("SOUTH", Persona.RISK_MANAGER),
    "executive": ("NORTH", Persona.BRANCH_EXECUTIVE),
    "hr": ("NORTH", Persona.HR),
}


@pytest.fixture(scope="module")
def books(database: Database) -> Books:
    """The books, the people, the workflow with its due days."""
    with session(database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    for subject, (unit, persona) in PEOPLE.items():
        grant_scope(database, subject, unit, persona=persona)
    with session(database, None, "owner") as connection:
        for each in EXAMPLE.transitions:
            ask(
                connection,
                "insert into workflow.transition (workflow, action, from_state, to_state, right_name, not_same_as,"
                " needs, is_final, changes_closes) values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning 1",
                *(EXAMPLE.name, each.action, each.from_state, each.to_state, each.right, list(each.not_same_as)),
                *(list(each.needs), each.is_final, each.changes_closes),
            )
        for key, days in (("example/raised", 3), ("example/decided", 10), ("example/decided/red", 2)):
            ask(
                connection,
                "insert into ops.parameter (name, key, number, valid_from, source, status)"
                " values ('step_due', %s, %s, '1900-01-01', 'test', 'sample') returning 1",
                *(key, days),
            )
        connection.commit()
    return books
