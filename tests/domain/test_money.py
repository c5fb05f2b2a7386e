"""Cents are never lost, ratios are compared without dividing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.domain.money import MoneyError, Ratio, is_whole_cents, split_evenly, to_cents

cents = st.integers(0, 10**12).map(lambda count: Decimal(count) / 100)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),
        ("0.015", "0.02"),
        ("2.675", "2.68"),
        ("-0.005", "-0.01"),
        ("7", "7.00"),
    ],
)
def test_half_a_cent_goes_up_away_from_zero(amount: str, rounded: str) -> None:
    assert str(to_cents(Decimal(amount))) == rounded


@pytest.mark.parametrize(
    ("amount", "answer"),
    [("1.10", True), ("1.100", True), ("1.101", False), ("NaN", False), ("Infinity", False)],
)
def test_whole_cents(amount: str, *, answer: bool) -> None:
    assert is_whole_cents(Decimal(amount)) is answer


@pytest.mark.parametrize(
    ("amount", "count", "shares"),
    [
        ("100.00", 3, ["33.33", "33.33", "33.34"]),
        ("0.05", 3, ["0.02", "0.02", "0.01"]),
        ("0.02", 4, ["0.01", "0.01", "0.00", "0.00"]),
        ("0", 2, ["0.00", "0.00"]),
        ("7.77", 1, ["7.77"]),
    ],
)
def test_the_last_share_takes_the_rounding(amount: str, count: int, shares: list[str]) -> None:
    assert [str(share) for share in split_evenly(Decimal(amount), count)] == shares


@given(amount=cents, count=st.integers(1, 400))
def test_shares_sum_to_the_amount_and_none_is_negative(amount: Decimal, count: int) -> None:
    shares = split_evenly(amount, count)
    assert (len(shares), sum(shares)) == (count, amount)
    assert min(shares) >= 0


@pytest.mark.parametrize(("amount", "count"), [("1.00", 0), ("-1.00", 2), ("1.001", 2), ("NaN", 2)])
def test_what_cannot_be_split(amount: str, count: int) -> None:
    with pytest.raises(MoneyError):
        split_evenly(Decimal(amount), count)


def test_a_ratio_divides_last_and_compares_exactly() -> None:
    third = Ratio(Decimal(1), Decimal(3))
    assert third.value == Decimal(1) / Decimal(3)
    tenth = Ratio(Decimal(100), Decimal(1000))
    assert (tenth.value, tenth.exceeds(Decimal("0.1")), tenth.reaches(Decimal("0.1"))) == (
        Decimal("0.1"),
        False,
        True,
    )


def test_nothing_is_known_of_a_ratio_of_nothing() -> None:
    nothing = Ratio(Decimal(0), Decimal(0))
    assert (nothing.value, nothing.exceeds(Decimal(0)), nothing.reaches(Decimal(0))) == (None, False, False)


@pytest.mark.parametrize(("part", "whole"), [("1", "-1"), ("NaN", "1"), ("1", "Infinity")])
def test_a_ratio_that_cannot_be(part: str, whole: str) -> None:
    with pytest.raises(MoneyError):
        Ratio(Decimal(part), Decimal(whole))
