"""Exact money: rounding to the cent, splitting without losing one, ratios divided last."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


class MoneyError(ValueError):
    """An amount, a count or a ratio that cannot be."""


def to_cents(amount: Decimal) -> Decimal:
    """``amount`` rounded half up (away from zero) to 0.01, as Postgres ``round(numeric, 2)``."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def is_whole_cents(amount: Decimal) -> bool:
    """Whether ``amount`` is finite and has nothing below the cent."""
    return amount.is_finite() and amount == to_cents(amount)


def split_evenly(amount: Decimal, count: int) -> list[Decimal]:
    """``count`` shares of ``amount`` to the cent; they sum to it exactly.

    The last share takes the rounding. When the cents run out before the shares do
    (0.10 over 12), the later shares are 0.00 and none is negative.
    Raises MoneyError for a negative or sub-cent amount or fewer than one share.
    """
    if count < 1 or not is_whole_cents(amount) or amount < 0:
        raise MoneyError(f"cannot split {amount} into {count} shares of whole cents")
    share = to_cents(amount / count)
    shares: list[Decimal] = []
    remaining = to_cents(amount)
    for _ in range(count - 1):
        shares.append(min(share, remaining))
        remaining -= shares[-1]
    return [*shares, remaining]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A fraction kept as its two sides, so that totals add sides and divide last.

    Nothing is known of a ratio whose whole is zero: its value is None and it neither
    exceeds nor reaches any limit.
    """

    part: Decimal
    whole: Decimal

    def __post_init__(self) -> None:
        if not (self.part.is_finite() and self.whole.is_finite()) or self.whole < 0:
            raise MoneyError(f"no ratio of {self.part} to {self.whole}")

    @property
    def value(self) -> Decimal | None:
        """``part / whole``, unrounded; None when the whole is zero."""
        return self.part / self.whole if self.whole else None

    def exceeds(self, limit_ratio: Decimal) -> bool:
        """Strictly more than the limit, compared without dividing."""
        return self.whole > 0 and self.part > limit_ratio * self.whole

    def reaches(self, limit_ratio: Decimal) -> bool:
        """At least the limit, compared without dividing."""
        return self.whole > 0 and self.part >= limit_ratio * self.whole
