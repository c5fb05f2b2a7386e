"""A table as CSV."""

from dataclasses import replace

import polars as pl
import pytest

from dashboard.exports.disarming import disarmed, disarmed_text
from dashboard.exports.separated import csv
from tests.exports.sample import COLUMNS, TABLE, of_texts


def test_headings_and_rows_as_on_screen_figures_unrounded() -> None:
    assert csv(TABLE).decode() == (
        "\ufeffUnit,\"Balance, CNY million\",NPL ratio,\"NPL change, pp\",Loans,Code,As of,Class\n"
        "East branch,60.005,1.62%,-0.5,2000,0010,2026-10-31,Loss\n"
        "西支行,-0.500,,0.08,1,0020,,\"Normal, Special mention\"\n"
    )  # fmt: skip


def test_begins_with_a_byte_order_mark() -> None:
    assert csv(TABLE)[:3] == b"\xef\xbb\xbf"


def test_formulas_and_headings_are_disarmed() -> None:
    sheet = of_texts("=1+1", "plain")
    sheet = replace(sheet, columns=(replace(sheet.columns[0], heading="@Text"),))
    assert csv(sheet).decode("utf-8-sig").splitlines() == ["'@Text", "'=1+1", "plain"]


def test_equal_headings_are_told_apart() -> None:
    columns = (COLUMNS[0], replace(COLUMNS[1], heading="Unit"))
    assert csv(replace(TABLE, columns=columns)).decode("utf-8-sig").splitlines()[0] == "Unit,Unit 2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        (" \u200b=1", "' \u200b=1"),
        ("-12.50", "-12.50"),
        ("-1,234.50 %", "-1,234.50 %"),
        ("-12.50\n=1", "'-12.50\n=1"),
        ("-1+1", "'-1+1"),
        ("-rm", "'-rm"),
        ("plain", "plain"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_one_text_and_a_column_of_texts_are_disarmed_alike(cell: str, expected: str) -> None:
    frame = pl.DataFrame({"value": [cell, None], "row_number": [7, 8]})
    assert disarmed(frame).rows() == [(expected, 7), (None, 8)]
    assert disarmed_text(cell) == expected
