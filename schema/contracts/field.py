"""What a feed is: its columns, its parents, the rules between columns, and the rules between rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import polars as pl
from sqlalchemy import Table

Kind = Literal["code", "text", "whole", "money", "ratio", "day", "flag"]
DTYPES: Mapping[Kind, pl.DataType] = {
    "code": pl.String(),
    "text": pl.String(),
    "whole": pl.Int64(),
    "money": pl.Decimal(18, 2),
    "ratio": pl.Decimal(18, 9),
    "day": pl.Date(),
    "flag": pl.Boolean(),
}
LONGEST_CODE = 64
LONGEST_TEXT = 2_000
LARGEST_WHOLE = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class Field:
    """One incoming column; `about` and `example` are what `tandem feeds` prints."""

    name: str
    kind: Kind
    about: str
    example: str
    is_required: bool = True
    one_of: tuple[str, ...] = ()
    above: Decimal | int | None = None
    at_least: Decimal | int | None = None
    at_most: Decimal | int | None = None

    @property
    def dtype(self) -> pl.DataType:
        """The polars type of a validated value."""
        return DTYPES[self.kind]


@dataclass(frozen=True, kw_only=True)
class Parent:
    """A code that must be known already; `gives` says which ids (and facts) it brings, under which name."""

    map_name: str
    field: str
    gives: Mapping[str, str]
    is_required: bool = True
    on_date: str | None = None
    may_stand_in_same_file: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule inside one row; `holds` is null or true where the row is fine."""

    code: str
    column: str
    holds: pl.Expr
    sentence: str


@dataclass(frozen=True, kw_only=True)
class GroupRule:
    """A rule between rows; `violators` is SQL over {staging} that returns row_number and a detail text."""

    code: str
    column: str
    violators: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Feed:
    """One kind of incoming file, its contract, its table and its key."""

    name: str
    about: str
    table: Table
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    parents: tuple[Parent, ...] = ()
    rules: tuple[Rule, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()
    date_column: str | None = None
    is_partitioned: bool = False
    affects_closes: bool = False
    owner_column: str | None = None
    end_column: str | None = None

    @property
    def field_names(self) -> tuple[str, ...]:
        """Names of the incoming columns in their documented order."""
        return tuple(one.name for one in self.fields)

    @property
    def resolved_columns(self) -> tuple[str, ...]:
        """Columns of the table that a resolved row fills, in table order."""
        given = {name for parent in self.parents for name in parent.gives.values()}
        offered = given | set(self.field_names)
        return tuple(column.name for column in self.table.columns if column.name in offered)

    def by_name(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        return next(one for one in self.fields if one.name == name)
