"""Whoever is signed in: who he is, the log of what he looked at, his session, his preferences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from schema.marts import access
from schema.marts.access import DemoUser, Principal, Scope, SessionState
from schema.security.personas import Persona
from schema.security.refusals import NotAllowed
from schema.storage.database import Database
from tests.security.bank import DAY, Books, grant_scope
from tests.security.office import as_, owned

SINCE = date(2020, 1, 1)


@pytest.fixture(scope="module")
def north(database: Database, books: Books) -> int:
    """Key of the branch NORTH, where `rita` is a risk manager; `ann` audits the bank, `gone` is locked out."""
    grant_scope(database, "rita", "NORTH", persona=Persona.RISK_MANAGER)
    grant_scope(database, "ann", None, persona=Persona.AUDITOR)
    grant_scope(database, "gone", None, persona=Persona.OPERATOR)
    owned(database, "update ops.app_user set is_active = false where subject = 'gone'")
    return books.keys["NORTH"]["org_unit_id"]


def touched(database: Database, subject: str, key: str, minutes: int | None = 15) -> SessionState:
    with as_(database, subject) as connection:
        return access.touch_session(connection, key=key, idle_minutes=minutes)


def test_principal_is_the_user_with_his_scopes_and_rights(database: Database, north: int) -> None:
    with as_(database, "rita") as connection:
        rita = access.principal(connection)
    assert rita == Principal(
        subject="rita",
        display_name="rita",
        staff_id=None,
        is_active=True,
        language=None,
        direction=None,
        scopes=(
            Scope(
                persona="risk_manager",
                org_unit_id=north,
                org_unit_name="NORTH",
                is_whole_bank=False,
                is_own_book_only=False,
                valid_from=SINCE,
                valid_to=None,
            ),
        ),
        rights=frozenset(
            {
                "page.today",
                "page.overview",
                "page.client",
                "page.loan",
                "page.post_loan",
                "page.staff",
                "rows.case",
                "rows.client",
                "rows.account",
                "rows.aggregate",
                "rows.staff",
                "act.approve",
                "act.decide",
                "act.export",
                "act.initiate",
                "act.verify",
            }
        ),
    )


def test_a_stranger_is_nobody(database: Database, north: int) -> None:
    for subject in ("stranger", None):
        with as_(database, subject) as connection:
            assert access.principal(connection) is None


def test_who_is_locked_out_is_known_and_may_nothing(database: Database, north: int) -> None:
    with as_(database, "gone") as connection:
        gone = access.principal(connection)
    assert gone
    assert (gone.display_name, gone.is_active, gone.scopes, gone.rights) == ("gone", False, (), frozenset())


def test_an_own_book_persona_says_so_in_its_scope(database: Database, north: int) -> None:
    grant_scope(database, "cora", "NORTH", persona=Persona.CLIENT_MANAGER)
    with as_(database, "cora") as connection:
        cora = access.principal(connection)
    assert cora
    assert [scope.is_own_book_only for scope in cora.scopes] == [True]


def test_views_are_written_down_for_the_auditor(database: Database, north: int) -> None:
    with as_(database, "rita") as connection:
        access.record_view(
            connection, page="overview", outcome="shown", as_of=DAY, org_unit_id=north, detail={"loan": "L1"}
        )
    with as_(database, "stranger") as connection:
        access.record_view(connection, page="audit", outcome="forbidden")
    question = "select subject, page, outcome, as_of, org_unit_id, detail from ops.access_log order by 1"
    with as_(database, "ann") as connection:
        rows = [tuple(row) for row in connection.execute(text(question))]
    assert rows == [
        ("rita", "overview", "shown", DAY, north, {"loan": "L1"}),
        ("stranger", "audit", "forbidden", None, None, {}),
    ]


def test_an_export_needs_the_right_and_leaves_a_line(database: Database, north: int) -> None:
    line: dict[str, Any] = {"page": "overview", "title": "Loans", "file_format": "xlsx", "row_count": 12}
    with as_(database, "rita") as connection:
        access.record_export(connection, **line, as_of=DAY, org_unit_id=north)
    for subject in ("gone", "stranger"):
        with as_(database, subject) as connection, pytest.raises(NotAllowed, match="You may not do this"):
            access.record_export(connection, **line)
    rows = owned(database, "select row(subject, title, format, row_count, as_of)::text from ops.export_log")
    assert rows == [f"(rita,Loans,xlsx,12,{DAY})"]


def test_nobody_leaves_no_line(database: Database, north: int) -> None:
    before = owned(database, "select count(*) from ops.access_log")
    with as_(database, None) as connection, pytest.raises(NotAllowed, match="does not know who asks"):
        access.record_view(connection, page="overview", outcome="shown")
    assert owned(database, "select count(*) from ops.access_log") == before


def test_a_session_lives_while_somebody_is_there(database: Database, north: int) -> None:
    assert [touched(database, "rita", "k1") for _ in range(2)] == [SessionState.ALIVE] * 2
    owned(database, "update ops.user_session set last_seen_at = now() - interval '14 minutes 50 seconds'")
    assert touched(database, "rita", "k1") == "alive"
    assert owned(database, "select now() - last_seen_at < interval '1 minute' from ops.user_session") == [True]


def test_a_session_is_written_at_most_twice_a_minute(database: Database, north: int) -> None:
    touched(database, "rita", "k2")
    before = owned(database, "select last_seen_at from ops.user_session")
    touched(database, "rita", "k2")
    assert owned(database, "select last_seen_at from ops.user_session") == before


def test_a_session_left_alone_is_over_and_stays_so(database: Database, north: int) -> None:
    touched(database, "rita", "k3")
    owned(database, "update ops.user_session set last_seen_at = now() - interval '15 minutes 1 second'")
    assert [touched(database, "rita", "k3") for _ in range(2)] == [SessionState.IDLE] * 2
    assert touched(database, "rita", "k3", None) == "idle"
    assert touched(database, "rita", "k4") == "alive"


def test_without_a_limit_a_session_never_tires(database: Database, north: int) -> None:
    touched(database, "rita", "k5")
    owned(database, "update ops.user_session set last_seen_at = now() - interval '9 days'")
    assert touched(database, "rita", "k5", None) == "alive"


def test_signing_out_ends_one_s_own_session_only(database: Database, north: int) -> None:
    touched(database, "rita", "k6")
    with as_(database, "ann") as connection:
        access.end_session(connection, key="k6", because="signed out")
    assert touched(database, "rita", "k6") == "alive"
    with as_(database, "rita") as connection:
        access.end_session(connection, key="k6", because="signed out")
    assert touched(database, "rita", "k6") == "ended"


def test_somebody_else_s_session_and_that_of_the_locked_out_are_over(database: Database, north: int) -> None:
    touched(database, "rita", "k7")
    assert touched(database, "ann", "k7") == "ended"
    assert touched(database, "gone", "k8") == "ended"
    assert touched(database, "stranger", "k9") == "ended"
    assert owned(database, "select count(*) from ops.user_session where subject <> 'rita'") == [0]


def test_keys_of_sessions_are_not_kept_as_they_are(database: Database, north: int) -> None:
    touched(database, "rita", "k10")
    assert owned(database, "select count(*) from ops.user_session where session_key like '%k10%'") == [0]


def test_preferences_are_one_s_own(database: Database, north: int) -> None:
    with as_(database, "rita") as connection:
        access.keep_preferences(connection, language="zh-Hant", direction="green_up")
    kept = "select concat_ws(' ', subject, language, direction) from ops.app_user where language is not null"
    assert owned(database, kept) == ["rita zh-Hant green_up"]
    with as_(database, "rita") as connection:
        access.keep_preferences(connection, language=None, direction=None)
    assert owned(database, kept) == []


def test_demo_users_are_named_where_the_database_is_a_demonstration(database: Database, north: int) -> None:
    owned(database, "update ops.app_user set is_demo = true where subject in ('rita', 'ann', 'gone')")
    with as_(database, None) as connection:
        assert access.demo_users(connection) == []
    owned(database, "insert into ops.installation (key, value) values ('demo_identity', 'on')")
    with as_(database, None) as connection:
        assert access.demo_users(connection) == [
            DemoUser(subject="ann", display_name="ann", persona="auditor", org_unit_name=None),
            DemoUser(subject="rita", display_name="rita", persona="risk_manager", org_unit_name="NORTH"),
        ]
    owned(database, "update ops.installation set value = 'off' where key = 'demo_identity'")
    with as_(database, None) as connection:
        assert access.demo_users(connection) == []
