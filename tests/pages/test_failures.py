"""When the database is away or too old, every page says so in a sentence and offers to try again."""

import logging

import pytest

from schema.storage.database import Database
from tests.pages import bank
from tests.pages.conftest import Opener

NOWHERE = "postgresql://tandem_app@127.0.0.1:1/tandem?connect_timeout=2"
PAGES = ("overview", "data_health")


@pytest.mark.parametrize("name", PAGES)
def test_database_away(name: str, open_page: Opener, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="tandem.dashboard"):
        page = open_page(name, NOWHERE)
    assert page.error[0].value.startswith("**The database does not answer.**")
    reference = page.caption[-1].value.split()[1].rstrip(":")
    assert reference in caplog.text
    assert "Connection refused" in caplog.text
    assert "Connection refused" not in page.error[0].value


@pytest.mark.parametrize("name", PAGES)
def test_database_without_tables(name: str, open_page: Opener, empty_database: Database) -> None:
    with empty_database.engine("owner").begin() as connection:
        connection.exec_driver_sql("create schema ops")
    page = open_page(name, empty_database.url("owner"))
    assert "`tandem migrate`" in page.error[0].value


def test_trying_again_works_once_the_database_is_back(
    open_page: Opener, fresh_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank.build(fresh_database.engine("owner"), *bank.WHOLE)
    bank.demonstrate(fresh_database)
    page = open_page("overview", NOWHERE)
    monkeypatch.setenv("TANDEM_APP_URL", fresh_database.url("app"))
    monkeypatch.setenv("TANDEM_SESSION_KEY", fresh_database.session_key().hex())
    page.button(key="try_again").click().run()
    assert not page.exception
    assert not page.error
    assert page.metric[0].value == "100.0"
