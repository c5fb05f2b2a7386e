"""Who can be chosen in a demonstration: the bank's own people, and nobody once people sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from etl.demo.build import build_demo
from schema.marts import access
from schema.marts.access import DemoUser
from schema.security.demo_users import settle
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.conftest import clone
from tests.security.bank import Books, ask, clients, session
from tests.security.office import as_, owned

THROUGH = date(2026, 10, 31)
OF_THE_BANK = {
    "demo-administrator-a": "administrator",
    "demo-administrator-b": "administrator",
    "demo-auditor": "auditor",
    "demo-head-office-executive": "head_office_executive",
    "demo-hr": "hr",
    "operator": "operator",
}
SCOPES = (
    "select row(s.subject, s.persona, o.org_unit_code, s.is_whole_bank, s.is_own_book_only)::text"
    " from ops.user_scope s left join core.org_unit o using (org_unit_id) order by s.subject"
)


def chosen(database: Database) -> list[DemoUser]:
    with as_(database, None) as connection:
        return access.demo_users(connection)


@pytest.fixture
def staffed(fresh_database: Database) -> Database:
    """Three books; NORTH's member of staff manages its client, HARBOUR's leads the region above both."""
    with session(fresh_database, None, "etl") as connection:
        books = Books(connection)
        connection.commit()
    posts = (
        ("NORTH", "client_manager", "NORTH"),
        ("SOUTH", "client_manager", "SOUTH"),
        ("SOUTH", "risk_manager", "WEST"),
        ("HARBOUR", "risk_manager", "EAST"),
        ("SOUTH", "auditor", "HO"),
    )
    with session(fresh_database, None, "owner") as connection:
        ask(connection, "update core.org_unit set kind = 'head_office' where org_unit_code = 'HO'")
        ask(connection, "update core.staff set left_date = null")
        ask(connection, "update core.assignment set role = 'client_manager', valid_to = null")
        for person, post, unit in posts:
            values = books.keys[person]["staff_id"], post, books.keys[unit]["org_unit_id"]
            ask(connection, "insert into core.staff_role values (%s, %s, %s, '2020-01-01')", *values)
        ask(connection, "delete from core.assignment where staff_id = %s", books.keys["SOUTH"]["staff_id"])
        connection.commit()
    return fresh_database


def test_everybody_is_near_the_client_manager_with_the_largest_book(staffed: Database) -> None:
    settle(staffed, is_demo=True)
    scopes = owned(staffed, SCOPES)
    assert "(demo-client-manager,client_manager,NORTH,f,t)" in scopes
    assert "(demo-risk-manager,risk_manager,EAST,f,f)" in scopes
    assert {one.subject: one.display_name for one in chosen(staffed)} == {
        "demo-accountant": "Demo",
        "demo-administrator-a": "Demo A",
        "demo-administrator-b": "Demo B",
        "demo-auditor": "SOUTH",
        "demo-branch-executive": "Demo",
        "demo-client-manager": "NORTH",
        "demo-head-office-executive": "Demo",
        "demo-hr": "Demo",
        "demo-market-manager": "Demo",
        "demo-risk-manager": "HARBOUR",
        "operator": "Operator",
    }
    with session(staffed, "demo-client-manager") as connection:
        assert clients(connection) == {"NORTH"}


def test_a_second_start_changes_nothing(staffed: Database) -> None:
    settle(staffed, is_demo=True)
    before = owned(staffed, SCOPES), chosen(staffed)
    settle(staffed, is_demo=True)
    assert (owned(staffed, SCOPES), chosen(staffed)) == before


def test_without_staff_nobody_keeps_a_book_and_posts_are_the_largest_branch_s(fresh_database: Database) -> None:
    with session(fresh_database, None, "owner") as connection:
        for code, kind in (("A", "head_office"), ("B1", "branch"), ("B2", "branch"), ("B21", "sub_branch")):
            ask(
                connection,
                "insert into core.org_unit (org_unit_code, name, kind) values (%s, %s, %s)",
                code,
                code,
                kind,
            )
        ask(connection, "insert into core.org_unit_closure select org_unit_id, org_unit_id, 0 from core.org_unit")
        ask(
            connection,
            "insert into core.client (client_code, name, kind, org_unit_id)"
            " select 'C', 'C', 'corporate', org_unit_id from core.org_unit where org_unit_code = 'B2'",
        )
        ask(
            connection,
            "insert into core.loan (client_id, loan_code, org_unit_id, kind, scheme, currency, principal_amount,"
            " annual_rate, schedule_type, disbursed_date, maturity_date) select client_id, 'L', org_unit_id, 'other',"
            " 'corporate_2023', 'CNY', 1, 0.05, 'bullet', '2026-01-01', '2027-01-01' from core.client",
        )
        connection.commit()
    settle(fresh_database, is_demo=True)
    units = {one.persona: one.org_unit_name for one in chosen(fresh_database) if one.subject not in OF_THE_BANK}
    assert units == dict.fromkeys(("accountant", "branch_executive", "market_manager", "risk_manager"), "B2")


def test_an_empty_bank_has_posts_of_the_whole_bank(fresh_database: Database) -> None:
    settle(fresh_database, is_demo=True)
    assert {one.subject: one.persona for one in chosen(fresh_database)} == OF_THE_BANK


def test_where_people_sign_in_nobody_becomes_a_demo_user_by_his_name(staffed: Database) -> None:
    settle(staffed, is_demo=True)
    settle(staffed, is_demo=False)
    assert chosen(staffed) == []
    with as_(staffed, "demo-auditor") as connection:
        auditor = access.principal(connection)
    assert auditor
    assert (auditor.is_active, auditor.rights) == (False, frozenset())
    settle(staffed, is_demo=True)
    assert len(chosen(staffed)) == 11


def test_who_was_locked_out_by_an_administrator_stays_so(staffed: Database) -> None:
    settle(staffed, is_demo=True)
    owned(staffed, "update ops.app_user set is_active = false where subject = 'demo-hr'")
    settle(staffed, is_demo=True)
    assert "demo-hr" not in {one.subject for one in chosen(staffed)}


@pytest.fixture(scope="module")
def demo_bank(server: Any, template: str) -> Iterator[Database]:
    """The generated bank, at its smallest."""
    with clone(server, template) as database:
        build_demo(database, clients=200, through=THROUGH)
        settle(database, is_demo=True)
        yield database


def test_the_demo_bank_has_somebody_for_every_persona_with_a_name_of_its_own(demo_bank: Database) -> None:
    users = chosen(demo_bank)
    assert {one.persona for one in users} == set(Persona)
    names = [one.display_name for one in users if one.subject != "operator"]
    assert len(set(names)) == len(names)
    assert not any(name.startswith("Demo") for name in names)


def test_the_people_of_the_demo_bank_work_near_each_other(demo_bank: Database) -> None:
    units = {one.subject: one.org_unit_name or "" for one in chosen(demo_bank)}
    team = units["demo-client-manager"]
    assert team == units["demo-market-manager"]
    assert units["demo-risk-manager"] == units["demo-branch-executive"]
    with session(demo_bank, None, "owner") as connection:
        question = (
            "select count(*) from core.org_unit t join core.org_unit_closure c on c.descendant_id = t.org_unit_id"
            " join core.org_unit b on b.org_unit_id = c.ancestor_id where t.name = %s and b.name = %s"
        )
        assert ask(connection, question, team, units["demo-branch-executive"]) == [1]


def test_the_client_manager_of_the_demo_bank_sees_the_whole_book(demo_bank: Database) -> None:
    book = (
        "select distinct client_code from core.assignment join core.client using (client_id)"
        " join ops.app_user u using (staff_id) where u.subject = 'demo-client-manager'"
        " and current_date between valid_from and coalesce(valid_to, 'infinity')"
    )
    with session(demo_bank, None, "owner") as owner, session(demo_bank, "demo-client-manager") as connection:
        expected = set(ask(owner, book))
        assert expected
        assert clients(connection) == expected
