"""Attacks with nothing but SQL, by somebody who has the dashboard's login, or found a hole in a page of his."""

from __future__ import annotations

import re
from datetime import timedelta

import psycopg2
import pytest
from psycopg2 import errors

from schema.security.personas import Persona
from schema.security.policies import POLICIES
from schema.security.refusals import FORBIDDEN, NOBODY
from schema.storage.database import Database
from tests.security.bank import Books, ask, clients, grant_scope, seen, session
from tests.security.office import owned

# Everything that acts, in the words of somebody who wants more than he has.
ACTS = (
    "select ops.save_user('mallory', 'Mallory', null, true, 'please')",
    "select ops.save_user('rita', 'Rita', 1, true, 'please')",
    "select ops.grant_scope('rita', 'operator', null, true, ops.today(), null, 'please')",
    "select ops.end_scope(1, ops.today(), 'please')",
    "select ops.set_working_day('2026-10-01', true, '', 'please')",
    "select ops.propose_parameter('general_provision', '', 0, null, null, '2026-10-01', 'me', 'sample', 'please')",
    "select ops.decide_parameter(1, true, 'please')",
)
# Parts of the functions above: nobody's to call alone.
PARTS = (
    "select ops.administrator_with('act.manage_users')",
    "select ops.apply_parameter(null)",
    "select ops.author()",
    "select ops.author_with('act.manage_users')",
    "select ops.log_act('a', 'b', 'c', null, null)",
    "select ops.proof_of('tandem_app|operator|1')",
    "select ops.refuse('TN001')",
    "select ops.require_administrator()",
    "select ops.session_hash('k')",
)
STORES = (
    "select lo_create(0)",
    "select lo_creat(-1)",
    "select lo_from_bytea(0, 'booty')",
    "select lo_import('/etc/passwd')",
    "create schema mine",
    "copy (select 1) to '/tmp/booty'",
    "copy (select 1) to program 'cat'",
    "load '/tmp/booty.so'",
    "set session_replication_role = replica",
    "select set_config('log_statement', 'all', false)",
    "alter function ops.subject() owner to tandem_app",
    "create or replace function ops.subject() returns text language sql return 'operator'",
    "alter role tandem_owner password 'x'",
    "reassign owned by tandem_owner to tandem_app",
)


@pytest.fixture(scope="module")
def rita(database: Database, books: Books) -> str:
    """Risk manager of NORTH."""
    grant_scope(database, "rita", "NORTH", persona=Persona.RISK_MANAGER)
    return "rita"


def code_of(database: Database, subject: str | None, statement: str) -> str | None:
    with session(database, subject) as connection:
        try:
            ask(connection, statement)
        except psycopg2.Error as fault:
            return fault.pgcode
        connection.commit()
    return None


@pytest.mark.parametrize("statement", ACTS)
def test_no_act_without_the_right(database: Database, rita: str, statement: str) -> None:
    assert code_of(database, rita, statement) == FORBIDDEN
    assert code_of(database, None, statement) == NOBODY
    assert code_of(database, "mallory", statement) == FORBIDDEN


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("statement", ACTS)
def test_no_act_by_a_reader(database: Database, statement: str) -> None:
    with session(database, "operator", "reader") as connection, pytest.raises(errors.InsufficientPrivilege):
        ask(connection, statement)


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("role", ["app", "reader", "etl"])
@pytest.mark.parametrize("statement", PARTS)
def test_parts_of_acts_are_nobody_s(database: Database, role: str, statement: str) -> None:
    with session(database, "operator", role) as connection, pytest.raises(errors.InsufficientPrivilege):
        ask(connection, statement)


@pytest.mark.usefixtures("books", "own_logins")
@pytest.mark.parametrize("role", ["app", "reader"])
@pytest.mark.parametrize("statement", STORES)
def test_nothing_is_stored_changed_or_carried_away(database: Database, role: str, statement: str) -> None:
    with session(database, "operator", role) as connection, pytest.raises(errors.InsufficientPrivilege):
        ask(connection, statement)


@pytest.mark.parametrize(
    "path", ["mine, ops, core", "pg_temp, ops, core", "public, core, pg_catalog", "pg_temp, pg_catalog"]
)
def test_a_search_path_does_not_turn_the_functions(database: Database, rita: str, path: str) -> None:
    with session(database, rita) as connection:
        ask(connection, f"set search_path = {path}")
        assert clients(connection) == {"NORTH"}
        assert ask(connection, "select ops.sees_whole_bank('rows.client')") == [False]


@pytest.mark.parametrize("name", ["user_scope", "app_user", "persona_right", "secret", "org_unit", "assignment"])
def test_a_table_of_the_same_name_does_not_turn_them_either(database: Database, rita: str, name: str) -> None:
    """As if the database let readers have temporary tables, which a migrated one does not."""
    owned(database, f'grant temporary on database "{database.name}" to tandem_app')
    with session(database, rita) as connection:
        namespace = "core" if name in {"org_unit", "assignment"} else "ops"
        columns = owned(
            database,
            "select string_agg(format('%%I %%s', attname, format_type(atttypid, -1)), ', ') from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0",
            f"{namespace}.{name}",
        )
        ask(connection, f"create temporary table {name} ({columns[0]})")
        ask(connection, "create function pg_temp.today() returns date language sql return date '1900-01-01'")
        ask(connection, "set search_path = pg_temp, ops, core")
        assert clients(connection) == {"NORTH"}
        assert ask(connection, "select ops.holds('rows.client')") == [True]


@pytest.mark.parametrize(
    "setting",
    [
        "set tandem.proof = ''",
        "set tandem.subject = ''",
        "reset tandem.subject",
        "discard all",
        "set session authorization default; set tandem.proof = 'x'",
    ],
)
def test_who_lets_his_name_go_is_nobody(database: Database, rita: str, setting: str) -> None:
    with session(database, rita) as connection:
        connection.autocommit = True
        ask(connection, setting)
        assert clients(connection) == set()


@pytest.mark.parametrize("table", ["core.client", "core.loan", "core.sale", "core.staff", "mart.overdue_loan"])
@pytest.mark.parametrize(
    "condition",
    [
        "t::text::integer = 1",
        "(regexp_match(t::text, '.*'))[1]::date is null",
        "1 / (position('SOUTH' in t::text) - position('SOUTH' in t::text)) > 0",
    ],
)
def test_an_error_names_no_hidden_row(database: Database, rita: str, table: str, condition: str) -> None:
    """Conditions that cost nothing or raise are tried after the policy, not before it."""
    with session(database, rita) as connection:
        with pytest.raises(psycopg2.Error) as caught:
            ask(connection, f"select 1 from {table} t where {condition}")
        assert not {"SOUTH", "HARBOUR"} & set(re.findall(r"[A-Z]+", str(caught.value)))


def test_a_plan_shows_no_hidden_value(database: Database, rita: str) -> None:
    with session(database, rita) as connection:
        plan = "\n".join(ask(connection, "explain (analyze, verbose, buffers) select * from core.client order by name"))
    assert "SOUTH" not in plan
    assert "HARBOUR" not in plan


def test_statistics_show_nothing(database: Database, rita: str) -> None:
    owned(database, "analyze")
    names = [table.partition(".")[2] for table in POLICIES]
    with session(database, rita) as connection:
        for view in ("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs"):
            question = f"select tablename from {view} where schemaname in ('core', 'mart', 'ops')"
            assert set(ask(connection, question)) & set(names) == set()
        with pytest.raises(errors.InsufficientPrivilege):
            ask(connection, "select * from pg_statistic")


def test_no_way_of_asking_shows_more(database: Database, rita: str) -> None:
    """One table, asked in every way SQL has."""
    ways = (
        "select client_code from only core.client",
        "select client_code from (table core.client) t",
        "select (t).client_code from core.client t tablesample system (100)",
        "with c as materialized (select * from core.client) select client_code from c",
        "select c.client_code from core.loan l right join core.client c using (client_id)",
        "select client_code from core.client where client_id in (select client_id from core.loan) or true",
        "select distinct client_code from core.client c, lateral (select c.client_id) x",
        "select unnest(array(select client_code from core.client))",
    )
    with session(database, rita) as connection:
        answers = [ask(connection, one) for one in ways]
    assert answers == [["NORTH"]] * len(ways)


def test_a_cursor_outlives_nobody_s_scope(database: Database, books: Books) -> None:
    grant_scope(database, "leaver", "NORTH")
    with session(database, "leaver") as connection:
        ask(connection, "declare mine no scroll cursor for select client_code from core.client")
        owned(database, "update ops.app_user set is_active = false where subject = 'leaver'")
        connection.commit()
        with pytest.raises(errors.InvalidCursorName):
            ask(connection, "fetch mine")


def test_a_scope_ends_at_midnight_of_the_bank(database: Database, books: Books) -> None:
    (today,) = owned(database, "select ops.today()")
    grant_scope(database, "temp", "NORTH", persona=Persona.RISK_MANAGER, valid_to=today)
    with session(database, "temp") as connection:
        assert clients(connection) == {"NORTH"}
        owned(database, "update ops.user_scope set valid_to = %s where subject = 'temp'", today - timedelta(days=1))
        connection.rollback()
        assert clients(connection) == set()
        assert ask(connection, "select (ops.principal() -> 'rights')::text") == ["[]"]


def test_who_is_locked_out_sees_nothing_of_anything(database: Database, books: Books) -> None:
    grant_scope(database, "lost", None, persona=Persona.AUDITOR)
    owned(database, "update ops.app_user set is_active = false where subject = 'lost'")
    assert seen(database, "lost", POLICIES) == {table: [] for table in POLICIES}
