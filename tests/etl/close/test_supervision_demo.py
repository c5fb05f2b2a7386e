"""On a generated bank the planted stories are found, and hardly anything else is flagged for the same reason."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from etl.close import supervision_findings, supervision_follow
from etl.demo.build import build_demo
from schema.storage.database import Database
from tests.etl.close.bank import rows
from tests.etl.close.steps import run_steps

THROUGH = date(2026, 10, 31)
FIRST = date(2025, 1, 31)
TEMPORARY = "loan account movement followed related candidate attributed return"

STORIES = {
    "fund_diversion": "prohibited_use",
    "round_trip": "round_trip",
    "split_payment": "split_payment",
    "shared_payee": "shared_payee",
}


@pytest.fixture
def closed(database: Database) -> Iterator[Connection]:
    """A bank of 200 clients followed at every month's end in which a planted loan is in the window."""
    build_demo(database, clients=200, through=THROUGH)
    with database.engine("etl").connect() as connection:
        as_of = THROUGH
        while as_of >= FIRST:
            run_steps(connection, as_of, (supervision_follow.STEP, supervision_findings.STEP))
            connection.exec_driver_sql("drop table " + ", ".join(f"fund_{name}" for name in TEMPORARY.split()))
            as_of = as_of.replace(day=1) - timedelta(days=1)
        yield connection


def test_planted_stories_are_found_and_nothing_else_and_every_flow_adds_up(closed: Connection) -> None:
    """One test, so that the bank is built by one worker only."""
    for story, check in STORIES.items():
        planted = rows(closed, f"select distinct loan_code from ops.demo_truth where story = '{story}' order by 1")
        found = rows(
            closed,
            f"select distinct loan_code from mart.fund_finding join mart.fund_use using (as_of, client_id, loan_id)"
            f" where check_code = '{check}' order by 1",
        )
        assert len(planted) >= 3, story
        assert found == planted, story
    unequal = """
        select u.as_of, u.loan_code from mart.fund_use u join mart.fund_flow f using (as_of, client_id, loan_id)
        where u.state = 'followed' group by u.as_of, u.loan_code, u.draw_amount having sum(f.amount) <> u.draw_amount
    """
    assert rows(closed, unequal) == []
    assert rows(closed, "select count(*) > 300 from mart.fund_use") == [(True,)]
