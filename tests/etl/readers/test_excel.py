"""Excel: the cells' values, in the sheet that is meant, under the row numbers Excel shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from etl.readers import source as sources
from etl.readers.source import ReadOptions
from schema.errors import FileRefused
from tests.etl.readers.reading import opened, read, written

Cell = str | int | float | bool | date | None
MORNING = datetime(2025, 1, 10, 8, 30, tzinfo=UTC).replace(tzinfo=None)


def workbook(folder: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> Path:
    """A workbook; dates are serial numbers with a date format, as Excel keeps them."""
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_values_and_not_what_is_shown(tmp_path: Path) -> None:
    header = ("code", "day", "moment", "whole", "amount", "float", "flag", "long")
    row = ("００7", date(2025, 1, 10), MORNING, 45.0, 1234.5, 0.1 + 0.2, True, 622202000012345)
    found = read(workbook(tmp_path, {"S": [header, row]}))
    assert found.columns == header
    assert found.rows == {
        2: ("００7", "2025-01-10", "2025-01-10 08:30:00", "45", "1234.5", "0.3", "true", "622202000012345")
    }


def test_a_serial_without_a_date_format_stays_a_number(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, {"S": [["day"], [45667]]})).rows == {2: ("45667",)}


def test_rows_are_numbered_as_excel_does_and_blank_ones_left_out(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"S": [[], [], ["a", "b"], [1, 2], [None, None], [None, 4], []]})
    assert read(path).rows == {4: ("1", "2"), 6: (None, "4")}
    assert opened(path).raw_texts([4, 5, 6, 99]) == {4: "1,2", 6: ",4"}


def test_lines_above_the_header(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"S": [["Report of 2025-01", None], [None, None], ["a", "b"], [1, 2]]})
    for skipped in (1, 2):
        found = read(path, ReadOptions(skip_lines=skipped))
        assert (found.columns, found.rows) == (("a", "b"), {4: ("1", "2")})


def test_merged_cells_hold_their_value_once(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.merge_range("A1:C1", "Report")
        sheet.write_row("A2", ["unit", "name", "amount"])
        sheet.merge_range("A3:A4", "B01")
        sheet.write_row("B3", ["x", 1])
        sheet.write_row("B4", ["y", 2])
    assert read(path, ReadOptions(skip_lines=1)).rows == {3: ("B01", "x", "1"), 4: (None, "y", "2")}


def test_the_sheet_that_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"first": [["a"], [1]], "贷款": [["b"], [2]]})
    assert read(path).columns == ("a",)
    assert read(path, ReadOptions(sheet="贷款")).rows == {2: ("2",)}
    with pytest.raises(FileRefused) as refusal:
        opened(path, ReadOptions(sheet="存款"))
    assert str(refusal.value) == "a.xlsx is refused: it has no sheet '存款'. Its sheets are: first, 贷款."


def test_blank_and_double_names(tmp_path: Path) -> None:
    assert read(workbook(tmp_path, {"S": [["a", None, 2024], [1, 2, 3]]})).columns == ("a", "column 2", "2024")
    with pytest.raises(FileRefused, match="its header names 'a' twice"):
        opened(workbook(tmp_path, {"S": [["a", "a"], [1, 2]]}))


def test_a_header_alone(tmp_path: Path) -> None:
    found = read(workbook(tmp_path, {"S": [["a", "b"]]}))
    assert (found.columns, found.rows) == (("a", "b"), {})


def test_batches_stay_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "BATCH_ROWS", 10)
    source = opened(workbook(tmp_path, {"S": [["n"], *([number] for number in range(25))]}))
    assert [batch.frame.height for batch in source.batches()] == [10, 10, 5]


@pytest.mark.parametrize("skipped", [0, 3])
def test_an_empty_sheet(tmp_path: Path, skipped: int) -> None:
    rows: list[list[Cell]] = [["a"]] if skipped else []
    with pytest.raises(FileRefused, match="its sheet is empty"):
        opened(workbook(tmp_path, {"S": rows}), ReadOptions(skip_lines=skipped))


def test_what_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"a\.xlsx is refused: it cannot be read as a workbook"):
        opened(written(tmp_path, "a.xlsx", "a,b\n"))
