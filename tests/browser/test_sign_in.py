"""Signing in at an identity provider, from the first request of a fresh server to the end of the session."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard import navigation
from dashboard.navigation import Entry
from schema.security import demo_users
from schema.storage.database import Database
from tests.browser import people
from tests.browser.conftest import Opener, drawn, settled
from tests.browser.serving import environment, serving
from tests.pages import bank

CARD = "Sign in with your bank's account"
EAST, CHIEF, AUDITOR, KEEPER = "east", "chief", "auditor", "keeper"
DATA = ("stMetric", "stDataFrame", "stPlotlyChart", "stTable")


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with people.provider() as at:
        yield at


@pytest.fixture(scope="module")
def staffed(database: Database) -> Database:
    """The hand-made bank, where people sign in."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    demo_users.settle(database, is_demo=False)
    people.add_user(database, EAST, "branch_executive", org_unit_id=bank.EAST)
    people.add_user(database, CHIEF, "head_office_executive")
    people.add_user(database, AUDITOR, "auditor")
    people.add_user(database, KEEPER, "operator")
    return database


@pytest.fixture(scope="module")
def signed_address(
    chromium: Browser, staffed: Database, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a dashboard whose people sign in, and are idle after one minute."""
    port, told = people.told_of(provider)
    environ = {**environment(staffed), **told, "TANDEM_IDLE_MINUTES": "1"}
    with serving(environ, tmp_path_factory.mktemp("signed"), port=port) as served:
        yield served


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has used."""
    context = chromium.new_context(locale="en-US")
    yield context
    context.close()


@pytest.fixture
def page(watched: Opener, visitor: BrowserContext) -> Page:
    return watched(visitor)


def shows_only(page: Page, sentence: str) -> None:
    """The card with a sentence, and nothing of the bank."""
    expect(page.get_by_text(sentence)).to_be_visible()
    settled(page)
    for part in DATA:
        expect(page.get_by_test_id(part)).to_have_count(0)


def balance(page: Page, value: str) -> None:
    expect(page.get_by_test_id("stMetric").filter(has_text="Balance")).to_have_text([re.compile(re.escape(value))])


def enter(page: Page, address: str, subject: str, path: str = "overview") -> None:
    page.goto(f"{address}/{path}")
    people.sign_in(page, subject)
    expect(page).to_have_url(re.compile(re.escape(f"{address}/")))


@pytest.mark.parametrize("entry", navigation.ENTRIES, ids=lambda entry: entry.key)
def test_a_cold_deep_link_shows_nothing_before_the_sign_in_and_the_page_after_it(
    page: Page, staffed: Database, provider: str, tmp_path: Path, entry: Entry
) -> None:
    port, told = people.told_of(provider)
    with serving({**environment(staffed), **told}, tmp_path, port=port) as address:
        page.goto(f"{address}/{entry.url_path}?as_of=2026-09-30")
        shows_only(page, CARD)
        expect(page).to_have_title("Overview · Tandem" if entry.key == "overview" else re.compile("· Tandem"))
        people.sign_in(page, KEEPER)
        expect(page.get_by_role("heading", name=entry.title, level=1)).to_be_visible()
        drawn(page)
        expect(page).to_have_url(re.compile(rf"/{entry.url_path}\?(.*&)?as_of=2026-09-30(&|$)"))
        page.goto("about:blank")


def test_back_on_the_deep_link_with_the_data_of_the_scope(page: Page, signed_address: str) -> None:
    enter(page, signed_address, EAST, "overview?as_of=2026-09-30")
    balance(page, "50.0")
    drawn(page)
    expect(page).to_have_url(re.compile(r"/overview\?(.*&)?as_of=2026-09-30(&|$)"))
    expect(page.get_by_text("West branch")).to_have_count(0)
    page.reload()
    balance(page, "50.0")


def test_another_person_in_another_browser_sees_another_scope(
    page: Page, signed_address: str, chromium: Browser, watched: Opener
) -> None:
    enter(page, signed_address, CHIEF)
    balance(page, "100.0")
    other = chromium.new_context(locale="en-US")
    beside = watched(other)
    enter(beside, signed_address, EAST)
    balance(beside, "60.0")
    page.reload()
    balance(page, "100.0")
    beside.goto("about:blank")
    other.close()


def test_a_page_that_is_not_theirs_is_refused_after_the_sign_in(page: Page, signed_address: str) -> None:
    enter(page, signed_address, EAST, "audit")
    shows_only(page, "This page is not part of your work here.")
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)


def test_signing_out_ends_the_session(page: Page, signed_address: str, staffed: Database) -> None:
    enter(page, signed_address, CHIEF)
    balance(page, "100.0")
    page.get_by_role("button", name="Chief").click()
    page.get_by_role("button", name="Sign out").click()
    leave_the_provider(page)
    expect(page.get_by_text(CARD)).to_be_visible()
    page.goto(f"{signed_address}/overview")
    shows_only(page, CARD)
    ended = "select from ops.user_session where subject = %s and ended_because = 'signed out'"
    assert people.execute(staffed, ended, CHIEF) == 1


def leave_the_provider(page: Page) -> None:
    """The provider asks once more before it lets go."""
    page.get_by_role("button", name="End session").click()


def test_a_token_that_has_ended(page: Page, signed_address: str, provider: str) -> None:
    people.claims(provider, EAST, exp=int(time.time()) - 30)
    enter(page, signed_address, EAST)
    shows_only(page, "Your sign-in has expired. Sign in again to go on where you were.")
    people.claims(provider, EAST)
    people.sign_in(page, EAST)
    balance(page, "60.0")


def test_a_token_that_ends_while_somebody_reads(page: Page, signed_address: str, provider: str) -> None:
    people.claims(provider, EAST, exp=(end := int(time.time()) + 25))
    enter(page, signed_address, EAST)
    balance(page, "60.0")
    people.claims(provider, EAST)
    page.wait_for_function(f"Date.now() > {end * 1000}", timeout=60_000)
    page.get_by_text("简", exact=True).click()
    page.get_by_text("English").click()
    shows_only(page, "Your sign-in has expired.")


def test_who_does_nothing_is_signed_out(page: Page, signed_address: str, staffed: Database) -> None:
    enter(page, signed_address, AUDITOR)
    balance(page, "100.0")
    back = "update ops.user_session set last_seen_at = last_seen_at - interval '61 seconds' where subject = %s"
    assert people.execute(staffed, back, AUDITOR) == 1
    page.reload()
    shows_only(page, "You were signed out because nothing happened for so long: 1 min.")
    people.sign_in(page, AUDITOR)
    balance(page, "100.0")


def test_whom_tandem_does_not_know(page: Page, signed_address: str) -> None:
    enter(page, signed_address, "nobody@bank.example")
    shows_only(page, "Your bank knows you, but Tandem does not yet.")
    page.get_by_role("button", name="Sign in as somebody else").click()
    leave_the_provider(page)
    expect(page.get_by_text(CARD)).to_be_visible()


def test_who_is_switched_off_while_signed_in_is_refused_at_the_next_run(
    page: Page, signed_address: str, staffed: Database
) -> None:
    people.add_user(staffed, "leaver", "head_office_executive")
    enter(page, signed_address, "leaver")
    balance(page, "100.0")
    assert people.execute(staffed, "update ops.app_user set is_active = false where subject = 'leaver'") == 1
    page.get_by_text("简", exact=True).click()
    page.get_by_text("English").click()
    shows_only(page, "Your access to Tandem is switched off.")
