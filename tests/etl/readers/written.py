"""The same repayments in every shape a bank may deliver them in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter
from hypothesis import strategies as st

COLUMNS = (
    "loan_code",
    "repayment_code",
    "paid_date",
    "paid_amount",
    "principal_amount",
    "payer_name",
    "is_third_party",
)
# Characters that every encoding here has.
PAYERS = ("臺灣銀行", "張明", "中國信託商業銀行, 台北", '王 "小" 明', "陳\n大同", "O'Neil|銀行;x\ty")
FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")
TYPES: Mapping[str, pl.DataType] = {
    "loan_code": pl.String(),
    "repayment_code": pl.String(),
    "paid_date": pl.Date(),
    "paid_amount": pl.Decimal(18, 2),
    "principal_amount": pl.Decimal(18, 2),
    "payer_name": pl.String(),
    "is_third_party": pl.Boolean(),
}


@dataclass(frozen=True)
class Paid:
    """One repayment as it must be stored."""

    loan_code: str
    repayment_code: str
    paid_date: date
    paid_amount: Decimal
    principal_amount: Decimal | None
    payer_name: str | None
    is_third_party: bool | None


CENTS = st.integers(1, 10**15).map(lambda cents: Decimal(cents) / 100)
PAID = st.builds(
    Paid,
    loan_code=st.sampled_from(["L2024000123", "L2"]),
    repayment_code=st.integers(1, 10**6).map(lambda number: f"R{number}"),
    paid_date=st.dates(date(2025, 1, 10), date(2060, 12, 31)),
    paid_amount=CENTS,
    principal_amount=st.none() | CENTS,
    payer_name=st.sampled_from(PAYERS),
    is_third_party=st.none() | st.booleans(),
)
BOOKS = st.lists(PAID, min_size=1, max_size=8, unique_by=lambda one: one.repayment_code)


def _texts(one: Paid) -> list[str]:
    return ["" if value is None else str(value) for value in vars(one).values()]


def _delimited(
    delimiter: str = ",",
    encoding: str = "utf-8",
    *,
    end: str = "\n",
    quotes: int = csv.QUOTE_MINIMAL,
    wide: bool = False,
) -> Callable[[list[Paid]], bytes]:
    def content(book: list[Paid]) -> bytes:
        text = io.StringIO()
        # A line end within a value stays as it is; the reader must take either for the end of a row.
        writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quotes)  # type: ignore[arg-type]
        writer.writerow(COLUMNS)
        for one in book:
            codes, values = _texts(one)[:2], _texts(one)[2:5]
            writer.writerow([*codes, *(v.translate(FULL_WIDTH) if wide else v for v in values), *_texts(one)[5:]])
        return text.getvalue().encode(encoding)

    return content


def _frame(book: list[Paid]) -> pl.DataFrame:
    return pl.DataFrame([tuple(vars(one).values()) for one in book], schema=dict(TYPES), orient="row")


def _typed_parquet(book: list[Paid]) -> bytes:
    file = io.BytesIO()
    _frame(book).write_parquet(file)
    return file.getvalue()


def _text_parquet(book: list[Paid]) -> bytes:
    file = io.BytesIO()
    _frame(book).with_columns(
        pl.col("paid_date").cast(pl.Datetime), pl.exclude("paid_date").cast(pl.String)
    ).write_parquet(file)
    return file.getvalue()


def _workbook(book: list[Paid]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd.mm.yyyy", "strings_to_numbers": False}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, COLUMNS)
        for number, one in enumerate(book, start=1):
            # Excel keeps fifteen digits of a number, as every amount here has at most.
            sheet.write_row(number, 0, list(vars(one).values()))
    return file.getvalue()


def _objects(book: list[Paid]) -> list[dict[str, object]]:
    plain = (date, Decimal)
    return [
        {name: str(value) if isinstance(value, plain) else value for name, value in vars(one).items()} for one in book
    ]


def _array(book: list[Paid]) -> bytes:
    return json.dumps(_objects(book), ensure_ascii=False).encode("utf-8-sig")


def _lines(book: list[Paid]) -> bytes:
    return "\n".join(json.dumps(one) for one in _objects(book)).encode()


SHAPES: Mapping[str, tuple[str, Callable[[list[Paid]], bytes]]] = {
    "utf-8": ("csv", _delimited()),
    "utf-8 with mark, semicolon": ("csv", _delimited(";", "utf-8-sig")),
    "gb18030, tab": ("txt", _delimited("\t", "gb18030")),
    "big5, pipe, crlf": ("csv", _delimited("|", "big5", end="\r\n")),
    "gb18030, all quoted, crlf": ("csv", _delimited(",", "gb18030", end="\r\n", quotes=csv.QUOTE_ALL)),
    "full width": ("csv", _delimited(wide=True)),
    "typed parquet": ("parquet", _typed_parquet),
    "parquet of texts": ("parquet", _text_parquet),
    "workbook": ("xlsx", _workbook),
    "array": ("json", _array),
    "lines": ("jsonl", _lines),
}


def write_as(shape: str, book: list[Paid], folder: Path) -> Path:
    """The repayments as one file of that shape."""
    ending, content = SHAPES[shape]
    path = folder / f"repayment.{ending}"
    path.write_bytes(content(book))
    return path


def select_of(book: list[Paid]) -> str:
    """The repayments as a query."""
    rows = ", ".join(f"({', '.join(map(_literal, vars(one).values()))})" for one in book)
    return f"select * from (values {rows}) v({', '.join(COLUMNS)})"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value)
    text = "'" + str(value).replace("'", "''") + "'"
    return f"date {text}" if isinstance(value, date) else f"{text}::numeric" if isinstance(value, Decimal) else text
