"""Three books by hand: one row for each of three branches in every table that carries somebody's data.

Head office HO has the regions EAST (branches NORTH and HARBOUR) and WEST (branch SOUTH).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection as Connection
from sqlalchemy import Column, Table

from schema.marts.tables import metadata
from schema.security.partitions import PARTITION_STEP
from schema.security.personas import Persona
from schema.security.policies import POLICIES
from schema.security.proof import APP, backend_of, proof
from schema.storage.database import Database

DAY = date(2024, 3, 15)
UNITS: Mapping[str, tuple[str, ...]] = {
    "HO": (),
    "EAST": ("HO",),
    "WEST": ("HO",),
    "NORTH": ("EAST", "HO"),
    "HARBOUR": ("EAST", "HO"),
    "SOUTH": ("WEST", "HO"),
}
BRANCHES = ("NORTH", "HARBOUR", "SOUTH")
# Raw data and checks over everything: only for those who see the whole bank.
OF_THE_BANK = ("ops.load_batch", "ops.rejected_row", "ops.finding", "mart.reconciliation")
# What people did here, and who they are.
OF_PEOPLE = (
    "ops.access_log",
    "ops.export_log",
    "ops.admin_log",
    "ops.app_user",
    "ops.user_scope",
    "ops.parameter_proposal",
)
# Written through the guard of cases only; see tests/workflow.
OF_CASES = ("workflow.case_file", "workflow.event")
OF_BRANCHES = tuple(sorted(set(POLICIES) - set(OF_THE_BANK) - set(OF_PEOPLE) - set(OF_CASES)))
WORDS: Mapping[tuple[str, str], Any] = {
    ("client", "kind"): "corporate",
    ("schedule_origin", "origin"): "derived",
    ("loan", "maturity_date"): date(2026, 3, 15),
    ("document", "step"): "inspection",
    ("inspection_evidence", "sha256"): "ab" * 32,
    ("inspection", "severity"): "none",
    ("inspection", "kind"): "routine",
    ("inspection", "layer"): "client",
    ("class_evidence", "kind"): "debt_evaded",
    ("load_batch", "status"): "refused",
    ("sales_target", "staff_id"): None,
}


class Books:
    """Writes everything as the loader; `rows` are the rows of a branch by table, as text."""

    def __init__(self, etl: Connection) -> None:
        self._cursor = etl.cursor()
        self.keys: dict[str, dict[str, int]] = {}
        self.rows: dict[str, dict[str, str]] = defaultdict(dict)
        for code, above in UNITS.items():
            self._unit(code, above)
        guarantor = self._insert(metadata.tables["core.client"], "HO")["client_id"]
        for branch in BRANCHES:
            self.keys[branch]["guarantor_client_id"] = guarantor
            for table in _keyed_first(OF_BRANCHES):
                self._write(table, branch)
        for table in _keyed_first(OF_THE_BANK):
            self._write(table, "HO")

    def of(self, *branches: str) -> dict[str, list[str]]:
        """Rows of these branches by table, sorted."""
        return {table: sorted(self.rows[branch][table] for branch in branches) for table in OF_BRANCHES}

    def _unit(self, code: str, above: tuple[str, ...]) -> None:
        self.keys[code] = {}
        key = self._insert(metadata.tables["core.org_unit"], code)["org_unit_id"]
        self.keys[code]["org_unit_id"] = key
        for depth, ancestor in enumerate((code, *above)):
            values = (self.keys[ancestor]["org_unit_id"], key, depth)
            self._cursor.execute("insert into core.org_unit_closure values (%s, %s, %s)", values)

    def _write(self, table: Table, branch: str) -> None:
        if table.fullname in PARTITION_STEP:
            self._cursor.execute("select ops.ensure_partitions(%s, %s, %s)", (table.fullname, DAY, DAY))
        row = self._insert(table, branch)
        own = f"{table.name}_id"
        if own in row:
            self.keys[branch][own] = row[own]

    def _insert(self, table: Table, branch: str) -> dict[str, Any]:
        asked = [one for one in table.columns if one.identity is None and one.server_default is None]
        row = {one.name: self._value(table, one, branch) for one in asked}
        names = sql.SQL(", ").join(map(sql.Identifier, row))
        places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        target = sql.Identifier(str(table.schema), table.name)
        statement = "insert into {} as t ({}) values ({}) returning to_jsonb(t), to_jsonb(t)::text"
        self._cursor.execute(sql.SQL(statement).format(target, names, places), list(row.values()))
        ((written, text),) = self._cursor.fetchall()
        self.rows[branch][table.fullname] = text
        return dict(written)

    def _value(self, table: Table, column: Column[Any], branch: str) -> Any:
        """A word the table asks for, the key the branch has for it, or the least a column takes."""
        if (table.name, column.name) in WORDS:
            return WORDS[table.name, column.name]
        if column.name in self.keys[branch]:
            return self.keys[branch][column.name]
        return None if column.nullable else _plain(column, branch)


def _plain(column: Column[Any], branch: str) -> Any:
    kind = column.type.python_type
    plain: Mapping[type, Any] = {str: branch, date: DAY, bool: False, list: []}
    if column.name == "kind" and column.table.name == "org_unit":
        return "branch"
    return plain.get(kind, 1)


def _keyed_first(names: Iterable[str]) -> list[Table]:
    """Parents first; tables that give keys before those that only take them."""
    tables = [table for table in metadata.sorted_tables if table.fullname in names]
    return sorted(tables, key=lambda table: f"{table.name}_id" not in table.columns)


def grant_scope(database: Database, subject: str, unit: str | None, **terms: Any) -> None:
    """A user, and one scope of his: a unit, or the whole bank for None; an operator's unless the terms say so."""
    row = {
        "persona": Persona.OPERATOR,
        "is_own_book_only": False,
        "valid_from": date(2020, 1, 1),
        "valid_to": None,
        **terms,
    }
    with session(database, None, "owner") as connection:
        user = "insert into ops.app_user (subject, display_name) values (%s, %s) on conflict do nothing"
        ask(connection, user, subject, subject)
        scope = (
            "insert into ops.user_scope (subject, org_unit_id, is_whole_bank, persona, is_own_book_only, valid_from,"
            " valid_to) values (%s, (select org_unit_id from core.org_unit where org_unit_code = %s),"
            " %s, %s, %s, %s, %s)"
        )
        ask(connection, scope, subject, unit, unit is None, *row.values())
        connection.commit()


@contextmanager
def session(database: Database, subject: str | None, role: str = "app") -> Iterator[Connection]:
    """A connection of one role and subject; what it does not commit is rolled back."""
    with closing(database.connect(role, subject)) as connection:
        yield connection


def sign(database: Database, connection: Connection, subject: str) -> None:
    """Name the subject of a transaction, as the dashboard does."""
    said = proof(database.session_key(), role=APP, subject=subject, backend=backend_of(connection))
    settings = "select set_config('tandem.subject', %s, true), set_config('tandem.proof', %s, true)"
    ask(connection, settings, subject, said)


def ask(connection: Connection, question: str, *values: object) -> list[Any]:
    """First column of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(question, values or None)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


def clients(connection: Connection) -> set[str]:
    """Codes of the clients the session sees."""
    return set(ask(connection, "select client_code from core.client"))


def seen(database: Database, subject: str | None, tables: Iterable[str], *, role: str = "app") -> dict[str, list[str]]:
    """Every row a subject sees, by table and sorted."""
    with session(database, subject, role) as connection:
        return {one: sorted(ask(connection, f"select to_jsonb(t)::text from {one} t")) for one in tables}
