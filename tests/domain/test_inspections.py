"""Rules of inspections that can be worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from schema.domain.inspections import (
    FORM_ITEMS,
    SUPERVISORY_ITEMS,
    FormKind,
    form_of,
    items_of,
    next_due,
    overdue_level,
    repeats,
    similarity,
    verified_ratio,
)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("abcde", "abcde", 1.0),
        ("abcde", "abcdx", 2 * 2 / 6),  # abc, bcd, cde against abc, bcd, cdx
        ("ab 12 cd", "abcd 99!", 1.0),  # figures, blanks and signs do not count
        ("ABCDE", "abcde", 1.0),
        ("存货账实相符", "存货账实不符", 2 * 2 / 8),
        ("abcde", "vwxyz", 0.0),
        ("ab", "ab", 0.0),
        ("", "", 0.0),
    ],
)
def test_how_alike_two_reports_are(one: str, other: str, alike: float) -> None:
    assert similarity(one, other) == similarity(other, one) == pytest.approx(alike)


@pytest.mark.parametrize(
    ("triggered", "due"),
    [(None, date(2026, 4, 1)), (date(2026, 3, 1), date(2026, 3, 11)), (date(2026, 3, 30), date(2026, 4, 1))],
)
def test_what_happens_only_pulls_the_next_one_nearer(triggered: date | None, due: date) -> None:
    assert next_due(date(2026, 1, 1), 90, triggered, 10) == due


@pytest.mark.parametrize(
    ("days", "expected"), [([], 0), ([1], 0), ([1, 1], 0), ([1, 10], 1), ([1, 11], 0), ([11, 1, 5], 2)]
)
def test_repeats(days: list[int], expected: int) -> None:
    assert repeats([date(2026, 1, day) for day in days], 10) == expected


@pytest.mark.parametrize(
    ("days", "level"),
    [(-5, None), (0, None), (1, "yellow"), (15, "yellow"), (16, "orange"), (30, "orange"), (31, "red")],
)
def test_levels(days: int, level: str | None) -> None:
    assert overdue_level(days, {"yellow": Decimal(0), "orange": Decimal(15), "red": Decimal(30)}) == level


def test_every_kind_of_loan_has_a_form() -> None:
    assert form_of("fixed_asset") is FormKind.FIXED_ASSET
    assert {form_of(kind) for kind in ("working_capital", "small_micro", "mortgage")} == {FormKind.WORKING_CAPITAL}
    assert "construction_progress" in items_of("client", FormKind.FIXED_ASSET)
    assert "construction_progress" not in items_of("client", FormKind.WORKING_CAPITAL)
    assert items_of("supervisory", FormKind.FIXED_ASSET) == SUPERVISORY_ITEMS
    assert all(len(set(items)) == len(items) for items in FORM_ITEMS.values())


def test_the_share_that_was_verified() -> None:
    assert verified_ratio("600000.00", Decimal("900000.00")) == Decimal("0.6667")
    assert verified_ratio("1.00", Decimal(0)) == 0
