"""The section about the post-loan file over a lender one can add up by hand.

On 2026-10-31 the east needs 8 items of which 5 are complete (a month before 6 of 8); loans L0011 and L0021 have gaps.
L0011 lacks its joint review, its inspection is not signed; L0021 (west, loss) lacks the problem-loan handling.
Wang Fang took C001 over from Li on 1 January and nobody signed.
"""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

from schema.marts import tables_archive as marts
from schema.marts.tables_quality import watched_loan
from schema.security.personas import Persona
from schema.storage.database import Database
from schema.tables.archive import document
from tests.marts import lender
from tests.marts.lender import EAST, HEAD_OFFICE, HONGTAI, OCTOBER, SEPTEMBER, SMALL, WEST, WORKING, write
from tests.pages.conftest import Opener
from tests.security.bank import ask, grant_scope, session

STATEMENT_BUDGET = 20
SHELL = ("SELECT ops.principal", "SELECT ops.touch_session", "SELECT ops.record_view")
CLIENTS = {
    HONGTAI: {"client_id": HONGTAI, "client_code": "C001", "client_name": "宏泰纺织有限公司", "org_unit_id": EAST},
    2: {"client_id": 2, "client_code": "C002", "client_name": "Sanjiang Seafood", "org_unit_id": WEST},
}
SUMS = ("loan_count", "gap_loan_count", "needed_count", "complete_count")
PAPERS = ("document_count", "unsigned_count", "unregistered_count", "electronic_count")


def add_sums(connection: Connection) -> None:
    """Two closes of the whole bank and of the east."""
    sums = {
        (OCTOBER, EAST): (3, 1, 8, 5, 10, 1, 2, 4),
        (SEPTEMBER, EAST): (3, 1, 8, 6, 9, 1, 1, 4),
        (OCTOBER, HEAD_OFFICE): (4, 2, 12, 8, 10, 1, 2, 4),
    }
    for (as_of, unit), figures in sums.items():
        row = {"as_of": as_of, "org_unit_id": unit, **dict(zip((*SUMS, *PAPERS), figures, strict=True))}
        write(connection, marts.org_unit_archive, row)
    counts = {"needed_count": 3, "present_count": 2, "complete_count": 1}
    write(
        connection, marts.org_unit_archive_step, {"as_of": OCTOBER, "org_unit_id": EAST, "step": "inspection", **counts}
    )
    duty = {"as_of": OCTOBER, "org_unit_id": EAST, "duty": "audits", "loan_count": 4, "owned_count": 1}
    write(connection, marts.org_unit_duty, duty)


def add_gaps(connection: Connection) -> None:
    """One loan with gaps in each branch."""
    gaps = [
        (HONGTAI, WORKING, "L0011", "special_mention", 6, 3, ["joint_review"], ["inspection"], ["warning"]),
        (2, SMALL, "L0021", "loss", 4, 3, ["problem_loan"], [], []),
    ]
    for client, loan, code, risk_class, needed, complete, missing, unsigned, unregistered in gaps:
        row = {"as_of": OCTOBER, **CLIENTS[client], "loan_id": loan, "loan_code": code, "kind": "working_capital"}
        items = ["maintenance", "inspection", "joint_review", "warning", "classification", "problem_loan"]
        lists = {"needed": items, "missing": missing, "unsigned": unsigned, "unregistered": unregistered}
        figures = {"needed_count": needed, "complete_count": complete, "outstanding_principal_amount": 1_000_000}
        write(connection, marts.archive_gap, {**row, **lists, **figures, "currency": "CNY", "risk_class": risk_class})


def add_documents(connection: Connection) -> None:
    """An inspection of L0011 that one of two signed, and a visit note about all loans of the client."""
    paper = {"client_id": HONGTAI, "needed_signature_count": 2, "is_electronic": False, "kind": "x"}
    report = {"document_id": 1, "document_code": "D1", "loan_id": WORKING, "step": "inspection", "signed_count": 1}
    note = {"document_id": 2, "document_code": "D2", "step": "maintenance", "signed_count": 2}
    kept = {"register_number": "R2", "custody_place": "Room *A*"}
    write(connection, document, {**paper, **report, "title": "Report", "document_date": date(2026, 10, 2)})
    write(connection, document, {**paper, **note, **kept, "title": "Visit", "document_date": date(2026, 9, 2)})
    later = {"document_id": 3, "document_code": "D3", "loan_id": WORKING, "step": "warning", "signed_count": 2}
    write(connection, document, {**paper, **later, "title": "Later", "document_date": date(2026, 11, 2)})
    gap = {"document_id": 1, "document_code": "D1", "loan_code": "L0011", "step": "inspection", "title": "Report"}
    wrong = {"is_unsigned": True, "is_unregistered": True, "needed_signature_count": 2, "signed_count": 1}
    row = {"as_of": OCTOBER, **CLIENTS[HONGTAI], **gap, **wrong, "document_date": date(2026, 10, 2)}
    write(connection, marts.document_gap, row)


def add_cases(connection: Connection) -> None:
    """A hand-over nobody signed, and one non-performing loan in the west."""
    names = {"giver_name": "李强", "taker_name": "Wang Fang", "changed_date": date(2026, 1, 1)}
    key = {"assignment_id": 1, "subject_key": "-/E04/2026-01-01"}
    write(connection, marts.open_handover, {"as_of": OCTOBER, **CLIENTS[HONGTAI], **names, **key})
    bad = {"loan_id": SMALL, "loan_code": "L0021", "kind": "small_micro", "currency": "CNY", "risk_class": "loss"}
    figures = {
        "outstanding_principal_amount": 200_000, "days_past_due": 421, "class_reasons": [], "stage": 3,
        "expected_loss_amount": 0, "follows_obligor": False, "other_impaired_count": 0, "is_restructured_again": False,
    }  # fmt: skip
    write(connection, watched_loan, {"as_of": OCTOBER, **CLIENTS[2], **bad, **figures})


PARTS = (*lender.WHOLE, add_sums, add_gaps, add_documents, add_cases)


def people(database: Database) -> None:
    grant_scope(database, "risk", "HO", persona=Persona.RISK_MANAGER)
    grant_scope(database, "market", "EAST", persona=Persona.MARKET_MANAGER)
    grant_scope(database, "zhou", "EAST", persona=Persona.CLIENT_MANAGER)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'zhou'", lender.ZHOU)
        connection.commit()


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The lender with its archive; tests of the east do not act."""
    lender.build(database.engine("owner"), PARTS)
    people(database)
    return database


@pytest.fixture
def acting(fresh_database: Database) -> Database:
    """The same, for a test that acts."""
    lender.build(fresh_database.engine("owner"), PARTS)
    people(fresh_database)
    return fresh_database


def opened(open_page: Opener, at: Database, subject: str = "market", **asked: str) -> AppTest:
    return open_page("post_loan", at, subject=subject, section="archive", org_unit="EAST", **asked)


def said(page: AppTest) -> str:
    parts = [*page.subheader, *page.markdown, *page.caption, *page.info, *page.success]
    return "\n".join(part.value for part in parts)


def rows(page: AppTest, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the first table that has them all; a list of words as one text."""
    for shown in page.dataframe:
        if set(columns) <= set(shown.value.columns):
            found = shown.value[list(columns)].itertuples(index=False)
            return [tuple(cell if isinstance(cell, str | int | float) else cell and " ".join(cell) for cell in row)
                    for row in found]  # fmt: skip
    raise AssertionError(f"no table with {columns}")


def press(page: AppTest, label: str) -> AppTest:
    button = next(each for each in page.button if each.label == label and not each.disabled)
    button.click().run()
    assert not page.exception
    return page


def confirm(page: AppTest) -> AppTest:
    page.button(key="dialog_confirm").click().run()
    assert not page.exception
    return page


def test_headline_with_what_changed(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny)
    assert {metric.label: (metric.value, metric.delta) for metric in page.metric} == {
        "Completeness": ("62.5 %", ":red[−12.5 pp]"),
        "Loans with gaps": ("1", "of 3 loans"),
        "Not signed": ("1", ""),
        "Not registered": ("2", "+1"),
        "Electronic": ("40.0 %", "of 10 documents"),
        "Hand-overs open": ("1", ""),
    }


def test_items_and_duties_add_up(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny)
    (row,) = rows(page, "item", "needed", "missing", "unfinished", "complete")
    assert row == ("Inspection", 3, 1, 1, pytest.approx(100 / 3))
    assert rows(page, "duty", "without", "loans") == [("Internal audit supervises afterwards", 3, 4)]


def test_the_nine_items_of_the_chosen_loan(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny)
    assert rows(page, "client", "missing", "unsigned", "unregistered", "complete") == [
        ("宏泰纺织有限公司", "Joint review", "Inspection", "Risk warning", "3 of 6")
    ]
    assert rows(page, "item", "state", "count") == [
        ("Maintenance and service", "Complete", 1), ("Account supervision", "Not needed", 0),
        ("Inspection", "Not signed", 1), ("Joint review", "Absent", 0), ("Risk warning", "Not registered", 0),
        ("Classification file", "Complete", 0), ("Problem-loan handling", "Complete", 0),
        ("Recovery of principal and interest", "Not needed", 0), ("Closing evaluation", "Not needed", 0),
    ]  # fmt: skip


def test_a_document_that_is_opened_is_written_down_once(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny)
    assert rows(page, "title", "item", "date", "signed", "code") == [
        ("Report", "Inspection", "2026-10-02", "1 of 2", "D1"),
        ("Visit", "Maintenance and service", "2026-09-02", "2 of 2", "D2"),
    ]
    page.session_state["archive_papers L0011"] = {"selection": {"rows": [1], "columns": [], "cells": []}}
    page.run().run()
    assert "Room \\*A\\*" in said(page)
    with session(tiny, None, "owner") as connection:
        question = "select subject, detail ->> 'document', detail ->> 'client' from ops.access_log where detail ? %s"
        assert ask_rows(connection, question, "document") == [("market", "D2", "C001")]
    assert "Document D2" in {
        cell for row in rows(open_page("audit", tiny), "object") for cell in str(row[0]).split(", ")
    }


def ask_rows(connection: Any, question: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def test_a_client_manager_sees_the_own_book_without_sums(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny, "zhou")
    assert [metric.label for metric in page.metric] == [
        "Loans with gaps", "Not signed", "Not registered", "Hand-overs open",
    ]  # fmt: skip
    assert "The nine items" not in said(page)


def test_a_date_without_documents_says_what_to_load(open_page: Opener, tiny: Database) -> None:
    page = opened(open_page, tiny, as_of="2026-08-31")
    assert "The archive holds no document of East branch up to 2026-08-31." in said(page)
    assert "Load the feed `document`" in said(page)
    assert "No loan that you may see is non-performing." in said(page)


def test_the_loan_file_says_what_is_missing(open_page: Opener, tiny: Database) -> None:
    page = open_page("loan", tiny, loan="L0011")
    assert "Absent: Joint review. Not signed: Inspection. Not registered: Risk warning." in said(page)
    assert [row[0] for row in rows(page, "title", "item", "code")] == ["Report", "Visit"]
    assert "Post-loan file" not in said(open_page("loan", tiny, loan="L0031"))


def test_three_persons_hand_over(open_page: Opener, acting: Database) -> None:
    """The market manager signs for the giver who left, the client manager takes over, the risk manager supervises."""
    page = press(opened(open_page, acting), "Sign as giver")
    page.text_area(key=keyed(page, "documents")).set_value("12 files").run()
    confirm(page)
    assert rows(page, "giver", "taker", "state") == [("李强", "Wang Fang", "Signed by the giver")]
    assert "What is handed over: 12 files" in said(page)
    assert not [each for each in page.button if each.label == "Sign as taker" and not each.disabled]
    confirm(press(opened(open_page, acting, "zhou"), "Sign as taker"))
    page = confirm(press(opened(open_page, acting, "risk"), "Sign as supervisor"))
    assert "Every change of client manager was handed over with three signatures." in said(page)
    assert [each.value for each in page.metric if each.label == "Hand-overs open"] == ["0"]


def keyed(page: AppTest, name: str) -> str:
    return next(str(each.key) for each in page.text_area if str(each.key).startswith(name))


def test_a_case_is_opened_with_a_reason(open_page: Opener, tiny: Database) -> None:
    page = open_page("post_loan", tiny, subject="risk", section="archive", org_unit="WEST")
    assert rows(page, "client", "state", "loan_code") == [("Sanjiang Seafood", "No case yet", "L0021")]
    confirm(press(page, "Open a problem-loan case"))
    assert "Something that this step needs is missing." in "\n".join(each.value for each in page.error)
    page.text_area(key=keyed(page, "note")).set_value("Nothing came for a year.").run()
    confirm(page)
    assert rows(page, "client", "state", "loan_code") == [("Sanjiang Seafood", "Opened, plan missing", "L0021")]
    assert "Nothing came for a year" in said(page)
    page.text_input(key="search").set_value("Sanjiang").run()
    (found,) = [each for each in page.button if str(each.key).startswith("hit_CaseHit")]
    assert found.label.startswith("**Problem loan** :gray-badge[case ")
    found.click().run()
    assert not page.exception
    assert [each.value for each in page.title] == ["Loan 360"]
    assert page.header[0].value == "L0021"


def test_statements(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = opened(open_page, tiny)
    statements.clear()
    page.session_state["archive_gaps"] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    page.run()
    asked = [each for each in statements if not each.startswith(SHELL)]
    assert len(asked) <= STATEMENT_BUDGET
    facts = ("core.instalment", "core.repayment", "core.account_transaction", "core.loan_snapshot")
    assert [each for each in asked if any(fact in each for fact in facts)] == []
