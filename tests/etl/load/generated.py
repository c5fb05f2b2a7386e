"""Files drawn at random together with what must become of every record: an oracle that never reads the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import strategies as st

ENCODINGS = ("utf-8", "utf-8-sig", "gb18030")
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Cell:
    """A text and what it must be read as; `is_fine` is false where no value can be read."""

    text: str
    value: object = None
    is_fine: bool = True


@dataclass(frozen=True)
class Record:
    """One line of a file. `cells` is empty for a blank line; `extra` adds or takes fields."""

    cells: Mapping[str, Cell]
    extra: int = 0

    @property
    def is_well_formed(self) -> bool:
        """Whether it has as many fields as the header."""
        return self.extra == 0

    @property
    def is_fine(self) -> bool:
        """Whether every cell alone may stand."""
        return all(cell.is_fine for cell in self.cells.values())

    def value(self, name: str) -> object:
        """What a cell must be read as."""
        return self.cells[name].value


@dataclass(frozen=True)
class Drawn:
    """A file: how it is written, and its records from row 2 on."""

    columns: tuple[str, ...]
    records: tuple[Record, ...]
    encoding: str
    delimiter: str
    line_end: str
    quotes_all: bool

    def raw_texts(self) -> dict[int, str]:
        """The text of each record by row number; blank lines count, and are left out."""
        return {
            number: self._line([record.cells[name].text for name in self.columns], record.extra)
            for number, record in enumerate(self.records, start=2)
            if record.cells
        }

    def write(self, path: Path) -> Path:
        """The file itself."""
        raw = self.raw_texts()
        lines = [self._line(self.columns, 0), *(raw.get(row, "") for row in range(2, len(self.records) + 2))]
        path.write_bytes("".join(line + self.line_end for line in lines).encode(self.encoding))
        return path

    def _line(self, fields: Sequence[str], extra: int) -> str:
        shown = list(fields)[: len(fields) + min(extra, 0)] + ["more"] * max(extra, 0)
        text = io.StringIO()
        dialect = "unix" if self.quotes_all else "excel"
        csv.writer(text, dialect, delimiter=self.delimiter, lineterminator="\r\n").writerow(shown)
        return text.getvalue().removesuffix("\r\n")


def one_of(*cells: Cell) -> st.SearchStrategy[Cell]:
    """One of a few cells."""
    return st.sampled_from(cells)


def bad(*texts: str) -> tuple[Cell, ...]:
    """Cells no value can be read from."""
    return tuple(Cell(text, is_fine=False) for text in texts)


def text_cell(text: str) -> Cell:
    """A text as it will be stored: without outer blanks, empty as nothing."""
    return Cell(text, text.strip() or None)


NAMES = ("宁波银行股份有限公司", "张明", "中国工商银行宁波市分行", "北京市王府井商业有限公司", 'O\'Neil "Bob" & Co')
NOTES = (*map(text_cell, (*NAMES, "", " ", " 行 ", "a,b;c|d", "NULL", "two\nlines", "=1+1", "null", "\\N", "\\.")),)

REPAYMENT: Mapping[str, st.SearchStrategy[Cell]] = {
    "loan_code": one_of(
        *[Cell("L2024000123", "L2024000123"), Cell(" L2 ", "L2")] * 4, *bad("L9", "", "l2", "x" * 65, "L\x002")
    ),
    "repayment_code": st.integers(1, 40).map(lambda number: Cell(f"R{number}", f"R{number}")),
    "paid_date": one_of(
        *[
            Cell("2025-01-10", date(2025, 1, 10)),
            Cell("2025/2/3", date(2025, 2, 3)),
            Cell("20260228", date(2026, 2, 28)),
            Cell("2025年12月31日", date(2025, 12, 31)),
            Cell("２０２５-０１-１０", date(2025, 1, 10)),
            Cell("2025-01-10 08:30:00", date(2025, 1, 10)),
            Cell("2024-12-31", date(2024, 12, 31)),
        ]
        * 2,
        *bad("2025-02-29", "", "10.01.2025", "25-01-10", "2025-1", "45000", "2024-03-14"),
    ),
    "paid_amount": one_of(
        *[
            Cell("100", Decimal("100.00")),
            Cell("-45,291.67", Decimal("-45291.67")),
            Cell("1,234,567.8", Decimal("1234567.80")),
            Cell("１２．５", Decimal("12.50")),
            Cell("0.005", Decimal("0.01")),
            Cell("1e3", Decimal("1000.00")),
        ]
        * 2,
        *bad("12,50", "", "abc", "0", "0.004", "100000000000000000", "5元", "1.2.3", "--5"),
    ),
    "principal_amount": one_of(*[Cell(""), Cell("7.10", Decimal("7.10"))] * 3, *bad("x", "12,5")),
    "payer_name": one_of(*NOTES),
    "is_third_party": one_of(Cell("是", True), Cell("FALSE", False), Cell("1", True), Cell(""), *bad("perhaps")),
}

CLIENT: Mapping[str, st.SearchStrategy[Cell]] = {
    "client_code": st.integers(1, 40).map(lambda number: Cell(f" K{number}", f"K{number}")),
    "name": one_of(*map(text_cell, NAMES), *bad("", "\t")),
    "kind": one_of(*[Cell("corporate", "corporate"), Cell("personal ", "personal")] * 4, *bad("", "Corporate", "bank")),
    "org_unit_code": one_of(*[Cell("B01", "B01"), Cell("T4", "T4")] * 4, *bad("", "B9")),
    "industry": one_of(*NOTES),
    "since_date": one_of(Cell(""), Cell("2018-05-02", date(2018, 5, 2)), *bad("2018-13-01")),
}


def records(cells: Mapping[str, st.SearchStrategy[Cell]]) -> st.SearchStrategy[tuple[Record, ...]]:
    """Up to eighty records, most of them well formed."""
    extra = st.sampled_from([0] * 12 + [-1, 1, 2])
    record = st.builds(Record, st.fixed_dictionaries(dict(cells)), extra)
    blank = st.just(Record({}))
    return st.lists(st.one_of([record] * 9 + [blank]), max_size=80).map(tuple)


@st.composite
def files(draw: st.DrawFn, cells: Mapping[str, st.SearchStrategy[Cell]]) -> Drawn:
    """A file of the feed these cells belong to."""
    return Drawn(
        columns=tuple(cells),
        records=draw(records(cells)),
        encoding=draw(st.sampled_from(ENCODINGS)),
        delimiter=draw(st.sampled_from(DELIMITERS)),
        line_end=draw(st.sampled_from(["\n", "\r\n"])),
        quotes_all=draw(st.booleans()),
    )


def accepted(drawn: Drawn, key: tuple[str, ...]) -> dict[int, Record]:
    """Which records must be taken: whole, every cell fine, and the first of their key."""
    taken: dict[int, Record] = {}
    seen: set[tuple[object, ...]] = set()
    for number, record in enumerate(drawn.records, start=2):
        if not record.cells or not record.is_well_formed or not record.is_fine or _paid_too_early(record):
            continue
        key_value = tuple(record.value(name) for name in key)
        if key_value not in seen:
            seen.add(key_value)
            taken[number] = record
    return taken


def _paid_too_early(record: Record) -> bool:
    """L2 was disbursed on 2025-01-10; the rule is the only one between two columns here."""
    if "paid_date" not in record.cells or record.value("loan_code") != "L2":
        return False
    paid = record.value("paid_date")
    return isinstance(paid, date) and paid < date(2025, 1, 10)
