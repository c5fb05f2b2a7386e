"""The client file over a lender one can add up by hand, and over everything that can be missing."""

import json
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from schema.security.personas import Persona
from schema.storage.database import Database
from tests.marts import lender
from tests.pages.conftest import Opener
from tests.security.bank import ask, grant_scope, session

STATEMENT_BUDGET = 15
SHELL = ("SELECT ops.principal", "SELECT ops.touch_session", "SELECT ops.record_view")
NOT_THERE = "There is no client `{code}` that you may see."


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole lender; `east` works in its eastern branch, `zhou` keeps the book of 周明 there."""
    lender.build(database.engine("owner"))
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    grant_scope(database, "zhou", "EAST", persona=Persona.CLIENT_MANAGER)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'zhou'", lender.ZHOU)
        connection.commit()
    return database


def said(page: AppTest) -> str:
    parts = [*page.header, *page.subheader, *page.markdown, *page.caption, *page.info]
    return "\n".join(part.value for part in parts)


def metrics(page: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in page.metric}


def table(page: AppTest, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of the first table that begins with the first of them; lists of one word as that word."""
    for shown in page.dataframe:
        frame = shown.value
        if frame.columns[0] == columns[0] and set(columns) <= set(frame.columns):
            rows = frame[list(columns)].itertuples(index=False)
            return [
                tuple(cell if np.isscalar(cell) or cell is None else " ".join(cell) for cell in row) for row in rows
            ]
    raise AssertionError(f"no table with {columns}")


def choose(page: AppTest, key: str, *rows: int) -> AppTest:
    page.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def test_who_it_is(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001")
    assert page.header[0].value == "宏泰纺织有限公司"
    assert (
        ":gray-badge[C001] :yellow-badge[Special mention] Corporate client · East branch · client since 2020-01-01"
        " · Textiles · internal rating A · Hongtai group, as parent company"
    ) in said(page)


def test_headline_with_the_change_since_the_close_before(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001")
    assert metrics(page) == {
        "Balance": "1,400.0",
        "Overdue": "10.0",
        "Days past due": "61",
        "Computed allowance": "34.0",
    }
    assert [metric.delta.strip("]").split("[")[-1] for metric in page.metric] == ["−3.4 %", "+100.0 %", "+31", ""]
    assert "Amounts in CNY thousand, as of 2026-10-31. Changes since the close before, 2026-09-30." in said(page)


def test_a_client_with_two_currencies_has_two_lines_and_a_column(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C003")
    assert [metric.value for metric in page.metric if metric.label == "Balance"] == ["300.0", "10,000.00"]
    assert table(page, "loan_code", "balance", "currency") == [("L0031", 300_000.0, "CNY"), ("L0032", 10_000.0, "USD")]


def test_loans_on_the_book_first(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001")
    rows = table(page, "loan_code", "risk_class", "balance", "overdue", "days_past_due")
    assert rows[:2] == [("L0011", "Special mention", 1000.0, 10.0, 61), ("L0012", "Normal", 400.0, 0.0, 0)]
    assert rows[2][:2] == ("L0013", "")
    assert "2 loans on the book as of 2026-10-31 · select a row to see one loan" in said(page)
    assert "Loan L0011" not in said(page)


def test_people_now_in_their_colours_and_people_before(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001")
    assert [part.value for part in page.markdown if part.value.endswith("manager]")] == [
        ":blue-badge[Client manager]",
        ":blue-badge[Client manager]",
        ":blue-badge[Client manager]",
        ":violet-badge[Risk manager]",
    ]
    links = [link.proto.label for link in page.get("page_link")]
    assert [label for label in links if label in {"周明", "林静", "Wang Fang"}] == [
        "Wang Fang",
        "周明",
        "Wang Fang",
        "林静",
    ]
    assert "60 % · since 2026-01-01 · hand-over HO-2025-17" in said(page)
    assert "since 2026-06-01 · for loan L0012 alone" in said(page)
    assert table(page, "name", "role", "valid_to") == [("李强", "Client manager", "2025-12-31")]


def test_a_client_manager_reads_names_without_links_and_none_of_former_colleagues(
    open_page: Opener, tiny: Database
) -> None:
    page = open_page("client", tiny, signed_in="zhou", client="C001")
    assert "**周明**" in said(page)
    assert table(page, "name", "role") == [("outside your view", "Client manager")]


def test_a_row_leads_to_its_loan_and_the_address_says_so(open_page: Opener, tiny: Database) -> None:
    page = choose(open_page("client", tiny, client="C001"), "loans_1", 1)
    assert "Loan L0012" in said(page)
    assert page.query_params["loan"] == "L0012"
    choose(page, "loans_1")
    assert "Loan L0012" not in said(page)
    assert "loan" not in page.query_params


def test_one_loan_by_its_address(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001", loan="L0011")
    assert (":yellow-badge[Special mention] CNY 10,000.00 overdue, unpaid since 2026-08-31: 61 days past due.") in said(
        page
    )
    terms = {str(row.iloc[0]) for shown in page.table for _place, row in shown.value.iterrows()}
    assert {"CNY 1,000,000\\.00", "6\\.00 %", "CNY 5,000\\.00 on 2026-11-30", "61 days past due"} <= terms


def test_the_course_of_a_loan_has_its_floors(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001", loan="L0011")
    figure = next(
        json.loads(chart.proto.spec) for chart in page.get("plotly_chart") if chart.proto.id.endswith("loan_course")
    )
    assert figure["data"][1]["y"] == [0, 30, 61]
    assert [note["text"] for note in figure["layout"]["annotations"]] == ["over 90 days: Substandard"]
    assert table(page, "as_of", "balance", "days", "risk_class")[0] == ("2026-10-31", 1000.0, 61, "Special mention")


def test_a_loan_off_the_book(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001", loan="L0013")
    assert "Not on the book on this date: nothing is outstanding and nothing overdue." in said(page)
    assert "No close has found this loan on the book." in said(page)


def test_the_chosen_loan_leads_to_its_whole_story(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001", loan="L0011")
    (link,) = (each.proto for each in page.get("page_link") if each.proto.label == "Open Loan 360")
    assert "loan=L0011" in link.query_string


@pytest.mark.parametrize("loan", ["L0031", "L0021", "nonsense", "L0011`**x**"])
def test_a_loan_that_is_not_of_this_client(open_page: Opener, tiny: Database, loan: str) -> None:
    page = open_page("client", tiny, client="C001", loan=loan)
    assert f"This client has no loan `{loan.replace('`', ' ')}` on this date." in said(page)


def test_what_happened_newest_first(open_page: Opener, tiny: Database) -> None:
    rows = table(open_page("client", tiny, client="C001"), "on", "words", "about", "lane")
    assert len(rows) == 14
    assert rows[0] == ("2026-09-30", "Class worse: Normal to Special mention", "L0011", "")
    assert rows[2][1:] == ("Wang Fang took over: Client manager, 100 %", "L0012", "Client manager")
    assert rows[3][1] == "Litigation, 货款纠纷, CNY 300,000.00"
    assert rows[4][1] == "Extension, new maturity 2028-12-31, in financial difficulty"


def test_security_accounts_and_purchases(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001")
    assert table(page, "kind", "state", "value")[0] == ("Real estate", "Expired", 2400.0)
    assert [row[:2] for row in table(page, "other", "direction")] == [
        ("宏泰紡織貿易公司", "Received"),
        ("Anna Maria Müller", "Given by the client"),
    ]
    assert table(page, "code", "purpose", "balance")[1] == ("A2", "Deposit account", 1234.56)
    assert table(page, "product", "sold", "returned") == [("Deposits", 50_000.0, 10_000.0)]


def test_accounts_are_not_there_for_whom_they_are_not(open_page: Opener, tiny: Database) -> None:
    with tiny.engine("owner").begin() as connection:
        connection.execute(
            sql("delete from ops.persona_right where persona = 'risk_manager' and right_code = 'rows.account'")
        )
    page = open_page("client", tiny, signed_in="east", client="C001")
    with tiny.engine("owner").begin() as connection:
        connection.execute(sql("insert into ops.persona_right values ('risk_manager', 'rows.account')"))
    assert page.header[0].value == "宏泰纺织有限公司"
    assert "Accounts" not in said(page)


def test_an_earlier_date_shows_nothing_of_later_days(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C001", loan="L0011", as_of="2026-08-31")
    assert metrics(page)["Overdue"] == "0.0"
    assert "Paid up to date." in said(page)
    assert "Changes since" not in said(page)


def test_a_client_with_nothing_has_designed_empty_parts(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, client="C004")
    assert not page.metric
    for sentence in (
        "This client had no loan up to 2026-10-31.",
        "Nobody is responsible for this client on this date.",
        "Nothing has happened yet.",
        "The client has pledged nothing.",
    ):
        assert sentence in said(page)
    assert "Accounts" not in said(page)
    assert "Sold to this client" not in said(page)


@pytest.mark.parametrize("code", ["C002", "C999", "c001", "C001; drop", "`x`", "\x00\x07C9", "宏" * 200])
def test_unknown_and_out_of_scope_answer_alike(open_page: Opener, tiny: Database, code: str) -> None:
    page = open_page("client", tiny, signed_in="east", client=code)
    plain = "".join(each for each in code if each.isprintable())[:80].replace("`", " ")
    assert NOT_THERE.format(code=plain) in said(page)
    assert table(page, "client_name", "days_past_due") == [("宏泰纺织有限公司", 61)]


def test_without_a_client_it_says_how_to_find_one(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny)
    assert "Search above for a name, a client code or a loan code." in said(page)
    rows = table(page, "client_name", "days_past_due", "overdue_amount")
    assert rows == [("Sanjiang Seafood", 421, 200.0), ("宏泰纺织有限公司", 61, 10.0)]
    choose(page, "overdue_clients", 0)
    assert page.header[0].value == "Sanjiang Seafood"


def test_a_client_manager_begins_with_his_own_clients(open_page: Opener, tiny: Database) -> None:
    page = open_page("client", tiny, signed_in="zhou")
    assert "Clients in your charge" in said(page)
    assert table(page, "name", "balance", "currency")[0] == ("宏泰纺织有限公司", 600_000.0, "CNY")
    choose(page, "book_clients", 1)
    assert page.header[0].value == "Anna Maria Müller"


def test_asks_the_database_a_bounded_number_of_times(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("client", tiny, signed_in="east")
    statements.clear()
    page.query_params["client"] = "C001"
    page.query_params["loan"] = "L0011"
    page.run()
    assert page.header[0].value == "宏泰纺织有限公司"
    asked = [each for each in statements if not each.startswith(SHELL)]
    assert len(asked) <= STATEMENT_BUDGET
    statements.clear()
    page.run()
    # Reports are accepted between two closes: they alone are asked for every time.
    again = [each for each in statements if not each.startswith(SHELL)]
    assert [each for each in again if "core.inspection" not in each and "workflow.case_file" not in each] == []


def test_before_the_first_close(open_page: Opener, fresh_database: Database) -> None:
    lender.build(fresh_database.engine("owner"), [lender.add_units, lender.add_people, lender.add_clients])
    page = open_page("client", fresh_database, client="C001")
    assert "Nothing has been loaded yet." in said(page)
