"""What a subject sees by SQL: its own branch, what lies below its unit, and nothing else by any way round."""

from __future__ import annotations

from datetime import date, timedelta

import psycopg2
import pytest
from psycopg2 import errors

from schema.security.partitions import PARTITION_STEP
from schema.security.policies import POLICIES
from schema.storage.database import Database
from tests.security.bank import (
    BRANCHES,
    OF_BRANCHES,
    OF_THE_BANK,
    Books,
    ask,
    clients,
    grant_scope,
    seen,
    session,
    sign,
)

PIECES = "select inhrelid::regclass::text from pg_inherits join pg_class c on c.oid = inhrelid where relkind = 'r'"
NOT_CUT = ("core.loan", "core.loan(a/**/int);drop/**/table/**/closed--", "core.x; drop table core.loan", "")
INJECTIONS = (
    "' or true --",
    "north' union select 'operator",
    "operator\x01",
    "operator ",
    "Operator",
    "north -c tandem.subject=operator",
    "north\\ -c\\ role=tandem_etl",
    "north,operator",
    "%",
)


@pytest.mark.parametrize("role", ["app", "reader"])
@pytest.mark.parametrize("branch", BRANCHES)
def test_a_branch_sees_its_own_rows_only(database: Database, books: Books, branch: str, role: str) -> None:
    assert seen(database, branch.lower(), OF_BRANCHES, role=role) == books.of(branch)


def test_the_head_of_a_region_sees_every_branch_below(database: Database, books: Books) -> None:
    assert seen(database, "east", OF_BRANCHES) == books.of("NORTH", "HARBOUR")


@pytest.mark.parametrize("subject", ["head", "whole", "operator"])
def test_the_head_office_and_the_whole_bank_see_every_branch(database: Database, books: Books, subject: str) -> None:
    everything = books.of(*BRANCHES)
    everything["core.client"] = sorted([*everything["core.client"], books.rows["HO"]["core.client"]])
    assert seen(database, subject, OF_BRANCHES) == everything


def test_raw_data_is_for_the_whole_bank(database: Database, books: Books) -> None:
    nothing: dict[str, list[str]] = {table: [] for table in OF_THE_BANK}
    assert seen(database, "whole", OF_THE_BANK) == {table: [books.rows["HO"][table]] for table in OF_THE_BANK}
    assert [seen(database, subject, OF_THE_BANK) for subject in ("head", "north")] == [nothing, nothing]


@pytest.mark.parametrize(("subject", "role"), [(None, "app"), (None, "reader"), ("", "app"), ("nobody", "app")])
@pytest.mark.usefixtures("books")
def test_who_is_nobody_sees_nothing(database: Database, subject: str | None, role: str) -> None:
    assert seen(database, subject, POLICIES, role=role) == {table: [] for table in POLICIES}


@pytest.mark.parametrize("subject", INJECTIONS)
@pytest.mark.usefixtures("books")
def test_the_subject_of_a_connection_is_only_a_name(database: Database, subject: str) -> None:
    with session(database, subject) as connection:
        assert ask(connection, "select ops.subject()") == [subject]
        assert ask(connection, "select current_user::text") == ["tandem_app"]
        assert clients(connection) == set()


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("subject", INJECTIONS)
def test_a_subject_set_by_sql_is_only_a_name(database: Database, subject: str) -> None:
    with session(database, None) as connection:
        sign(database, connection, subject)
        assert clients(connection) == set()
        assert ask(connection, "select current_user::text") == ["tandem_app"]


@pytest.mark.usefixtures("books")
def test_a_subject_lasts_as_long_as_its_transaction(database: Database) -> None:
    with session(database, None) as connection:
        sign(database, connection, "north")
        assert clients(connection) == {"NORTH"}
        sign(database, connection, "south")
        assert clients(connection) == {"SOUTH"}
        connection.commit()
        assert clients(connection) == set()


def bank_day(database: Database) -> date:
    with session(database, None, "owner") as connection:
        (today,) = ask(connection, "select current_date")
    assert isinstance(today, date)
    return today


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    ("subject", "terms", "sees"),
    [
        ("ends_today", {"valid_to": 0}, {"NORTH"}),
        ("ended_yesterday", {"valid_to": -1}, set()),
        ("begins_today", {"valid_from": 0}, {"NORTH"}),
        ("begins_tomorrow", {"valid_from": 1}, set()),
    ],
)
def test_a_scope_has_a_first_and_a_last_day(
    database: Database, subject: str, terms: dict[str, int], sees: set[str]
) -> None:
    today = bank_day(database)
    grant_scope(database, subject, "NORTH", **{name: today + timedelta(days=days) for name, days in terms.items()})
    with session(database, subject) as connection:
        assert clients(connection) == sees


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("zone", ["WEST+167", "Etc/GMT+12", "EAST-167", "Pacific/Kiritimati"])
def test_an_ended_scope_is_not_revived_by_another_time_zone(database: Database, zone: str) -> None:
    today = bank_day(database)
    grant_scope(database, f"former {zone}", "NORTH", valid_to=today - timedelta(days=1))
    grant_scope(database, f"coming {zone}", "NORTH", valid_from=today + timedelta(days=1))
    for subject in (f"former {zone}", f"coming {zone}"):
        with session(database, subject) as connection:
            ask(connection, "select set_config('TimeZone', %s, false)", zone)
            assert clients(connection) == set()


@pytest.mark.usefixtures("books")
def test_a_locked_out_user_sees_nothing(database: Database) -> None:
    grant_scope(database, "gone", None)
    with session(database, "gone", "owner") as connection:
        ask(connection, "update ops.app_user set is_active = false where subject = 'gone'")
        connection.commit()
    with session(database, "gone") as connection:
        assert clients(connection) == set()
        assert ask(connection, "select count(*) from mart.org_unit_portfolio") == [0]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("role", ["app", "reader"])
def test_partitions_are_no_way_round(database: Database, role: str) -> None:
    with session(database, None, "owner") as connection:
        pieces = ask(connection, f"{PIECES} and inhparent = any(%s::regclass[])", list(PARTITION_STEP))
    assert len(pieces) >= len(PARTITION_STEP)
    for piece in pieces:
        with session(database, "operator", role) as connection, pytest.raises(errors.InsufficientPrivilege):
            ask(connection, f"select * from {piece}")


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("table", sorted(PARTITION_STEP))
def test_a_new_partition_keeps_grants_and_policies(database: Database, table: str) -> None:
    with session(database, None, "etl") as connection:
        (piece,) = ask(connection, "select ops.partition_name(%s, '2031-05-05')", table)
        assert ask(connection, "select ops.ensure_partitions(%s, '2031-05-05', '2031-05-05')", table) == [1]
        connection.commit()
        with pytest.raises(errors.InsufficientPrivilege):
            ask(connection, f"insert into {piece} default values")
    with session(database, "north") as connection:
        assert ask(connection, f"select count(*) from {table}") == [1]
        with pytest.raises(errors.InsufficientPrivilege):
            ask(connection, f"select * from {piece}")


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize("parent", NOT_CUT)
@pytest.mark.parametrize("function", ["begin_partition(%s, '2031-05-05')", "finish_partition(%s, '2031-05-05')",
                                      "ensure_partitions(%s, '2031-05-05', '2031-05-05')"])  # fmt: skip
def test_only_what_is_cut_by_date_gets_partitions(database: Database, function: str, parent: str) -> None:
    with session(database, None, "etl") as connection, pytest.raises(psycopg2.Error):
        ask(connection, f"select ops.{function}", parent)
    with session(database, None, "etl") as connection:
        names = "select to_regclass('core.loan')::text, to_regclass('core.loan_203105')::text"
        assert ask(connection, f"select array[a, b] from ({names}) n (a, b)") == [["core.loan", None]]


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    "statement",
    [
        "set role tandem_etl",
        "set role tandem_owner",
        "set role postgres",
        "set session authorization tandem_owner",
        "set session_replication_role = replica",
        "alter table core.loan disable row level security",
        "create policy all_rows on core.loan using (true)",
        "insert into ops.user_scope (subject, persona, is_whole_bank, valid_from)"
        " values ('north', 'operator', true, '2020-01-01')",
        "update ops.app_user set staff_id = 1",
        "grant tandem_etl to tandem_app",
        "alter role tandem_app bypassrls",
        "copy core.loan to program 'cat'",
        "select pg_read_file('/etc/passwd')",
    ],
)
@pytest.mark.usefixtures("own_logins")
@pytest.mark.parametrize("role", ["app", "reader"])
def test_nobody_raises_himself(database: Database, role: str, statement: str) -> None:
    with session(database, "north", role) as connection, pytest.raises(errors.InsufficientPrivilege):
        ask(connection, statement)


@pytest.mark.usefixtures("books")
@pytest.mark.parametrize(
    "setting",
    [
        "set search_path = ops, core, pg_temp",
        "set plan_cache_mode = force_generic_plan",
        "set enable_seqscan = off",
        "set datestyle = 'SQL, DMY'",
        "set tandem.role = 'tandem_owner'",
        "set tandem.is_whole_bank = 'true'",
        "set transaction isolation level serializable",
    ],
)
def test_other_settings_change_nothing(database: Database, setting: str) -> None:
    with session(database, "north") as connection:
        ask(connection, setting)
        assert clients(connection) == {"NORTH"}


@pytest.mark.usefixtures("books", "own_logins")
def test_leaving_the_role_leaves_the_login(database: Database) -> None:
    with session(database, "north") as connection:
        ask(connection, "set role none")
        assert clients(connection) == {"NORTH"}


@pytest.mark.usefixtures("books")
def test_row_security_switched_off_is_an_error_and_not_a_door(database: Database) -> None:
    with session(database, "north") as connection:
        ask(connection, "set row_security = off")
        with pytest.raises(errors.InsufficientPrivilege):
            clients(connection)


@pytest.mark.usefixtures("books")
def test_an_error_or_a_statistic_does_not_tell_of_hidden_rows(database: Database) -> None:
    with session(database, None, "owner") as connection:
        ask(connection, "analyze core.client")
        connection.commit()
    with session(database, "north") as connection:
        question = "select 1 from core.client where 1 / (case client_code when 'SOUTH' then 0 else 1 end) > 0"
        assert ask(connection, question) == [1]
        assert ask(connection, "select 1 from pg_stats where tablename = 'client'") == []


@pytest.mark.usefixtures("books")
def test_a_plan_made_for_one_subject_serves_no_other(database: Database) -> None:
    with session(database, "north") as connection:
        ask(connection, "set plan_cache_mode = force_generic_plan")
        ask(connection, "prepare mine as select client_code from core.client")
        assert ask(connection, "execute mine") == ["NORTH"]
        sign(database, connection, "south")
        assert ask(connection, "execute mine") == ["SOUTH"]
        ask(connection, "set tandem.subject = ''")
        assert ask(connection, "execute mine") == []
