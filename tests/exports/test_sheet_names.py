"""Sheet names that Excel opens without repairing the file."""

import pytest

from dashboard.exports.sheet_names import sheet_names


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Loan kinds", "Loan kinds"),
        ("a[b]:c*d?e/f\\g", "a b  c d e f g"),
        ("'quoted'", "quoted"),
        ("   ", "1"),
        ("", "1"),
        ("History", "History 2"),
        ("x" * 40, "x" * 31),
        ("贷" * 40, "贷" * 31),
        ("𠮷" * 20, "𠮷" * 15),
    ],
)
def test_titles_become_legal(title: str, name: str) -> None:
    assert sheet_names([title]) == [name]


def test_equal_titles_are_numbered_whatever_their_case() -> None:
    assert sheet_names(["Sales", "SALES", "sales 2"]) == ["Sales", "SALES 2", "sales 2 2"]


def test_long_titles_that_begin_alike_stay_apart() -> None:
    first, second = sheet_names(["y" * 35 + "1", "y" * 35 + "2"])
    assert (len(first), second) == (31, "y" * 29 + " 2")
