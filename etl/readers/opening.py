"""Choose the reader that fits."""

from __future__ import annotations

from pathlib import Path

from etl.readers.delimited import DelimitedSource
from etl.readers.documents import ParquetSource, excel_source, json_source
from etl.readers.source import ReadOptions, Source
from schema.errors import FileRefused

EXCEL = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
JSON = {".json", ".jsonl", ".ndjson"}
PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")


def open_source(path: Path, options: ReadOptions) -> Source:
    """A reader by the file's ending; everything unknown is delimited text.

    Raises:
        FileRefused: the file cannot be opened, or is not what its ending says.
    """
    ending = path.suffix.lower()
    try:
        if ending == ".parquet":
            return ParquetSource(path, options)
        if ending in EXCEL:
            return excel_source(path, options)
        _refuse_packed(path)
        if ending in JSON:
            return json_source(path, options)
        return DelimitedSource(path, options)
    except OSError as fault:
        raise FileRefused(path.name, f"it cannot be opened ({fault.strerror})", "Check the file.") from fault


def _refuse_packed(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(6).startswith(PACKED):
            raise FileRefused(path.name, "it is packed", "Unpack it and deliver what is inside.")
