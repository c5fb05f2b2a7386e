"""The record of every file in ops.load_batch, and the findings about it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

from psycopg2.extensions import connection as Connection

from etl.load.rejects import NUL_SHOWN_AS
from etl.load.report import FileReport
from etl.load.sink import Sink
from etl.load.work import Piece
from etl.readers.source import Source


@dataclass(frozen=True)
class Run:
    """One call of load: its code and where its files come from."""

    code: str
    source_name: str
    mapping_name: str


def open_batch(connection: Connection, run: Run, piece: Piece, source: Source) -> int:
    """A row for a file that is being loaded; it becomes visible with the file's rows or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ops.load_batch "
            "(run_code, feed, source_name, file_name, mapping_name, checksum, status, dialect) "
            "values (%s, %s, %s, %s, %s, %s, 'loaded', %s) returning load_batch_id",
            (
                run.code,
                piece.entry.feed.name,
                run.source_name,
                piece.file_name,
                run.mapping_name or None,
                piece.fingerprint,
                json.dumps(_dialect(source), ensure_ascii=False).replace("\\u0000", NUL_SHOWN_AS),
            ),
        )
        return int((cursor.fetchone() or (0,))[0])


def _dialect(source: Source) -> dict[str, str]:
    """How refused rows are written for mending: as the source was, or as CSV when it was no text."""
    if "header" in source.dialect:
        return dict(source.dialect)
    header = io.StringIO()
    csv.writer(header, lineterminator="\r\n").writerow(source.columns)
    line = header.getvalue().removesuffix("\r\n")
    return {"encoding": "utf-8-sig", "delimiter": ",", "header": line, **source.dialect}


def close_batch(connection: Connection, run: Run, report: FileReport, sink: Sink) -> None:
    """Final figures of a file; the batch it replaces is marked as superseded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "update ops.load_batch set rows_read = %s, rows_accepted = %s, rows_rejected = %s, rows_set_aside = %s, "
            "rows_inserted = %s, rows_updated = %s, rows_unchanged = %s, first_date = %s, last_date = %s, "
            "message = %s, finished_at = clock_timestamp() where load_batch_id = %s",
            (
                report.rows_read,
                report.rows_accepted,
                report.rows_rejected,
                report.rows_set_aside,
                report.rows_inserted,
                report.rows_updated,
                report.rows_unchanged,
                sink.first_date,
                sink.last_date,
                report.message or None,
                report.load_batch_id,
            ),
        )
        cursor.execute(
            "update ops.load_batch set superseded_by = %s where feed = %s and source_name = %s "
            "and file_name = %s and load_batch_id < %s and superseded_by is null",
            (report.load_batch_id, report.feed, run.source_name, report.file_name, report.load_batch_id),
        )


def record_refusal(connection: Connection, run: Run, piece: Piece, sentence: str) -> None:
    """A file nothing was taken from still leaves a row that says why."""
    sentence = sentence.replace("\x00", NUL_SHOWN_AS)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ops.load_batch (run_code, feed, source_name, file_name, mapping_name, checksum, status, "
            "message, finished_at) values (%s, %s, %s, %s, %s, %s, 'refused', %s, clock_timestamp())",
            (
                run.code,
                piece.entry.feed.name,
                run.source_name,
                piece.file_name,
                run.mapping_name or None,
                piece.fingerprint,
                sentence,
            ),
        )


def record_finding(connection: Connection, load_batch_id: int, code: str, subject: str, sentence: str) -> None:
    """A finding about a file as a whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ops.finding (load_batch_id, code, subject_code, sentence) values (%s, %s, %s, %s)",
            (load_batch_id, code, subject, sentence),
        )


def is_known(connection: Connection, run: Run, piece: Piece) -> bool:
    """Whether this very content came last time, and was taken whole.

    A row refused then may be fine now: its parent has come, the other share has, the loan's dates were mended.
    """
    if not piece.fingerprint:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select checksum = %s and status = 'loaded' and rows_rejected = 0 from ops.load_batch "
            "where feed = %s and source_name = %s and file_name = %s order by load_batch_id desc limit 1",
            (piece.fingerprint, piece.entry.feed.name, run.source_name, piece.file_name),
        )
        return bool((cursor.fetchone() or (False,))[0])
