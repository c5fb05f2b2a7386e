"""The audit page: the auditor reads three logs; whoever opens it without the right stands in the first of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from dashboard.parts import audit_acts
from schema.storage.database import Database
from schema.tables.access import access_log, admin_log, export_log
from schema.tables.operations import app_user, user_scope
from tests.pages import bank
from tests.pages.conftest import Opener
from tests.pages.test_overview import metrics, text

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=20)
LONGEST_AGO = NOW - timedelta(days=90)
PEOPLE = {"lin": ("Lin Auditor", "auditor"), "zhou": ("Zhou Manager", "client_manager")}


def _view(at: datetime, subject: str, page: str, outcome: str = "shown", **detail: str) -> dict[str, Any]:
    return {"at": at, "subject": subject, "page": page, "outcome": outcome, "as_of": bank.NOW,
            "org_unit_id": bank.EAST, "detail": detail}  # fmt: skip


@pytest.fixture
def logged(fresh_database: Database) -> Database:
    """Zhou opened 60 pages 20 days ago and tried the audit page 90 days ago; one export, one admin act today."""
    views = [_view(LONG_AGO, "zhou", "client", client="C1") for _ in range(60)]
    views.append(_view(LONGEST_AGO, "zhou", "audit", "forbidden"))
    bank.build(fresh_database.engine("owner"), bank.add_units)
    with fresh_database.engine("owner").begin() as connection:
        people = [{"subject": key, "display_name": name} for key, (name, _persona) in PEOPLE.items()]
        connection.execute(insert(app_user), people)
        scopes = [
            {"subject": key, "persona": persona, "is_whole_bank": True, "valid_from": bank.BEFORE}
            for key, (_name, persona) in PEOPLE.items()
        ]
        connection.execute(insert(user_scope), scopes)
        connection.execute(insert(access_log), views)
        export = {"page": "overview", "title": "Overdue loans", "format": "xlsx", "row_count": 12}
        connection.execute(insert(export_log), [{"at": NOW, "subject": "zhou", **export}])
        act = {"act": "save_user", "target": "zhou", "reason": "On leave"}
        states = {"before": {"is_active": True}, "after": {"is_active": False}}
        connection.execute(insert(admin_log), [{"at": NOW, "actor": "lin", **act, **states}])
    return fresh_database


COLUMNS = {"attempts": "object", "views": "object", "exports": "format", "acts": "change"}


def shown(page: AppTest, log: str) -> list[dict[str, Any]]:
    """The rows of a log; the attempts are the first of the tables of views, the views themselves the last."""
    found = [each.value for each in page.dataframe if COLUMNS[log] in each.value.columns]
    return [dict(row) for _, row in found[0 if log == "attempts" else -1].iterrows()]


def test_headline_counts_a_week_and_thirty_days(open_page: Opener, logged: Database) -> None:
    page = open_page("audit", logged, subject="lin")
    views, month = metrics(page)["Views"]
    assert (int(views), month) == (int(views), f"{int(views) + 60} in 30 days")
    assert metrics(page)["Refused views"] == ("0", "0 in 30 days")
    assert metrics(page)["Exports"] == ("1", "1 in 30 days")
    assert metrics(page)["Admin acts"] == ("1", "1 in 30 days")


def test_attempts_stand_on_top_in_words(open_page: Opener, logged: Database) -> None:
    (attempt,) = shown(open_page("audit", logged, subject="lin"), "attempts")
    assert (attempt["person"], attempt["page"], attempt["outcome"]) == ("Zhou Manager", "Audit", "Turned away")
    assert (attempt["as_of"], attempt["org_unit_name"]) == ("2026-10-31", "East branch")


def test_moments_are_in_the_zone_of_the_settings(
    open_page: Opener, logged: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANDEM_TIME_ZONE", "Asia/Shanghai")
    (attempt,) = shown(open_page("audit", logged, subject="lin"), "attempts")
    assert attempt["at"] == (LONGEST_AGO + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


def test_exports_and_acts_are_said_in_words(open_page: Opener, logged: Database) -> None:
    page = open_page("audit", logged, subject="lin")
    (export,) = shown(page, "exports")
    assert (export["title"], export["format"], export["row_count"]) == ("Overdue loans", "Excel", 12)
    (act,) = shown(page, "acts")
    assert (act["person"], act["act"], act["reason"]) == ("Lin Auditor", "User saved", "On leave")
    assert (act["about"], act["change"]) == ("Zhou Manager", "Active: yes → no")


def test_views_of_a_person_come_fifty_at_a_time(open_page: Opener, logged: Database) -> None:
    page = open_page("audit", logged, subject="lin", person="zhou")
    assert len(shown(page, "views")) == 50
    assert shown(page, "views")[0]["object"] == "Client C1"
    page.pagination[0].set_value(2).run()
    assert not page.exception
    assert len(shown(page, "views")) == 11
    page.segmented_control(key="outcome").set_value("forbidden").run()
    assert len(shown(page, "views")) == 1


def test_filters_by_page_and_by_day(open_page: Opener, logged: Database) -> None:
    page = open_page("audit", logged, subject="lin", person="zhou", page="audit")
    assert [row["page"] for row in shown(page, "views")] == ["Audit"]
    page.selectbox(key="page").select("all")
    page.date_input(key="until").set_value((LONG_AGO - timedelta(days=2)).date()).run()
    assert [row["page"] for row in shown(page, "views")] == ["Audit"]
    page.date_input(key="until").set_value(None)
    page.date_input(key="since").set_value((LONG_AGO + timedelta(days=2)).date()).run()
    assert "Nothing was written down here" in text(page)


def test_an_empty_log_says_so(open_page: Opener, fresh_database: Database) -> None:
    said = text(open_page("audit", fresh_database))
    assert "Nobody asked for a page that is not theirs." in said
    assert said.count("Nothing was written down here") == 2


@pytest.mark.parametrize("persona", ["client_manager", "administrator"])
def test_without_the_right_the_page_is_refused_and_the_refusal_is_logged(
    open_page: Opener, logged: Database, persona: str
) -> None:
    with logged.engine("owner").begin() as connection:
        connection.execute(insert(app_user), [{"subject": "wu", "display_name": "Wu"}])
        scope = {"subject": "wu", "persona": persona, "is_whole_bank": True, "valid_from": bank.BEFORE}
        connection.execute(insert(user_scope), [scope])
    page = open_page("audit", logged, subject="wu")
    assert "This page is not part of your work here." in text(page)
    assert not page.dataframe
    with logged.engine("owner").connect() as connection:
        seen = connection.execute(
            select(access_log.c.page, access_log.c.outcome).where(
                access_log.c.subject == "wu", access_log.c.page == "audit"
            )
        )
        assert [tuple(row) for row in seen] == [("audit", "forbidden")]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, {"persona": "auditor", "org_unit_id": 2, "user_scope_id": 9}, "Works as: Auditor, Unit: East branch"),
        ({"valid_to": None, "persona": "hr"}, {"valid_to": "2026-12-31", "persona": "hr"}, "Valid to: 2026-12-31"),
        ({"number": 1.5, "status": "published"}, {"number": 1.4, "status": "proposed"},
         "Value: 1.5 → 1.4, Status: published → proposed"),
        ({"number": 1.5}, None, None),
        (None, None, None),
    ],
)  # fmt: skip
def test_what_an_act_changed(before: Any, after: Any, said: str | None) -> None:
    old, new = (json.dumps(each) if each else None for each in (before, after))
    assert audit_acts.change(old, new, {2: "East branch"}) == said


def test_what_an_act_was_about() -> None:
    assert audit_acts.about("grant_scope", "zhou", {"zhou": "Zhou Manager"}) == "Zhou Manager"
    shown = audit_acts.about("decide_parameter", "class_floor/retail_2023/loss", {})
    assert shown == "Class by days past due: retail, loss"
    assert audit_acts.about("set_working_day", "2026-10-01", {}) == "2026-10-01"
