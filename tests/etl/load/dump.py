"""What stands in the tables, with codes instead of keys the database gave out, so that two banks can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from schema.marts.tables import metadata
from schema.storage.database import Database
from tests.etl.load.world import fetch

NOT_COMPARED = {"load_batch_id", "assignment_id", "sales_target_id"}
CODED = (
    "region", "org_unit", "product", "staff", "client", "client_group", "commitment", "loan", "collateral", "account",
    "sale", "institution",
)  # fmt: skip
OTHER_NAMES = {
    "guarantor_client_id": "client",
    "returned_sale_id": "sale",
    "ancestor_id": "org_unit",
    "descendant_id": "org_unit",
}
Dump = dict[str, list[Any]]


def exact_dump(database: Database, namespaces: tuple[str, ...] = ("core", "mart")) -> Dump:
    """Every row with every column."""
    found: Dump = {name: [] for name in _tables(namespaces)}
    for name, row in _every_row(database, found):
        found[name].append(row)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def natural_dump(database: Database) -> Dump:
    """Rows of core under their codes: the same for two databases that know the same facts."""
    codes = {name: _codes(database, name) for name in CODED}
    found: Dump = {name: [] for name in _tables(("core",))}
    for name, row in _every_row(database, found):
        found[name].append(_natural_row(row, name.removeprefix("core."), codes))
    return {name: sorted(rows, key=repr) for name, rows in found.items()}


def _tables(namespaces: tuple[str, ...]) -> list[str]:
    return [f"{one.schema}.{one.name}" for one in metadata.sorted_tables if one.schema in namespaces]


def _every_row(database: Database, tables: Iterable[str]) -> list[tuple[Any, ...]]:
    return fetch(database, " union all ".join(f"select '{name}', to_jsonb(t) from {name} t" for name in tables))


def _codes(database: Database, name: str) -> dict[int, str]:
    return dict(fetch(database, f"select {name}_id, {name}_code from core.{name}"))


def _natural_row(row: dict[str, Any], own: str, codes: Mapping[str, Mapping[int, str]]) -> tuple[Any, ...]:
    return tuple((name, _natural(name, value, own, codes)) for name, value in sorted(row.items()) if _counts(name, own))


def _counts(column: str, own: str) -> bool:
    return column not in NOT_COMPARED and column != f"{own}_id"


def _natural(column: str, value: Any, own: str, codes: Mapping[str, Mapping[int, str]]) -> Any:
    name = own if column == "parent_id" else OTHER_NAMES.get(column, column.removesuffix("_id"))
    return codes[name][value] if value is not None and column.endswith("_id") and name in codes else value
