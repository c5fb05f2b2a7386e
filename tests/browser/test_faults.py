"""The database goes away under an open page, and comes back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from schema.security import demo_users
from schema.storage.database import Database
from tests.browser.conftest import Opener, opener
from tests.browser.proxy import Door
from tests.browser.serving import LOOPBACK, environment, serving
from tests.pages import bank

AWAY = "The database does not answer."


@pytest.fixture(scope="module")
def door(database: Database) -> Iterator[Door]:
    """The way to the hand-made bank."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    demo_users.settle(database, is_demo=True)
    there = urlsplit(database.url("app"))
    door = Door(str(there.hostname), int(there.port or 5432))
    door.open()
    yield door
    door.shut()


@pytest.fixture(scope="module")
def address_behind_the_door(
    chromium: Browser, database: Database, door: Door, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    there = urlsplit(database.url("app"))
    host = there.netloc.rpartition("@")[0] + f"@{LOOPBACK}:{door.port}"
    url = there._replace(netloc=host).geturl()
    with serving(environment(database, url=url), tmp_path_factory.mktemp("door")) as served:
        yield served


def test_a_database_that_goes_away_is_said_and_looked_for(
    watched: Opener, door: Door, address_behind_the_door: str
) -> None:
    page = opener(watched, address_behind_the_door)("overview")
    balance = page.get_by_test_id("stMetric").filter(has_text="Balance")
    expect(balance).to_have_text([re.compile(r"100\.0")])
    door.shut()
    page.get_by_text("简", exact=True).click()
    expect(page.get_by_text(re.compile("数据库没有")).or_(page.get_by_text(AWAY)).first).to_be_visible()
    door.open()
    expect(page.get_by_test_id("stMetric").first).to_be_visible()
    expect(page.get_by_text(AWAY)).to_have_count(0)


def test_a_page_opened_while_the_database_is_away_draws_itself_when_it_is_back(
    watched: Opener, door: Door, address_behind_the_door: str
) -> None:
    door.shut()
    page = watched()
    page.goto(f"{address_behind_the_door}/overview?as=operator&lang=en")
    expect(page.get_by_text(AWAY)).to_be_visible()
    expect(page.get_by_text("Reference")).to_be_visible()
    door.open()
    balance = page.get_by_test_id("stMetric").filter(has_text="Balance")
    expect(balance).to_have_text([re.compile(r"100\.0")])
    expect(page.get_by_text(AWAY)).to_have_count(0)
