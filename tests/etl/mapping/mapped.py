"""What a mapping makes of a few rows, without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from etl.load.parsing import Failure, parse
from etl.mapping.apply import Mapped, Mapper
from etl.mapping.model import Entry, Lookup, own_columns, read_mapping
from etl.readers.source import ROW_NUMBER, FrameSource, Source

Cells = Mapping[str, str | None]


def entry_of(folder: Path, text: str) -> Entry:
    """The one entry of a mapping file with this text."""
    path = folder / "bank.toml"
    path.write_text(text, encoding="utf-8")
    (entry,) = read_mapping(path).entries
    return entry


def source_of(rows: Sequence[Cells], name: str = "a.csv") -> FrameSource:
    """Rows as a reader would give them; row 1 is the header."""
    columns = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame([dict(row) for row in rows], schema=dict.fromkeys(columns, pl.String))
    return FrameSource(name, frame, first_row_number=2)


def mapped(entry: Entry, rows: Sequence[Cells], lookups: Mapping[str, Sequence[Cells]] | None = None) -> Mapped:
    """The rows under the feed's names, in one batch."""
    source = source_of(rows)

    def open_lookup(lookup: Lookup) -> Source:
        return source_of((lookups or {})[lookup.file], lookup.file)

    mapper = Mapper(entry, open_lookup)
    mapper.check(source)
    (batch,) = source.batches()
    return mapper.apply(batch.frame)


def column(mapped_rows: Mapped, name: str) -> list[str | None]:
    """One field of all rows."""
    return mapped_rows.frame[name].to_list()


def parsed(feed: str, field: str, texts: Sequence[str | None], **said: object) -> tuple[list[object], list[Failure]]:
    """What is read from texts that stand in one field, and what could not be."""
    entry = Entry(**{**vars(own_columns(feed, feed)), **said})
    numbers = pl.int_range(2, 2 + len(texts), dtype=pl.Int64, eager=True)
    frame = pl.DataFrame({field: texts}, schema={field: pl.String}).with_columns(numbers.alias(ROW_NUMBER))
    typed, failures = parse(frame, entry)
    return typed[field].to_list(), failures
