"""Cells as people read them."""

from datetime import date
from decimal import Decimal

import pytest

from dashboard.exports import cells
from dashboard.exports.document import Kind
from dashboard.exports.wording import Wording


@pytest.mark.parametrize(
    ("cell", "kind", "text"),
    [
        (Decimal("1234.565"), Kind.AMOUNT, "1,234.57"),
        (Decimal("-0.005"), Kind.AMOUNT, "−0.01"),
        (Decimal("-0.004"), Kind.AMOUNT, "0.00"),
        (2.675, Kind.AMOUNT, "2.68"),
        (0, Kind.AMOUNT, "0.00"),
        (0.0162, Kind.PERCENT, "1.62 %"),
        (Decimal("-0.00005"), Kind.PERCENT, "−0.01 %"),
        (0.08, Kind.POINTS, "+0.08"),
        (0.004, Kind.POINTS, "0.00"),
        (-0.5, Kind.POINTS, "−0.50"),
        (1234567, Kind.COUNT, "1,234,567"),
        (date(2026, 10, 31), Kind.DATE, "2026-10-31"),
        (["Loss"], Kind.CHIP, "Loss"),
        ([], Kind.CHIP, "–"),
        ("", Kind.TEXT, "–"),
        (None, Kind.TEXT, "–"),
        (None, Kind.AMOUNT, "–"),
        (float("nan"), Kind.AMOUNT, "–"),
        (True, Kind.COUNT, "–"),
        (True, Kind.TEXT, "yes"),
        (False, Kind.TEXT, "no"),
    ],
)
def test_readable(cell: object, kind: Kind, text: str) -> None:
    assert cells.readable(cell, kind, Wording()) == text


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("贷款", 4), ("Ａ", 2), ("", 0), ("a\n贷款", 4)])
def test_width(text: str, columns: int) -> None:
    assert cells.width(text) == columns
