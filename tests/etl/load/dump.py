"""What stands in the tables, with codes instead of keys the database gave out, so that two banks can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.marts.tables import metadata
from schema.storage.database import Database
from tests.etl.load.world import fetch

NOT_COMPARED = {"load_batch_id", "assignment_id", "sales_target_id"}
CODED = ("region", "org_unit", "product", "staff", "client", "client_group", "commitment", "loan", "collateral")
CODED_TOO = ("account", "sale", "institution")
OTHER_NAMES = {
    "guarantor_client_id": "client",
    "returned_sale_id": "sale",
    "ancestor_id": "org_unit",
    "descendant_id": "org_unit",
}
Dump = dict[str, list[tuple[Any, ...]]]


def exact_dump(database: Database, namespaces: tuple[str, ...] = ("core", "mart")) -> Dump:
    """Every row with every column, ordered."""
    return {name: fetch(database, f"select to_jsonb(t)::text from {name} t order by 1") for name in _tables(namespaces)}


def natural_dump(database: Database) -> Dump:
    """Rows of core under their codes: the same for two databases that know the same facts."""
    codes = {name: _codes(database, name) for name in (*CODED, *CODED_TOO)}
    return {name: sorted(_rows(database, name, codes), key=repr) for name in _tables(("core",))}


def _tables(namespaces: tuple[str, ...]) -> list[str]:
    return [f"{one.schema}.{one.name}" for one in metadata.sorted_tables if one.schema in namespaces]


def _codes(database: Database, name: str) -> dict[int, str]:
    return dict(fetch(database, f"select {name}_id, {name}_code from core.{name}"))


def _rows(database: Database, name: str, codes: Mapping[str, Mapping[int, str]]) -> list[tuple[Any, ...]]:
    own = name.removeprefix("core.")
    rows = fetch(database, f"select to_jsonb(t) from {name} t")
    return [
        tuple(
            (column, _natural(column, value, own, codes))
            for column, value in sorted(row.items())
            if _counts(column, own)
        )
        for (row,) in rows
    ]


def _counts(column: str, own: str) -> bool:
    return column not in NOT_COMPARED and column != f"{own}_id"


def _natural(column: str, value: Any, own: str, codes: Mapping[str, Mapping[int, str]]) -> Any:
    name = own if column == "parent_id" else OTHER_NAMES.get(column, column.removesuffix("_id"))
    return codes[name][value] if value is not None and column.endswith("_id") and name in codes else value
