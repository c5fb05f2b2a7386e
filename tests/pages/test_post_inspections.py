"""The section about inspections, and a report that goes through two pairs of hands."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from schema.security.personas import Persona
from schema.storage.database import Database
from schema.workflow import cases
from schema.workflow.inspection import INSPECTION, SAVE
from tests.marts import inspected, lender
from tests.pages.conftest import Opener
from tests.security.bank import ask, grant_scope, session
from tests.security.office import as_

STATEMENT_BUDGET = 16
SHELL = ("SELECT ops.principal", "SELECT ops.touch_session", "SELECT ops.record_view")


@pytest.fixture(scope="module")
def house(database: Database) -> Database:
    """The lender; `zhou` keeps a book in the east, `east` is its risk manager, `whole` that of the bank."""
    inspected.build(database.engine("owner"))
    for subject, unit, persona in (
        ("zhou", "EAST", Persona.CLIENT_MANAGER),
        ("east", "EAST", Persona.RISK_MANAGER),
        ("whole", "HO", Persona.RISK_MANAGER),
    ):
        grant_scope(database, subject, unit, persona=persona)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'zhou'", lender.ZHOU)
        connection.commit()
    return database


def opened(open_page: Opener, database: Database, subject: str = "whole", **asked: str) -> AppTest:
    return open_page("post_loan", database, subject=subject, section="inspections", **asked)


def table(page: AppTest, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the first table that has them all."""
    for shown in page.dataframe:
        if set(columns) <= set(shown.value.columns):
            rows = shown.value[list(columns)].itertuples(index=False)
            return [tuple(" ".join(cell) if isinstance(cell, list) else cell for cell in row) for row in rows]
    return []


def said(page: AppTest) -> str:
    parts = (*page.markdown, *page.caption, *page.subheader, *page.info, *page.warning, *page.error, *page.success)
    return "\n".join(part.value for part in parts)


def click(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def report(page: AppTest) -> Any:
    """The field of the report."""
    return next(each for each in page.text_area if str(each.key).endswith(" report"))


def test_headline_and_board(open_page: Opener, house: Database) -> None:
    page = opened(open_page, house)
    assert {metric.label: metric.value for metric in page.metric} == {
        "Due in 30 days": "1", "Inspections overdue": "2", "First inspection missed": "1", "Done on time": "75.0 %",
        "Supervisory due": "0",
    }  # fmt: skip
    assert table(page, "loan_code", "days", "level", "kind", "why", "staff") == [
        ("L0021", 60, "long overdue", "First inspection", "not inspected yet", "Wang Fang"),
        ("L0011", 21, "overdue for weeks", "Special inspection", "class worsened on 2026-09-30", "周明"),
        ("L0012", -20, "due soon", "Routine inspection", "180 days after the last one", "Wang Fang"),
    ]
    assert table(page, "check", "detail", "inspection_code") == [("Late", "1 day late", "I1")]
    assert table(page, "name", "overdue_count", "on_time") == [("Wang Fang", 2, 75.0)]


def test_a_manager_sees_his_own_first(open_page: Opener, house: Database) -> None:
    page = opened(open_page, house, "zhou")
    assert table(page, "loan_code") == [("L0011",)]
    assert {metric.label: metric.value for metric in page.metric}["Inspections overdue"] == "1"
    page.segmented_control(key="whose").set_value("all").run()
    assert {code for (code,) in table(page, "loan_code")} <= {"L0011", "L0012"}


def test_the_supervisory_layer(open_page: Opener, house: Database) -> None:
    page = opened(open_page, house, layer="supervisory")
    assert table(page, "loan_code", "days", "staff") == [("L0011", 1, "林静")]


def test_the_chosen_loan_tells_why_and_what_was_before(open_page: Opener, house: Database) -> None:
    page = opened(open_page, house, inspect="L0012~client")
    assert "The policy asks for an inspection every 180 days: Fixed assets in operation, small exposure" in said(page)
    assert table(page, "done_date", "place", "report") == [("2026-05-24", "on site", "Stock as booked.")]
    assert "Whoever is responsible begins one" in said(page)


def test_a_loan_that_is_not_planned_is_said(open_page: Opener, house: Database) -> None:
    assert "No inspection of the loan `L9999` is planned on 2026-10-31." in said(
        opened(open_page, house, inspect="L9999~client")
    )


def test_a_report_is_written_saved_contested_and_accepted(open_page: Opener, house: Database) -> None:
    page = opened(open_page, house, "zhou", inspect="L0011~client")
    click(page, "inspection_begin")
    report(page).set_value("Two looms stand still.").run()
    click(page, "inspection_save")
    assert "Written down." in said(page)

    again = opened(open_page, house, "zhou", inspect="L0011~client")
    assert report(again).value == "Two looms stand still."
    case = _save_elsewhere(house)
    report(again).set_value("Mine.").run()
    click(again, "inspection_save")
    assert "Somebody else was faster; nothing of yours was written." in said(again)
    assert "What stands below is older and cannot be saved over it." in said(again)
    assert report(again).value == "Mine."
    click(again, "inspection_newer")
    assert report(again).value == "From elsewhere."

    click(again, "inspection_submit")
    assert "Still missing: Gravest finding, The money was used for the agreed purpose" in said(again)
    for control in again.segmented_control:
        if "answer " in str(control.key):
            control.set_value("yes")
        if str(control.key).endswith(" severity"):
            control.set_value("yellow")
    again.run()
    click(again, "inspection_submit")
    assert ":gray-badge[Waiting for review]" in said(again)

    review = opened(open_page, house, "east", inspect="L0011~client")
    checklist = review.table[1].value
    assert list(checklist.iloc[0]) == ["The money was used for the agreed purpose", "Yes", "–"]
    assert "From elsewhere\\." in said(review)
    click(review, f"open {INSPECTION} accept {case}")
    click(review, "dialog_confirm")
    before = table(opened(open_page, house, "east", inspect="L0011~client"), "place", "severity", "report")
    assert before == [("at the desk", "Yellow", "From elsewhere.")]


def _save_elsewhere(house: Database) -> int:
    """Somebody saves the same draft in another window."""
    with as_(house, "zhou") as connection:
        (case,) = cases.cases(connection, workflow=INSPECTION)
        cases.act(
            connection,
            client_id=case.client_id,
            case_id=case.case_id,
            action=SAVE,
            seen=case.last_seq,
            payload={"report": "From elsewhere."},
        )
    return case.case_id


def test_the_section_asks_little(open_page: Opener, house: Database, statements: list[str]) -> None:
    page = opened(open_page, house, inspect="L0012~client")
    statements.clear()
    page.run()
    warm = [each for each in statements if not each.startswith(SHELL)]
    assert len(warm) <= STATEMENT_BUDGET
    assert not [each for each in warm if "core.instalment" in each or "core.repayment" in each]


def test_without_any_plan_it_says_what_to_do(open_page: Opener, fresh_database: Database) -> None:
    lender.build(fresh_database.engine("owner"))
    page = opened(open_page, fresh_database, "operator")
    assert "Load the feeds `loan` and `inspection`" in said(page)
