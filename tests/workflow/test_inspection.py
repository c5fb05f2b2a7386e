"""An inspection goes from a draft to the file through two people, and counts at closes from its day on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from etl.close.inspections_done import STEP
from schema.marts import inspections_file
from schema.security.refusals import FORBIDDEN, FOUR_EYES, INCOMPLETE, MOVED_ON, OPEN_ALREADY
from schema.storage.database import Database
from schema.workflow import cases
from schema.workflow.inspection import ACCEPT, INSPECTION, OPEN, RETURN, SAVE, SUBMIT
from tests.security.bank import Books, ask, session
from tests.security.office import as_, refused

DONE_ON = "2026-06-24"
HASH = "ab" * 32
REPORT: dict[str, Any] = {
    "done_date": DONE_ON,
    "effective_date": DONE_ON,
    "severity": "yellow",
    "report": "Two looms stand still.",
    "is_on_site": True,
    "kind": "special",
    "evidence": [{"sha256": HASH, "name": "loom.jpg", "size": 12}],
}


@pytest.fixture
def client(books: Books) -> int:
    return books.keys["NORTH"]["client_id"]


def begin(database: Database, client: int, about: str) -> int:
    with as_(database, "manager") as connection:
        return cases.open_case(connection, workflow=INSPECTION, about=about, client_id=client, action=OPEN)


def step(connection: Connection, client: int, case_id: int, action: str, seen: int, **more: Any) -> int:
    return cases.act(connection, client_id=client, case_id=case_id, action=action, seen=seen, **more)


def accepted(database: Database, client: int, about: str, **said: Any) -> int:
    case_id = begin(database, client, about)
    with as_(database, "manager") as connection:
        step(connection, client, case_id, SUBMIT, 1, payload={**REPORT, **said})
    with as_(database, "risk_a") as connection:
        step(connection, client, case_id, ACCEPT, 2)
    return case_id


def test_a_draft_is_kept_handed_in_sent_back_and_accepted(database: Database, client: int) -> None:
    case_id = begin(database, client, "way")
    with as_(database, "manager") as connection:
        assert step(connection, client, case_id, SAVE, 1, payload={"report": "Two"}) == 2
        case = cases.case(connection, case_id=case_id)
        assert case
        assert (case.state, case.detail["report"]) == ("drafted", "Two")
        assert step(connection, client, case_id, SUBMIT, 2, payload=REPORT) == 3
    with as_(database, "risk_a") as connection:
        assert step(connection, client, case_id, RETURN, 3, note="Which looms?") == 4
    with as_(database, "manager") as connection:
        assert step(connection, client, case_id, SUBMIT, 4, payload=REPORT) == 5
    with as_(database, "risk_a") as connection:
        assert step(connection, client, case_id, ACCEPT, 5) == 6
        case = cases.case(connection, case_id=case_id)
    assert case
    assert (case.state, case.is_closed, case.detail["severity"]) == ("done", True, "yellow")


def test_the_second_to_save_is_told(database: Database, client: int) -> None:
    case_id = begin(database, client, "two")
    with as_(database, "manager") as connection:
        step(connection, client, case_id, SAVE, 1, payload={"report": "First"})
        with refused(MOVED_ON):
            step(connection, client, case_id, SAVE, 1, payload={"report": "Second"})


def test_a_report_without_its_fields_is_not_handed_in(database: Database, client: int) -> None:
    case_id = begin(database, client, "blank")
    with as_(database, "manager") as connection, refused(INCOMPLETE):
        step(connection, client, case_id, SUBMIT, 1, payload={**REPORT, "report": " "})


def test_who_writes_does_not_accept(database: Database, client: int) -> None:
    """Not even the operator, who may do everything."""
    with as_(database, "operator") as connection:
        case_id = cases.open_case(connection, workflow=INSPECTION, about="eyes", client_id=client, action=OPEN)
        step(connection, client, case_id, SUBMIT, 1, payload=REPORT)
    for subject, why in (("operator", FOUR_EYES), ("executive", FORBIDDEN)):
        with as_(database, subject) as connection, refused(why):
            step(connection, client, case_id, ACCEPT, 2)


def test_one_report_at_a_time(database: Database, client: int) -> None:
    begin(database, client, "once")
    with refused(OPEN_ALREADY):
        begin(database, client, "once")


def test_what_is_accepted_counts_at_a_close_and_makes_it_stale(database: Database, client: int) -> None:
    """A date that is none counts for nothing and stops no close."""
    june = date(2026, 6, 30)
    run = "insert into ops.close_run (close_run_id, as_of, state, started_at) values (901, %s, 'complete', now())"
    closed = "insert into ops.closed_date (as_of, close_run_id, closed_at) values (%s, 901, now())"
    with session(database, None, "etl") as raw:
        for statement in (run, closed):
            ask(raw, f"{statement} returning 1", june)
        raw.commit()
    good = accepted(database, client, "good")
    accepted(database, client, "bad", done_date="yesterday", effective_date=DONE_ON)
    leap = accepted(database, client, "leap", done_date="2026-02-30", severity="violet", kind="festive")
    with database.engine("etl").connect() as connection:
        stale = connection.scalar(text("select is_stale from ops.closed_date where as_of = '2026-06-30'"))
        rows = _done(connection, client, june)
    assert stale
    kept = {row.inspection_code: (row.done_date, row.kind, row.severity, row.is_on_site) for row in rows}
    assert kept[f"case-{good}"] == (date(2026, 6, 24), "special", "yellow", True)
    assert kept[f"case-{leap}"] == (date(2026, 3, 2), "routine", "none", True)
    assert len([code for code in kept if code in (f"case-{good}", f"case-{leap}")]) == 2


def _done(connection: Connection, client: int, as_of: date) -> Any:
    """What the close would count for a client that has a loan on the book."""
    statement = STEP.statements[0].replace("from core.loan_snapshot where as_of = %(as_of)s", "from core.client")
    connection.exec_driver_sql(statement, {"as_of": as_of})
    return connection.execute(text("select * from inspection_done where client_id = :client"), {"client": client}).all()


def test_a_picture_that_was_shown_before_is_told(database: Database, client: int) -> None:
    case_id = accepted(database, client, "picture", evidence=[{"sha256": "cd" * 32, "name": "x"}])
    with as_(database, "manager") as connection:
        found = inspections_file.used_before(connection, hashes=("cd" * 32, "ef" * 32))
        own = inspections_file.used_before(connection, hashes=("cd" * 32,), but_case=case_id)
    assert found == {"cd" * 32: f"case-{case_id}"}
    assert own == {}
