"""Every promise of the workbook, read back from the file."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import fastexcel
import polars as pl
import pytest

from dashboard.exports.document import Definition, Kind
from dashboard.exports.faults import ExportFault
from dashboard.exports.wording import Wording, translated
from dashboard.exports.workbook import MOST_ROWS, workbook
from tests.exports.sample import COLUMNS, DOCUMENT, SHANGHAI, TABLE, Book, document, of_texts, row_of

NAME = "Below Tiny Bank"


@pytest.fixture(scope="module")
def book() -> Book:
    return Book(workbook(DOCUMENT))


def test_headline_then_one_sheet_per_table_and_definitions_last(book: Book) -> None:
    assert book.names == ["Headline figures", NAME, "Definitions"]


def test_says_above_the_table_where_it_is_from(book: Book) -> None:
    assert book.texts(NAME)[:10] == [
        NAME,
        "Institution: Tiny Bank",
        "Data as of: 2026-10-31",
        "Scope: Tiny Bank › East branch",
        "Unit of amounts: As the column headings say",
        "Filters: Feed: Loans",
        "Prepared by: Lin Mei",
        "Produced at: 2026-11-02 09:30+08:00",
        "Data version: 17",
        "Figures include the units below.",
    ]


def test_a_unit_said_for_a_sheet_goes_before_that_of_the_document() -> None:
    sheets = (replace(TABLE, title="One", unit="CNY"), replace(TABLE, title="Two"))
    read = Book(workbook(document(sheets=sheets, unit="CNY million")))
    assert "Unit of amounts: CNY" in read.texts("One")
    assert "Unit of amounts: CNY million" in read.texts("Two")


def test_figures_are_numbers_and_codes_are_texts(book: Book) -> None:
    row = row_of(book, NAME, "East branch")
    cells = {at[0]: cell for at, cell in book.cells(NAME).items() if at[1:] == str(row)}
    assert {letter: cell.number or cell.text for letter, cell in cells.items()} == {
        "A": "East branch",
        "B": "60.005",
        "C": "0.0162",
        "D": "-0.5",
        "E": "2000",
        "F": "0010",
        "G": str((date(2026, 10, 31) - date(1899, 12, 30)).days),
        "H": "Loss",
    }
    assert cells["F"].number is None
    assert {letter: cells[letter].number_format for letter in "BCDEFG"} == {
        "B": "#,##0.00;-#,##0.00",
        "C": "0.00%",
        "D": "+0.00;-0.00;0.00",
        "E": "#,##0",
        "F": "@",
        "G": "yyyy-mm-dd",
    }


def test_what_is_not_known_stays_blank(book: Book) -> None:
    row = row_of(book, NAME, "西支行")
    assert not {f"C{row}", f"G{row}"} & book.cells(NAME).keys()
    assert book.cells(NAME)[f"H{row}"].text == "Normal, Special mention"


def test_not_a_number_is_not_known_either() -> None:
    frame = TABLE.frame.with_columns(npl_change=pl.Series([float("nan"), float("inf")]))
    read = Book(workbook(document(sheets=(replace(TABLE, frame=frame),))))
    row = row_of(read, NAME, "East branch")
    assert not {f"D{row}", f"D{row + 1}"} & read.cells(NAME).keys()


def test_another_reader_finds_the_same_values() -> None:
    opened = fastexcel.read_excel(workbook(DOCUMENT))
    read = opened.load_sheet(NAME, header_row=row_of(Book(workbook(DOCUMENT)), NAME, "Unit") - 1).to_polars()
    assert read.columns == [column.heading for column in COLUMNS]
    assert read["Balance, CNY million"].to_list() == pytest.approx([60.005, -0.5, 59.505, 0])
    assert read["Code"].to_list()[:2] == ["0010", "0020"]


def test_total_row_and_a_check_that_a_spreadsheet_computes(book: Book) -> None:
    total, first = row_of(book, NAME, "Total"), row_of(book, NAME, "East branch")
    cells = book.cells(NAME)
    assert (total, cells[f"B{total}"].number, cells[f"E{total}"].number) == (first + 2, "59.505", "2001")
    assert cells[f"A{total + 1}"].text == "Check: total less sum of the rows"
    assert cells[f"B{total + 1}"].formula == f"ROUND(B{total}-SUM(B{first}:B{first + 1}),2)"
    assert Decimal(cells[f"B{total + 1}"].number or "") == 0


def test_a_ratio_in_the_total_row_is_never_checked_as_a_sum(book: Book) -> None:
    total = row_of(book, NAME, "Total")
    assert book.cells(NAME)[f"C{total}"].number == "0.0165"
    assert f"C{total + 1}" not in book.cells(NAME)


def test_a_total_that_is_not_the_sum_shows_by_how_much() -> None:
    read = Book(workbook(document(sheets=(replace(TABLE, totals={"balance": Decimal("60.505")}),))))
    assert read.cells(NAME)[f"B{row_of(read, NAME, 'Total') + 1}"].number == "1.0"


def test_without_totals_there_is_no_total_row() -> None:
    read = Book(workbook(document(sheets=(replace(TABLE, totals={}),))))
    assert "Total" not in read.texts(NAME)
    assert not any(cell.formula for cell in read.cells(NAME).values())


def test_totals_of_no_rows() -> None:
    read = Book(workbook(document(sheets=(replace(TABLE, frame=TABLE.frame.clear(), totals={"loan_count": 0}),))))
    total = row_of(read, NAME, "Total")
    assert read.cells(NAME)[f"E{total + 1}"].formula == f"ROUND(E{total}-0,2)"


def test_heading_and_first_column_stay_in_view(book: Book) -> None:
    pane, heading = book.one(NAME, "pane").attrib, row_of(book, NAME, "Unit")
    assert (pane["state"], pane["xSplit"], pane["ySplit"]) == ("frozen", "1", str(heading))


def test_prints_on_a4_landscape_one_page_wide_with_heading_and_page_numbers(book: Book) -> None:
    setup, margins = book.one(NAME, "pageSetup").attrib, book.one(NAME, "headerFooter")
    assert (setup["paperSize"], setup["orientation"], setup["fitToHeight"]) == ("9", "landscape", "0")
    assert setup.get("fitToWidth", "1") == "1"
    assert book.one(NAME, "pageSetUpPr").attrib["fitToPage"] == "1"
    assert "Page &P of &N" in (margins[1].text or "")
    heading = row_of(book, NAME, "Unit")
    assert f"'{NAME}'!${heading}:${heading}" in book.parts.read("xl/workbook.xml").decode()


def test_the_exporter_stands_in_head_and_foot(book: Book) -> None:
    head, foot = book.one(NAME, "headerFooter")
    assert "Lin Mei 2026-11-02 09:30" in (head.text or "")
    assert "Lin Mei" in (foot.text or "")


def test_a_name_cannot_command_the_margins() -> None:
    read = Book(workbook(document(exporter="A&B &P\n&D", title="x" * 300)))
    head, foot = read.one(NAME, "headerFooter")
    assert "A&&B &&P &&D" in (head.text or "")
    assert all(len(margin.text or "") <= 255 for margin in (head, foot))


def test_no_cell_is_merged(book: Book) -> None:
    assert b"mergeCell" not in b"".join(book.parts.read(part) for part in book.parts.namelist())


def test_headline_figures_are_numbers_again(book: Book) -> None:
    cells, row = book.cells("Headline figures"), row_of(book, "Headline figures", "Balance")
    assert (cells[f"B{row}"].number, cells[f"C{row}"].text) == ("1234.5", "▲ +25.0 %, worse")
    assert (cells[f"B{row + 1}"].number, cells[f"B{row + 1}"].number_format) == ("0.02", "0.00%")
    assert (cells[f"B{row + 2}"].text, f"C{row + 2}" in cells) == ("Agrees", False)
    assert (cells[f"D{row}"].text, cells[f"E{row}"].text) == ("In CNY million.", "All loans")


def test_definitions_name_figure_definition_and_source(book: Book) -> None:
    row = row_of(book, "Definitions", "NPL ratio")
    cells = book.cells("Definitions")
    assert cells[f"B{row}"].text == "Substandard, doubtful and loss ÷ all loans"
    assert cells[f"C{row}"].text == "Order 2023 No. 1, Art. 6"


def test_what_columns_say_of_themselves_is_defined_too(book: Book) -> None:
    cells = book.cells("Definitions")
    assert cells[f"B{row_of(book, 'Definitions', 'Balance, CNY million')}"].text == "Outstanding principal"


def test_a_definition_given_goes_before_what_a_column_says() -> None:
    given = (Definition("Balance, CNY million", "Given", "Rule"),)
    assert document(definitions=given).explained() == list(given)


def test_definitions_are_there_without_any_definition() -> None:
    read = Book(workbook(document(definitions=(), figures=(), sheets=(of_texts("a"),))))
    assert read.names == ["Texts", "Definitions"]
    assert read.texts("Definitions")[-3:] == ["Figure", "Definition", "Source of the rule"]


@pytest.mark.parametrize(
    "formula",
    ["=1+1", "+cmd", "-rm", "@sum", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1x", "－1", "＠x", "\ufeff=1", "-2+3|c"],
)  # fmt: skip
def test_formulas_of_others_are_texts(formula: str) -> None:
    read = Book(workbook(document(sheets=(of_texts(formula),), title=formula, exporter=formula)))
    assert read.texts("Texts")[-1].startswith("'")
    assert not any(cell.formula for name in read.names for cell in read.cells(name).values())


@pytest.mark.parametrize("figure", ["-12.50", "+3.5 %", "-1,234.00", "−0.5", "1e-7", "-5%"])
def test_figures_typed_as_text_stay_as_they_are(figure: str) -> None:
    assert Book(workbook(document(sheets=(of_texts(figure),)))).texts("Texts")[-1] == figure


def test_a_heading_is_disarmed_like_a_cell() -> None:
    column = replace(COLUMNS[0], heading="=1+1")
    read = Book(workbook(document(sheets=(replace(TABLE, columns=(column,), totals={}),))))
    assert "'=1+1" in read.texts(NAME)


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    text = Book(workbook(document(sheets=(of_texts("x" * 40_000),)))).texts("Texts")[-1]
    assert (len(text), text[-1]) == (32_767, "…")


def test_signs_no_xml_may_hold_survive() -> None:
    assert fastexcel.read_excel(workbook(document(sheets=(of_texts("a\x01b"),)))).sheet_names


def test_chinese_takes_twice_the_width() -> None:
    read = Book(
        workbook(document(sheets=(of_texts("宏泰纺织品有限公司", title="A"), of_texts("Hongtai T", title="B"))))
    )
    assert read.width("A", 1) - read.width("B", 1) == pytest.approx(9)


def test_no_column_is_wider_than_a_screen() -> None:
    assert Book(workbook(document(sheets=(of_texts("x" * 500),)))).width("Texts", 1) < 40


def test_equal_documents_are_equal_files() -> None:
    assert workbook(DOCUMENT) == workbook(document())
    later = DOCUMENT.produced_at + timedelta(minutes=1)
    assert workbook(document(produced_at=later)) != workbook(DOCUMENT)


def test_the_file_says_when_it_was_produced_not_when_it_was_written(book: Book) -> None:
    assert b"2026-11-02T01:30:00Z" in book.parts.read("docProps/core.xml")
    assert {entry.date_time[0] for entry in book.parts.infolist()} == {1980}


def test_more_rows_than_excel_takes_are_refused() -> None:
    frame = pl.DataFrame({"text": pl.repeat("x", MOST_ROWS + 1, eager=True)})
    with pytest.raises(ExportFault, match="1,048,527 rows") as fault:
        workbook(document(sheets=(replace(of_texts(), frame=frame),)))
    assert fault.value.do == "Narrow it down, or take it as CSV."


def test_words_come_in_the_language_of_the_document() -> None:
    shouted = translated(lambda text: text if "{" in text else text.upper())
    read = Book(workbook(document(wording=shouted)))
    assert "INSTITUTION" in " ".join(read.texts(NAME))
    assert read.names[-1] == "DEFINITIONS"
    assert shouted != Wording()


def test_a_date_that_is_not_of_one_day_is_not_told() -> None:
    read = Book(workbook(document(as_of=None)))
    assert not any(text.startswith("Data as of") for text in read.texts(NAME))


def test_a_zone_is_part_of_the_time() -> None:
    assert document(produced_at=datetime(2026, 1, 1, tzinfo=SHANGHAI)).produced == "2026-01-01 00:00+08:00"


def test_opens_as_an_archive_without_a_fault(book: Book) -> None:
    assert book.parts.testzip() is None
    assert io.BytesIO(workbook(DOCUMENT)).read(2) == b"PK"


def test_kinds_that_add_up() -> None:
    assert {kind for kind in Kind if kind.adds_up} == {Kind.AMOUNT, Kind.COUNT}
