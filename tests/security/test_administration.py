"""Users, scopes, the calendar and the tree, as administrators see and change them; every act leaves its line."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from schema.marts import administration
from schema.marts.administration import Unit
from schema.security import refusals as rules
from schema.security.personas import Persona
from schema.security.refusals import Refused
from schema.storage.database import Database
from tests.security.bank import Books, ask, clients, grant_scope, session
from tests.security.office import as_, owned, refused

Act = Callable[[Connection], Any]
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def today(database: Database, books: Books) -> date:
    """Today in the zone of the bank; `ada` and `bob` administer it, `rita` manages the risks of NORTH."""
    for subject in ("ada", "bob"):
        grant_scope(database, subject, None, persona=Persona.ADMINISTRATOR)
    grant_scope(database, "rita", "NORTH", persona=Persona.RISK_MANAGER)
    (found,) = owned(database, "select ops.today()")
    assert isinstance(found, date)
    return found


def hired(subject: str = "carl", **terms: Any) -> Act:
    row = {"display_name": "Carl", "staff_id": None, "is_active": True, "reason": "hired", **terms}
    return lambda connection: administration.save_user(connection, subject=subject, **row)


def granted(today: date, subject: str = "rita", **terms: Any) -> Act:
    row = {"persona": "auditor", "org_unit_id": None, "valid_from": today, "valid_to": None, "reason": "new post"}
    return lambda connection: administration.grant_scope(connection, subject=subject, **{**row, **terms})


def ended(scope: int, last_day: date, reason: str = "moved on") -> Act:
    return lambda connection: administration.end_scope(
        connection, user_scope_id=scope, last_day=last_day, reason=reason
    )


def done(database: Database, act: Act, by: str = "ada") -> Any:
    with as_(database, by) as connection:
        return act(connection)


def scope_of(database: Database, subject: str) -> int:
    (key,) = owned(database, "select max(user_scope_id) from ops.user_scope where subject = %s", subject)
    return int(key)


def last_act(database: Database) -> dict[str, Any]:
    (row,) = owned(database, "select to_jsonb(a) from ops.admin_log a order by admin_log_id desc limit 1")
    return dict(row)


def test_a_user_is_let_in_and_renamed_with_a_line_each(database: Database, today: date) -> None:
    done(database, hired())
    assert last_act(database) | {"admin_log_id": 0, "at": ""} == {
        "admin_log_id": 0,
        "at": "",
        "actor": "ada",
        "act": "save_user",
        "target": "carl",
        "reason": "hired",
        "before": None,
        "after": {
            "subject": "carl",
            "display_name": "Carl",
            "staff_id": None,
            "is_active": True,
            "language": None,
            "direction": None,
            "is_demo": False,
        },
    }
    done(database, hired(display_name="Carl Li", reason="married"), by="bob")
    line = last_act(database)
    assert (line["actor"], line["before"]["display_name"], line["after"]["display_name"]) == ("bob", "Carl", "Carl Li")


def test_a_user_who_is_locked_out_sees_nothing_from_then_on(database: Database, today: date) -> None:
    grant_scope(database, "dan", "NORTH")
    with session(database, "dan") as connection:
        assert clients(connection) == {"NORTH"}
        done(database, hired("dan", is_active=False, reason="left"))
        connection.rollback()
        assert clients(connection) == set()


def test_a_scope_begins_and_ends(database: Database, today: date) -> None:
    done(database, hired("eva"))
    scope = done(database, granted(today, "eva", persona="risk_manager", org_unit_id=unit(database, "SOUTH")))
    with session(database, "eva") as connection:
        assert clients(connection) == {"SOUTH"}
    assert last_act(database)["after"]["user_scope_id"] == scope
    done(database, ended(scope, today - DAY))
    assert (last_act(database)["before"]["valid_to"], last_act(database)["after"]["valid_to"]) == (
        None,
        str(today - DAY),
    )
    with session(database, "eva") as connection:
        assert clients(connection) == set()


def unit(database: Database, code: str) -> int:
    (key,) = owned(database, "select org_unit_id from core.org_unit where org_unit_code = %s", code)
    return int(key)


def test_a_client_manager_s_scope_is_his_book_s(database: Database, books: Books, today: date) -> None:
    done(database, hired("fay"))
    manager = granted(today, "fay", persona="client_manager", org_unit_id=unit(database, "NORTH"))
    with refused(rules.NO_STAFF):
        done(database, manager)
    done(database, hired("fay", staff_id=books.keys["NORTH"]["staff_id"], reason="named"))
    done(database, manager)
    assert owned(database, "select is_own_book_only from ops.user_scope where subject = 'fay'") == [True]


@pytest.mark.parametrize("by", ["rita", "stranger"])
def test_only_who_may_manage_users_does(database: Database, today: date, by: str) -> None:
    acts = (hired(), granted(today), ended(scope_of(database, "rita"), today))
    lines = owned(database, "select count(*) from ops.admin_log")
    for act in acts:
        with refused(rules.FORBIDDEN):
            done(database, act, by=by)
    assert owned(database, "select count(*) from ops.admin_log") == lines


def test_an_administrator_of_a_branch_administers_nothing(database: Database, today: date) -> None:
    grant_scope(database, "local", "NORTH", persona=Persona.ADMINISTRATOR)
    with refused(rules.FORBIDDEN):
        done(database, hired(), by="local")
    with as_(database, "local") as connection:
        assert administration.users(connection).is_empty()
        assert administration.staff_directory(connection).is_empty()
        assert administration.org_tree(connection) == []


def test_nobody_changes_his_own_rights(database: Database, today: date) -> None:
    for act in (hired("ada"), granted(today, "ada"), ended(scope_of(database, "ada"), today)):
        with refused(rules.ONESELF):
            done(database, act)


@pytest.mark.parametrize("reason", ["", "  ", None])
def test_every_act_has_a_reason(database: Database, today: date, reason: str | None) -> None:
    acts = (
        hired(reason=reason),
        granted(today, reason=reason),
        lambda connection: administration.end_scope(
            connection, user_scope_id=scope_of(database, "rita"), last_day=today, reason=reason or ""
        ),
        lambda connection: administration.set_working_day(
            connection, day=today, is_working_day=True, note="", reason=reason or ""
        ),
        hired(" "),
        hired(display_name=""),
        hired(is_active=None),
    )
    for act in acts:
        with refused(rules.MISSING):
            done(database, act)


def test_what_is_not_there_cannot_be_named(database: Database, today: date) -> None:
    acts = (
        hired(staff_id=999_999),
        granted(today, "nobody"),
        granted(today, persona="king"),
        granted(today, persona="risk_manager", org_unit_id=999_999),
        ended(999_999, today),
    )
    for act in acts:
        with refused(rules.NOT_THERE):
            done(database, act)


def test_a_scope_names_a_unit_or_the_whole_bank(database: Database, today: date) -> None:
    question = "select ops.grant_scope('rita', 'auditor', {unit}, {whole}, ops.today(), null, 'both')"
    for where in ({"unit": unit(database, "NORTH"), "whole": "true"}, {"unit": "null", "whole": "false"}):
        with as_(database, "ada") as connection, pytest.raises(DBAPIError, match=r"is not there"):
            connection.execute(text(question.format(**where)))


def test_days_of_a_scope(database: Database, today: date) -> None:
    scope = done(database, granted(today, valid_to=today + 9 * DAY))
    impossible = (
        granted(today, valid_from=today - DAY),
        granted(today, valid_from=today + DAY, valid_to=today),
        ended(scope, today - 2 * DAY),
        ended(scope, today + 9 * DAY),
        ended(scope, today + 10 * DAY),
    )
    for act in impossible:
        with refused(rules.DAYS):
            done(database, act)
    done(database, ended(scope, today + 8 * DAY))
    done(database, ended(scope, today))


@pytest.mark.parametrize("persona", ["administrator", "head_office_executive"])
def test_some_personas_are_the_whole_bank_s(database: Database, today: date, persona: str) -> None:
    with refused(rules.WHOLE_BANK):
        done(database, granted(today, persona=persona, org_unit_id=unit(database, "NORTH")))


def test_somebody_stays_who_can_let_others_in(fresh_database: Database) -> None:
    (today,) = owned(fresh_database, "select ops.today()")
    grant_scope(fresh_database, "only", None, persona=Persona.ADMINISTRATOR)
    grant_scope(fresh_database, "helper", None, persona=Persona.ADMINISTRATOR, valid_to=today + DAY)
    owned(fresh_database, "update ops.app_user set is_active = false where subject = 'operator'")
    for act in (hired("only", is_active=False), ended(scope_of(fresh_database, "only"), today)):
        with refused(rules.LAST_ADMINISTRATOR):
            done(fresh_database, act, by="helper")
    done(fresh_database, hired("helper", is_active=False), by="only")


def test_two_administrators_do_not_lock_each_other_out(fresh_database: Database) -> None:
    owned(fresh_database, "update ops.app_user set is_active = false where subject = 'operator'")
    for subject in ("ada", "bob"):
        grant_scope(fresh_database, subject, None, persona=Persona.ADMINISTRATOR)

    def strike(by: str, other: str) -> bool:
        try:
            done(fresh_database, hired(other, is_active=False), by=by)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(strike, ("ada", "bob"), ("bob", "ada")))
    assert sorted(results) == [False, True]
    assert owned(fresh_database, "select count(*) from ops.app_user where is_active") == [1]


def test_an_old_picture_of_the_users_is_no_ground_to_act_on(database: Database, today: date) -> None:
    with session(database, "ada") as connection:
        ask(connection, "set transaction isolation level repeatable read")
        with pytest.raises(Exception, match="read committed"):
            ask(connection, "select ops.save_user('gus', 'Gus', null, true, 'hired')")


def test_users_with_whom_they_are(fresh_database: Database) -> None:
    with session(fresh_database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    grant_scope(fresh_database, "ada", None, persona=Persona.ADMINISTRATOR)
    grant_scope(fresh_database, "rita", "NORTH", persona=Persona.RISK_MANAGER)
    grant_scope(fresh_database, "rita", "SOUTH", persona=Persona.RISK_MANAGER, valid_to=date(2020, 1, 2))
    key = books.keys["NORTH"]["staff_id"]
    owned(fresh_database, "update ops.app_user set staff_id = %s where subject = 'rita'", key)
    with as_(fresh_database, "ada") as connection:
        users = administration.users(connection).rows(named=True)
        scopes = administration.scopes(connection, subject="rita")
        found = administration.staff_directory(connection, search="nort")
    assert [user["subject"] for user in users] == ["operator", "ada", "rita"]
    assert users[2] == {
        "subject": "rita",
        "display_name": "rita",
        "staff_id": key,
        "staff_code": "NORTH",
        "staff_name": "NORTH",
        "is_active": True,
        "is_demo": False,
        "scope_count": 1,
    }
    assert scopes.select("persona", "org_unit_name", "state").rows() == [
        ("risk_manager", "SOUTH", "ended"),
        ("risk_manager", "NORTH", "current"),
    ]
    assert found["staff_id"].to_list() == [key]


def test_the_tree_says_who_leads_and_how_many_work_below(database: Database, books: Books, today: date) -> None:
    north = books.keys["NORTH"]
    owned(database, "update core.staff set name = 'Zhou Min' where staff_id = %s", north["staff_id"])
    owned(
        database,
        "insert into core.staff_role (staff_id, role, org_unit_id, valid_from) values (%s, 'branch_head', %s, %s)",
        north["staff_id"],
        north["org_unit_id"],
        date(2020, 1, 1),
    )
    owned(
        database,
        "update core.staff set left_date = ops.today() - 1 where staff_id = %s",
        books.keys["SOUTH"]["staff_id"],
    )
    with as_(database, "ada") as connection:
        tree = administration.org_tree(connection)
    assert [(one.org_unit_code, one.depth, one.heads, one.staff_count, one.staff_below_count) for one in tree] == [
        ("HO", 0, (), 0, 2),
        ("EAST", 1, (), 0, 2),
        ("HARBOUR", 2, (), 1, 1),
        ("NORTH", 2, ("Zhou Min",), 1, 1),
        ("WEST", 1, (), 0, 0),
        ("SOUTH", 2, (), 0, 0),
    ]
    assert isinstance(tree[0], Unit)


def test_a_day_s_exception_is_made_changed_and_taken_back(database: Database, today: date) -> None:
    def said(working: bool | None, note: str) -> list[tuple[Any, ...]]:
        with as_(database, "ada") as connection:
            administration.set_working_day(
                connection, day=date(2026, 10, 1), is_working_day=working, note=note, reason="State Council"
            )
            return administration.calendar(connection, year=2026).rows()

    (before,) = owned(database, "select version from ops.data_version")
    assert said(False, "国庆节") == [(date(2026, 10, 1), False, "国庆节")]
    assert said(True, "调休") == [(date(2026, 10, 1), True, "调休")]
    assert said(None, "") == []
    assert owned(database, "select version from ops.data_version") == [before + 3]
    assert (last_act(database)["target"], last_act(database)["after"]) == ("2026-10-01", None)
    with refused(rules.FORBIDDEN), as_(database, "rita") as connection:
        administration.set_working_day(connection, day=today, is_working_day=True, note="", reason="mine")
