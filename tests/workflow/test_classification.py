"""Three persons decide a class; what they decide is what a close applies, from its day on."""

from datetime import date

import pytest

from schema.security.personas import Persona
from schema.security.refusals import FORBIDDEN, FOUR_EYES, INCOMPLETE, NO_STEP
from schema.storage.database import Database
from schema.workflow import cases
from schema.workflow.cases import Case
from tests.security.bank import Books, grant_scope, session
from tests.security.office import as_, owned, refused

PEOPLE = {
    "market": Persona.MARKET_MANAGER,
    "risk_a": Persona.RISK_MANAGER,
    "risk_b": Persona.RISK_MANAGER,
    "risk_c": Persona.RISK_MANAGER,
    "executive": Persona.BRANCH_EXECUTIVE,
}
WORSE = {"risk_class": "doubtful", "effective_date": "2026-10-31"}
SECOND = {"classification": "confirm", "upgrade": "check"}


@pytest.fixture(scope="module")
def books(database: Database) -> Books:
    """One row of everything in each of three branches, and five people of the northern one."""
    with session(database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    for subject, persona in PEOPLE.items():
        grant_scope(database, subject, "NORTH", persona=persona)
    return books


@pytest.fixture(params=list(SECOND))
def proposed(database: Database, books: Books, request: pytest.FixtureRequest) -> tuple[str, int]:
    """The workflow, and a case of this test's own that risk_a proposed."""
    workflow = str(request.param)
    return workflow, propose(database, books, workflow, about=request.node.name)


def propose(database: Database, books: Books, workflow: str, *, about: str, person: str = "risk_a") -> int:
    keys = books.keys["NORTH"]
    with as_(database, person) as connection:
        return cases.open_case(
            connection, workflow=workflow, about=about, client_id=keys["client_id"], loan_id=keys["loan_id"],
            action="propose", note="Stock is gone.", payload=WORSE,
        )  # fmt: skip


def step(database: Database, person: str, case_id: int, action: str, *, note: str = "Seen.", **payload: str) -> None:
    with as_(database, person) as connection:
        found = cases.case(connection, case_id=case_id)
        assert found
        cases.act(
            connection, client_id=found.client_id, case_id=case_id, action=action, seen=found.last_seq, note=note,
            payload=payload,
        )  # fmt: skip


def state(database: Database, case_id: int) -> Case:
    with as_(database, "risk_a") as connection:
        found = cases.case(connection, case_id=case_id)
    assert found
    return found


def test_three_persons_bring_it_into_force(database: Database, proposed: tuple[str, int]) -> None:
    workflow, case_id = proposed
    step(database, "risk_b", case_id, SECOND[workflow])
    step(database, "executive", case_id, "approve")
    found = state(database, case_id)
    assert (found.state, found.is_closed, dict(found.detail)) == ("approved", True, WORSE)


def test_nobody_signs_twice(database: Database, proposed: tuple[str, int]) -> None:
    workflow, case_id = proposed
    with refused(FOUR_EYES):
        step(database, "risk_a", case_id, SECOND[workflow])
    step(database, "risk_b", case_id, SECOND[workflow])
    for person in ("risk_a", "risk_b"):
        with refused(FOUR_EYES):
            step(database, person, case_id, "approve")


def test_who_has_no_right_has_no_step(database: Database, proposed: tuple[str, int]) -> None:
    workflow, case_id = proposed
    for person in ("market", "executive"):
        with refused(FORBIDDEN):
            step(database, person, case_id, SECOND[workflow])


def test_no_approval_without_the_second_person(database: Database, proposed: tuple[str, int]) -> None:
    with refused(NO_STEP):
        step(database, "executive", proposed[1], "approve")


def test_it_is_sent_back_with_a_reason_and_proposed_again(database: Database, proposed: tuple[str, int]) -> None:
    workflow, case_id = proposed
    step(database, "risk_b", case_id, SECOND[workflow])
    with refused(INCOMPLETE):
        step(database, "executive", case_id, "return", note=" ")
    step(database, "executive", case_id, "return", note="Show the valuation.")
    step(database, "market", case_id, "revise", risk_class="loss", effective_date="2026-10-31")
    found = state(database, case_id)
    assert (found.state, found.detail["risk_class"]) == ("proposed", "loss")


@pytest.mark.parametrize("missing", ["risk_class", "effective_date"])
def test_a_proposal_names_class_and_day(database: Database, books: Books, missing: str) -> None:
    keys = books.keys["NORTH"]
    with refused(INCOMPLETE), as_(database, "risk_a") as connection:
        cases.open_case(
            connection, workflow="classification", about=missing, client_id=keys["client_id"],
            loan_id=keys["loan_id"], action="propose", note="Why.", payload={**WORSE, missing: ""},
        )  # fmt: skip


def test_an_approval_makes_the_closes_from_its_day_on_stale(database: Database, books: Books) -> None:
    owned(database, "delete from ops.closed_date returning 1")
    for day in ("2026-09-30", "2026-10-31", "2026-11-30"):
        owned(
            database,
            "with run as (insert into ops.close_run (as_of, state) values (%s, 'complete') returning close_run_id)"
            " insert into ops.closed_date (as_of, close_run_id) select %s, close_run_id from run returning 1",
            day,
            day,
        )
    case_id = propose(database, books, "classification", about="stale")
    step(database, "risk_b", case_id, "confirm")
    step(database, "risk_c", case_id, "approve")
    stale = owned(database, "select as_of from ops.closed_date where is_stale order by 1")
    assert stale == [date(2026, 10, 31), date(2026, 11, 30)]


def test_steps_are_due_in_working_days(database: Database, books: Books) -> None:
    case_id = propose(database, books, "classification", about="due")
    due = state(database, case_id).due_date
    assert due == owned(database, "select ops.working_day_after(ops.today(), 5)")[0]
