"""The one-pager: its text layer, its picture, and what it refuses to print."""

import io
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from dashboard.exports import fonts
from dashboard.exports.document import Column, Figure, Kind, Sheet
from dashboard.exports.faults import ExportFault
from dashboard.exports.one_pager import MOST_ROWS, MOST_TABLES, compiled, one_pager
from tests.exports.sample import DOCUMENT, TABLE, document, of_texts

NO_SIGN = "\U0010fffd"  # the last private-use sign: no font has it
A4 = (595, 842)


def text_of(packed: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(packed)).pages)


def pictures(packed: Sequence[bytes]) -> list[Image.Image]:
    return [Image.open(io.BytesIO(each)).convert("L") for each in packed]


def test_says_where_it_is_from_and_what_the_figures_are() -> None:
    text = text_of(one_pager(DOCUMENT))
    for said in (
        "Overview",
        "Institution: Tiny Bank",
        "Data as of: 2026-10-31",
        "Scope: Tiny Bank › East branch",
        "Data version: 17",
        "In CNY million.",
        "1,234.5",
        "▲ +25.0 %, worse",
        "▼ −0.50 pp, better",
        "Agrees",
    ):
        assert said in text


def test_rows_are_printed_as_people_read_them() -> None:
    text = text_of(one_pager(DOCUMENT))
    assert "East branch 60.01 1.62 % −0.50 2,000 0010 2026-10-31 Loss" in text
    assert "西支行 −0.50 – +0.08 1 0020 – Normal, Special mention" in " ".join(text.split())
    assert "Total 59.51 1.65 % 2,001" in text


def test_definitions_and_foot() -> None:
    text = text_of(one_pager(DOCUMENT))
    assert "Substandard, doubtful and loss ÷ all loans" in text
    assert "Order 2023 No. 1, Art. 6" in text
    assert "Page 1 of 1" in text
    assert text.rstrip().endswith("Lin Mei")


def test_the_first_rows_and_how_many_more() -> None:
    text = text_of(one_pager(document(sheets=(of_texts(*[f"row {n}." for n in range(11)]),))))
    assert f"row {MOST_ROWS - 1}." in text
    assert f"row {MOST_ROWS}." not in text
    assert "Rows not shown here, but in the workbook: 3" in text


def test_the_first_tables_and_which_more() -> None:
    sheets = tuple(of_texts("x", title=f"table {n}") for n in range(MOST_TABLES + 2))
    text = text_of(one_pager(document(sheets=sheets)))
    assert "Tables not shown here, but in the workbook: table 6, table 7" in text


def test_in_full_every_row_of_every_table_is_printed_but_what_is_for_the_workbook() -> None:
    long = of_texts(*[f"row {n}." for n in range(40)], "long " * 60)
    sheets = (*(of_texts("x", title=f"table {n}") for n in range(MOST_TABLES + 1)), long)
    left = replace(of_texts("never printed", title="Parameters"), is_printed=False)
    text = text_of(one_pager(document(sheets=(left, *sheets), is_in_full=True, sentences=("Paid up to date.",))))
    assert "Paid up to date." in text
    assert {f"row {n}." for n in range(40)} <= set(text.splitlines())
    assert text.count("long") == 60
    assert "never printed" not in text
    assert "Tables not shown here, but in the workbook: Parameters" in text


def test_long_words_get_more_room_than_dates_and_many_columns_stay_on_the_page() -> None:
    """Nine columns of unbreakable signs: none runs into the next, so that each is read as a word of its own."""
    codes = {f"code {n}": [f"{n}" * 15] for n in range(9)}
    columns = tuple(Column(name=name, heading=f"Heading {name}", kind=Kind.TEXT) for name in codes)
    sheet = Sheet(title="Wide", frame=pl.DataFrame(codes), columns=columns)
    words = text_of(one_pager(document(sheets=(sheet,)))).split()
    assert [f"{n}" * 15 for n in range(9)] == [word for word in words if len(word) == 15 and word.isdigit()]


def test_long_documents_number_their_pages() -> None:
    sheets = tuple(of_texts(*["x"] * 8, title=f"table {n}") for n in range(6))
    text = text_of(one_pager(document(sheets=sheets)))
    assert "Page 1 of 2" in text
    assert "Page 2 of 2" in text


def test_is_a4_and_carries_title_author_and_time() -> None:
    read = PdfReader(io.BytesIO(one_pager(DOCUMENT)))
    box = read.pages[0].mediabox
    assert (round(box.width), round(box.height)) == A4
    assert read.metadata
    assert (read.metadata.title, read.metadata.author) == ("Overview", "Lin Mei")
    assert read.metadata.creation_date == DOCUMENT.produced_at


@pytest.mark.parametrize(
    "text", ['#panic("x")', "*bold* _it_", "$x^2$", '"#read("/etc/passwd")', "\\u{41}", "// no", "<a>"]
)
def test_text_of_others_is_never_read_as_typst(text: str) -> None:
    titled = document(title=text, exporter=text, sheets=(of_texts(text, title=text),), figures=())
    assert text_of(one_pager(titled)).count(text) >= 3


def test_equal_documents_are_equal_files() -> None:
    assert one_pager(DOCUMENT) == one_pager(document())


def test_chinese_has_a_text_layer_and_ink() -> None:
    chinese = document(title="贷款总览", institution="宏泰银行", language="zh-Hans", figures=(), sheets=())
    assert "贷款总览" in text_of(one_pager(chinese))
    title = pictures(compiled(chinese, "png"))[0].crop((50, 40, 250, 90))
    assert sum(title.histogram()[:60]) > 500


def test_different_signs_look_different() -> None:
    """Empty boxes would all look alike."""

    def title(text: str) -> Image.Image:
        shown = document(title=text, language="zh-Hans", figures=(), sheets=(), definitions=())
        return pictures(compiled(shown, "png"))[0].crop((50, 40, 400, 90))

    assert ImageChops.difference(title("银行"), title("支行")).getbbox()
    assert not ImageChops.difference(title(NO_SIGN), title("\U0010fffc")).getbbox()


def test_traditional_forms_come_from_a_traditional_font() -> None:
    families = frozenset({"Noto Sans CJK SC", "Noto Sans CJK TC", "Noto Sans", "DejaVu Sans"})
    assert fonts.stack("zh-Hant", families) == ["Noto Sans CJK TC", "Noto Sans"]
    assert fonts.stack("zh-Hans", families) == ["Noto Sans CJK SC", "Noto Sans"]
    assert fonts.stack("en", families) == ["Noto Sans", "Noto Sans CJK SC"]


def test_without_a_chinese_font_chinese_is_refused() -> None:
    with pytest.raises(ExportFault) as fault:
        compiled(DOCUMENT, "pdf", frozenset({"DejaVu Sans"}))
    assert fault.value.what == "The PDF cannot be made: this server has no font for Chinese text."
    assert "Noto Sans CJK" in fault.value.do


def test_without_a_chinese_font_english_is_printed() -> None:
    english = replace(TABLE, frame=TABLE.frame.with_columns(name=pl.Series(["East", "West"])))
    made = compiled(document(sheets=(english,)), "pdf", frozenset({"DejaVu Sans"}))
    assert "West" in text_of(made[0])


def test_a_sign_without_glyph_is_refused_and_named() -> None:
    with pytest.raises(ExportFault, match="no font of this server can show") as fault:
        one_pager(document(title=f"Overview {NO_SIGN}"))
    assert f"{NO_SIGN} (U+10FFFD)" in fault.value.what
    assert "PDF/A" in fault.value.detail


def test_nothing_to_show_is_a_page_too() -> None:
    text = text_of(one_pager(document(sheets=(), figures=(), definitions=())))
    assert "Overview" in text


def test_many_figures_stand_in_rows_of_three() -> None:
    figures = tuple(Figure(label=f"figure {n}", value=str(n)) for n in range(7))
    assert "figure 6" in text_of(one_pager(document(figures=figures)))
