"""Parquet: typed values become the text a person would have written into a CSV file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from pyarrow import parquet

from etl.readers import documents
from schema.errors import FileRefused
from tests.etl.readers.reading import all_of, opened, read, written

MIDNIGHT = datetime(2025, 1, 10, tzinfo=UTC).replace(tzinfo=None)


def stored(folder: Path, frame: pl.DataFrame, row_group_size: int | None = None) -> Path:
    path = folder / "a.parquet"
    frame.write_parquet(path, row_group_size=row_group_size)
    return path


@pytest.mark.parametrize(
    ("value", "dtype", "text"),
    [
        ("行", pl.String, "行"),
        ("行", pl.Categorical, "行"),
        (None, pl.String, None),
        (None, pl.Null, None),
        (date(2025, 1, 10), pl.Date, "2025-01-10"),
        (MIDNIGHT, pl.Datetime("us"), "2025-01-10"),
        (MIDNIGHT, pl.Datetime("ns"), "2025-01-10"),
        (MIDNIGHT.replace(hour=8), pl.Datetime("ms"), "2025-01-10 08:00:00.000"),
        (time(8, 30), pl.Time, "08:30:00"),
        (timedelta(days=3), pl.Duration, "P3D"),
        (Decimal("1234567890123456.78"), pl.Decimal(18, 2), "1234567890123456.78"),
        (Decimal("-0.10"), pl.Decimal(10, 2), "-0.10"),
        (0.1, pl.Float64, "0.1"),
        (1234567.891, pl.Float64, "1234567.891"),
        (0.1, pl.Float32, "0.1"),
        (7, pl.Int64, "7"),
        (2**64 - 1, pl.UInt64, "18446744073709551615"),
        (True, pl.Boolean, "true"),
        (b"\xff\x00", pl.Binary, "ff00"),
        ([1, 2], pl.List(pl.Int64), "[1,2]"),
        (None, pl.List(pl.Int64), None),
        ({"x": 1}, pl.Struct({"x": pl.Int64}), '{"x":1}'),
    ],
)
def test_text_of_a_typed_value(tmp_path: Path, value: object, dtype: pl.DataType, text: str | None) -> None:
    path = stored(tmp_path, pl.DataFrame({"a": pl.Series([value], dtype=dtype)}))
    assert read(path).rows == {1: (text,)}


def test_rows_count_from_one_through_every_row_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "BATCH_ROWS", 10)
    source = opened(stored(tmp_path, pl.DataFrame({"n": range(1, 96)}), row_group_size=25))
    batches = list(source.batches())
    assert max(batch.frame.height for batch in batches) <= 10
    assert all_of(source).rows == {number: (str(number),) for number in range(1, 96)}


def test_raw_texts_are_delimited_text(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": ["x", 'p,"q"', "z"], "d": [date(2025, 1, day) for day in (1, 2, 3)]})
    assert opened(stored(tmp_path, frame)).raw_texts([2, 3, 9]) == {2: '"p,""q""",2025-01-02', 3: "z,2025-01-03"}


def test_without_rows(tmp_path: Path) -> None:
    (batch,) = opened(stored(tmp_path, pl.DataFrame(schema={"a": pl.Int64}))).batches()
    assert batch.frame.height == 0
    assert batch.frame.schema["a"] == pl.String()


def test_blank_and_double_names(tmp_path: Path) -> None:
    table = pa.table([pa.array([1]), pa.array([2])], names=["", "b"])
    parquet.write_table(table, tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").columns == ("column 1", "b")
    parquet.write_table(table.rename_columns(["b", "b"]), tmp_path / "b.parquet")
    with pytest.raises(FileRefused, match="its header names 'b' twice"):
        opened(tmp_path / "b.parquet")


def test_what_is_no_parquet_file(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"a\.parquet is refused: it is not a Parquet file"):
        opened(written(tmp_path, "a.parquet", "a,b\n1,2\n"))


def test_damaged_pages_refuse_the_file(tmp_path: Path) -> None:
    path = stored(tmp_path, pl.DataFrame({"a": [f"text {number}" for number in range(5_000)]}))
    content = bytearray(path.read_bytes())
    content[200:400] = b"\xff" * 200
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=r"a\.parquet is refused: its content is damaged"):
        read(path)
