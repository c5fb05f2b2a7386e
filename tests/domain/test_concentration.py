"""Concentration against textbook figures (W12) and the limits by hand."""

from decimal import Decimal
from math import log

import pytest

from schema.domain.concentration import Concentration, Limit, concentration_of


def of(*amounts: str | int, total: str | None = None) -> Concentration:
    return concentration_of(map(Decimal, amounts), total=None if total is None else Decimal(total))


@pytest.mark.parametrize(
    ("amounts", "points"), [((40, 30, 20, 10), 3_000), ((100,), 10_000), ((1, 2, 1), 3_750), ((5, 5, 5, 5), 2_500)]
)
def test_index_in_points(amounts: tuple[int, ...], points: int) -> None:
    assert of(*amounts).hhi_points == points


def test_index_as_a_fraction() -> None:
    assert of(1, 2, 1).hhi == Decimal("0.375")


def test_shares_of_a_market_that_is_not_all_there_are_not_normalised() -> None:
    """Three firms hold 90 % of the market; the rest is spread over nobody. A merger raises the index."""
    assert of(70, 15, 5, total="100").hhi_points == 5_150
    assert of(70, 20, total="100").hhi_points == 5_300


def test_equal_names_are_raw_and_as_many_as_they_are() -> None:
    """1/n and not 0, which the normalised index would be."""
    equal = of(7, 7, 7, 7, 7)
    assert (equal.hhi, equal.effective_number) == (Decimal("0.2"), Decimal(5))


def test_renyi_entropy_is_its_logarithm() -> None:
    hhi = of(1, 2, 1).hhi
    assert hhi
    assert -log(hhi) == pytest.approx(0.980829253)


def test_shares_of_the_largest() -> None:
    eleven = of(*([10] * 10), 50)
    assert eleven.cr1.value == Decimal(50) / 150
    assert eleven.cr10.value == Decimal(140) / 150


@pytest.mark.parametrize("amounts", [(), (0, 0)])
def test_nothing_lent_is_no_concentration(amounts: tuple[int, ...]) -> None:
    nothing = of(*amounts)
    assert (nothing.name_count, nothing.hhi, nothing.hhi_points, nothing.effective_number) == (0, None, None, None)
    assert (nothing.cr1.value, nothing.cr10.value) == (None, None)


def test_room_to_a_limit() -> None:
    """Ten per cent of 2,000 are 200: 150 leaves 50, 200 is the limit itself, 230 is above it."""
    limit = Limit(ratio=Decimal("0.10"), capital_amount=Decimal(2_000))
    assert [limit.room(Decimal(used)) for used in (150, 200, 230)] == [50, 0, -30]
    assert limit.used(Decimal(150)).value == Decimal("0.075")
