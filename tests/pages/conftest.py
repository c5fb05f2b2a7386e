"""The pages as a browser session would run them, against a database of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from schema.storage.database import Database

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "dashboard" / "app.py"
Opener = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _no_answers_of_earlier_tests() -> None:
    st.cache_data.clear()


@pytest.fixture(scope="module")
def database(database: Database) -> Iterator[Database]:
    """The module's database; the dashboard lets go of it before it is dropped."""
    yield database
    st.cache_resource.clear()


@pytest.fixture
def fresh_database(fresh_database: Database) -> Iterator[Database]:
    """The test's database; the dashboard lets go of it before it is dropped."""
    yield fresh_database
    st.cache_resource.clear()


@pytest.fixture
def empty_database(empty_database: Database) -> Iterator[Database]:
    """The test's database without a table; the dashboard lets go of it before it is dropped."""
    yield empty_database
    st.cache_resource.clear()


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Opener:
    """Opens a page, by file name, over a database (or the address of one); `asked` are query parameters."""

    def opened(name: str, at: Database | str, *, subject: str = "operator", **asked: str) -> AppTest:
        monkeypatch.setenv("TANDEM_APP_URL", at if isinstance(at, str) else at.url("app"))
        monkeypatch.setenv("TANDEM_SUBJECT", subject)
        test = AppTest.from_file(str(ENTRY), default_timeout=30)
        for key, value in asked.items():
            test.query_params[key] = value
        test.run()
        if name != "overview":
            test.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
        assert not test.exception
        return test

    return opened


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that any engine sends, in order."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
