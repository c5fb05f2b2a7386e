"""Figures as people read them, with every edge named."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from dashboard import counts
from dashboard import formatting as fmt


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (None, 2, "–"),
        (Decimal(0), 1, "0.0"),
        (Decimal("0.005"), 2, "0.01"),
        (Decimal("-0.005"), 2, "−0.01"),
        (Decimal("-0.004"), 2, "0.00"),
        (Decimal("1234567.891"), 1, "1,234,567.9"),
        (12, 0, "12"),
    ],
)
def test_number(value: Decimal | int | None, places: int, expected: str) -> None:
    assert fmt.number(value, places) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "–"), (Decimal("0.04"), "0.0"), (Decimal("-0.04"), "0.0"), (Decimal("0.05"), "+0.1"), (-2, "−2.0")],
)
def test_signed(value: Decimal | int | None, expected: str) -> None:
    assert fmt.signed(value, 1) == expected


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [(None, "–"), (Decimal("0.0162"), "1.62 %"), (Decimal("0.016245"), "1.62 %"), (Decimal("0.01625"), "1.63 %")],
)
def test_percent(ratio: Decimal | None, expected: str) -> None:
    assert fmt.percent(ratio) == expected


def test_points_are_not_per_cent() -> None:
    assert fmt.points(Decimal("0.0162"), Decimal("0.0254")) == "−0.92 pp"
    assert fmt.points(Decimal("0.02"), Decimal("0.02")) == "0.00 pp"
    assert fmt.points(None, Decimal("0.02")) == fmt.points(Decimal("0.02"), None) == "–"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (Decimal(110), Decimal(100), "+10.0 %"),
        (Decimal(-50), Decimal(-100), "+50.0 %"),
        (Decimal(1100), Decimal(100), "+1,000.0 %"),
        (Decimal(265838), Decimal(100), "×2,658"),
        (Decimal(1), Decimal(0), "–"),
        (None, Decimal(1), "–"),
        (Decimal(1), None, "–"),
    ],
)
def test_growth(now: Decimal | None, before: Decimal | None, expected: str) -> None:
    assert fmt.growth(now, before) == expected


@pytest.mark.parametrize(
    ("largest", "header"),
    [
        ("99999.99", "CNY"),
        ("99999.995", "CNY thousand"),
        ("100000", "CNY thousand"),
        ("9999949.99", "CNY thousand"),
        ("9999950", "CNY million"),
        ("10000000", "CNY million"),
        ("-8420123456", "CNY million"),
    ],
)
def test_one_unit_by_the_largest_amount(largest: str, header: str) -> None:
    assert fmt.unit_for([Decimal(1), Decimal(largest)]).header("CNY") == header


def test_no_amounts_need_no_unit() -> None:
    assert fmt.unit_for([]) == fmt.ONES


def test_money_is_said_to_the_cent() -> None:
    assert fmt.money(Decimal("8420123456.005"), "CNY") == "CNY 8,420,123,456.01"
    assert fmt.money(None, "CNY") == "–"


def test_a_moment_is_shown_in_the_zone_of_the_settings() -> None:
    late = datetime(2026, 10, 31, 19, 12, tzinfo=UTC)
    assert fmt.moment(late, "Asia/Shanghai") == "2026-11-01 03:12"
    assert fmt.moment(None, "Asia/Shanghai") == "–"


def test_days_and_counts() -> None:
    assert fmt.day(date(2026, 10, 31)) == "2026-10-31"
    assert fmt.day(None) == "–"
    assert [counts.loans(n) for n in (0, 1, 2310)] == ["0 loans", "1 loan", "2,310 loans"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "–"), ("0.42", "0.42 s"), ("12.34", "12.3 s"), ("59.94", "59.9 s"), ("185.5", "3 min 06 s")],
)
def test_seconds(value: str | None, expected: str) -> None:
    assert fmt.seconds(None if value is None else Decimal(value)) == expected


@pytest.mark.parametrize(
    ("remark", "expected"), [("loan changed from May on", "Loan changed from May on."), ("Done..", "Done."), (None, "")]
)
def test_sentence(remark: str | None, expected: str) -> None:
    assert fmt.sentence(remark) == expected
