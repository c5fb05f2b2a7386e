"""The logs as an auditor reads them: whole, narrowed, in pages, and nobody else's to read or to write."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from psycopg2 import errors
from sqlalchemy import Connection

from schema.marts import access, administration, audit
from schema.marts.audit import Filter
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.security.bank import DAY, Books, ask, grant_scope, session
from tests.security.office import as_, owned

LOGS = ("ops.access_log", "ops.export_log", "ops.admin_log")
TAMPERING = (
    "insert into {log} select * from {log}",
    "update {log} set at = now()",
    "delete from {log}",
    "truncate {log}",
    "alter table {log} disable row level security",
    "drop table {log}",
    "select setval('{log}_{name}_id_seq', 1)",
    "create rule silence as on insert to {log} do instead nothing",
)


@pytest.fixture(scope="module")
def north(database: Database, books: Books) -> int:
    """Key of NORTH. Rita opened a page in NORTH twice and took one file away; Sam was turned away; Ada hired Carl."""
    grant_scope(database, "ann", None, persona=Persona.AUDITOR)
    grant_scope(database, "ada", None, persona=Persona.ADMINISTRATOR)
    grant_scope(database, "rita", "NORTH", persona=Persona.RISK_MANAGER)
    key = books.keys["NORTH"]["org_unit_id"]
    with as_(database, "rita") as connection:
        access.record_view(connection, page="overview", outcome="shown", as_of=DAY, org_unit_id=key)
        access.record_view(connection, page="client", outcome="shown", org_unit_id=key, detail={"client": 7})
        access.record_export(
            connection, page="client", title="Loans", file_format="xlsx", row_count=3, as_of=DAY, org_unit_id=key
        )
    with as_(database, "sam") as connection:
        access.record_view(connection, page="audit", outcome="forbidden")
    with as_(database, "ada") as connection:
        administration.save_user(
            connection, subject="carl", display_name="Carl", staff_id=None, is_active=True, reason="hired"
        )
    owned(database, "update ops.access_log set at = '2026-03-31 23:59:59.9+08' where page = 'overview'")
    owned(database, "update ops.access_log set at = '2026-04-01 00:00:00+08' where page = 'client'")
    owned(database, "update ops.access_log set at = '2026-04-02 00:00:00+08' where page = 'audit'")
    return key


def opened(connection: Connection, **terms: object) -> list[str]:
    return audit.views(connection, Filter(**terms))["page"].to_list()  # type: ignore[arg-type]


def test_views_newest_first(database: Database, north: int) -> None:
    with as_(database, "ann") as connection:
        found = audit.views(connection)
    assert found.drop("at").rows() == [
        ("sam", None, "audit", "forbidden", None, None, "{}"),
        ("rita", "rita", "client", "shown", None, "NORTH", '{"client": 7}'),
        ("rita", "rita", "overview", "shown", DAY, "NORTH", "{}"),
    ]


def test_views_are_narrowed_and_counted(database: Database, north: int) -> None:
    april = date(2026, 4, 1)
    with as_(database, "ann") as connection:
        assert opened(connection, subject="rita") == ["client", "overview"]
        assert opened(connection, page="client") == ["client"]
        assert opened(connection, first_day=april) == ["audit", "client"]
        assert opened(connection, last_day=april) == ["client", "overview"]
        assert opened(connection, first_day=april, last_day=april) == ["client"]
        assert opened(connection, subject="rita' or true --") == []
        assert audit.view_count(connection, Filter(first_day=april)) == 2
        assert audit.views(connection, audit.OUT_OF_SCOPE)["subject"].to_list() == ["sam"]


def test_views_come_in_pages(database: Database, north: int) -> None:
    with as_(database, "ann") as connection:
        pages = [audit.views(connection, most=2, skip=skip)["page"].to_list() for skip in (0, 2, 4)]
    assert pages == [["audit", "client"], ["overview"], []]


def test_exports_and_acts(database: Database, north: int) -> None:
    with as_(database, "ann") as connection:
        exports, acts = audit.exports(connection), audit.acts(connection)
        assert audit.exports(connection, Filter(subject="ada")).is_empty()
        assert audit.acts(connection, Filter(act="grant_scope")).is_empty()
        counts = audit.export_count(connection), audit.act_count(connection, Filter(subject="ada", act="save_user"))
        assert (audit.subjects(connection), audit.pages(connection)) == (
            ["ada", "rita", "sam"],
            ["audit", "client", "overview"],
        )
    assert exports.drop("at").rows() == [("rita", "rita", "client", "Loans", "xlsx", 3, DAY, "NORTH", "{}")]
    assert acts.select("actor", "act", "target", "reason", "before").rows() == [
        ("ada", "save_user", "carl", "hired", None)
    ]
    assert '"display_name": "Carl"' in acts["after"].item()
    assert counts == (1, 1)


@pytest.mark.parametrize("subject", ["rita", "ada", "sam"])
def test_who_is_no_auditor_reads_no_log_not_even_his_own_lines(database: Database, north: int, subject: str) -> None:
    with as_(database, subject) as connection:
        assert audit.views(connection).is_empty()
        assert audit.exports(connection).is_empty()
        assert audit.acts(connection).is_empty()
        assert audit.subjects(connection) == []


@pytest.mark.usefixtures("north")
@pytest.mark.parametrize("role", ["app", "reader", "etl"])
@pytest.mark.parametrize(("log", "statement"), [*product(LOGS, TAMPERING)])
def test_nobody_tampers_with_a_log(database: Database, role: str, log: str, statement: str) -> None:
    with session(database, "ann", role) as connection, pytest.raises(errors.InsufficientPrivilege):
        ask(connection, statement.format(log=log, name=log.removeprefix("ops.")))


@pytest.mark.usefixtures("north")
def test_nobody_writes_a_line_in_another_s_name(database: Database) -> None:
    with session(database, "rita") as connection:
        ask(connection, "set tandem.author = 'ann'")
        ask(connection, "select ops.record_view('overview', 'shown', null, null, '{\"subject\": \"ann\"}')")
        with pytest.raises(errors.InsufficientPrivilege):
            ask(connection, "select ops.log_act('save_user', 'ann', 'x', null, null)")
    with session(database, None, "owner") as connection:
        assert ask(connection, "select count(*) from ops.access_log where subject = 'ann'") == [0]


@pytest.mark.usefixtures("north")
def test_a_line_is_as_short_as_a_line(database: Database) -> None:
    with session(database, "rita") as connection, pytest.raises(errors.CheckViolation):
        ask(connection, "select ops.record_view('p', 'shown', null, null, to_jsonb(repeat('x', 9000)))")
    with session(database, "rita") as connection, pytest.raises(errors.CheckViolation):
        ask(connection, "select ops.record_view('p', 'seen', null, null, null)")
