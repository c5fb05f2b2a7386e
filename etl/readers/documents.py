"""Parquet, Excel and JSON files: typed or nested at the source, text like everything else from here on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
from pyarrow import ArrowInvalid
from pyarrow import parquet as arrow_parquet

from etl.readers.source import BATCH_ROWS, ROW_NUMBER, FrameSource, RawBatch, ReadOptions
from schema.errors import FileRefused


class ParquetSource:
    """A Parquet file, batch by batch. Row numbers count from 1."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.name = path.name
        try:
            self._file = arrow_parquet.ParquetFile(path)
        except ArrowInvalid as fault:
            raise FileRefused(self.name, "it is not a Parquet file", "Deliver it again.", detail=str(fault)) from fault
        self.columns = tuple(self._file.schema_arrow.names)
        self.dialect: Mapping[str, str] = {}

    def batches(self) -> Iterator[RawBatch]:
        """Row groups in pieces."""
        number = 1
        for block in self._file.iter_batches(batch_size=BATCH_ROWS):
            frame = pl.from_arrow(block)
            assert isinstance(frame, pl.DataFrame)
            frame = _as_text(frame).with_row_index(ROW_NUMBER, offset=number)
            number += frame.height
            yield RawBatch(frame.with_columns(pl.col(ROW_NUMBER).cast(pl.Int64)))

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """Rows as delimited text, in the order of the columns."""
        wanted = pl.Series(ROW_NUMBER, row_numbers, dtype=pl.Int64)
        found: dict[int, str] = {}
        for batch in self.batches():
            for row in batch.frame.filter(pl.col(ROW_NUMBER).is_in(wanted.implode())).iter_slices(1):
                text = row.drop(ROW_NUMBER).write_csv(include_header=False)
                found[row.item(0, ROW_NUMBER)] = text.rstrip("\n")
        return found


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.all().cast(pl.String))


def excel_source(path: Path, options: ReadOptions) -> FrameSource:
    """One sheet of a workbook (the first, or the one the mapping names); row 1 is the header."""
    try:
        book = fastexcel.read_excel(path)
        sheet = book.load_sheet(options.sheet or 0, dtypes="string", header_row=options.skip_lines)
    except fastexcel.FastExcelError as fault:
        raise FileRefused(path.name, "it cannot be read as a workbook", "See --verbose.", detail=str(fault)) from fault
    return FrameSource(
        path.name,
        sheet.to_polars(),
        first_row_number=2 + options.skip_lines,
        dialect={"skip_lines": str(options.skip_lines)},
    )


def json_source(path: Path, options: ReadOptions) -> FrameSource:
    """An array of objects, or one object a line; inner objects become `outer.inner` columns.

    `records` names the array inside a larger document (`data.items`).
    """
    try:
        text = path.read_text(encoding=options.encoding or "utf-8-sig")
        loaded = _records(text, options.records, path.name)
    except json.JSONDecodeError as fault:
        why = f"it is not JSON (line {fault.lineno}, column {fault.colno})"
        raise FileRefused(path.name, why, "Deliver it again.", detail=str(fault)) from fault
    except UnicodeDecodeError as fault:
        why = f"it is not written in {options.encoding or 'UTF-8'}"
        raise FileRefused(path.name, why, "Say its encoding in the mapping.", detail=str(fault)) from fault
    rows = [_flat(item) for item in loaded]
    columns = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame({name: [row.get(name) for row in rows] for name in columns}, strict=False)
    return FrameSource(path.name, _as_text(frame))


def _records(text: str, records: str, name: str) -> list[Any]:
    if records:
        found = json.loads(text)
        for key in records.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, list):
            raise FileRefused(name, f"it has no array {records!r}", "Check `records` in the mapping.")
        return found
    if text.lstrip().startswith("["):
        whole: list[Any] = json.loads(text)
        return whole
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _flat(item: Any, prefix: str = "") -> dict[str, str | None]:
    if not isinstance(item, dict):
        return {prefix or "value": _text(item)}
    flat: dict[str, str | None] = {}
    for name, value in item.items():
        full = f"{prefix}.{name}" if prefix else name
        flat.update(_flat(value, full) if isinstance(value, dict) else {full: _text(value)})
    return flat


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
