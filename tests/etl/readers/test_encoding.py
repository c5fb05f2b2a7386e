"""The encoding of a text file: said, found, or a refusal; never a guess that turns names into other names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.readers import encoding
from etl.readers.encoding import detect_encoding
from etl.readers.source import ReadOptions
from schema.errors import FileRefused
from tests.etl.readers.reading import opened, read, written

SIMPLIFIED = ("宁波银行股份有限公司", "张明", "流动资金贷款", "海曙支行", "浙江省", "华达钢材有限公司", "李强")
TRADITIONAL = ("臺灣銀行", "中國信託商業銀行", "張明", "短期放款", "台北市第五信用合作社", "中小企業", "陳小姐")
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        ("a,b\n1,2\n", "ascii", "utf-8"),
        ("名称,金额\n张明,1\n", "utf-8", "utf-8"),
        ("名称,金额\n张明,1\n", "utf-8-sig", "utf-8-sig"),
        ("名称,金额\n张明,1\n", "gb18030", "gb18030"),
        ("名稱,金額\n張明,1\n", "big5", "big5hkscs"),
    ],
)
def test_found(tmp_path: Path, text: str, codec: str, found: str) -> None:
    path = written(tmp_path, "a.csv", text.encode(codec))
    assert detect_encoding(path) == found
    header, row = text.splitlines()
    assert read(path).columns == tuple(header.split(","))
    assert read(path).rows == {2: tuple(row.split(","))}


@pytest.mark.parametrize(
    "codec", ["utf-8", "UTF_8", "utf-8-sig", "gb18030", "GBK", "big5", "big5hkscs", "utf-16", "utf-16-le"]
)
def test_said(tmp_path: Path, codec: str) -> None:
    text = "名,b\n行,1\n"
    path = written(tmp_path, "a.csv", text.encode(codec))
    found = read(path, ReadOptions(encoding=codec))
    assert (found.columns, found.rows) == (("名", "b"), {2: ("行", "1")})


def test_a_mark_is_no_part_of_the_first_name_though_utf_8_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "\ufeff名,b\n行,1\n")
    assert read(path, ReadOptions(encoding="utf-8")).columns == ("名", "b")


@FEW
@given(st.lists(st.sampled_from(SIMPLIFIED), min_size=2, max_size=20), st.booleans())
def test_simplified_text_is_gb18030(tmp_path: Path, names: list[str], has_header: bool) -> None:
    lines = ["客户名称,金额"] * has_header + [f"{name},1" for name in names]
    path = written(tmp_path, "a.csv", "\n".join(lines).encode("gb18030"))
    assert detect_encoding(path) == "gb18030"


@FEW
@given(st.lists(st.sampled_from(TRADITIONAL), min_size=2, max_size=20), st.booleans())
def test_traditional_text_is_big5(tmp_path: Path, names: list[str], has_header: bool) -> None:
    lines = ["銀行,數值"] * has_header + [f"{name},1" for name in names]
    path = written(tmp_path, "a.csv", "\n".join(lines).encode("big5"))
    assert detect_encoding(path) == "big5hkscs"


@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_chinese_that_comes_late_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str) -> None:
    monkeypatch.setattr(encoding, "SAMPLE_BYTES", 100)
    text = "code,note\n" + "K1,plain\n" * 100 + "K2,工资\n" * 50
    path = written(tmp_path, "a.csv", text.encode(codec))
    assert detect_encoding(path) == codec
    assert read(path).rows[102] == ("K2", "工资")


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
@pytest.mark.parametrize("size", range(20, 28))
def test_a_character_cut_by_the_end_of_the_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str, size: int
) -> None:
    monkeypatch.setattr(encoding, "SAMPLE_BYTES", size)
    path = written(tmp_path, "a.csv", ("a,b\n1,銀行存款\n" * 9).encode(codec))
    assert detect_encoding(path).removesuffix("hkscs") == codec


@pytest.mark.parametrize("text", ["name,b\nMüller,1\nSchröder,2\n", "NAME,B\nMÜLLER,1\n", "name,b\npréstamo señor,1\n"])
def test_western_letters_are_not_taken_for_chinese(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, "a.csv", text.encode("latin-1"))
    with pytest.raises(FileRefused) as refusal:
        opened(path)
    assert str(refusal.value) == (
        "a.csv is refused: its text is neither UTF-8, nor GB18030, nor Big5 (see line 2)."
        " Say its encoding in the mapping."
    )
    assert set(read(path, ReadOptions(encoding="latin-1")).rows) == set(range(2, text.count("\n") + 1))


def test_another_encoding_than_said_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "名称,b\n张明,1\n".encode("gb18030"))
    with pytest.raises(FileRefused, match="it is not written in utf-8"):
        read(path, ReadOptions(encoding="utf-8"))


def test_a_damaged_character_behind_the_sample_refuses_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "SAMPLE_BYTES", 50)
    path = written(tmp_path, "a.csv", "名称,b\n".encode() + "张明,1\n".encode() * 9 + b"\xff\xfe,2\n")
    with pytest.raises(FileRefused, match="neither UTF-8, nor GB18030, nor Big5"):
        read(path)
