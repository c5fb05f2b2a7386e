"""Refused rows as a file a person can mend and load again: their own text, with the reasons beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from psycopg2.extensions import connection as Connection

from etl.mapping.apply import REASON_COLUMNS
from etl.readers.encoding import detect_encoding
from schema.errors import ConfigurationFault, LoadFault

SURE_ENCODING = "utf-8-sig"
ROWS_AT_ONCE = 10_000
_BATCH = "select mapping_name, dialect from ops.load_batch where load_batch_id = %s"
_ROWS = """
    select raw_text, reason_code, sentence, other_reasons from ops.rejected_row
    where load_batch_id = %s order by row_number
"""


@dataclass(frozen=True)
class Export:
    """What was written: how many rows, and in which encoding."""

    rows: int
    encoding: str


def export_rejects(connection: Connection, load_batch_id: int, target: Path) -> Export:
    """Write the refused rows of one file to `target`, as that file was written, with two more columns at the end.

    The loader ignores those two, so that only the values need mending. Without a mapping nobody says the encoding:
    where the few rows do not give it away, they are written as UTF-8 with its mark.

    Raises:
        ConfigurationFault: there is no such batch, or `target` exists already or cannot be written.
    """
    dialect, has_mapping = _dialect(connection, load_batch_id)
    encoding = dialect.get("encoding", SURE_ENCODING)
    rows = _write(connection, load_batch_id, target, dialect, encoding)
    if not has_mapping and detect_encoding(target) not in (encoding, "utf-8"):
        target.unlink()
        encoding = SURE_ENCODING
        rows = _write(connection, load_batch_id, target, dialect, encoding)
    return Export(rows, encoding)


def _dialect(connection: Connection, load_batch_id: int) -> tuple[Mapping[str, str], bool]:
    with connection.cursor() as cursor:
        cursor.execute(_BATCH, (load_batch_id,))
        found = cursor.fetchone()
    if found is None:
        raise ConfigurationFault(f"There is no load batch {load_batch_id}.", "`tandem rejected --all` lists them.")
    return found[1], bool(found[0])


def _write(connection: Connection, load_batch_id: int, target: Path, dialect: Mapping[str, str], encoding: str) -> int:
    delimiter = dialect.get("delimiter", ",")
    if "header" not in dialect:
        raise LoadFault(f"Batch {load_batch_id} does not say how its file was written.", "Load that file again.")
    count = 0
    try:
        with target.open("x", encoding=encoding, errors="replace", newline="") as file:
            file.write("\n" * int(dialect.get("skip_lines", "0")))
            file.write(dialect["header"] + delimiter + _fields(REASON_COLUMNS, delimiter) + "\n")
            for raw_text, reasons in _rows(connection, load_batch_id):
                file.write(raw_text + delimiter + _fields(reasons, delimiter) + "\n")
                count += 1
    except FileExistsError as fault:
        raise ConfigurationFault(f"{target.name} exists already.", "Name another file.") from fault
    except OSError as fault:
        raise ConfigurationFault(f"{target} cannot be written ({fault.strerror}).", "Name another file.") from fault
    return count


def _rows(connection: Connection, load_batch_id: int) -> Iterator[tuple[str, tuple[str, str]]]:
    with connection.cursor("rejects") as cursor:
        cursor.itersize = ROWS_AT_ONCE
        cursor.execute(_ROWS, (load_batch_id,))
        for raw_text, code, sentence, others in cursor:
            codes = dict.fromkeys([code, *(one["code"] for one in others)])
            sentences = dict.fromkeys([sentence, *(one["sentence"] for one in others)])
            yield raw_text.rstrip("\r\n"), (" ".join(codes), " ".join(sentences))


def _fields(values: tuple[str, ...], delimiter: str) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerow(values)
    return text.getvalue().removesuffix("\r\n")
