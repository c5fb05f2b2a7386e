"""The staff page over a lender one can add up by hand, for oneself, for leaders and for peers."""

import json
from datetime import date

import pytest
from sqlalchemy import text as sql

from schema.security.personas import Persona
from schema.storage.database import Database
from tests.marts import lender
from tests.pages.conftest import Opener
from tests.pages.test_client import SHELL, choose, metrics, said, table
from tests.security.bank import ask, grant_scope, session

STATEMENT_BUDGET = 6
CLOSED = "Book and sales are not shown to you."


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole lender; `east` is a risk manager of its eastern branch, `hr` keeps the staff of the whole bank.

    `lin` is 林静: she keeps a book in the east and may open the staff page in the west.
    """
    lender.build(database.engine("owner"))
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    grant_scope(database, "hr", None, persona=Persona.HR)
    grant_scope(database, "lin", "EAST", persona=Persona.CLIENT_MANAGER)
    grant_scope(database, "lin", "WEST", persona=Persona.HR)
    with session(database, None, "owner") as connection:
        ask(connection, "update ops.app_user set staff_id = %s where subject = 'lin'", lender.LIN)
        connection.commit()
    return database


def test_who_it_is(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, staff="E01")
    assert page.header[0].value == "周明"
    assert ":gray-badge[E01] :blue-badge[Client manager] East branch · Corporate banking · hired on 2015-01-01" in said(
        page
    )


def test_posts_then_and_now(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, staff="E01")
    now, then = table(page, "role", "unit", "valid_from", "valid_to")
    assert now[:3] == ("Client manager", "East branch", "2017-01-01")
    assert then == ("Counter", "East branch", "2015-01-01", "2016-12-31")
    spec = next(json.loads(chart.proto.spec) for chart in page.get("plotly_chart"))
    days = (date(2026, 10, 31) - date(2017, 1, 1)).days + 1
    assert spec["data"][0]["x"] == [days * 86_400_000, 731 * 86_400_000]


def test_the_book_by_share(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, staff="E01")
    assert [metric.value for metric in page.metric][:5] == ["2", "900.0", "6.0", "0.0", "0.00 %"]
    assert "Amounts in CNY thousand, by share, from the clients you may see, as of 2026-10-31." in said(page)
    assert table(page, "name", "risk_class", "balance", "currency") == [
        ("宏泰纺织有限公司", "Special mention", 600_000.0, "CNY"),
        ("Anna Maria Müller", "Normal", 300_000.0, "CNY"),
        ("Anna Maria Müller", "Normal", 10_000.0, "USD"),
    ]


def test_npl_of_a_book(open_page: Opener, tiny: Database) -> None:
    assert metrics(open_page("staff", tiny, staff="E04"))["NPL ratio"] == "20.00 %"


def test_sales_of_the_year(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, staff="E01")
    assert table(page, "product", "sold", "returned", "count") == [("Deposits", 60_000.0, 10_000.0, 2)]
    assert "Sales of the year" not in said(open_page("staff", tiny, staff="E04"))


def test_a_client_leads_to_its_file(open_page: Opener, tiny: Database) -> None:
    page = choose(open_page("staff", tiny, staff="E01"), "book_clients", 1)
    assert page.header[0].value == "Anna Maria Müller"
    assert page.query_params["client"] == "C003"


def test_who_may_not_open_files_gets_no_way_to_them(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, signed_in="hr", staff="E01")
    assert page.header[0].value == "周明"
    assert "No client that you may see is in this person's charge." in said(page)
    assert "select a row" not in said(page)


def test_peers_see_the_person_and_not_the_figures(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, signed_in="lin", staff="E02")
    assert CLOSED not in said(page)
    with tiny.engine("owner").begin() as connection:
        connection.execute(sql("update core.staff set org_unit_id = 2 where staff_code = 'E04'"))
        assigned = "update ops.app_user set staff_id = 4 where subject = 'lin'"
        connection.execute(sql(assigned))
    peer = open_page("staff", tiny, signed_in="lin", staff="E01")
    with tiny.engine("owner").begin() as connection:
        connection.execute(sql("update core.staff set org_unit_id = 3 where staff_code = 'E04'"))
        connection.execute(sql("update ops.app_user set staff_id = 2 where subject = 'lin'"))
    assert peer.header[0].value == "周明"
    assert CLOSED in said(peer)
    assert not peer.metric


def test_somebody_who_left(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, staff="E03")
    assert "left on 2025-12-31" in said(page)
    assert not page.metric


@pytest.mark.parametrize("code", ["E04", "E99", "e01", "E01'--", "\x00\x07"])
def test_unknown_and_out_of_scope_answer_alike(open_page: Opener, tiny: Database, code: str) -> None:
    page = open_page("staff", tiny, signed_in="east", staff=code)
    shown = "".join(each for each in code if each.isprintable())
    if shown:
        assert f"There is no member of staff `{shown}` whom you may see." in said(page)
    assert table(page, "name", "role") == [("周明", "Client manager"), ("林静", "Risk manager")]


def test_without_a_person_it_lists_those_of_the_unit(open_page: Opener, tiny: Database) -> None:
    page = open_page("staff", tiny, org_unit="WEST")
    assert "Search above for a name or a staff code." in said(page)
    assert table(page, "name", "role", "unit_name") == [("Wang Fang", "Client manager", "West branch")]
    choose(page, "staff_of_unit", 0)
    assert page.header[0].value == "Wang Fang"


def test_asks_the_database_a_bounded_number_of_times(open_page: Opener, tiny: Database, statements: list[str]) -> None:
    page = open_page("staff", tiny, signed_in="east")
    statements.clear()
    page.query_params["staff"] = "E01"
    page.run()
    assert page.header[0].value == "周明"
    assert len([each for each in statements if not each.startswith(SHELL)]) <= STATEMENT_BUDGET
    statements.clear()
    page.run()
    assert [each for each in statements if not each.startswith(SHELL)] == []
