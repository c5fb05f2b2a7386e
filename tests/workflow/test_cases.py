"""Cases move by the rules of their workflow and by nothing else, whoever tries."""

from __future__ import annotations

from datetime import date

import psycopg2
import pytest
from sqlalchemy import Connection

from schema.marts import search
from schema.security.refusals import (
    FORBIDDEN,
    FOUR_EYES,
    INCOMPLETE,
    MOVED_ON,
    NO_STEP,
    NOBODY,
    NOT_THERE,
    OPEN_ALREADY,
)
from schema.storage.database import Database
from schema.workflow import cases
from schema.workflow.rules import RulesContradict, Transition, Workflow
from tests.security.bank import Books, ask, session
from tests.security.office import as_, owned, refused

DECISION = {"level": "red"}


@pytest.fixture
def client(books: Books) -> int:
    return books.keys["NORTH"]["client_id"]


@pytest.fixture
def raised_case(database: Database, client: int, request: pytest.FixtureRequest) -> int:
    """A case of this test's own, raised by the market manager."""
    with as_(database, "manager") as connection:
        return raised(connection, client, about=request.node.name)


def raised(connection: Connection, client: int, *, about: str) -> int:
    return cases.open_case(
        connection, workflow="example", about=about, client_id=client, action="raise", note="Stock is gone."
    )


def decide(connection: Connection, client: int, case_id: int, *, seen: int = 1) -> int:
    return cases.act(
        connection,
        client_id=client,
        case_id=case_id,
        action="decide",
        seen=seen,
        note="Collect.",
        payload=DECISION,
    )


def lift(connection: Connection, client: int, case_id: int, *, seen: int = 2) -> int:
    return cases.act(connection, client_id=client, case_id=case_id, action="lift", seen=seen)


def test_the_whole_way(database: Database, client: int, raised_case: int) -> None:
    with as_(database, "risk_a") as connection:
        assert decide(connection, client, raised_case) == 2
    with as_(database, "risk_b") as connection:
        assert lift(connection, client, raised_case) == 3
        case = cases.case(connection, case_id=raised_case)
        done = cases.events(connection, client_id=client, case_id=raised_case)
    assert case
    assert (case.state, case.is_closed, case.level, case.due_date) == ("lifted", True, "red", None)
    assert [(each.action, each.from_state, each.to_state, each.actor_id) for each in done] == [
        ("raise", "", "raised", "manager"),
        ("decide", "raised", "decided", "risk_a"),
        ("lift", "decided", "lifted", "risk_b"),
    ]
    assert [each.note for each in done] == ["Stock is gone.", "Collect.", ""]


def test_due_days_are_working_days_by_state_and_level(database: Database, client: int, raised_case: int) -> None:
    def after(days: int) -> date:
        found: date = owned(database, "select ops.working_day_after(ops.today(), %s)", days)[0]
        return found

    with as_(database, "risk_a") as connection:
        before = cases.case(connection, case_id=raised_case)
        decide(connection, client, raised_case)
        later = cases.case(connection, case_id=raised_case)
    assert before
    assert later
    assert (before.due_date, later.due_date) == (after(3), after(2))


def test_working_days_know_holidays_and_make_up_days(database: Database, books: Books) -> None:
    # Friday 2024-09-27; the Sunday after is worked, Tuesday to Monday 1 to 7 October are holidays.
    days = [("2024-09-29", True), *((f"2024-10-0{day}", False) for day in range(1, 8))]
    for day, works in days:
        owned(
            database,
            "insert into core.business_calendar (day, is_working_day) values (%s, %s) returning day",
            *(day, works),
        )
    found = [owned(database, "select ops.working_day_after('2024-09-27', %s)", count)[0] for count in (1, 2, 3)]
    assert found == [date(2024, 9, 29), date(2024, 9, 30), date(2024, 10, 8)]


def test_four_eyes(database: Database, client: int, request: pytest.FixtureRequest) -> None:
    with as_(database, "risk_a") as connection:
        mine = raised(connection, client, about=request.node.name)
    with as_(database, "risk_a") as connection, refused(FOUR_EYES):
        decide(connection, client, mine)
    with as_(database, "risk_b") as connection:
        decide(connection, client, mine)
    for person in ("risk_a", "risk_b"):
        with as_(database, person) as connection, refused(FOUR_EYES):
            lift(connection, client, mine)


@pytest.mark.parametrize("person", ["manager", "executive"])
def test_a_step_needs_its_right(database: Database, client: int, raised_case: int, person: str) -> None:
    with as_(database, person) as connection, refused(FORBIDDEN):
        decide(connection, client, raised_case)


@pytest.mark.parametrize("person", ["southern", "hr"])
def test_a_case_outside_the_scope_is_not_there(database: Database, client: int, raised_case: int, person: str) -> None:
    with as_(database, person) as connection, refused(NOT_THERE):
        decide(connection, client, raised_case)
    with as_(database, person) as connection, refused(NOT_THERE):
        raised(connection, client, about="another")
    with as_(database, person) as connection:
        assert cases.case(connection, case_id=raised_case) is None
        assert cases.cases(connection, workflow="example") == ()
        assert cases.events(connection, client_id=client, case_id=raised_case) == ()


def test_nobody_acts_without_a_name(database: Database, client: int) -> None:
    with as_(database, None) as connection, refused(NOBODY):
        raised(connection, client, about="nobody")


@pytest.mark.parametrize(("payload", "note"), [({}, "Collect."), ({"level": " "}, "Collect."), (DECISION, " ")])
def test_what_a_step_needs(
    database: Database, client: int, raised_case: int, payload: dict[str, str], note: str
) -> None:
    with as_(database, "risk_a") as connection, refused(INCOMPLETE):
        cases.act(
            connection,
            client_id=client,
            case_id=raised_case,
            action="decide",
            seen=1,
            note=note,
            payload=payload,
        )


def test_no_step_but_those_listed(database: Database, client: int, raised_case: int) -> None:
    with as_(database, "risk_b") as connection, refused(NO_STEP):
        lift(connection, client, raised_case, seen=1)


def test_a_closed_case_stays_closed(database: Database, client: int, raised_case: int) -> None:
    with as_(database, "risk_a") as connection:
        decide(connection, client, raised_case)
    with as_(database, "risk_b") as connection:
        lift(connection, client, raised_case)
    with as_(database, "risk_b") as connection, refused(NO_STEP):
        lift(connection, client, raised_case, seen=3)


def test_who_comes_second_is_told(database: Database, client: int, raised_case: int) -> None:
    with as_(database, "risk_a") as connection:
        decide(connection, client, raised_case)
    with as_(database, "risk_b") as connection, refused(MOVED_ON):
        decide(connection, client, raised_case, seen=1)


def test_no_two_open_cases_about_the_same(database: Database, client: int, request: pytest.FixtureRequest) -> None:
    with as_(database, "manager") as connection:
        first = raised(connection, client, about=request.node.name)
    with as_(database, "risk_a") as connection, refused(OPEN_ALREADY):
        raised(connection, client, about=request.node.name)
    with as_(database, "risk_a") as connection:
        decide(connection, client, first)
    with as_(database, "risk_b") as connection:
        lift(connection, client, first)
    with as_(database, "manager") as connection:
        assert raised(connection, client, about=request.node.name) != first


def test_only_the_close_detects(database: Database, client: int) -> None:
    with as_(database, "risk_a") as connection, refused(FORBIDDEN):
        cases.open_case(connection, workflow="example", about="found", client_id=client, action="detect")
    with database.engine("etl").begin() as connection:
        found = cases.open_case(connection, workflow="example", about="found", client_id=client, action="detect")
    with as_(database, "risk_a") as connection:
        (done,) = cases.events(connection, client_id=client, case_id=found)
    assert (done.actor_id, done.actor_name) == ("system", None)


def test_next_steps_say_what_keeps_one_from_them(database: Database, client: int, raised_case: int) -> None:
    def offered(person: str) -> list[tuple[str, str | None]]:
        with as_(database, person) as connection:
            steps = cases.next_steps(connection, client_id=client, case_id=raised_case)
        return [(each.action, each.refusal) for each in steps]

    assert offered("risk_a") == [("decide", None)]
    assert offered("manager") == [("decide", FORBIDDEN)]
    assert offered("southern") == []


def test_a_decision_makes_closed_dates_stale_from_its_day_on(database: Database, client: int, raised_case: int) -> None:
    for day in ("2024-02-29", "2024-03-31"):
        with session(database, None, "owner") as connection:
            (run,) = ask(
                connection,
                "insert into ops.close_run (as_of, state, started_at, finished_at)"
                " values (%s, 'complete', now(), now()) returning close_run_id",
                day,
            )
            ask(
                connection,
                "insert into ops.closed_date (as_of, close_run_id, closed_at) values (%s, %s, now()) returning 1",
                *(day, run),
            )
            connection.commit()
    with as_(database, "risk_a") as connection:
        cases.act(
            connection,
            client_id=client,
            case_id=raised_case,
            action="decide",
            seen=1,
            note="From March on.",
            payload={**DECISION, "effective_date": "2024-03-15"},
        )
    assert owned(database, "select as_of from ops.closed_date where is_stale") == [date(2024, 3, 31)]


@pytest.mark.parametrize(
    "statement",
    [
        "update workflow.event set note = 'nothing'",
        "delete from workflow.event",
        "truncate workflow.event cascade",
    ],
)
@pytest.mark.parametrize("role", ["owner", "etl", "app"])
def test_what_was_done_stays(database: Database, raised_case: int, statement: str, role: str) -> None:
    subject = "risk_a" if role == "app" else None
    with session(database, subject, role) as connection, pytest.raises(psycopg2.Error) as caught:
        ask(connection, statement)
    assert caught.value.pgcode in {"TN020", "42501"}
    assert owned(database, "select count(*) from workflow.event where case_id = %s", raised_case) == [1]


def test_even_the_owner_goes_through_the_guard(database: Database, client: int, raised_case: int) -> None:
    statement = "insert into workflow.event (client_id, case_id, action) values (%s, %s, 'lift')"
    with session(database, None, "owner") as connection, pytest.raises(psycopg2.Error) as caught:
        ask(connection, statement, client, raised_case)
    assert caught.value.pgcode in {NOBODY, NO_STEP, FORBIDDEN}


def test_events_are_chained(database: Database, client: int, raised_case: int) -> None:
    with as_(database, "risk_a") as connection:
        decide(connection, client, raised_case)
    broken = """
        select e.seq from workflow.event e
        left join workflow.event b on (b.client_id, b.case_id, b.seq) = (e.client_id, e.case_id, e.seq - 1)
        where e.case_id = %s
          and (e.hash <> ops.event_hash(e) or e.previous_hash <> coalesce(b.hash, ''::bytea))
    """
    assert owned(database, broken, raised_case) == []
    last = "select last_hash = (select hash from workflow.event where case_id = %s and seq = 2) from workflow.case_file"
    assert owned(database, f"{last} where case_id = %s", raised_case, raised_case) == [True]


def test_a_case_is_found_by_number_client_or_loan_inside_the_scope(
    database: Database, client: int, raised_case: int
) -> None:
    """Codes and names of the hand-made books are those of their branch."""

    def found(person: str, typed: str) -> set[int]:
        with as_(database, person) as connection:
            hits = search.cases(connection, typed=typed)
        return {hit.case_id for hit in hits.best}

    assert found("risk_a", str(raised_case)) == {raised_case}
    assert found("risk_a", f"#{raised_case}") == {raised_case}
    assert raised_case in found("risk_a", "NORTH")
    for person, typed in (("southern", str(raised_case)), ("hr", "NORTH"), ("risk_a", "SOUTH"), ("risk_a", "")):
        assert found(person, typed) == set()
    with as_(database, "risk_a") as connection:
        decide(connection, client, raised_case)
    with as_(database, "risk_b") as connection:
        lift(connection, client, raised_case)
    assert raised_case not in found("risk_a", "NORTH")
    assert found("risk_a", str(raised_case)) == {raised_case}


def test_rules_that_lead_nowhere_are_refused() -> None:
    lost = Transition(action="lift", from_state="decided", to_state="lifted", right="act.verify")
    with pytest.raises(RulesContradict, match="nothing leads to decided"):
        Workflow("lost", (lost,))
    alone = Transition(action="raise", from_state="", to_state="raised", right="act.initiate", not_same_as=("decide",))
    with pytest.raises(RulesContradict, match="unknown actions"):
        Workflow("alone", (alone,))
