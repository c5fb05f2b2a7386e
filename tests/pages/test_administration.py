"""Administration: users and scopes, a proposal between two people, the calendar, the tree; and who may not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Table, insert, select
from streamlit.testing.v1 import AppTest

from dashboard.parts import admin_parameters, admin_users, refusal_texts
from dashboard.parts.dialog import TIMES_KEY
from schema.marts import parameters
from schema.security.personas import Persona
from schema.security.refusals import REFUSALS, SECOND_PERSON
from schema.storage.database import Database
from schema.tables.access import admin_log, parameter_proposal
from schema.tables.operations import app_user, closed_date, parameter, user_scope
from schema.tables.organisation import business_calendar
from tests.pages import bank
from tests.pages.conftest import Opener
from tests.pages.test_overview import table, text

ANNA, BEN, LIN = "anna", "ben", "lin"
PEOPLE = {
    ANNA: ("Anna Admin", Persona.ADMINISTRATOR),
    BEN: ("Ben Admin", Persona.ADMINISTRATOR),
    LIN: ("Lin Auditor", Persona.AUDITOR),
}
COVERAGE = ("coverage_standard", "")
PARTS = ("users", "parameters", "calendar", "units")
ACTS = {"Add a user", "Edit", "Grant a scope", "End a scope", "Lock out", "Propose a change", "Accept", "Refuse",
        "Change a day"}  # fmt: skip


@pytest.fixture
def house(fresh_database: Database) -> Database:
    """The hand-made bank with two closes, two administrators and an auditor."""
    bank.build(fresh_database.engine("owner"), bank.add_units, bank.add_closes)
    with fresh_database.engine("owner").begin() as connection:
        connection.execute(
            insert(app_user), [{"subject": key, "display_name": name} for key, (name, _persona) in PEOPLE.items()]
        )
        connection.execute(
            insert(user_scope),
            [
                {"subject": key, "persona": persona, "is_whole_bank": True, "valid_from": bank.BEFORE}
                for key, (_name, persona) in PEOPLE.items()
            ],
        )
    return fresh_database


def stored(database: Database, what: Table, *columns: str, **equal: Any) -> list[tuple[Any, ...]]:
    """The rows of a table as they are in the database."""
    statement = select(*(what.c[name] for name in columns)).order_by(next(iter(what.primary_key)))
    for name, value in equal.items():
        statement = statement.where(what.c[name] == value)
    with database.engine("owner").connect() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def press(page: AppTest, label: str) -> AppTest:
    """Click the only button of that label."""
    (button,) = [each for each in page.button if each.label == label]
    button.click().run()
    assert not page.exception
    return page


def pick_user(page: AppTest, name: str) -> AppTest:
    """Choose a user by name."""
    shown = next(each.value for each in page.dataframe if "personas" in each.value.columns)
    return pick(page, admin_users.table_key(list(shown["subject"])), "name", name)


def pick(page: AppTest, key: str, column: str, value: str) -> AppTest:
    """Choose the row of a table in which that column has that value."""
    shown = next(each.value for each in page.dataframe if column in each.value.columns)
    place = list(shown[column]).index(value)
    page.session_state[key] = {"selection": {"rows": [place], "columns": [], "cells": []}}
    page.run()
    assert not page.exception
    return page


def field(page: AppTest, name: str) -> str:
    """The key of a field of the dialog that is open."""
    return f"{name} {page.session_state[TIMES_KEY]}"


def confirm(page: AppTest) -> AppTest:
    page.button(key="dialog_confirm").click().run()
    assert not page.exception
    return page


def of_coverage(open_page: Opener, house: Database, subject: str) -> AppTest:
    page = open_page("administration", house, subject=subject, part="parameters")
    return pick(page, admin_parameters.KEY, "name", "Coverage standard")


def proposed(open_page: Opener, house: Database, value: str = "1.4") -> AppTest:
    """Anna proposes another coverage standard from the second close on."""
    page = press(of_coverage(open_page, house, ANNA), "Propose a change")
    page.text_input(key=field(page, "parameter_value")).set_value(value)
    page.date_input(key=field(page, "parameter_from")).set_value(bank.NOW)
    page.text_input(key=field(page, "parameter_source")).set_value("Board decision 7")
    page.text_area(key=field(page, "reason")).set_value("The regulator allows it").run()
    assert not page.exception
    return page


def test_users_with_personas_units_and_state(open_page: Opener, house: Database) -> None:
    page = open_page("administration", house, subject=ANNA)
    row = table(page, "name", "Lin Auditor")
    assert (row["personas"], row["units"], row["active"]) == ("Auditor", "the whole bank", "Active")
    assert row["validity"] == "since 2026-09-30"
    assert table(page, "name", "Operator")["validity"] == "always"


def test_a_user_is_added_scoped_ended_and_locked_out(open_page: Opener, house: Database) -> None:
    page = press(open_page("administration", house, subject=ANNA), "Add a user")
    page.text_input(key=field(page, "user_subject")).set_value("zhou@bank")
    page.text_input(key=field(page, "user_name")).set_value("Zhou Wei")
    page.text_area(key=field(page, "reason")).set_value("New risk manager").run()
    assert "Zhou Wei can sign in, and sees nothing until a scope is granted." in text(page)
    confirm(page)
    assert page.success[0].value == "Zhou Wei was added. Grant a scope next."
    assert stored(house, app_user, "display_name", "is_active", subject="zhou@bank") == [("Zhou Wei", True)]

    press(pick_user(page, "Zhou Wei"), "Grant a scope")
    page.selectbox(key=field(page, "scope_persona")).set_value("risk_manager").run()
    page.selectbox(key=field(page, "scope_unit")).set_value(bank.EAST)
    page.text_area(key=field(page, "reason")).set_value("East needs one").run()
    assert "will work as **Risk manager** in **East branch** and everything below it" in text(page)
    confirm(page)
    assert table(page, "name", "Zhou Wei")["units"] == "East branch"

    press(page, "End a scope")
    today = page.date_input(key=field(page, "scope_last")).value
    assert isinstance(today, date)
    yesterday = today - timedelta(days=1)
    page.date_input(key=field(page, "scope_last")).set_value(yesterday)
    page.text_area(key=field(page, "reason")).set_value("Moved").run()
    confirm(page)
    scopes = stored(house, user_scope, "persona", "org_unit_id", "valid_to", subject="zhou@bank")
    assert scopes == [("risk_manager", bank.EAST, yesterday)]
    assert table(page, "persona", "Risk manager")["state"] == "Ended"

    press(page, "Lock out")
    page.text_area(key=field(page, "reason")).set_value("Left").run()
    confirm(page)
    assert table(page, "name", "Zhou Wei")["active"] == "Locked out"
    acts = stored(house, admin_log, "actor", "act", "target", "reason")
    assert acts == [
        (ANNA, "save_user", "zhou@bank", "New risk manager"),
        (ANNA, "grant_scope", "zhou@bank", "East needs one"),
        (ANNA, "end_scope", "zhou@bank", "Moved"),
        (ANNA, "save_user", "zhou@bank", "Left"),
    ]


def test_a_refused_act_keeps_what_was_typed(open_page: Opener, house: Database) -> None:
    page = press(open_page("administration", house, subject=ANNA), "Add a user")
    page.text_input(key=field(page, "user_subject")).set_value("zhou@bank")
    page.text_input(key=field(page, "user_name")).set_value("Zhou Wei").run()
    confirm(page)
    assert page.error[0].value == "**A name, a source or a reason is missing.** Write it; it is kept with the change."
    assert page.text_input(key=field(page, "user_name")).value == "Zhou Wei"
    page.text_area(key=field(page, "reason")).set_value("New").run()
    confirm(page)
    assert stored(house, app_user, "display_name", subject="zhou@bank") == [("Zhou Wei",)]


def test_a_chosen_user_never_becomes_somebody_else(open_page: Opener, house: Database) -> None:
    page = pick_user(open_page("administration", house, subject=ANNA), "Ben Admin")
    assert "Ben Admin" in {each.value for each in page.subheader}
    press(page, "Add a user")
    page.text_input(key=field(page, "user_subject")).set_value("aaron")
    page.text_input(key=field(page, "user_name")).set_value("Aaron First")
    page.text_area(key=field(page, "reason")).set_value("New").run()
    confirm(page)
    assert {"Anna Admin", "Ben Admin"}.isdisjoint({each.value for each in page.subheader})


def test_every_refusal_of_the_database_is_in_the_catalogue() -> None:
    assert {sentence for pair in REFUSALS.values() for sentence in pair} == set(refusal_texts.REFUSALS)


def test_a_dialog_begins_empty_whatever_was_typed_before(open_page: Opener, house: Database) -> None:
    page = press(open_page("administration", house, subject=ANNA), "Add a user")
    page.text_input(key=field(page, "user_name")).set_value("Zhou Wei").run()
    press(page, "Add a user")
    assert page.text_input(key=field(page, "user_name")).value == ""
    press(pick_user(page, "Ben Admin"), "Edit")
    assert page.text_input(key=field(page, "user_name")).value == "Ben Admin"


def test_nobody_changes_their_own_rights(open_page: Opener, house: Database) -> None:
    page = pick_user(open_page("administration", house, subject=ANNA), "Anna Admin")
    assert "Nobody may change their own rights." in text(page)
    own = {"Edit", "Grant a scope", "End a scope", "Lock out"}
    assert {button.label: button.disabled for button in page.button if button.label in own} == dict.fromkeys(own, True)


def test_the_preview_says_what_ends_and_what_must_be_closed_again(open_page: Opener, house: Database) -> None:
    page = proposed(open_page, house)
    preview = next(each.value for each in page.dataframe if "row" in each.value.columns)
    assert [tuple(row) for row in preview.itertuples(index=False)] == [
        ("Holds now", "1.5", "always", "2026-10-30"),
        ("New", "1.4", "2026-10-31", "without end"),
    ]
    assert "1 closed date would have to be closed again: 2026-10-31." in text(page)
    assert "a second person has to accept it" in text(page)


def test_what_is_no_number_is_not_proposed(open_page: Opener, house: Database) -> None:
    page = proposed(open_page, house, "150 %")
    assert page.error[0].value.startswith("The new value is no number.")
    assert page.text_input(key=field(page, "parameter_source")).value == "Board decision 7"
    assert "Propose" not in {button.label for button in page.button}


def test_the_life_of_a_proposal(open_page: Opener, house: Database) -> None:
    mine = confirm(proposed(open_page, house))
    assert stored(house, parameter, "number", name=COVERAGE[0]) == [(Decimal("1.5"),)]
    assert "somebody else accepts it" in text(mine)
    (accept,) = [button for button in mine.button if button.label == "Accept"]
    assert accept.disabled

    page = press(open_page("administration", house, subject=BEN, part="parameters"), "Accept")
    assert "From 2026-10-31 on Coverage standard will be 1\\.4." in text(page)
    page.text_area(key=field(page, "reason")).set_value("Seen").run()
    confirm(page)
    rows = stored(house, parameter, "number", "valid_to", "author", name=COVERAGE[0])
    assert rows == [(Decimal("1.5"), date(2026, 10, 30), "shipped"), (Decimal("1.4"), None, ANNA)]
    assert stored(house, closed_date, "as_of", is_stale=True) == [(bank.NOW,)]
    row = table(page, "name", "Coverage standard")
    assert (row["value"], row["since"]) == ("1.4", "2026-10-31")
    decided = next(each.value for each in page.dataframe if "decided_by" in each.value.columns)
    assert list(decided[["author", "decision", "decided_by"]].iloc[0]) == ["Anna Admin", "Agreed", "Ben Admin"]
    assert "Nothing waits." in text(page)


def test_the_author_cannot_accept_around_the_page(house: Database, open_page: Opener) -> None:
    confirm(proposed(open_page, house))
    ((key,),) = stored(house, parameter_proposal, "parameter_proposal_id")
    with house.engine("app", ANNA).begin() as connection, pytest.raises(Exception, match=REFUSALS[SECOND_PERSON][0]):
        parameters.decide(connection, proposal_id=key, accept=True, note="")


def test_a_proposal_is_refused_with_a_note(open_page: Opener, house: Database) -> None:
    confirm(proposed(open_page, house))
    page = press(open_page("administration", house, subject=BEN, part="parameters"), "Refuse")
    confirm(page)
    assert "is missing" in page.error[0].value
    page.text_area(key=field(page, "reason")).set_value("Too low").run()
    confirm(page)
    assert stored(house, parameter_proposal, "decision", "decided_by", "note") == [("refused", BEN, "Too low")]
    assert stored(house, parameter, "number", name=COVERAGE[0]) == [(Decimal("1.5"),)]


def test_a_day_of_the_calendar(open_page: Opener, house: Database) -> None:
    page = open_page("administration", house, subject=ANNA, part="calendar", year="2026")
    assert table(page, "month", "2026-10")["working"] == 22
    press(page, "Change a day")
    page.date_input(key=field(page, "calendar_day")).set_value(date(2026, 10, 1))
    page.text_input(key=field(page, "calendar_note")).set_value("National Day")
    page.text_area(key=field(page, "reason")).set_value("State Council notice").run()
    assert "2026-10-01, a Thursday, will be a day off." in text(page)
    confirm(page)
    assert stored(house, business_calendar, "day", "is_working_day", "note") == [
        (date(2026, 10, 1), False, "National Day")
    ]
    october = table(page, "month", "2026-10")
    assert (october["working"], october["differing"]) == (21, 1)
    row = table(page, "day", "2026-10-01")
    assert (row["weekday"], row["kind"], row["note"]) == ("Thursday", "Day off", "National Day")


def test_the_tree(open_page: Opener, house: Database) -> None:
    page = open_page("administration", house, subject=ANNA, part="units")
    shown = next(each.value for each in page.dataframe if "staff_below" in each.value.columns)
    assert [name.strip() for name in shown["unit"]] == ["Tiny Bank", "East branch", "West branch"]
    assert list(shown["kind"]) == ["Head office", "Branch", "Branch"]
    assert list(shown["parent"])[1:] == ["Tiny Bank", "Tiny Bank"]


@pytest.mark.parametrize("part", PARTS)
def test_an_auditor_reads_and_changes_nothing(open_page: Opener, house: Database, part: str) -> None:
    page = open_page("administration", house, subject=LIN, part=part)
    if part == "users":
        pick_user(page, "Anna Admin")
    if part == "parameters":
        pick(page, admin_parameters.KEY, "name", "Coverage standard")
    assert page.dataframe
    assert not ACTS & {button.label for button in page.button}


def test_a_dialog_forged_into_the_session_does_not_open_for_an_auditor(open_page: Opener, house: Database) -> None:
    page = open_page("administration", house, subject=LIN)
    page.session_state["_dialog"] = ("add a user", None)
    page.run()
    assert not page.exception
    assert "dialog_confirm" not in {button.key for button in page.button}


def test_the_part_is_kept_in_the_address(open_page: Opener, house: Database) -> None:
    page = open_page("administration", house, subject=ANNA)
    page.segmented_control(key="part").set_value("calendar").run()
    assert page.query_params["part"] in ("calendar", ["calendar"])
