"""JSON: an array, one object a line, or records inside a document."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.readers.source import ReadOptions
from schema.errors import FileRefused
from tests.etl.readers.reading import opened, read, written

ARRAY = '[{"a": 1, "b": "x"},\n {"b": null, "c": true}]'
LINES = '{"a": 1, "b": "x"}\n\n{"b": null, "c": true}\r\n'
INSIDE = '{"meta": 1, "data": {"items": [{"a": 1, "b": "x"}, {"b": null, "c": true}]}}'


@pytest.mark.parametrize(
    ("name", "text", "records"),
    [("a.json", ARRAY, ""), ("a.jsonl", LINES, ""), ("a.ndjson", LINES, ""), ("a.json", INSIDE, "data.items")],
)
def test_three_shapes(tmp_path: Path, name: str, text: str, records: str) -> None:
    found = read(written(tmp_path, name, text), ReadOptions(records=records))
    assert found.columns == ("a", "b", "c")
    assert found.rows == {1: ("1", "x", None), 2: (None, None, "true")}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12345678901234567.89", "12345678901234567.89"),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        ("123456789012345678901", "123456789012345678901"),
        ('"行\\u2028x"', "行\u2028x"),
        ('"行\u2028x"', "行\u2028x"),
        ("false", "false"),
        ("null", None),
        ("[1, null]", "[1, null]"),
    ],
)
def test_values_stay_as_they_are_written(tmp_path: Path, value: str, text: str | None) -> None:
    assert read(written(tmp_path, "a.jsonl", f'{{"a": {value}, "b": 1}}\n')).rows == {1: (text, "1")}


def test_inner_objects_become_columns(tmp_path: Path) -> None:
    found = read(written(tmp_path, "a.json", '[{"k": 1, "f": {"x": {"y": 2}}}, {"k": 3, "f": null}]'))
    assert found.columns == ("k", "f.x.y", "f")
    assert found.rows == {1: ("1", "2", None), 2: ("3", None, None)}


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030", "utf-16"])
def test_encodings(tmp_path: Path, codec: str) -> None:
    path = written(tmp_path, "a.json", '[{"名": "行"}]'.encode(codec))
    assert read(path, ReadOptions(encoding="" if codec == "utf-8-sig" else codec)).rows == {1: ("行",)}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ('{"a": 1}\n{"a": \n', "it is not JSON (line 2, column 7)"),
        ('[{"a": 1},\n{"a" 2}]', "it is not JSON (line 2, column 6)"),
        ("", "it holds no records"),
        ("[]", "it holds no records"),
        ('[{"__row_number": 1}]', "Tandem itself counts rows"),
        ("名".encode("gb18030"), "it is not written in UTF-8"),
        (b"\x1f\x8b\x08", "it is packed"),
    ],
)
def test_what_is_refused(tmp_path: Path, content: str | bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        opened(written(tmp_path, "a.json", content))
    assert refusal.value.what.startswith(f"a.json is refused: {why}")


@pytest.mark.parametrize("text", ['{"data": {"items": {}}}', '{"data": []}', "[]", "3"])
def test_records_that_are_not_there(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileRefused, match=r"it has no array 'data\.items'"):
        opened(written(tmp_path, "a.json", text), ReadOptions(records="data.items"))
