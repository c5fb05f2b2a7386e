"""What is exported, as values: sheets with typed columns, headline figures, definitions, and where it all is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import polars as pl

from dashboard.exports.wording import Wording

Number = Decimal | float | int


class Kind(StrEnum):
    """What the cells of a column are. A percent is a fraction (0.0162), points are percentage points (0.08)."""

    TEXT = "text"
    ID = "id"
    AMOUNT = "amount"
    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    DATE = "date"
    CHIP = "chip"

    @property
    def is_number(self) -> bool:
        """Whether the cells are figures: aligned right, never text."""
        return self in {Kind.AMOUNT, Kind.PERCENT, Kind.POINTS, Kind.COUNT}

    @property
    def adds_up(self) -> bool:
        """Whether a total is the sum of the rows; a ratio's never is."""
        return self in {Kind.AMOUNT, Kind.COUNT}


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a sheet: its name in the frame, its heading as read (with the unit), and what it means."""

    name: str
    heading: str
    kind: Kind
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table, rows as on screen: Decimal, float, int, date or text; a chip is a list of words.

    `totals` says what columns come to in all, known from elsewhere than the rows; the workbook checks it. A sheet that
    is not printed stands in the workbook only.
    """

    title: str
    frame: pl.DataFrame
    columns: tuple[Column, ...]
    unit: str = ""
    note: str = ""
    totals: Mapping[str, Number] = field(default_factory=dict)
    is_printed: bool = True

    def rows(self) -> list[tuple[object, ...]]:
        """The cells in the order of the columns."""
        return self.frame.select([column.name for column in self.columns]).rows()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A headline figure, worded as on screen; `note` says its unit and what it is compared with."""

    label: str
    value: str
    change: str = ""
    direction: Literal["up", "down", "off"] = "off"
    about: str = ""
    note: str = ""


@dataclass(frozen=True)
class Definition:
    """How a figure comes about, and the rule that says so."""

    figure: str
    definition: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Document:
    """Everything a file says. `as_of` is None where a table is not of one date; `produced_at` has a time zone.

    `sentences` stand above everything else. On paper the first rows of the first tables are enough, unless it is to be
    printed in full.
    """

    title: str
    institution: str
    as_of: date | None
    scope: str
    exporter: str
    produced_at: datetime
    language: str
    data_version: str = ""
    unit: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[Sheet, ...] = ()
    figures: tuple[Figure, ...] = ()
    definitions: tuple[Definition, ...] = ()
    sentences: tuple[str, ...] = ()
    is_in_full: bool = False
    wording: Wording = field(default_factory=Wording)

    @property
    def row_count(self) -> int:
        """Rows of all sheets."""
        return sum(len(sheet.frame) for sheet in self.sheets)

    @property
    def produced(self) -> str:
        """When it was produced: `2026-11-02 09:30+08:00`."""
        return self.produced_at.isoformat(sep=" ", timespec="minutes")

    def provenance(self, sheet: Sheet | None = None) -> list[tuple[str, str]]:
        """Label and text of what stands above a table: whose it is, of when, in which unit, made by whom.

        Without a sheet: of the document as a whole. What is not known is not listed.
        """
        words = self.wording
        own_unit = sheet.unit if sheet else ""
        lines = [
            (words.institution, self.institution),
            (words.as_of, self.as_of.isoformat() if self.as_of else ""),
            (words.scope, self.scope),
            (words.unit, own_unit or self.unit or words.unit_in_headings),
            (words.filters, "; ".join(f"{name}: {value}" for name, value in self.filters.items())),
            (words.prepared_by, self.exporter),
            (words.produced_at, self.produced),
            (words.data_version, self.data_version),
        ]
        return [(label, text) for label, text in lines if text]

    def explained(self) -> list[Definition]:
        """The definitions given, then what columns say of themselves; each figure once."""
        told = [Definition(each.heading, each.about) for sheet in self.sheets for each in sheet.columns if each.about]
        known = {each.figure: each for each in [*told[::-1], *self.definitions]}
        order = dict.fromkeys(each.figure for each in [*self.definitions, *told])
        return [known[figure] for figure in order]
