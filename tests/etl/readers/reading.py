"""Short ways to write a file and to see what a reader makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl.readers.opening import open_source
from etl.readers.source import ROW_NUMBER, RawBatch, ReadOptions, Source

Cells = tuple[str | None, ...]


@dataclass(frozen=True)
class Read:
    """Everything a source said: its columns, its good rows and its malformed ones by row number."""

    columns: tuple[str, ...]
    rows: dict[int, Cells]
    malformed: dict[int, str]


def written(folder: Path, name: str, content: bytes | str) -> Path:
    """A file; text is written as UTF-8 with its line ends as they are."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def opened(path: Path, options: ReadOptions | None = None) -> Source:
    """The reader of a file."""
    return open_source(path, options or ReadOptions())


def read(path: Path, options: ReadOptions | None = None) -> Read:
    """A whole file at once."""
    return all_of(opened(path, options))


def all_of(source: Source) -> Read:
    """A whole source at once."""
    batches = list(source.batches())
    rows = {number: cells for batch in batches for number, cells in _numbered(source, batch)}
    return Read(source.columns, rows, {one.row_number: one.raw_text for batch in batches for one in batch.malformed})


def _numbered(source: Source, batch: RawBatch) -> list[tuple[int, Cells]]:
    frame = batch.frame.select(ROW_NUMBER, *source.columns)
    return [(number, tuple(cells)) for number, *cells in frame.iter_rows()]
