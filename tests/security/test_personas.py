"""What each persona sees of every table, row by row, and what two personas of one user do not add up to."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from alembic import command
from psycopg2.extensions import connection as Connection
from sqlalchemy import text

from schema.security.personas import RIGHTS, Persona, Right
from schema.security.policies import POLICIES, SUPERVISED_MARTS
from schema.storage import migrate as migration
from schema.storage.database import Database
from schema.storage.migrate import migrate
from tests.security.bank import OF_BRANCHES, OF_PEOPLE, OF_THE_BANK, Books, ask, clients, grant_scope, seen, session

ACCOUNTS = {"core.account", "core.account_transaction", "core.account_balance", *SUPERVISED_MARTS}
# Sums of whole units, for who sees the unit in full: of accounts, of clients, of staff.
ACCOUNT_SUMS = {"mart.org_unit_supervision", "mart.org_unit_fund_check"}
CLIENT_SUMS = {"mart.largest_group"}
STAFF_SUMS = {"mart.manager_inspection"}
SUMS = {
    "mart.org_unit_portfolio",
    "mart.org_unit_class",
    "mart.org_unit_stage",
    "mart.org_unit_bucket",
    "mart.org_unit_loan_kind",
    "mart.org_unit_sales",
    "mart.org_unit_bucket_movement",
    "mart.org_unit_class_movement",
    "mart.org_unit_vintage",
    "mart.org_unit_maturity",
    "mart.org_unit_concentration",
    "mart.org_unit_industry",
    "mart.org_unit_guarantee",
    "mart.org_unit_archive",
    "mart.org_unit_archive_step",
    "mart.org_unit_duty",
    "mart.org_unit_inspection",
    "core.sales_target",
}
PEOPLE = {"core.staff", "core.staff_role"}
CLIENTS = set(OF_BRANCHES) - ACCOUNTS - ACCOUNT_SUMS - CLIENT_SUMS - STAFF_SUMS - SUMS - PEOPLE
IN_FULL = CLIENTS | CLIENT_SUMS | ACCOUNTS | ACCOUNT_SUMS
LOADS = {"ops.load_batch", "mart.reconciliation"}
RAW = {"ops.rejected_row", "ops.finding"}
USERS = {"ops.app_user", "ops.user_scope"}
LOGS = {"ops.access_log", "ops.export_log", "ops.admin_log"}
PROPOSALS = {"ops.parameter_proposal"}
SEES: Mapping[str, set[str]] = {
    "client_manager": CLIENTS | ACCOUNTS | PEOPLE,
    "risk_manager": IN_FULL | SUMS | PEOPLE | STAFF_SUMS,
    "market_manager": IN_FULL | SUMS | PEOPLE | STAFF_SUMS,
    "branch_executive": SUMS,
    "head_office_executive": SUMS,
    "auditor": IN_FULL | SUMS | PEOPLE | STAFF_SUMS | LOADS | RAW | USERS | LOGS | PROPOSALS,
    "accountant": IN_FULL,
    "hr": PEOPLE | STAFF_SUMS,
    "administrator": LOADS | USERS | PROPOSALS,
    "operator": set(POLICIES),
}
# What is nobody's unit's: seen by those who see the whole bank.
OF_ALL = {*OF_THE_BANK, *OF_PEOPLE}
WRITTEN = (
    "insert into ops.access_log (subject, page, outcome, org_unit_id) select 'north', 'overview', 'shown', org_unit_id"
    " from core.org_unit where org_unit_code = 'NORTH'",
    "insert into ops.export_log (subject, page, title, format, row_count, org_unit_id)"
    " select 'north', 'overview', 'Loans', 'xlsx', 1, org_unit_id from core.org_unit where org_unit_code = 'NORTH'",
    "insert into ops.admin_log (actor, act, target, reason) values ('operator', 'save_user', 'north', 'hired')",
    "insert into ops.parameter_proposal (name, number, valid_from, source, status, author, reason)"
    " values ('general_provision', 0.02, '2024-01-01', 'board', 'proposed', 'operator', 'prudence')",
)


@pytest.fixture(scope="module")
def posts(database: Database, books: Books) -> Books:
    """For each persona a user in NORTH and one for the whole bank; one row in each log."""
    for persona in Persona:
        grant_scope(database, f"{persona} north", "NORTH", persona=persona)
        grant_scope(database, f"{persona} whole", None, persona=persona)
    with session(database, None, "owner") as connection:
        statement = "update ops.app_user set staff_id = %s where subject = %s"
        ask(connection, statement, books.keys["NORTH"]["staff_id"], "client_manager north")
        ask(connection, statement, books.keys["SOUTH"]["staff_id"], "client_manager whole")
        for one in WRITTEN:
            ask(connection, one)
        connection.commit()
    return books


def names(rows: Mapping[str, list[str]]) -> set[str]:
    return {table for table, found in rows.items() if found}


@pytest.mark.parametrize("persona", Persona)
@pytest.mark.parametrize("role", ["app", "reader"])
def test_a_persona_in_a_branch(database: Database, posts: Books, persona: str, role: str) -> None:
    expected = {table: rows if table in SEES[persona] else [] for table, rows in posts.of("NORTH").items()}
    assert seen(database, f"{persona} north", OF_BRANCHES, role=role) == expected


@pytest.mark.parametrize("persona", sorted(set(Persona) - {Persona.CLIENT_MANAGER}))
def test_a_persona_in_the_whole_bank(database: Database, posts: Books, persona: str) -> None:
    everything = posts.of("NORTH", "HARBOUR", "SOUTH")
    everything["core.client"] = sorted([*everything["core.client"], posts.rows["HO"]["core.client"]])
    expected = {table: rows if table in SEES[persona] else [] for table, rows in everything.items()}
    assert seen(database, f"{persona} whole", OF_BRANCHES) == expected


@pytest.mark.usefixtures("posts")
@pytest.mark.parametrize("persona", Persona)
def test_loads_logs_and_users(database: Database, persona: str) -> None:
    assert names(seen(database, f"{persona} whole", OF_ALL)) == SEES[persona] & OF_ALL
    in_a_branch = SEES[persona] & {"ops.access_log", "ops.export_log"}
    assert names(seen(database, f"{persona} north", OF_ALL)) == in_a_branch


def test_an_own_book_persona_keeps_to_its_book_whatever_the_scope_says(database: Database, posts: Books) -> None:
    rows = seen(database, "client_manager whole", CLIENTS)
    assert rows == {table: posts.of("SOUTH")[table] for table in CLIENTS}


def test_a_right_is_held_in_the_units_of_its_scope_only(database: Database, posts: Books) -> None:
    grant_scope(database, "two posts", "NORTH", persona=Persona.RISK_MANAGER)
    grant_scope(database, "two posts", None, persona=Persona.HEAD_OFFICE_EXECUTIVE)
    rows = seen(database, "two posts", OF_BRANCHES)
    assert {table: rows[table] for table in CLIENTS | PEOPLE} == {
        table: posts.of("NORTH")[table] for table in CLIENTS | PEOPLE
    }
    everywhere = posts.of("NORTH", "HARBOUR", "SOUTH")
    assert {table: rows[table] for table in SUMS} == {table: everywhere[table] for table in SUMS}
    with session(database, "two posts") as connection:
        assert ask(connection, "select ops.sees_whole_bank('rows.client')") == [False]
        assert ask(connection, "select ops.sees_whole_bank('rows.aggregate')") == [True]
        assert ask(connection, "select cardinality(ops.visible_org_units())") == [6]


def test_a_book_here_and_a_post_there(database: Database, posts: Books) -> None:
    grant_scope(database, "both", "NORTH", persona=Persona.CLIENT_MANAGER)
    grant_scope(database, "both", "HARBOUR", persona=Persona.ACCOUNTANT)
    with session(database, "both") as connection:
        assert clients(connection) == {"HARBOUR"}
        assert ask(connection, "select ops.holds('rows.staff')") == [False]


def test_a_right_that_does_not_exist_opens_nothing(database: Database, posts: Books) -> None:
    with session(database, "operator whole") as connection:
        assert ask(connection, "select ops.visible_org_units('rows.everything')") == [[]]
        assert ask(connection, "select ops.sees_whole_bank('rows.everything')") == [False]
        assert ask(connection, "select ops.sees_whole_bank('')") == [False]


def test_the_operator_may_everything() -> None:
    assert RIGHTS[Persona.OPERATOR] == frozenset(Right)


def test_the_stored_table_is_the_shipped_one(database: Database) -> None:
    with session(database, None) as connection:
        stored = set(ask(connection, "select persona || ' ' || right_code from ops.persona_right"))
    assert stored == {f"{persona} {right}" for persona, rights in RIGHTS.items() for right in rights}


def test_another_version_s_rights_are_taken_back(fresh_database: Database) -> None:
    with session(fresh_database, None, "owner") as connection:
        ask(connection, "insert into ops.persona_right values ('hr', 'rows.client')")
        ask(connection, "delete from ops.persona_right where persona = 'auditor'")
        ask(connection, "update ops.persona set is_own_book = false")
        connection.commit()
    migrate(fresh_database)
    test_the_stored_table_is_the_shipped_one(fresh_database)
    with session(fresh_database, None) as connection:
        assert ask(connection, "select persona from ops.persona where is_own_book") == ["client_manager"]


def test_scopes_of_the_version_before_stay_as_wide(empty_database: Database) -> None:
    config = migration._config()
    with empty_database.engine("owner").connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text("insert into ops.app_user (subject, display_name) values ('old', 'Old')"))
        connection.execute(
            text("insert into ops.user_scope (subject, is_whole_bank, valid_from) values ('old', true, '2020-01-01')")
        )
        connection.commit()
    migrate(empty_database)
    with session(empty_database, None, "owner") as connection:
        assert ask(connection, "select persona from ops.user_scope where subject = 'old'") == ["operator"]


def plan(connection: Connection, table: str) -> str:
    return "\n".join(ask(connection, f"explain (verbose) select * from {table}"))


@pytest.mark.usefixtures("books")
def test_scope_functions_are_asked_once_per_statement(database: Database) -> None:
    """In a filter a function would run per row; in an InitPlan it stands in a Result of its own."""
    with session(database, "north") as connection:
        for table in POLICIES:
            lines = plan(connection, table).splitlines()
            calls = [line.strip() for line in lines if "ops." in line and "(" in line and "Scan" not in line]
            assert calls, table
            assert {line.split(":")[0] for line in calls} == {"Output"}, table
