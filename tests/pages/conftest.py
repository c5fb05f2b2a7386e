"""The pages as a browser session would run them, against a database of the test's own."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from schema.storage.database import Database
from tests.pages import bank

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "dashboard" / "app.py"
Opener = Callable[..., AppTest]
Buttons = dict[str, Any]


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
    """Opens a page, by file name, over a database (or the address of one); `asked` are query parameters.

    As a persona of the demonstration, or as somebody who signed in.
    """

    def opened(
        name: str, at: Database | str, *, subject: str = "operator", signed_in: str | None = None, **asked: str
    ) -> AppTest:
        if isinstance(at, Database):
            bank.demonstrate(at)
        monkeypatch.setenv("TANDEM_APP_URL", at if isinstance(at, str) else at.url("app"))
        monkeypatch.setenv("TANDEM_SESSION_KEY", "00" if isinstance(at, str) else at.session_key().hex())
        test = AppTest.from_file(str(ENTRY), default_timeout=30)
        if signed_in:
            sign_in(test, signed_in)
        for key, value in {"as": subject, "lang": "en", **asked}.items():
            test.query_params[key] = value
        test.run()
        test.switch_page(str(ROOT / "pages" / f"{name}.py")).run()
        assert not test.exception
        return test

    return opened


def sign_in(test: AppTest, subject: str, *, seconds: int = 3600) -> None:
    """As if a provider had said so; the token ends in so many seconds."""
    now = int(time.time())
    test.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback"}
    test.user = {"is_logged_in": True, "sub": subject, "iat": now, "exp": now + seconds}


@pytest.fixture
def buttons(monkeypatch: pytest.MonkeyPatch) -> Buttons:
    """What each download button of the last run makes on a click, by key."""
    drawn, made = st.download_button, dict[str, Any]()

    def noted(label: str, **how: Any) -> bool:
        made[how["key"]] = how["data"]
        return drawn(label, **how)

    monkeypatch.setattr(st, "download_button", noted)
    return made


def click(made: Any) -> bytes:
    """As the server does: in a thread that knows no session."""
    with ThreadPoolExecutor(1) as pool:
        packed: bytes = pool.submit(made).result()
    return packed


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every question that any engine asks, in order."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "set_config" not in statement:  # the beginning of every transaction
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield sent
    event.remove(Engine, "before_cursor_execute", note)
