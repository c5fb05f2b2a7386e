"""The post-loan file of 30 June 2024: which items are needed, what is there, what is missing, and who hands over.

H ── N (Ann, Ben) and S (Cat).  Loans of 1,000.00 CNY; days past due are those of the date.
A1 Ann  disbursed long ago, in order                      needs maintenance, inspection, classification
A2 Ann  disbursed 10 days before, in order                needs nothing yet
B1 Ben  40 days past due, special mention                 needs the three, warning, recovery and joint review
B2 Ben  121 days past due, substandard                    needs those, the problem-loan file and account supervision
C1 Cat  closed on 1 May                                   needs the closing evaluation
"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from etl.close import snapshot
from etl.close.archive import STEPS as ARCHIVE_STEPS
from etl.close.steps import STEPS
from schema.storage.database import Database
from tests.etl.close.bank import Bank, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
WHOLE_FILE = ("maintenance", "inspection", "classification")


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


def write(bank: Bank) -> None:
    head = bank.org_unit("H", kind="head_office")
    north, south = bank.org_unit("N", parents=[head]), bank.org_unit("S", parents=[head])
    ann, ben, cat = bank.client("Ann", north), bank.client("Ben", north), bank.client("Cat", south)
    clients = {"Ann": ann, "Ben": ben, "Cat": cat}
    retail = {"kind": "personal", "scheme": "retail_2023"}
    loans = {
        "A1": bank.overdue_loan("A1", ann, north, as_of=AS_OF, days=-30, principal="1000.00", **retail),
        "A2": bank.loan("A2", ann, north, disbursed_date=ago(10), **retail),
        "B1": bank.overdue_loan("B1", ben, north, as_of=AS_OF, days=40, principal="1000.00", **retail),
        "B2": bank.overdue_loan("B2", ben, north, as_of=AS_OF, days=121, principal="1000.00", **retail),
        "C1": bank.loan("C1", cat, south, closed_date=date(2024, 5, 1), **retail),
    }
    bank.instalments(loans["A2"], [(date(2025, 1, 1), "1000.00", "0.00")])
    _account(bank.connection, ben, loans["B2"].loan_id, north)
    papers(bank.connection, clients, {code: each.loan_id for code, each in loans.items()})
    _people(bank.connection, clients, north)


def papers(connection: Connection, clients: dict[str, int], loans: dict[str, int]) -> None:
    """A1 lacks nothing but signatures; Ben's visit note is about all of his loans; the warning of B1 is an old one."""
    documents = [
        ("Ann", "A1", "maintenance", 100, 2, "R1"), ("Ann", "A1", "inspection", 184, 1, "R2"),
        ("Ann", "A1", "inspection", 185, 2, "R3"), ("Ann", "A1", "classification", 5, 2, None),
        ("Ben", None, "maintenance", 20, 2, "R4"), ("Ben", "B1", "warning", 41, 2, "R5"),
        ("Ben", "B2", "warning", 121, 2, "R6"), ("Ben", "B2", "joint_review", 0, 2, "R7"),
        ("Ben", "B2", "recovery", -1, 2, "R8"),
    ]  # fmt: skip
    for number, (client, loan, step, days, signed, register) in enumerate(documents, start=1):
        connection.exec_driver_sql(
            "insert into core.document (client_id, document_code, loan_id, step, kind, title, document_date,"
            " needed_signature_count, signed_count, register_number, custody_place, is_electronic)"
            " values (%s, %s, %s, %s, 'x', 'x', %s, 2, %s, %s, 'Room 1', %s)",
            (clients[client], f"D{number}", loan and loans[loan], step, ago(days), signed, register, number % 2 == 0),
        )


def _account(connection: Connection, client: int, loan: int, unit: int) -> None:
    connection.exec_driver_sql(
        "insert into core.account (client_id, account_code, org_unit_id, loan_id, purpose, currency, is_supervised)"
        " values (%s, 'S1', %s, %s, 'supervised', 'CNY', true)",
        (client, unit, loan),
    )


def _people(connection: Connection, clients: dict[str, int], north: int) -> None:
    """Li gave Ann to Mei in May without a document, Ben to Mei with one; Mei's share of Cat grew; Noah came later."""
    for key, name in enumerate(("Li", "Mei", "Noah"), start=1):
        connection.exec_driver_sql(
            "insert into core.staff (staff_id, staff_code, name, org_unit_id) values (%s, %s, %s, %s)",
            (key, f"E{key}", name, north),
        )
    connection.exec_driver_sql(
        "insert into core.staff_role (staff_id, role, org_unit_id, valid_from)"
        " values (3, 'accountant', %s, '2020-01-01')",
        (north,),
    )
    may = date(2024, 5, 1)
    duties = [
        ("Ann", 1, "client_manager", date(2020, 1, 1), date(2024, 4, 30), None),
        ("Ann", 2, "client_manager", may, None, " "),
        ("Ann", 3, "risk_manager", date(2020, 1, 1), None, None),
        ("Ben", 1, "client_manager", date(2020, 1, 1), date(2024, 4, 30), None),
        ("Ben", 2, "client_manager", may, None, "HO-1"),
        ("Cat", 1, "client_manager", date(2020, 1, 1), date(2024, 4, 30), None),
        ("Cat", 2, "client_manager", date(2020, 1, 1), date(2024, 4, 30), None),
        ("Cat", 2, "client_manager", may, None, None),
    ]
    for client, staff, role, start, end, document in duties:
        connection.exec_driver_sql(
            "insert into core.assignment (client_id, staff_id, role, share_percent, valid_from, valid_to,"
            " handover_document) values (%s, %s, %s, 100, %s, %s, %s)",
            (clients[client], staff, role, start, end, document),
        )


@pytest.fixture(scope="module")
def closed(database: Database) -> Any:
    """The bank after the steps of its close, in one open transaction for all tests of the module."""
    with database.engine("etl").connect() as connection:
        write(Bank(connection))
        run_steps(connection, AS_OF, (*STEPS[: STEPS.index(snapshot.STEP) + 1], *ARCHIVE_STEPS))
        yield connection


def test_items_of_every_loan_with_a_gap(closed: Connection) -> None:
    found = rows(
        closed,
        """select loan_code, needed_count, complete_count, array(select unnest(missing) order by 1),
                  array(select unnest(unsigned) order by 1), array(select unnest(unregistered) order by 1)
           from mart.archive_gap order by loan_code""",
    )
    assert found == [
        ("A1", 3, 1, [], ["inspection"], ["classification"]),
        ("B1", 6, 1, ["classification", "inspection", "joint_review", "recovery", "warning"], [], []),
        ("B2", 8, 3, ["account_supervision", "classification", "inspection", "problem_loan", "recovery"], [], []),
        ("C1", 1, 0, ["closing_evaluation"], [], []),
    ]


def test_a_unit_adds_up_what_is_below_it(closed: Connection) -> None:
    question = """select org_unit_code, loan_count, gap_loan_count, needed_count, complete_count, document_count,
                         unsigned_count, unregistered_count, electronic_count
                  from mart.org_unit_archive join core.org_unit using (org_unit_id) order by 1"""
    assert rows(closed, question) == [
        ("H", 4, 4, 18, 5, 8, 1, 1, 4),
        ("N", 3, 3, 17, 5, 8, 1, 1, 4),
        ("S", 1, 1, 1, 0, 0, 0, 0, 0),
    ]


def test_each_item_of_the_bank(closed: Connection) -> None:
    question = """select step, needed_count, present_count, complete_count
                  from mart.org_unit_archive_step join core.org_unit using (org_unit_id)
                  where org_unit_code = 'H' order by 1"""
    assert rows(closed, question) == [
        ("account_supervision", 1, 0, 0), ("classification", 3, 1, 0), ("closing_evaluation", 1, 0, 0),
        ("inspection", 3, 1, 0), ("joint_review", 2, 1, 1), ("maintenance", 3, 3, 3), ("problem_loan", 1, 0, 0),
        ("recovery", 2, 0, 0), ("warning", 2, 1, 1),
    ]  # fmt: skip


def test_documents_to_be_mended(closed: Connection) -> None:
    question = "select document_code, is_unsigned, is_unregistered from mart.document_gap order by 1"
    assert rows(closed, question) == [("D2", True, False), ("D4", False, True)]


def test_a_hand_over_without_a_document_is_open(closed: Connection) -> None:
    question = "select client_code, giver_name, taker_name, changed_date, subject_key from mart.open_handover"
    assert rows(closed, question) == [("Ann", "Li", "Mei", date(2024, 5, 1), "-/E2/2024-05-01")]


def test_who_owns_which_duty(closed: Connection) -> None:
    """Four loans are on the book, all in the north: Ann's two have a risk manager, the north has an accountant."""
    question = """select duty, loan_count, owned_count from mart.org_unit_duty
                  join core.org_unit using (org_unit_id) where org_unit_code = 'H' order by 1"""
    assert rows(closed, question) == [
        ("audits", 4, 0), ("classifies", 4, 0), ("implements", 4, 4), ("monitors", 4, 2),
        ("supervises_accounts", 4, 4),
    ]  # fmt: skip


def test_without_an_archive_nothing_is_said_to_be_missing(closed: Connection) -> None:
    with closed.begin_nested() as savepoint:
        closed.exec_driver_sql("delete from core.document")
        closed.exec_driver_sql("drop table archive_paper, archive_loan, archive_item")
        run_steps(closed, AS_OF, ARCHIVE_STEPS)
        marts = ("archive_gap", "document_gap", "org_unit_archive", "org_unit_archive_step")
        assert [rows(closed, f"select count(*) from mart.{name}") for name in marts] == [[(0,)]] * 4
        savepoint.rollback()


def test_closing_again_gives_the_same_rows(closed: Connection) -> None:
    names = ("archive_gap", "document_gap", "open_handover", "org_unit_archive", "org_unit_duty")
    before = [rows(closed, f"select * from mart.{name} order by 1, 2, 3") for name in names]
    closed.exec_driver_sql("drop table archive_paper, archive_loan, archive_item")
    run_steps(closed, AS_OF, ARCHIVE_STEPS)
    assert [rows(closed, f"select * from mart.{name} order by 1, 2, 3") for name in names] == before
