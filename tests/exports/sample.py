"""A document one can check by hand, and a workbook read back without the library that wrote it."""

import io
import re
import zipfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import polars as pl

from dashboard.exports.document import Column, Definition, Document, Figure, Kind, Sheet

NAMESPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHANGHAI = timezone(timedelta(hours=8))
COLUMNS = (
    Column(name="name", heading="Unit", kind=Kind.TEXT),
    Column(name="balance", heading="Balance, CNY million", kind=Kind.AMOUNT, about="Outstanding principal"),
    Column(name="npl_ratio", heading="NPL ratio", kind=Kind.PERCENT),
    Column(name="npl_change", heading="NPL change, pp", kind=Kind.POINTS),
    Column(name="loan_count", heading="Loans", kind=Kind.COUNT),
    Column(name="org_unit_code", heading="Code", kind=Kind.ID),
    Column(name="as_of", heading="As of", kind=Kind.DATE),
    Column(name="risk_class", heading="Class", kind=Kind.CHIP),
)
ROWS = pl.DataFrame(
    {
        "name": ["East branch", "西支行"],
        "balance": [Decimal("60.005"), Decimal("-0.50")],
        "npl_ratio": [0.0162, None],
        "npl_change": [-0.5, 0.08],
        "loan_count": [2000, 1],
        "org_unit_code": ["0010", "0020"],
        "as_of": [date(2026, 10, 31), None],
        "risk_class": [["Loss"], ["Normal", "Special mention"]],
    },
    schema_overrides={"balance": pl.Decimal(18, 3)},
)
TABLE = Sheet(
    title="Below Tiny Bank",
    frame=ROWS,
    columns=COLUMNS,
    note="Figures include the units below.",
    totals={"balance": Decimal("59.505"), "loan_count": 2001, "npl_ratio": Decimal("0.0165")},
)
DOCUMENT = Document(
    title="Overview",
    institution="Tiny Bank",
    as_of=date(2026, 10, 31),
    scope="Tiny Bank › East branch",
    exporter="Lin Mei",
    produced_at=datetime(2026, 11, 2, 9, 30, tzinfo=SHANGHAI),
    language="en",
    data_version="17",
    filters={"Feed": "Loans"},
    sheets=(TABLE,),
    figures=(
        Figure(
            label="Balance",
            value="1,234.5",
            change="+25.0 %, worse",
            direction="up",
            about="All loans",
            note="In CNY million.",
        ),
        Figure(label="NPL ratio", value="2.00 %", change="−0.50 pp, better", direction="down"),
        Figure(label="Reconciliation", value="Agrees"),
    ),
    definitions=(Definition("NPL ratio", "Substandard, doubtful and loss ÷ all loans", "Order 2023 No. 1, Art. 6"),),
)


def document(**changes: Any) -> Document:
    """The sample with some fields changed."""
    return replace(DOCUMENT, **changes)


def of_texts(*texts: str, title: str = "Texts") -> Sheet:
    """A sheet with one column of texts."""
    frame = pl.DataFrame({"text": list(texts)}, schema={"text": pl.String})
    return Sheet(title=title, frame=frame, columns=(Column(name="text", heading="Text", kind=Kind.TEXT),))


@dataclass(frozen=True)
class Cell:
    """What the XML of a cell says: a text, or a number as written; the formula; how numbers are shown."""

    text: str | None
    number: str | None
    formula: str | None
    number_format: str


class Book:
    """A workbook as its XML says it."""

    def __init__(self, packed: bytes) -> None:
        self.parts = zipfile.ZipFile(io.BytesIO(packed))
        self._texts = ["".join(item.itertext()) for item in self._xml("xl/sharedStrings.xml")]
        self._formats = self._number_formats()
        names = self._xml("xl/workbook.xml").iter(f"{NAMESPACE}sheet")
        self.names = [each.attrib["name"] for each in names]

    def _xml(self, part: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts.read(part))

    def _number_formats(self) -> list[str]:
        styles = self._xml("xl/styles.xml")
        own = {each.attrib["numFmtId"]: each.attrib["formatCode"] for each in styles.iter(f"{NAMESPACE}numFmt")}
        cell_formats = styles.find(f"{NAMESPACE}cellXfs")
        return [own.get(each.attrib["numFmtId"], each.attrib["numFmtId"]) for each in cell_formats or []]

    def sheet(self, name: str) -> ElementTree.Element:
        """The XML of a sheet."""
        return self._xml(f"xl/worksheets/sheet{self.names.index(name) + 1}.xml")

    def one(self, name: str, tag: str) -> ElementTree.Element:
        """The only element of that kind in a sheet."""
        (found,) = self.sheet(name).iter(f"{NAMESPACE}{tag}")
        return found

    def cells(self, name: str) -> dict[str, Cell]:
        """Cells that hold something, by address."""
        read = {each.attrib["r"]: self._cell(each) for each in self.sheet(name).iter(f"{NAMESPACE}c")}
        return {at: cell for at, cell in read.items() if cell.text is not None or cell.number is not None}

    def _cell(self, cell: ElementTree.Element) -> Cell:
        value, formula = cell.findtext(f"{NAMESPACE}v"), cell.findtext(f"{NAMESPACE}f")
        is_text = cell.attrib.get("t") == "s"
        return Cell(
            text=self._texts[int(value)] if is_text and value else None,
            number=None if is_text else value,
            formula=formula,
            number_format=self._formats[int(cell.attrib.get("s", 0))],
        )

    def texts(self, name: str) -> list[str]:
        """All texts of a sheet, row by row."""
        return [cell.text for cell in self.cells(name).values() if cell.text is not None]

    def width(self, name: str, column: int) -> float:
        """Width of a column, counted from 1."""
        for each in self.sheet(name).iter(f"{NAMESPACE}col"):
            if int(each.attrib["min"]) <= column <= int(each.attrib["max"]):
                return float(each.attrib["width"])
        raise AssertionError(f"column {column} has no width")


def row_of(book: Book, name: str, text: str) -> int:
    """Number of the row in which a text stands in the first column."""
    at = next(at for at, cell in book.cells(name).items() if cell.text == text and re.fullmatch(r"A\d+", at))
    return int(at[1:])
