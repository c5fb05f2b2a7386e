"""Every page as every persona: shown or forbidden as the table of rights says, and rows of the persona's units only."""

from datetime import date

import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from dashboard import navigation
from dashboard.navigation import Entry
from schema.security.personas import RIGHTS, TERMS, Persona, Terms
from schema.storage.database import Database
from schema.tables.operations import app_user, user_scope
from schema.tables.organisation import staff
from tests.pages import bank
from tests.pages.conftest import ENTRY, Opener, sign_in

FORBIDDEN = "This page is not part of your work here."
PAGES = pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.key)
PERSONAS = pytest.mark.parametrize("persona", list(Persona))
CLIENT_OF = {bank.EAST: "Hongtai Textile", bank.WEST: "Sanjiang Seafood"}


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The hand-made bank with one user a persona, in the east branch where the persona is one of a unit."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    with database.engine("owner").begin() as connection:
        person = {"staff_id": 71, "staff_code": "E71", "name": "Zhou", "org_unit_id": bank.EAST}
        connection.execute(insert(staff), [person])
        for persona in Persona:
            user = {"subject": f"{persona}@east", "display_name": persona.title(), "staff_id": 71}
            connection.execute(insert(app_user), [user])
            connection.execute(insert(user_scope), [_scope(persona)])
    return database


def _scope(persona: Persona) -> dict[str, object]:
    terms = TERMS.get(persona, Terms())
    return {
        "subject": f"{persona}@east",
        "persona": persona,
        "org_unit_id": None if terms.is_whole_bank else bank.EAST,
        "is_whole_bank": terms.is_whole_bank,
        "is_own_book_only": terms.is_own_book,
        "valid_from": date(2020, 1, 1),
    }


def said(page: AppTest) -> str:
    return " ".join(one.value for one in [*page.markdown, *page.title, *page.error])


@PAGES
@PERSONAS
def test_shown_or_forbidden(open_page: Opener, tiny: Database, persona: Persona, entry: Entry) -> None:
    page = open_page(entry.key, tiny, signed_in=f"{persona}@east")
    assert not [one.value for one in page.caption if one.value.startswith("Reference ")]
    assert (FORBIDDEN in said(page)) == (entry.right not in RIGHTS[persona])
    if FORBIDDEN in said(page):
        assert not page.metric
        assert not page.dataframe
        assert not page.get("plotly_chart")


@PAGES
def test_before_the_sign_in_no_page_shows_anything(open_page: Opener, tiny: Database, entry: Entry) -> None:
    page = open_page(entry.key, tiny, signed_in="operator@east")
    page.user = {"is_logged_in": False}
    page.run()
    assert "Sign in with your bank's account" in said(page)
    assert not page.metric
    assert not page.dataframe


def test_every_view_is_written_down_with_its_outcome(open_page: Opener, tiny: Database) -> None:
    open_page("data_health", tiny, signed_in="hr@east")
    with tiny.engine("owner").connect() as connection:
        rows = connection.exec_driver_sql(
            "select outcome from ops.access_log where subject = 'hr@east' and page = 'data_health'"
        ).scalars()
        assert set(rows) == {"forbidden"}


def clients_shown(page: AppTest) -> set[str]:
    tables = [table.value for table in page.dataframe]
    return {str(name) for table in tables if "client_name" in table for name in table["client_name"]}


@pytest.mark.parametrize(
    ("persona", "clients"),
    [
        (Persona.OPERATOR, {CLIENT_OF[bank.EAST]}),
        (Persona.RISK_MANAGER, {CLIENT_OF[bank.EAST]}),
        (Persona.MARKET_MANAGER, {CLIENT_OF[bank.EAST]}),
        (Persona.AUDITOR, {CLIENT_OF[bank.EAST]}),
        (Persona.BRANCH_EXECUTIVE, set()),
        (Persona.HEAD_OFFICE_EXECUTIVE, set()),
    ],
)
def test_clients_on_the_overview(open_page: Opener, tiny: Database, persona: Persona, clients: set[str]) -> None:
    assert clients_shown(open_page("overview", tiny, signed_in=f"{persona}@east")) == clients


def test_who_may_not_see_single_loans_is_not_told_that_all_are_paid(open_page: Opener, tiny: Database) -> None:
    told = said(open_page("overview", tiny, signed_in=f"{Persona.HEAD_OFFICE_EXECUTIVE}@east"))
    assert "2 overdue loans in all. Single loans are shown to those who answer for them." in told
    assert "Every loan is paid up to date." not in told


def test_two_users_never_share_a_row(open_page: Opener, tiny: Database) -> None:
    """One after the other in one server, over the same version of the data: the cache knows them apart."""
    first = clients_shown(open_page("overview", tiny))
    second = clients_shown(open_page("overview", tiny, signed_in="risk_manager@east"))
    third = clients_shown(open_page("overview", tiny, signed_in="head_office_executive@east"))
    assert (first, second, third) == (set(CLIENT_OF.values()), {CLIENT_OF[bank.EAST]}, set())


def test_a_scope_that_ends_takes_its_answers_along(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, signed_in="auditor@east")
    assert clients_shown(page)
    with tiny.engine("owner").begin() as connection:
        moved = f"update ops.user_scope set org_unit_id = {bank.WEST} where subject = 'auditor@east'"
        connection.exec_driver_sql(moved)
    page.run()
    with tiny.engine("owner").begin() as connection:
        back = f"update ops.user_scope set org_unit_id = {bank.EAST} where subject = 'auditor@east'"
        connection.exec_driver_sql(back)
    assert clients_shown(page) <= {CLIENT_OF[bank.WEST]}


@pytest.mark.parametrize("warm", [False, True])
def test_an_address_never_renders_a_forbidden_page(tiny: Database, monkeypatch: pytest.MonkeyPatch, warm: bool) -> None:
    monkeypatch.setenv("TANDEM_APP_URL", tiny.url("app"))
    monkeypatch.setenv("TANDEM_SESSION_KEY", tiny.session_key().hex())
    page = AppTest.from_file(str(ENTRY), default_timeout=30)
    sign_in(page, "head_office_executive@east")
    if warm:
        page.run()
    page.switch_page("../pages/data_health.py").run()
    assert not page.exception
    assert "Last load" not in {metric.label for metric in page.metric}
