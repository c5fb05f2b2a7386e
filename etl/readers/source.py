"""What every reader gives: text rows in batches, numbered as a person would count them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import polars as pl

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
        """The rows, in order, in batches of bounded size."""
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
    """Rows that are in memory already: inline rows of a mapping, a sheet, a parsed document."""

    name: str
    frame: pl.DataFrame
    first_row_number: int = 1
    dialect: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names."""
        return tuple(self.frame.columns)

    def batches(self) -> Iterator[RawBatch]:
        """Slices of the frame."""
        numbered = self.frame.with_columns(pl.all().cast(pl.String)).with_row_index(
            ROW_NUMBER, offset=self.first_row_number
        )
        numbered = numbered.with_columns(pl.col(ROW_NUMBER).cast(pl.Int64))
        for start in range(0, numbered.height, BATCH_ROWS):
            yield RawBatch(numbered.slice(start, BATCH_ROWS))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """Rows as delimited text, in the order of the columns."""
        return {
            number: self.frame.slice(at, 1).write_csv(include_header=False).rstrip("\n")
            for number in row_numbers
            if 0 <= (at := number - self.first_row_number) < self.frame.height
        }


def checksum(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
