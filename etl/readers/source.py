"""What every reader gives: text rows in batches, numbered as a person would count them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

from schema.errors import FileRefused

ROW_NUMBER = "__row_number"
BATCH_ROWS = 200_000


@dataclass(frozen=True)
class MalformedRow:
    """A row that is no row: the wrong number of fields, for instance."""

    row_number: int
    raw_text: str
    code: str
    sentence: str


@dataclass(frozen=True)
class RawBatch:
    """Rows as text under the source's own column names, plus `__row_number` (Int64)."""

    frame: pl.DataFrame
    malformed: tuple[MalformedRow, ...] = ()


class Source(Protocol):
    """One file, sheet or query. `batches` may be called once; `raw_texts` any time afterwards."""

    @property
    def name(self) -> str:
        """Name for people: the file's name, never its whole path."""
        ...

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names as the source has them."""
        ...

    @property
    def dialect(self) -> Mapping[str, str]:
        """How the source is written (encoding, delimiter, header), so that rejects can be written alike."""
        ...

    def batches(self) -> Iterator[RawBatch]:
        """The rows, in order, in batches of bounded size; at least one, which is empty when there are no rows."""
        ...

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """The untouched text of these rows."""
        ...


@dataclass(frozen=True)
class ReadOptions:
    """How a file is written, as far as a mapping says; empty means: find out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    records: str = ""
    skip_lines: int = 0
    query: str = ""


@dataclass
class FrameSource:
    """Rows that are in memory already: inline rows of a mapping, a sheet, a parsed document.

    `row_numbers`, one for each row and rising, where they are not simply counted from `first_row_number`.
    """

    name: str
    frame: pl.DataFrame
    first_row_number: int = 1
    row_numbers: pl.Series | None = None
    dialect: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names."""
        return tuple(self.frame.columns)

    def batches(self) -> Iterator[RawBatch]:
        """Slices of the frame."""
        numbered = self.frame.with_columns(pl.all().cast(pl.String)).with_columns(self._numbers().alias(ROW_NUMBER))
        for start in range(0, max(1, numbered.height), BATCH_ROWS):
            yield RawBatch(numbered.slice(start, BATCH_ROWS))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """Rows as delimited text, in the order of the columns."""
        places = self._places(row_numbers)
        return {
            number: self.frame.slice(place, 1).write_csv(include_header=False).rstrip("\n")
            for number, place in places.items()
        }

    def _numbers(self) -> pl.Series:
        if self.row_numbers is not None:
            return self.row_numbers
        end = self.first_row_number + self.frame.height
        return pl.int_range(self.first_row_number, end, dtype=pl.Int64, eager=True)

    def _places(self, row_numbers: list[int]) -> dict[int, int]:
        if self.row_numbers is None:
            places = {number: number - self.first_row_number for number in row_numbers}
            return {number: place for number, place in places.items() if 0 <= place < self.frame.height}
        wanted = pl.Series(row_numbers, dtype=pl.Int64)
        is_wanted = self.row_numbers.is_in(wanted.implode())
        return dict(zip(self.row_numbers.filter(is_wanted), is_wanted.arg_true(), strict=True))


def header_names(file_name: str, header: Iterable[str | None]) -> tuple[str, ...]:
    """Column names without outer spaces; a blank one is called after its place, `column 3`.

    Raises:
        FileRefused: a name stands twice, so that nobody could say which column is meant.
    """
    names = [(name or "").strip() or f"column {place}" for place, name in enumerate(header, start=1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise FileRefused(file_name, f"its header names {', '.join(map(repr, twice))} twice", "Rename one of them.")
    if ROW_NUMBER in names:
        raise FileRefused(file_name, f"Tandem itself counts rows in {ROW_NUMBER!r}", "Rename that column.")
    return tuple(names)


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
