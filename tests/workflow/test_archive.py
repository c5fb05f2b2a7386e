"""Hand-overs need three persons; joint reviews leave tasks; problem loans bring money in that is added up."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection

from schema.marts import archive_cases
from schema.marts.archive_cases import Review
from schema.security.personas import Persona
from schema.security.refusals import FORBIDDEN, FOUR_EYES, INCOMPLETE
from schema.storage.database import Database
from schema.workflow import cases
from tests.security.bank import Books, ask, grant_scope, session
from tests.security.office import as_, owned, refused

PEOPLE = {
    "giver": Persona.MARKET_MANAGER,
    "taker": Persona.MARKET_MANAGER,
    "risk_a": Persona.RISK_MANAGER,
    "risk_b": Persona.RISK_MANAGER,
}
PLAN = {"plan": "Collect weekly.", "measure": "collection", "target_date": "2026-12-31"}


@pytest.fixture(scope="module")
def books(database: Database) -> Books:
    """One row of everything in each of three branches, and four people of the northern one."""
    with session(database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    for subject, persona in PEOPLE.items():
        grant_scope(database, subject, "NORTH", persona=persona)
    return books


@pytest.fixture
def client(books: Books) -> int:
    return books.keys["NORTH"]["client_id"]


@pytest.fixture
def loan(books: Books) -> int:
    return books.keys["NORTH"]["loan_id"]


def step(database: Database, person: str, case_id: int, action: str, *, note: str = "", **payload: object) -> None:
    with as_(database, person) as connection:
        found = cases.case(connection, case_id=case_id)
        assert found
        cases.act(
            connection,
            client_id=found.client_id,
            case_id=case_id,
            action=action,
            seen=found.last_seq,
            note=note,
            payload=payload,
        )


def opened(database: Database, person: str, workflow: str, action: str, **about: object) -> int:
    with as_(database, person) as connection:
        return cases.open_case(connection, workflow=workflow, action=action, **about)  # type: ignore[arg-type]


def state(connection: Connection, case_id: int) -> tuple[str, bool]:
    found = cases.case(connection, case_id=case_id)
    assert found
    return found.state, found.is_closed


def test_a_hand_over_takes_three_persons_and_leaves_the_list(database: Database, books: Books, client: int) -> None:
    subject_key, as_of = owned(
        database, "select subject_key || '|' || as_of from mart.open_handover where client_id = %s", client
    )[0].split("|")
    case_id = opened(
        database, "giver", "handover", "prepare", about=subject_key, client_id=client, payload={"documents": "12"}
    )
    with refused(FOUR_EYES):
        step(database, "giver", case_id, "take_over")
    step(database, "taker", case_id, "take_over")
    for person in ("giver", "taker"):
        with refused(FORBIDDEN):
            step(database, person, case_id, "supervise")
    unit = books.keys["NORTH"]["org_unit_id"]

    def listed() -> list[tuple[str, str | None]]:
        with as_(database, "risk_a") as connection:
            found = archive_cases.handovers(connection, org_unit_id=unit, as_of=date.fromisoformat(as_of))
        return [(each.subject_key, each.state) for each in found]

    assert listed() == [(subject_key, "taken_over")]
    step(database, "risk_a", case_id, "supervise")
    assert listed() == []


def test_what_is_sent_back_is_prepared_again(database: Database, client: int) -> None:
    about = {"about": "sent back", "client_id": client}
    case_id = opened(database, "giver", "handover", "prepare", payload={"documents": "3"}, **about)
    with refused(INCOMPLETE):
        step(database, "taker", case_id, "return")
    step(database, "taker", case_id, "return", note="Seals are missing.")
    step(database, "giver", case_id, "prepare", documents="4")
    with as_(database, "taker") as connection:
        assert state(connection, case_id) == ("prepared", False)


def test_a_review_leaves_tasks_until_they_are_reported(database: Database, books: Books, client: int) -> None:
    unit = books.keys["NORTH"]["org_unit_id"]
    about = {"about": "review", "client_id": client, "note": "Late twice."}
    case_id = opened(database, "giver", "joint_review", "call", payload={"meeting_date": "2026-11-02"}, **about)
    tasks = [
        {"what": "Visit the site", "who": "Zhou", "staff_code": "E1", "due_date": "2026-11-20"},
        {"what": "Value the plant", "who": "Lin", "staff_code": "E2", "due_date": "2026-11-10"},
    ]
    with refused(INCOMPLETE):
        step(database, "risk_a", case_id, "hold", participants="Zhou, Lin", tasks=tasks)
    step(database, "risk_a", case_id, "hold", participants="Zhou, Lin", conclusion="Keep, watch.", tasks=tasks)

    def asked(staff_code: str | None = None) -> list[str]:
        with as_(database, "risk_a") as connection:
            return [
                task.what
                for task in archive_cases.tasks(
                    archive_cases.reviews(connection, org_unit_id=unit), staff_code=staff_code
                )
            ]

    assert asked() == ["Value the plant", "Visit the site"]
    assert asked("E1") == ["Visit the site"]
    step(database, "taker", case_id, "report_task", note="3 million.", task_done="2", done_2=True)
    assert asked() == ["Visit the site"]
    step(database, "taker", case_id, "finish", note="All done.")
    assert asked() == []
    step(database, "risk_b", case_id, "close")
    with as_(database, "risk_a") as connection:
        assert archive_cases.reviews(connection, org_unit_id=unit) == ()


@pytest.mark.parametrize("said", [None, "none", [1, "x"], {"what": "x"}])
def test_tasks_of_a_strange_shape_are_no_tasks(said: object) -> None:
    review = Review(
        client_id=1, case_id=1, client_code="C", client_name="C", state="held", due_date=None, is_closed=False,
        detail={"tasks": said},
    )  # fmt: skip
    assert archive_cases.tasks_of(review) == ()


def test_recoveries_add_up(database: Database, books: Books, client: int, loan: int) -> None:
    """100.00 and 0.50 in March, a correction of -10.00, 5.00 in April, and one that is no amount."""
    unit = books.keys["EAST"]["org_unit_id"]
    grant_scope(database, "eastern", "EAST", persona=Persona.RISK_MANAGER)
    about = {"about": "loan", "client_id": client, "loan_id": loan, "note": "Six months behind."}
    case_id = opened(database, "giver", "problem_loan", "open", **about)
    with refused(INCOMPLETE):
        step(database, "giver", case_id, "plan", plan="Collect.")
    step(database, "giver", case_id, "plan", **PLAN)
    step(database, "risk_a", case_id, "approve")
    for amount, day in (
        ("100.00", "2026-03-01"),
        ("0.50", "2026-03-31"),
        ("-10.00", "2026-03-31"),
        ("5.00", "2026-04-01"),
        ("1e9", "2026-03-02"),
    ):
        step(database, "giver", case_id, "record", recovered_amount=amount, recovered_date=day, measure="collection")
    march = {"since": date(2026, 3, 1), "until": date(2026, 3, 31)}
    with as_(database, "eastern") as connection:
        (found,) = archive_cases.recovered(connection, org_unit_id=unit, **march).values()
    assert found == Decimal("90.50")
    step(database, "giver", case_id, "evaluate", evaluation="Half came back.")
    with refused(FORBIDDEN):
        step(database, "giver", case_id, "close")
    step(database, "risk_b", case_id, "close")


def test_nobody_approves_the_own_plan(database: Database, client: int) -> None:
    """The operator may do everything, and still not this."""
    with session(database, None, "owner") as connection:
        ask(connection, "select count(*) from workflow.transition where workflow = 'problem_loan'")
    about = {"about": "own plan", "client_id": client, "note": "x"}
    case_id = opened(database, "operator", "problem_loan", "open", **about)
    step(database, "operator", case_id, "plan", **PLAN)
    with refused(FOUR_EYES):
        step(database, "operator", case_id, "approve")
