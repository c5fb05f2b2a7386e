"""Who is let in, and what the others are told; the provider's word comes as Streamlit hands it on."""

from datetime import date

import pytest
from sqlalchemy import insert, update
from streamlit.testing.v1 import AppTest

from dashboard import identity
from schema.storage.database import Database
from schema.tables.operations import app_user, user_scope
from tests.pages import bank
from tests.pages.conftest import Opener, sign_in

LI, OUT, LOST = "li@bank.example", "out@bank.example", "lost@bank.example"


@pytest.fixture(scope="module")
def tiny(database: Database) -> Database:
    """The hand-made bank with a risk manager of the east branch, somebody locked out, and somebody without a post."""
    bank.build(database.engine("owner"), *bank.WHOLE)
    with database.engine("owner").begin() as connection:
        users = [{"subject": one, "display_name": one[:3].title(), "is_active": one != OUT} for one in (LI, OUT, LOST)]
        connection.execute(insert(app_user), users)
        scope = {"persona": "risk_manager", "org_unit_id": bank.EAST, "valid_from": date(2020, 1, 1)}
        connection.execute(insert(user_scope), [{**scope, "subject": LI}, {**scope, "subject": OUT}])
        ended = {**scope, "subject": LOST, "valid_to": date(2021, 1, 1)}
        connection.execute(insert(user_scope), [ended])
    return database


def said(page: AppTest) -> str:
    return " ".join(one.value for one in [*page.markdown, *page.title])


def test_the_provider_names_somebody_we_know(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, signed_in=LI)
    assert page.metric[0].value == "60.0"
    assert page.selectbox(key="org_unit").options == ["East branch"]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        ("nobody@bank.example", "Tandem does not yet"),
        ("operator", "Tandem does not yet"),
        (OUT, "Your access to Tandem is switched off."),
        (LOST, "no post of yours is valid today"),
    ],
)
def test_others_are_told_why_not(open_page: Opener, tiny: Database, subject: str, sentence: str) -> None:
    page = open_page("overview", tiny, signed_in=subject)
    assert sentence in said(page)
    assert not page.metric
    assert page.button(key="leave").label == "Sign in as somebody else"


def test_a_token_that_has_ended_is_not_taken(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, signed_in=LI)
    sign_in(page, LI, seconds=-1)
    page.run()
    assert "Your sign-in has expired." in said(page)
    assert not page.metric


def test_somebody_locked_out_meanwhile_is_refused_on_the_next_run(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny, signed_in=LI)
    with tiny.engine("owner").begin() as connection:
        connection.execute(update(app_user).where(app_user.c.subject == LI).values(is_active=False))
    page.run()
    with tiny.engine("owner").begin() as connection:
        connection.execute(update(app_user).where(app_user.c.subject == LI).values(is_active=True))
    assert "switched off" in said(page)
    assert not page.metric


def test_nothing_done_for_too_long_ends_the_sign_in(
    open_page: Opener, tiny: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_IDLE_MINUTES", "15")
    page = open_page("overview", tiny, signed_in=LI)
    with tiny.engine("owner").begin() as connection:
        connection.exec_driver_sql("update ops.user_session set last_seen_at = last_seen_at - interval '16 minutes'")
    page.run()
    assert "nothing happened for so long: 15 min" in said(page)
    page.run()
    assert not page.metric
    assert page.button(key="sign_in").label == "Sign in"


def test_without_anybody_signed_in_every_address_shows_the_sign_in(
    tiny: Database, open_page: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("overview", tiny, signed_in=LI)
    page.user = {"is_logged_in": False}
    page.run()
    assert "Sign in with your bank's account" in said(page)
    assert not page.metric


def test_a_demonstration_offers_its_personas_and_says_so(open_page: Opener, tiny: Database) -> None:
    page = open_page("overview", tiny)
    assert any("Demonstration, without sign-in." in one.value for one in page.markdown)
    assert page.selectbox(key="_persona_choice").options == ["Risk manager · Li@ · East branch", "Operator"]


def test_production_without_a_provider_lets_nobody_in(
    open_page: Opener, tiny: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_ENV", "production")
    page = open_page("overview", tiny)
    assert "no identity provider is configured" in said(page)
    assert not page.metric


@pytest.mark.parametrize(("text", "minutes"), [("", 30), ("15", 15), ("0", 30), ("-3", 30), ("soon", 30)])
def test_idle_minutes(monkeypatch: pytest.MonkeyPatch, text: str, minutes: int) -> None:
    monkeypatch.setenv("TANDEM_IDLE_MINUTES", text)
    assert identity.idle_minutes() == minutes
