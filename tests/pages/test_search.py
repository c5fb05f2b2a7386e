"""The search box: what it finds, where it leads, and what it leaves out for whom."""

import pytest
from streamlit.testing.v1 import AppTest

from schema.security.personas import Persona
from schema.storage.database import Database
from tests.marts import lender
from tests.pages.conftest import Opener
from tests.pages.test_client import said
from tests.security.bank import grant_scope


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The whole lender, seen by a risk manager of the east, by HR, by an accountant and by an administrator."""
    lender.build(database.engine("owner"))
    grant_scope(database, "east", "EAST", persona=Persona.RISK_MANAGER)
    grant_scope(database, "hr", None, persona=Persona.HR)
    grant_scope(database, "accountant", "EAST", persona=Persona.ACCOUNTANT)
    grant_scope(database, "administrator", None, persona=Persona.ADMINISTRATOR)
    return database


def searched(page: AppTest, typed: str) -> AppTest:
    page.text_input(key="search").set_value(typed).run()
    assert not page.exception
    return page


def hits(page: AppTest) -> list[str]:
    return [button.label for button in page.button if str(button.key).startswith("hit_")]


def test_several_hits_are_listed_by_kind(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny), "宏泰")
    assert "2 hits for “宏泰”" in said(page)
    assert hits(page) == [
        "**宏泰纺织有限公司** :gray-badge[C001] East branch",
        "**宏泰紡織貿易公司** :gray-badge[C004] East branch",
    ]


def test_loans_say_their_client_and_balance(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny), "L001")
    assert hits(page)[0] == "**L0011** 宏泰纺织有限公司 :gray-badge[CNY 1,000\\.0 thousand]"
    assert hits(page)[2] == "**L0013** 宏泰纺织有限公司 :gray-badge[not on the book]"


def test_staff_say_their_role_in_its_colour(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny), "e0")
    assert hits(page)[1] == "**林静** :gray-badge[E02] :violet-badge[Risk manager] East branch"


def test_a_hit_leads_to_its_page_and_the_box_is_empty_again(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny), "L001")
    page.button(key="hit_LoanHit_1").click().run()
    assert not page.exception
    assert page.header[0].value == "L0012"
    assert page.query_params["loan"] == "L0012"
    assert page.text_input(key="search").value == ""
    assert hits(page) == []


@pytest.mark.parametrize(("typed", "header"), [("c003", "Anna Maria Müller"), ("L0021", "L0021"), ("周明", "周明")])
def test_an_only_hit_is_opened_at_once(open_page: Opener, tiny: Database, typed: str, header: str) -> None:
    page = searched(open_page("today", tiny), typed)
    assert page.header[0].value == header
    assert page.text_input(key="search").value == ""
    assert hits(page) == []


def test_the_date_of_the_header_stays(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny, as_of="2026-08-31"), "L0012")
    assert page.query_params["as_of"] == "2026-08-31"
    assert "as of 2026-08-31" in said(page)


def test_nothing_found_is_said_without_a_mark_of_markdown(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny), "*x* [y](z)")
    assert r"**Nothing found for “\*x\* \[y\]\(z\)”.**" in said(page)
    page.button(key="search_close").click().run()
    assert "Nothing found" not in said(page)
    assert page.text_input(key="search").value == ""


def test_out_of_scope_is_not_found(open_page: Opener, tiny: Database) -> None:
    page = searched(open_page("today", tiny, signed_in="east"), "Sanjiang")
    assert "Nothing found" in said(page)


def test_only_what_may_be_opened_is_found(open_page: Opener, tiny: Database) -> None:
    people = open_page("today", tiny, signed_in="hr")
    assert people.text_input(key="search").placeholder == "Member of staff"
    assert hits(searched(people, "E0"))[0].startswith("**周明**")
    assert "Nothing found" in said(searched(people, "C0"))
    clients = open_page("today", tiny, signed_in="accountant")
    assert clients.text_input(key="search").placeholder == "Client or loan"
    assert "Nothing found" in said(searched(clients, "周明"))


def test_there_is_no_box_for_whom_it_would_find_nothing(open_page: Opener, tiny: Database) -> None:
    page = open_page("today", tiny, signed_in="administrator")
    assert "search" not in {field.key for field in page.text_input}
