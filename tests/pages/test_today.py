"""Today for every persona over the bank of `tests.marts.desk`: exactly these needs, in words, and where they lead."""

from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.parts.today_needs import LEAD_KEY, Lead, leads_to
from schema.storage.database import Database
from tests.marts.desk import Desk, build
from tests.pages.conftest import Opener
from tests.pages.test_overview import metrics, text

BUDGET = 12
SHELL = ("ops.principal", "ops.demo_users", "record_view", "keep_preferences", "pg_locks", "data_version")
PICKERS = ("ops.closed_date", "visible_org_units()", "org_unit_portfolio.currency")
USERS = (
    # subject, persona, unit (None: the whole bank), staff
    ("mei", "client_manager", "East", "Mei"),
    ("risk", "risk_manager", "Bank", None),
    ("team", "market_manager", "East", None),
    ("branch", "branch_executive", "Bank", None),
    ("head", "head_office_executive", None, None),
    ("accounts", "accountant", "West", None),
    ("hr", "hr", "Bank", None),
    ("audit", "auditor", None, None),
    ("admin", "administrator", None, None),
    ("both", "market_manager", "West", None),
    ("both", "hr", "Bank", None),
)


@pytest.fixture(scope="module")
def desk(database: Database) -> Desk:
    """The bank with one user for each persona, and one who is two."""
    desk = build(database)
    with database.engine("owner").begin() as connection:
        for subject, persona, unit, staff in USERS:
            connection.exec_driver_sql(
                "insert into ops.app_user (subject, display_name, staff_id) values (%s, %s, %s) on conflict do nothing",
                (subject, subject, staff and desk.staff[staff]),
            )
            connection.exec_driver_sql(
                "insert into ops.user_scope (subject, persona, org_unit_id, is_whole_bank, valid_from)"
                " values (%s, %s, %s, %s, '2020-01-01')",
                (subject, persona, unit and desk.units[unit], unit is None),
            )
    return desk


@pytest.fixture
def today(open_page: Opener, database: Database, desk: Desk) -> Opener:
    """Today as one of the users."""

    def opened(subject: str, **asked: str) -> AppTest:
        return open_page("today", database, subject=subject, **asked)

    return opened


def lists(page: AppTest) -> list[list[dict[str, Any]]]:
    """The lists of needs, as rows."""
    return [shown.value.to_dict("records") for shown in page.dataframe if "why" in shown.value.columns]


def told(page: AppTest) -> list[tuple[Any, ...]]:
    """Of the only list: loan or whom it is about, severity, and the sentence."""
    (rows,) = lists(page)
    return [(row.get("what") or row["who"], *row["severity"], row["why"]) for row in rows]


A1 = (
    "2 instalments unpaid since 2026-10-10. Class went from Normal to Special mention. Due in 2 working days (T−2), "
    "not covered: CNY 100.00 is missing, because CNY 200.00 overdue comes first."
)
A2 = "Due in 1 working day (T−1), not covered: CNY 100.00 is missing."
B1 = "1 instalment unpaid since 2026-08-31. More than 90 days past due from 2026-11-30 on, if nothing is paid."
E1 = "Unpaid since 2026-08-01. Class went from Special mention to Substandard."


def test_a_client_manager_has_the_own_book(today: Opener) -> None:
    page = today("mei")
    assert told(page) == [("E1", "Red", E1), ("B1", "Orange", B1), ("A1", "Orange", A1), ("A2", "Orange", A2)]
    assert metrics(page) == {
        "Need you now": ("4", "1 red"),
        "Newly overdue": ("1", "4 overdue in all"),
        "Past 90 days soon": ("1", ""),
        "In a worse class": ("2", ""),
        "Not covered": ("2", ""),
        "Maturing": ("0", ""),
    }
    assert "As of 2026-10-31, against the close before, 2026-09-30." in text(page)
    assert "Working days are Monday to Friday, because no calendar was loaded." in text(page)


def test_a_row_says_who_how_much_and_when(today: Opener) -> None:
    row = lists(today("mei"))[0][2]
    assert (row["who"], row["amount"], row["on"], row["where"]) == ("Client Ann", 200.0, "2026-10-10", "East")
    assert "carrier" not in row


def test_a_risk_manager_sees_who_carries_it(today: Opener) -> None:
    page = today("risk")
    rows = lists(page)[0]
    assert [row["what"] for row in rows] == ["C1", "E1", "B1", "C2", "A1", "A2", "D1", "D2", "D3", "D4"]
    assert [row["carrier"] for row in rows] == ["Noah", "Mei", "Mei", "Noah", "Mei", "Mei", "", "", "", ""]
    assert [row["why"] for row in rows if row["what"].startswith("D")] == [
        "Matures today.",
        "Matures on 2026-11-30.",
        "Matures on 2026-12-01.",
        "Matures on 2026-12-30.",
    ]
    managers = next(shown.value for shown in page.dataframe if "overdue_loan_count" in shown.value.columns)
    assert list(managers["name"]) == ["Mei", "Noah", "No client manager"]
    assert list(managers["maturing_count"]) == [0, 0, 2]


def test_units_that_got_worse_come_first(today: Opener) -> None:
    """East: all 3,600.00 in order or watched before, now 1,000.00 of it substandard. West: none."""
    units = next(shown.value for shown in today("risk").dataframe if "npl_change" in shown.value.columns)
    assert list(units["name"]) == ["East", "West"]
    assert list(units["severity"].iloc[0]) == ["Orange"]
    assert list(units["severity"].iloc[1]) == []
    assert units["npl_change"].iloc[0] == pytest.approx(100_000 / 3_600)


def test_the_lists_say_how_they_come_about(today: Opener) -> None:
    tables = [shown.value for shown in today("risk").table]
    assert [list(shown["Figure"])[:3] for shown in tables] == [["Red", "Orange", "Yellow"]]
    assert not today("branch").table


def test_a_team_comes_before_its_loans(today: Opener) -> None:
    page = today("team")
    assert list(page.dataframe[0].value["name"]) == ["Mei"]
    assert [row["what"] for row in lists(page)[0]] == ["E1", "B1", "A1", "A2"]


@pytest.mark.parametrize("subject", ["branch", "head"])
def test_executives_see_sums_and_nobodys_loans(today: Opener, subject: str) -> None:
    page = today(subject)
    assert metrics(page)["NPL ratio"][0] == "8.58 %"  # 1,000.00 of 11,660.00
    assert lists(page) == []
    assert list(page.dataframe[0].value["name"]) == ["East", "West"]
    assert "Client" not in text(page)


def test_an_accountant_sees_what_falls_due_and_whether_it_is_covered(today: Opener) -> None:
    page = today("accounts")
    assert told(page) == [
        ("D1", "To note", "Due before the next working day (T−0), the balance of its accounts is not known."),
        ("G1", "To note", "Due in 3 working days (T−3), covered."),
        ("F1", "To note", "Due in 5 working days (T−5), covered."),
    ]
    assert metrics(page) == {
        "Due, T−1": ("1", "0 not covered, 1 not known"),
        "Due, T−3": ("1", "0 not covered"),
        "Due, T−5": ("1", "0 not covered"),
    }


def test_human_resources_get_a_number_of_unmanaged_loans_and_no_loan(today: Opener) -> None:
    page = today("hr")
    assert told(page) == [("Bank", "Orange", "5 loans have no client manager.")]
    assert metrics(page)["Loans without client manager"][0] == "5"


def test_an_auditor_sees_the_logs_and_the_findings(today: Opener, database: Database) -> None:
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("delete from ops.access_log where outcome = 'forbidden'")
        connection.exec_driver_sql(
            "insert into ops.access_log (subject, page, outcome) values ('hr', 'audit', 'forbidden')"
        )
        connection.exec_driver_sql(
            "insert into ops.export_log (subject, page, title, format, row_count) values"
            " ('risk', 'overview', 'Units', 'xlsx', 1234)"
        )
    rows = told(today("audit"))
    assert rows[0] == ("hr", "Orange", "Was refused the page “Audit” 1 time.")
    assert ("risk", "To note", "Took 1 file away from the page “Overview”, with 1,234 rows in all.") in rows
    assert ("Data", "Yellow", "Loan without client manager: 1 finding.") in rows


def test_an_administrator_sees_what_waits(today: Opener, database: Database) -> None:
    assert "All done: nothing waits for an administrator." in text(today("admin"))
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql(
            "insert into ops.app_user (subject, display_name) values ('new', 'Newcomer') on conflict do nothing"
        )
        connection.exec_driver_sql(
            "insert into ops.parameter_proposal (name, number, valid_from, source, status, author, reason) values"
            " ('obligor_limit', 0.1, '2027-01-01', 'us', 'proposed', 'operator', 'tighter')"
        )
        connection.exec_driver_sql(
            "insert into ops.load_batch (run_code, feed, source_name, file_name, checksum, status, message, rows_read,"
            " rows_rejected) values ('r', 'loan', 'files', 'broken.csv', 'c', 'refused', null, 0, 0),"
            " ('r', 'loan', 'files', 'rows.csv', 'c', 'loaded', null, 9, 9)"
        )
    st.cache_data.clear()
    page = today("admin")
    assert told(page) == [
        ("Loans", "Orange", "The file was refused."),
        ("Loans", "Yellow", "9 of 9 rows were rejected."),
        (
            "Obligor limit", "Yellow",
            "Operator proposes 0.1 from 2027-01-01 on; somebody else must decide.",
        ),
        ("Newcomer", "Yellow", "Can sign in and has no scope today, so sees nothing."),
    ]  # fmt: skip


def test_several_personas_stand_one_after_the_other(today: Opener) -> None:
    page = today("both", org_unit="West")
    assert [each.value for each in page.subheader][:1] == ["Team manager"]
    assert "Human resources" in [each.value for each in page.subheader]
    assert [row["what"] for row in lists(page)[0]] == ["C1", "C2", "D1", "D2", "D3", "D4"]


def test_a_persona_held_elsewhere_says_so(today: Opener) -> None:
    page = today("both", org_unit="East")
    assert "Nothing of this persona lies in East: choose another unit above." in [each.value for each in page.info]


def test_a_persona_reaches_only_its_own_units_below_the_one_asked_for(today: Opener) -> None:
    """HR covers the whole bank and so can ask for it; as a team manager only the west is theirs."""
    page = today("both", org_unit="Bank")
    assert {row["what"][0] for row in lists(page)[0]} == {"C", "D"}


def test_the_first_close_has_nothing_to_compare_with(today: Opener) -> None:
    page = today("risk", as_of="2026-09-30")
    assert told(page) == [("D1", "To note", "Matures on 2026-10-31.")]
    assert "There is no earlier close to compare with." in text(page)


def test_a_quiet_day_says_that_all_is_done_and_until_when_the_data_reaches(today: Opener) -> None:
    page = today("mei", as_of="2026-09-30")
    assert lists(page) == []
    assert "All done: no loan needs you." in text(page)
    assert "The data reaches until 2026-09-30." in text(page)


def test_a_chosen_row_leads_on(today: Opener) -> None:
    page = today("risk")
    page.session_state[LEAD_KEY] = Lead(page="overview")
    page.run()
    assert not page.exception
    assert [title.value for title in page.title] == ["Overview"]


@pytest.mark.parametrize(("is_allowed", "page"), [(True, "client"), (False, "client"), (True, "no_such_page")])
def test_a_row_leads_only_where_the_reader_may_go(monkeypatch: pytest.MonkeyPatch, is_allowed: bool, page: str) -> None:
    monkeypatch.setattr(access, "may", lambda right: is_allowed and right == "page.client")
    lead = Lead(page=page, query={"client": "C1", "loan": "L1"})
    assert leads_to(lead) == (lead if is_allowed and page == "client" else None)


@pytest.mark.parametrize("subject", [*{user[0]: None for user in USERS}, "operator"])
def test_budget(today: Opener, statements: list[str], subject: str) -> None:
    """Questions of the page; those of the header and of the one who signs in are the shell's."""
    page = today(subject)
    own = [said for said in statements if not any(part in said for part in (*SHELL, *PICKERS))]
    assert 0 < len(own) <= BUDGET
    statements.clear()
    page.run()
    assert [said for said in statements if "ops.principal" not in said and "record_view" not in said] == []


def test_before_the_first_close(open_page: Opener, fresh_database: Database) -> None:
    build(fresh_database, dates=())
    page = open_page("today", fresh_database)
    assert "All done: nothing waits for an administrator." in text(page)
    assert lists(page) == []
