"""Delimited text: which cells and which row numbers come out, and which files are refused with which sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.readers import delimited
from etl.readers.source import ReadOptions
from schema.errors import FileRefused
from tests.etl.readers.reading import all_of, opened, read, written


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_in_the_header(tmp_path: Path, delimiter: str) -> None:
    path = written(tmp_path, "a.txt", "code,name,day\nK1,x,2025-01-10\n".replace(",", delimiter))
    found = read(path)
    assert found.columns == ("code", "name", "day")
    assert found.rows == {2: ("K1", "x", "2025-01-10")}
    assert opened(path).dialect["delimiter"] == delimiter


def test_a_delimiter_inside_a_quoted_name_does_not_count(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", '"last, first, middle";code\n"Li, Bo";K1\n')
    assert read(path).rows == {2: ("Li, Bo", "K1")}


def test_a_declared_delimiter_wins(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "a,b,c#d\n1,2,3#4\n")
    assert read(path, ReadOptions(delimiter="#")).rows == {2: ("1,2,3", "4")}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("last", [True, False], ids=["ended", "not ended"])
def test_line_ends(tmp_path: Path, end: str, last: bool) -> None:
    text = end.join(["a,b", "1,2", "3,4"]) + (end if last else "")
    assert read(written(tmp_path, "a.csv", text)).rows == {2: ("1", "2"), 3: ("3", "4")}


@pytest.mark.parametrize("text", ["a,b", "a,b\n", "a,b\r\n", "\ufeffa,b\n"])
def test_a_header_alone_is_a_file_without_rows(tmp_path: Path, text: str) -> None:
    source = opened(written(tmp_path, "a.csv", text))
    (batch,) = source.batches()
    assert (source.columns, batch.frame.height, batch.malformed) == (("a", "b"), 0, ())
    assert set(source.columns) < set(batch.frame.columns)


def test_row_numbers_count_records_from_the_header(tmp_path: Path) -> None:
    """A quoted line end begins no record; a blank line, a row of empty cells and a malformed row count."""
    text = 'a,b\r\n"x\r\ny",1\r\n\r\n,\r\n"too","few","many"\r\nz,2\r\n'
    found = read(written(tmp_path, "a.csv", text))
    assert found.rows == {2: ("x\r\ny", "1"), 6: ("z", "2")}
    assert found.malformed == {5: '"too","few","many"'}


@pytest.mark.parametrize("block", [delimited.BLOCK_BYTES, 64], ids=["one block", "many blocks"])
def test_ragged_rows_are_set_aside_with_their_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", block)
    lines = [("only" if row % 7 == 0 else f"{row},行,x" if row % 5 == 0 else f"{row},行") for row in range(2, 200)]
    found = read(written(tmp_path, "a.csv", "\n".join(["a,b", *lines])))
    ragged = {row: line for row, line in enumerate(lines, 2) if line.count(",") != 1}
    assert found.malformed == ragged
    assert found.rows == {row: (str(row), "行") for row in range(2, 200) if row not in ragged}


def test_what_is_wrong_with_a_ragged_row(tmp_path: Path) -> None:
    (batch,) = opened(written(tmp_path, "a.csv", "a,b,c\n1,2\n")).batches()
    (row,) = batch.malformed
    assert (row.code, row.sentence) == ("wrong_field_count", "The row has 2 fields, the header has 3.")


def test_lines_above_the_header_are_skipped_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", '\ufeffReport "of\nbranches,x,y\na,b\n1,2\n')
    assert read(path, ReadOptions(skip_lines=2)).rows == {4: ("1", "2")}


def test_names_lose_outer_spaces_and_blank_ones_are_called_after_their_place(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.csv", " a ,, b,\n1,2,3,4\n5,6,7,\n"))
    assert found.columns == ("a", "column 2", "b", "column 4")
    assert found.rows == {2: ("1", "2", "3", "4"), 3: ("5", "6", "7", "")}


def test_batches_stay_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1_000)
    line = "12345,六七八\n".encode()
    source = opened(written(tmp_path, "a.csv", b"a,b\n" + line * 500))
    sizes = [batch.frame.select("a", "b").write_csv(include_header=False).encode() for batch in source.batches()]
    assert max(map(len, sizes)) <= 1_000 + len(line)
    assert sum(map(len, sizes)) == 500 * len(line)


def test_raw_texts_are_the_file_s_own(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", 'a,b\n"x ""y""", 1 \n\n"p\nq",2\nlast,３\n')
    source = opened(path)
    assert source.raw_texts([2, 4]) == {2: '"x ""y""", 1 ', 4: '"p\nq",2'}
    assert source.raw_texts([5]) == {5: "last,３"}
    assert source.raw_texts([2, 99]) == {2: '"x ""y""", 1 '}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "it is empty"),
        ("\n", "it is empty"),
        ("  \r\n", "it is empty"),
        ("\na,b\n1,2\n", "its header line is blank"),
        ("a,b,a\n1,2,3\n", "its header names 'a' twice"),
        ("a, b,b \n1,2,3\n", "its header names 'b' twice"),
        ("a,__row_number\n1,2\n", "Tandem itself counts rows in '__row_number'"),
        ('a,"b\n1,2\n', "a quote in its header line is never closed"),
        ('a,b\n1,"cut off', "it ends inside a quoted value"),
        ('a,b\n1,"x"\n2,"never closed\n3,4\n', "it ends inside a quoted value"),
        ("a,b\n" + "x" * 3_000 + ",1\n", "it has a line longer than"),
        (b"\x1f\x8b\x08\x00 gzip", "it is packed"),
        (b"PK\x03\x04 zip", "it is packed"),
    ],
)
def test_a_file_of_the_wrong_shape_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | str, why: str
) -> None:
    monkeypatch.setattr(delimited, "BLOCK_BYTES", 1 << 10)
    with pytest.raises(FileRefused) as refusal:
        all_of(opened(written(tmp_path, "a.csv", content)))
    assert refusal.value.what.startswith(f"a.csv is refused: {why}")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match=r"a\.csv is refused: it cannot be opened"):
        opened(tmp_path / "a.csv")
