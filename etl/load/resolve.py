"""From codes to ids: parents are looked up in maps read from the database, set against set."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl
from psycopg2.extensions import connection as Connection

from etl.load.parsing import Failure
from etl.readers.source import ROW_NUMBER
from schema.contracts import Feed, Parent

KNOWN = "__known"
MAP_QUERIES: Mapping[str, str] = {
    "region": "select region_code as code, region_id from core.region",
    "org_unit": "select org_unit_code as code, org_unit_id from core.org_unit",
    "product": "select product_code as code, product_id from core.product",
    "staff": "select staff_code as code, staff_id from core.staff",
    "client": "select client_code as code, client_id from core.client",
    "client_group": "select client_group_code as code, client_group_id from core.client_group",
    "commitment": "select commitment_code as code, commitment_id, client_id from core.commitment",
    "loan": "select loan_code as code, loan_id, client_id, disbursed_date from core.loan",
    "account": "select account_code as code, account_id, client_id, opened_date from core.account",
    "collateral": "select collateral_code as code, collateral_id, client_id from core.collateral",
    "inspection": "select inspection_code as code, client_id from core.inspection",
    "sale": "select sale_code as code, sale_id from core.sale",
    "institution": "select institution_code as code, institution_id from core.institution",
    "institution_name": """
        select alias as code, institution_id, valid_from, coalesce(valid_to, '9999-12-31') as valid_to
        from core.institution_alias
        union all
        select i.name, i.institution_id, '0001-01-01', '9999-12-31' from core.institution i
        where not exists (select 1 from core.institution_alias a where a.alias = i.name)
    """,
}
DATES = ("disbursed_date", "opened_date", "valid_from", "valid_to")


@dataclass
class ParentMaps:
    """Maps of one run, read when first needed and forgotten when their table was loaded into."""

    connection: Connection
    _frames: dict[str, pl.DataFrame] = field(default_factory=dict)
    _own_codes: dict[str, set[str]] = field(default_factory=dict)

    def frame(self, name: str) -> pl.DataFrame:
        """Columns `code` and whatever the map brings."""
        if name not in self._frames:
            self._frames[name] = self._read(MAP_QUERIES[name])
        return self._frames[name]

    def forget(self) -> None:
        """A file was loaded (or rolled back): read the maps again when they are needed."""
        self._frames.clear()
        self._own_codes.clear()

    def codes_of_file(self, feed: Feed) -> set[str]:
        """Codes of the file's good rows so far, for trees and returns."""
        return self._own_codes.setdefault(feed.name, set())

    def _read(self, query: str) -> pl.DataFrame:
        buffer = io.BytesIO()
        with self.connection.cursor() as cursor:
            cursor.copy_expert(f"copy ({query}) to stdout with (format csv, header)", buffer)
        buffer.seek(0)
        header = buffer.readline().decode().strip().split(",")
        buffer.seek(0)
        types: dict[str, pl.DataType] = {name: pl.Int64() for name in header if name.endswith("_id")}
        types |= {"code": pl.String()} | {name: pl.Date() for name in header if name in DATES}
        return pl.read_csv(buffer, schema_overrides=types)


def resolve(frame: pl.DataFrame, feed: Feed, maps: ParentMaps) -> tuple[pl.DataFrame, list[Failure]]:
    """Add the ids (and facts) that the feed's parents give; a code nobody knows is a failure of its row."""
    failures: list[Failure] = []
    for parent in feed.parents:
        if parent.may_stand_in_same_file:
            unknown = _unknown_in_file(frame, feed, parent, maps)
        else:
            frame = _joined(frame, parent, maps.frame(parent.map_name))
            unknown = frame.filter(pl.col(parent.field).is_not_null() & pl.col(KNOWN).is_null())
            frame = frame.drop(KNOWN)
        failures.extend(_unknown_parents(unknown, parent))
    return frame, failures


def without_orphans(good: pl.DataFrame, feed: Feed, maps: ParentMaps) -> tuple[pl.DataFrame, list[Failure]]:
    """Drop rows whose parent stands in the same file but was itself refused, and in turn the rows below them."""
    failures: list[Failure] = []
    in_file = [parent for parent in feed.parents if parent.may_stand_in_same_file]
    for parent in in_file:
        while not (orphans := _unknown_in_file(good, feed, parent, maps)).is_empty():
            failures.extend(_unknown_parents(orphans, parent))
            good = good.join(orphans.select(ROW_NUMBER), on=ROW_NUMBER, how="anti", maintain_order="left")
    if in_file:
        maps.codes_of_file(feed).update(good[feed.key[0]])
    return good, failures


def _unknown_in_file(frame: pl.DataFrame, feed: Feed, parent: Parent, maps: ParentMaps) -> pl.DataFrame:
    asked = frame.filter(pl.col(parent.field).is_not_null())
    if asked.is_empty():
        return asked
    earlier = pl.Series("code", list(maps.codes_of_file(feed)), dtype=pl.String)
    known = pl.concat([maps.frame(parent.map_name)["code"], earlier, frame[feed.key[0]].alias("code")])
    return asked.filter(~pl.col(parent.field).is_in(known.implode()))


def _joined(frame: pl.DataFrame, parent: Parent, codes: pl.DataFrame) -> pl.DataFrame:
    taken = codes.select(
        pl.col("code").alias(parent.field),
        *(pl.col(theirs).alias(ours) for theirs, ours in parent.gives.items()),
        *(pl.col(name).alias(f"__{name}") for name in ("valid_from", "valid_to") if parent.on_date),
        pl.lit(True).alias(KNOWN),
    )
    if parent.on_date is None:
        return frame.join(taken, on=parent.field, how="left", maintain_order="left")
    pairs = frame.select(ROW_NUMBER, parent.field, parent.on_date).join(taken, on=parent.field)
    valid = pairs.filter(pl.col(parent.on_date).is_between("__valid_from", "__valid_to"))
    chosen = valid.unique(ROW_NUMBER, keep="first").select(ROW_NUMBER, *parent.gives.values(), KNOWN)
    return frame.join(chosen, on=ROW_NUMBER, how="left", maintain_order="left")


def _unknown_parents(unknown: pl.DataFrame, parent: Parent) -> list[Failure]:
    what = parent.map_name.replace("_", " ")
    return [
        Failure(number, parent.field, value, "unknown_parent", f"{parent.field} {value!r} is no known {what}.")
        for number, value in zip(unknown[ROW_NUMBER], unknown[parent.field], strict=True)
    ]
