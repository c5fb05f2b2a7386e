"""Parquet, Excel and JSON files: typed or nested at the source, text like everything else from here on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
from polars.exceptions import PolarsError
from pyarrow import ArrowException
from pyarrow import parquet as arrow_parquet

from etl.readers.source import BATCH_ROWS, ROW_NUMBER, FrameSource, RawBatch, ReadOptions, header_names
from schema.errors import FileRefused

MIDNIGHT = r" 00:00:00(?:\.0+)?$"
DAY_CELL = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
LINE_END = re.compile(r"\r?\n|\r")


class ParquetSource:
    """A Parquet file, batch by batch. Row numbers count from 1."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.name = path.name
        try:
            self._file = arrow_parquet.ParquetFile(path)
        except ArrowException as fault:
            raise FileRefused(self.name, "it is not a Parquet file", "Deliver it again.", detail=str(fault)) from fault
        self.columns = header_names(self.name, self._file.schema_arrow.names)
        self.dialect: Mapping[str, str] = {}

    def batches(self) -> Iterator[RawBatch]:
        """Row groups in pieces.

        Raises:
            FileRefused: its pages are damaged, or a text in it is no text.
        """
        number = 1
        try:
            for frame in self._frames():
                numbers = pl.int_range(number, number + frame.height, dtype=pl.Int64, eager=True)
                yield RawBatch(_as_text(frame).with_columns(numbers.alias(ROW_NUMBER)))
                number += frame.height
        except (ArrowException, OSError, PolarsError) as fault:
            raise FileRefused(self.name, "its content is damaged", "Deliver it again.", detail=str(fault)) from fault
        if number == 1:
            yield RawBatch(pl.DataFrame(schema={**dict.fromkeys(self.columns, pl.String), ROW_NUMBER: pl.Int64}))

    def _frames(self) -> Iterator[pl.DataFrame]:
        for block in self._file.iter_batches(batch_size=BATCH_ROWS):
            frame = pl.from_arrow(block.rename_columns(list(self.columns)))
            assert isinstance(frame, pl.DataFrame)
            yield frame

    def raw_texts(self, row_numbers: list[int]) -> dict[int, str]:
        """Rows as delimited text, in the order of the columns."""
        wanted = pl.Series(ROW_NUMBER, row_numbers, dtype=pl.Int64)
        found: dict[int, str] = {}
        for batch in self.batches():
            for row in batch.frame.filter(pl.col(ROW_NUMBER).is_in(wanted.implode())).iter_slices(1):
                text = row.drop(ROW_NUMBER).write_csv(include_header=False)
                found[row.item(0, ROW_NUMBER)] = text.rstrip("\n")
            if len(found) == len(wanted):
                break
        return found


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Every value as a person would write it: a moment at midnight is a day, an inner object is JSON."""
    return frame.with_columns(_text_of(name, dtype) for name, dtype in frame.schema.items())


def _text_of(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype.is_nested():
        wrapped = pl.struct(column.alias("_")).struct.json_encode()
        inner = wrapped.str.strip_prefix('{"_":').str.head(-1)
        return pl.when(column.is_not_null()).then(inner).alias(name)
    if dtype == pl.Binary:
        return column.bin.encode("hex")
    if dtype == pl.Duration:
        return column.dt.to_string("iso")
    if dtype == pl.Datetime:
        return column.cast(pl.String).str.replace(MIDNIGHT, "")
    return column.cast(pl.String)


def excel_source(path: Path, options: ReadOptions) -> FrameSource:
    """One sheet of a workbook (the first, or the one the mapping names); its first row that is not blank is the header.

    Rows are numbered as Excel numbers them, blank ones are left out. Every cell is read as its value, not as it is
    shown: 4.35 % is 0.0435.

    Raises:
        FileRefused: it is no workbook, has no such sheet, or the sheet is empty.
    """
    cells = _cells(path, options.sheet).with_row_index(ROW_NUMBER, offset=1)[options.skip_lines :]
    is_blank = pl.all_horizontal(pl.exclude(ROW_NUMBER).is_null())
    rows = cells.filter(~is_blank)
    if not rows.height:
        raise FileRefused(path.name, "its sheet is empty", "Deliver it with a header row, or name another sheet.")
    header, *_ = rows.drop(ROW_NUMBER).iter_rows()
    names = header_names(path.name, header)
    return FrameSource(
        path.name,
        rows[1:]
        .drop(ROW_NUMBER)
        .select(_cell(old).alias(new) for old, new in zip(cells.columns[1:], names, strict=True)),
        row_numbers=rows[1:][ROW_NUMBER].cast(pl.Int64),
        dialect={"skip_lines": str(options.skip_lines)},
    )


def _cells(path: Path, sheet: str) -> pl.DataFrame:
    try:
        book = fastexcel.read_excel(path)
        if sheet and sheet not in book.sheet_names:
            raise FileRefused(
                path.name, f"it has no sheet {sheet!r}", f"Its sheets are: {', '.join(book.sheet_names)}."
            )
        cells: pl.DataFrame = book.load_sheet(sheet or 0, dtypes="string", header_row=None, skip_rows=0).to_polars()
    except fastexcel.FastExcelError as fault:
        raise FileRefused(path.name, "it cannot be read as a workbook", "See --verbose.", detail=str(fault)) from fault
    return cells


def _cell(name: str) -> pl.Expr:
    return pl.col(name).str.replace(DAY_CELL, "$1")


def json_source(path: Path, options: ReadOptions) -> FrameSource:
    """An array of objects, or one object a line; inner objects become `outer.inner` columns.

    `records` names the array inside a larger document (`data.items`). Numbers stay as they are written.

    Raises:
        FileRefused: it is not JSON, not in its encoding, or holds no records.
    """
    try:
        text = path.read_text(encoding=options.encoding or "utf-8-sig")
    except UnicodeDecodeError as fault:
        why = f"it is not written in {options.encoding or 'UTF-8'}"
        raise FileRefused(path.name, why, "Say its encoding in the mapping.", detail=str(fault)) from fault
    rows = [_flat(item) for item in _records(text, options.records, path.name)]
    columns = dict.fromkeys(name for row in rows for name in row)
    if not columns:
        raise FileRefused(path.name, "it holds no records", "Deliver at least one.")
    header_names(path.name, columns)
    return FrameSource(
        path.name, pl.DataFrame({name: [row.get(name) for row in rows] for name in columns}, strict=False)
    )


def _records(text: str, records: str, name: str) -> list[Any]:
    if records:
        found = _loaded(text, name)
        for key in records.split("."):
            found = found.get(key) if isinstance(found, dict) else None
        if not isinstance(found, list):
            raise FileRefused(name, f"it has no array {records!r}", "Check `records` in the mapping.")
        return found
    if text.lstrip().startswith("["):
        whole: list[Any] = _loaded(text, name)
        return whole
    lines = enumerate(LINE_END.split(text), start=1)
    return [_loaded(line, name, first_line=number) for number, line in lines if line.strip()]


def _loaded(text: str, name: str, *, first_line: int = 1) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError as fault:
        why = f"it is not JSON (line {first_line + fault.lineno - 1}, column {fault.colno})"
        do = "Deliver an array of objects, or one object a line."
        raise FileRefused(name, why, do, detail=str(fault)) from fault


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
