"""Load a folder, a file or frames: one transaction per file, parents first, one load at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from time import perf_counter

import polars as pl
import psycopg2
from psycopg2 import errors
from psycopg2.extensions import connection as Connection

from etl.load.after import settle
from etl.load.batches import Run, close_batch, is_known, open_batch, record_finding, record_refusal
from etl.load.continuity import BalanceContinuity
from etl.load.lock import WAIT_SECONDS, exclusive
from etl.load.pipeline import read_ahead
from etl.load.rejects import RejectWriter
from etl.load.report import FileReport, LoadReport
from etl.load.resolve import ParentMaps
from etl.load.sink import Sink
from etl.load.validation import Checked, Validator
from etl.load.work import Piece, no_lookup, pieces
from etl.mapping.apply import Mapper
from etl.mapping.model import Entry, MappingFile, own_columns, plain_mapping, read_mapping
from etl.progress import Progress, silent
from etl.readers.source import ROW_NUMBER, FrameSource, MalformedRow, Source
from schema.errors import DatabaseUnavailable, FileRefused, LoadFault, MappingFault, TandemError
from schema.storage.database import Database

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"


@dataclass(frozen=True)
class _Step:
    """One batch on its way from the reader to the writer."""

    rows_read: int
    set_aside: int
    checked: Checked
    malformed: tuple[MalformedRow, ...] = ()


def mapping_path(name: str) -> Path:
    """A mapping by path, or by the name of one that is shipped (`berka`).

    Raises:
        MappingFault: there is neither.
    """
    path = Path(name)
    shipped = MAPPINGS / f"{name}.toml"
    if path.is_file():
        return path
    if shipped.is_file():
        return shipped
    known = ", ".join(sorted(one.stem for one in MAPPINGS.glob("*.toml")))
    raise MappingFault(f"There is no mapping {name!r}.", f"Give a file, or one of the shipped ones: {known}.")


def load_path(
    database: Database,
    path: Path,
    *,
    mapping: str | None = None,
    feed: str | None = None,
    is_dry_run: bool = False,
    wait_seconds: float = WAIT_SECONDS,
    progress: Progress = silent,
) -> LoadReport:
    """Load everything at `path` that the mapping knows.

    A file of the wrong shape is refused and the others go on; a row of the wrong value is refused and its file goes
    on. A dry run does the same and keeps nothing.

    Raises:
        MappingFault, DatabaseBusy, DatabaseUnavailable, LoadFault: the run ends; finished files stay.
    """
    if not path.exists():
        raise LoadFault(f"There is no {path.name} to load.", "Check the path.")
    found = read_mapping(mapping_path(mapping)) if mapping else _without_mapping(path, feed)
    todo = pieces(found, path, feed=feed)
    folder = path if path.is_dir() else path.parent
    run = Run(uuid.uuid4().hex[:12], folder.resolve().name, found.name)
    with exclusive(database, wait_seconds=wait_seconds, progress=progress) as connection:
        maps = ParentMaps(connection)
        reports = []
        with progress.task("Loading", total=len(todo)) as task:
            for piece in todo:
                task.advance(0, note=piece.file_name)
                reports.append(_load_piece(connection, run, piece, maps, is_dry_run=is_dry_run))
                task.advance(1, note=piece.file_name)
        if is_dry_run:
            connection.rollback()
    return LoadReport(run.code, tuple(reports), is_dry_run)


def load_frames(
    database: Database,
    frames: Iterable[tuple[str, pl.DataFrame]],
    *,
    source_name: str,
    progress: Progress = silent,
) -> LoadReport:
    """Load typed frames (feed name, the feed's columns) through the same contract; a feed's chunks are one file."""
    run = Run(uuid.uuid4().hex[:12], source_name, "")
    reports = []
    with exclusive(database) as connection, progress.task("Loading") as task:
        maps = ParentMaps(connection)
        for name, chunks in groupby(frames, key=lambda pair: pair[0]):
            task.advance(1, note=name)
            entry = own_columns(name, name)
            source = FrameSource(name, pl.DataFrame())
            piece = Piece(entry, name, "", partial(_in_memory, source, entry))
            validator = Validator(entry, maps)
            steps = _typed_steps((frame for _, frame in chunks), validator, source)
            with _database_faults(connection, name):
                reports.append(_write(connection, run, piece, source, steps))
                connection.commit()
            maps.forget()
    return LoadReport(run.code, tuple(reports))


def _without_mapping(path: Path, feed: str | None) -> MappingFile:
    if path.is_dir():
        return plain_mapping(path)
    return MappingFile("", (own_columns(feed or path.stem, path.name),))


def _in_memory(source: Source, entry: Entry) -> tuple[Source, Mapper]:
    return source, Mapper(entry, no_lookup)


def _load_piece(connection: Connection, run: Run, piece: Piece, maps: ParentMaps, *, is_dry_run: bool) -> FileReport:
    feed, file_name = piece.entry.feed.name, piece.file_name
    with _database_faults(connection, file_name):
        if is_known(connection, run, piece):
            return FileReport(feed=feed, file_name=file_name, status="unchanged", message="loaded before")
        try:
            report = _read_and_write(connection, run, piece, maps)
        except FileRefused as fault:
            record_refusal(connection, run, piece, str(fault))
            report = FileReport(feed=feed, file_name=file_name, status="refused", message=str(fault))
        if not is_dry_run:
            connection.commit()
    maps.forget()
    return report


def _read_and_write(connection: Connection, run: Run, piece: Piece, maps: ParentMaps) -> FileReport:
    started = perf_counter()
    with _savepoint(connection), _readable(piece):
        source, mapper = piece.open()
        mapper.check(source)
        validator = Validator(piece.entry, maps)
        for parent in piece.entry.feed.parents:
            maps.frame(parent.map_name)
        with read_ahead(partial(_text_steps, source, mapper, validator)) as ahead:
            message = _unused_sentence(mapper.unused(source))
            return _write(connection, run, piece, source, ahead, started=started, message=message)


@contextmanager
def _readable(piece: Piece) -> Iterator[None]:
    """A file that vanishes or is written to while it is read is refused: half of it may be of another day."""
    try:
        yield
    except OSError as fault:
        why = f"it can no longer be read ({fault.strerror or fault})"
        raise FileRefused(piece.file_name, why, "Load it again when it is complete.", detail=str(fault)) from fault
    if piece.has_changed():
        raise FileRefused(piece.file_name, "it changed while it was read", "Load it again when it is complete.")


def _unused_sentence(columns: tuple[str, ...]) -> str:
    return f"Not read: {', '.join(columns)}." if columns else ""


@contextmanager
def _savepoint(connection: Connection) -> Iterator[None]:
    """Nothing of a refused file stays, and the transaction can go on."""
    with connection.cursor() as cursor:
        cursor.execute("savepoint one_file")
    try:
        yield
    except TandemError:
        with connection.cursor() as cursor:
            cursor.execute("rollback to savepoint one_file")
        raise


@contextmanager
def _database_faults(connection: Connection, file_name: str) -> Iterator[None]:
    """What the server says becomes a sentence; the transaction is over."""
    try:
        yield
    except psycopg2.Error as fault:
        has_gone = bool(connection.closed)
        with suppress(psycopg2.Error):
            connection.rollback()
        raise _fault(fault, file_name, has_gone=has_gone) from fault


def _fault(fault: psycopg2.Error, file_name: str, *, has_gone: bool) -> TandemError:
    kept = f"Nothing of {file_name} was kept."
    if isinstance(fault, errors.DiskFull):
        return LoadFault(f"The database's disk is full. {kept}", "Free some space and load again.", detail=str(fault))
    if "File too large" in str(fault):
        do = "Raise the server's limit on the size of files (ulimit -f) and load again."
        return LoadFault(f"The database may not write files this large. {kept}", do, detail=str(fault))
    if isinstance(fault, errors.IntegrityError):
        name = fault.diag.constraint_name or "a constraint"
        return LoadFault(
            f"The database refuses a row of {file_name} ({name}). {kept}", "See --verbose.", detail=str(fault)
        )
    if has_gone:
        return DatabaseUnavailable(f"The database went away. {kept}", "Start it and load again.", detail=str(fault))
    return LoadFault(f"The database cannot take {file_name}. {kept}", "See --verbose.", detail=str(fault))


def _text_steps(source: Source, mapper: Mapper, validator: Validator) -> Iterator[_Step]:
    for batch in source.batches():
        mapped = mapper.apply(batch.frame)
        read = batch.frame.height + len(batch.malformed)
        yield _Step(read, mapped.set_aside, validator.check(mapped.frame), batch.malformed)


def _typed_steps(frames: Iterable[pl.DataFrame], validator: Validator, source: FrameSource) -> Iterator[_Step]:
    row_number = 1
    fields = validator.entry.feed.fields
    for frame in frames:
        source.frame, source.first_row_number = frame, row_number
        numbers = pl.int_range(row_number, row_number + frame.height, dtype=pl.Int64, eager=True)
        typed = frame.select(
            pl.col(one.name).cast(one.dtype, strict=False)
            if one.name in frame.columns
            else pl.lit(None, one.dtype).alias(one.name)
            for one in fields
        ).with_columns(numbers.alias(ROW_NUMBER))
        row_number += frame.height
        yield _Step(frame.height, 0, validator.check_typed(typed, []))


def _write(
    connection: Connection,
    run: Run,
    piece: Piece,
    source: Source,
    steps: Iterable[_Step],
    *,
    started: float | None = None,
    message: str = "",
) -> FileReport:
    started = perf_counter() if started is None else started
    load_batch_id = open_batch(connection, run, piece, source)
    sink = Sink(connection, piece.entry.feed, load_batch_id)
    rejects = RejectWriter(connection, source, load_batch_id)
    continuity = BalanceContinuity()
    rows_read = set_aside = 0
    for step in steps:
        rows_read += step.rows_read
        set_aside += step.set_aside
        rejects.add(step.checked.failures, step.malformed)
        continuity.follow(step.checked.good)
        sink.add(step.checked.good)
    rejects.add(sink.finish())
    continuity.finish()
    if continuity.breaks:
        record_finding(connection, load_batch_id, "balance_break", piece.file_name, continuity.sentence())
    settle(connection, piece.entry.feed, sink)
    report = FileReport(
        feed=piece.entry.feed.name,
        file_name=piece.file_name,
        status="loaded",
        load_batch_id=load_batch_id,
        rows_read=rows_read,
        rows_accepted=sink.counts.accepted,
        rows_rejected=rejects.count,
        rows_set_aside=set_aside,
        rows_inserted=sink.counts.inserted,
        rows_updated=sink.counts.updated,
        rows_unchanged=sink.counts.unchanged,
        seconds=perf_counter() - started,
        by_reason=dict(rejects.by_reason),
        examples=tuple(rejects.examples),
        message=message,
    )
    close_batch(connection, run, report, sink)
    return report
