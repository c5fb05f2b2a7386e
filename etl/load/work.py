"""What there is to load: each entry of a mapping with each file it matches."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from etl.mapping.apply import Mapper
from etl.mapping.model import Entry, Lookup, MappingFile, own_columns
from etl.readers.opening import open_source
from etl.readers.query import QuerySource, is_query_source
from etl.readers.source import ROW_NUMBER, FrameSource, RawBatch, Source, checksum
from schema.contracts import feed_named
from schema.errors import FileRefused, MappingFault


@dataclass(frozen=True)
class Piece:
    """One entry with one file (or one query, or inline rows); `fingerprint` is empty when it cannot be known.

    `files` are what the fingerprint was taken from, with their size and time then: see `has_changed`.
    """

    entry: Entry
    file_name: str
    fingerprint: str
    open: Callable[[], tuple[Source, Mapper]]
    files: tuple[tuple[Path, tuple[int, int] | None], ...] = ()

    def has_changed(self) -> bool:
        """Whether a file was written to or replaced since its fingerprint was taken."""
        return any(_stamp(file) != stamp for file, stamp in self.files)


def pieces(mapping: MappingFile, path: Path, *, feed: str | None = None) -> list[Piece]:
    """Everything to load, parents first.

    Raises:
        MappingFault: nothing in `path` fits the mapping.
    """
    folder = path if path.is_dir() else path.parent
    named = feed is not None
    found = [piece for entry in _meant(mapping, path, feed) for piece in _pieces_of(entry, folder, path, named=named)]
    if not any(not piece.entry.rows for piece in found) and not all(entry.rows for entry in mapping.entries):
        wanted = ", ".join(sorted({entry.file for entry in mapping.entries if entry.file}))
        raise MappingFault(
            f"Nothing at {path.name} fits the mapping {mapping.name or 'of feed names'}.",
            f"It looks for: {wanted}. For a file of another name say which feed it is with --feed.",
        )
    return list(_named_apart(found))


def _named_apart(found: list[Piece]) -> Iterator[Piece]:
    """Two entries that read one file for one feed are two loads; the second must not replace the first."""
    times: Counter[tuple[str, str]] = Counter()
    for piece in found:
        key = (piece.entry.feed.name, piece.file_name)
        times[key] += 1
        yield piece if times[key] == 1 else replace(piece, file_name=f"{piece.file_name} #{times[key]}")


def _meant(mapping: MappingFile, path: Path, feed: str | None) -> tuple[Entry, ...]:
    """Entries that may read `path`; a file named with its feed is read by one of them only."""
    if feed is None:
        return mapping.entries
    entries = tuple(one for one in mapping.entries if one.feed is feed_named(feed))
    fitting = tuple(one for one in entries if one.file and path.match(one.file))
    if path.is_dir() or len(entries) < 2:
        return entries
    if len(fitting) != 1:
        patterns = ", ".join(one.file for one in entries if one.file)
        raise MappingFault(
            f"The mapping {mapping.name} reads {feed} from several files.",
            f"Name {path.name} like the one it stands for: {patterns}.",
        )
    return fitting


def _pieces_of(entry: Entry, folder: Path, path: Path, *, named: bool) -> Iterator[Piece]:
    if entry.rows:
        if path.is_dir() or named:
            yield _inline(entry)
    elif is_query_source(entry.file):
        if path.is_dir():
            yield Piece(entry, "query", "", lambda: _opened(entry, folder, QuerySource(entry.file, entry.options)))
    else:
        files = sorted(folder.glob(entry.file)) if path.is_dir() else _single(entry, path, named=named)
        if entry.distinct and files:
            yield _distinct(entry, folder, files)
        else:
            for file in files:
                yield _file(entry, folder, file)


def _single(entry: Entry, path: Path, *, named: bool) -> list[Path]:
    return [path] if named or path.match(entry.file) else []


def _inline(entry: Entry) -> Piece:
    names = dict.fromkeys(name for row in entry.rows for name in row)
    rows = {name: [None if row.get(name) is None else str(row[name]) for row in entry.rows] for name in names}
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))

    def opened() -> tuple[Source, Mapper]:
        return _opened(entry, Path(), FrameSource("mapping", frame))

    return Piece(entry, f"rows of the mapping ({entry.feed.name})", _hash(entry.spelling), opened)


def _file(entry: Entry, folder: Path, file: Path) -> Piece:
    def opened() -> tuple[Source, Mapper]:
        source = open_source(file, entry.options)
        return _opened(entry, folder, _in_one_batch(source) if entry.needs_whole_file else source)

    name = file.relative_to(folder).as_posix()
    return Piece(entry, name, files=_stamps([file]), fingerprint=_fingerprint(entry, folder, [file]), open=opened)


def _distinct(entry: Entry, folder: Path, files: list[Path]) -> Piece:
    """All files of a pattern as one source of distinct rows: reference data that only facts deliver."""

    def opened() -> tuple[Source, Mapper]:
        frames: list[pl.DataFrame] = []
        for file in files:
            source, mapper = _opened(entry, folder, open_source(file, entry.options))
            mapper.check(source)
            frames.extend(mapper.apply(batch.frame).frame.drop(ROW_NUMBER) for batch in source.batches())
        codes = [one.name for one in entry.feed.fields if one.name in frames[0].columns]
        distinct = pl.concat(frames).unique(codes, keep="first", maintain_order=True)
        plain = replace(
            own_columns(entry.feed.name, entry.file),
            columns={name: name for name in distinct.columns},
            dates=entry.dates,
            date_format=entry.date_format,
            units=entry.units,
            decimal_mark=entry.decimal_mark,
        )
        return FrameSource(entry.file, distinct), Mapper(plain, no_lookup)

    return Piece(entry, entry.file, files=_stamps(files), fingerprint=_fingerprint(entry, folder, files), open=opened)


def _opened(entry: Entry, folder: Path, source: Source) -> tuple[Source, Mapper]:
    def open_lookup(lookup: Lookup) -> Source:
        if is_query_source(lookup.file):
            return QuerySource(lookup.file, lookup.options)
        files = sorted(folder.glob(lookup.file))
        if not files:
            raise FileRefused(source.name, f"the file {lookup.file} it is joined with is missing", "Deliver both.")
        return open_source(files[0], lookup.options)

    return source, Mapper(entry, open_lookup)


def no_lookup(lookup: Lookup) -> Source:
    """For rows that are joined already, or never were files."""
    raise MappingFault(f"{lookup.file} was joined already.", "Report this.")


@dataclass
class _OneBatch:
    """A source whose rows come all at once, for mappings that prefer one row of several."""

    source: Source

    def __getattr__(self, name: str) -> object:
        return getattr(self.source, name)

    def batches(self) -> Iterator[RawBatch]:
        batches = list(self.source.batches())
        if batches:
            malformed = tuple(row for batch in batches for row in batch.malformed)
            yield RawBatch(pl.concat([batch.frame for batch in batches]), malformed)


def _in_one_batch(source: Source) -> Source:
    return _OneBatch(source)  # type: ignore[return-value]


def _stamps(files: list[Path]) -> tuple[tuple[Path, tuple[int, int] | None], ...]:
    return tuple((file, _stamp(file)) for file in files)


def _stamp(file: Path) -> tuple[int, int] | None:
    """Size and time of the last change; None when there is nothing."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _fingerprint(entry: Entry, folder: Path, files: list[Path]) -> str:
    if any(is_query_source(lookup.file) for lookup in entry.lookups):
        return ""
    joined = [file for lookup in entry.lookups for file in sorted(folder.glob(lookup.file))]
    try:
        return _hash(entry.spelling, *(checksum(file) for file in (*files, *joined)))
    except OSError:
        return ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
