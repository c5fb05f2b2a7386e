"""How much of a book hangs on few names: Herfindahl index, effective number, shares of the largest, room to a limit.

Raw and never normalised: n equal names give 1/n. The index is a fraction from 0 to 1; regulators and markets also
write it from 0 to 10,000 (`points`), which is the same figure in another unit.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from schema.domain.money import Ratio

POINTS = Decimal(10_000)
TEN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """What is known of a distribution of amounts over names: all sums, so that it can be divided last.

    `squared_amount` is the sum of the squared amounts; names without an amount are not counted.
    """

    name_count: int
    total_amount: Decimal
    squared_amount: Decimal
    largest_amount: Decimal
    ten_largest_amount: Decimal

    @property
    def hhi(self) -> Decimal | None:
        """Σ s² from 0 to 1; None without any amount."""
        return self.squared_amount / self.total_amount**2 if self.total_amount else None

    @property
    def hhi_points(self) -> Decimal | None:
        """Σ s² from 0 to 10,000, of shares in per cent."""
        return None if self.hhi is None else self.hhi * POINTS

    @property
    def effective_number(self) -> Decimal | None:
        """1 / HHI: as many equal names would be as concentrated."""
        return self.total_amount**2 / self.squared_amount if self.squared_amount else None

    @property
    def cr1(self) -> Ratio:
        """The largest name over all."""
        return Ratio(self.largest_amount, self.total_amount)

    @property
    def cr10(self) -> Ratio:
        """The ten largest names over all."""
        return Ratio(self.ten_largest_amount, self.total_amount)


def concentration_of(amounts: Iterable[Decimal], *, total: Decimal | None = None) -> Concentration:
    """The concentration of amounts, one per name; zero and negative amounts are no name's.

    `total` is the whole market where the amounts are only part of it: shares are then of that whole, and what is
    missing is not spread over the names.
    """
    sizes = sorted((amount for amount in amounts if amount > 0), reverse=True)
    return Concentration(
        name_count=len(sizes),
        total_amount=sum(sizes, Decimal(0)) if total is None else total,
        squared_amount=sum((size**2 for size in sizes), Decimal(0)),
        largest_amount=sum(sizes[:1], Decimal(0)),
        ten_largest_amount=sum(sizes[:TEN], Decimal(0)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """An upper limit: at most `ratio` of `capital_amount`, reached but not passed."""

    ratio: Decimal
    capital_amount: Decimal

    @property
    def amount(self) -> Decimal:
        """What may be lent at most."""
        return self.ratio * self.capital_amount

    def room(self, used: Decimal) -> Decimal:
        """What may still be lent; negative is above the limit."""
        return self.amount - used

    def used(self, used: Decimal) -> Ratio:
        """The share of the capital that is used."""
        return Ratio(used, self.capital_amount)
