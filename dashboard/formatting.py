"""Figures as people read them. Rounding is half up, and it happens here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
HUNDRED = Decimal(100)
MANIFOLD = 11


@dataclass(frozen=True)
class Unit:
    """The unit of one table or chart: its word (empty for single units of the currency) and its size."""

    word: str
    size: Decimal

    def header(self, currency: str) -> str:
        """The unit as a column header says it: `CNY million`."""
        return f"{currency} {self.word}".strip()

    def scaled(self, amount: Decimal) -> Decimal:
        """The amount in this unit, unrounded."""
        return amount / self.size


ONES = Unit("", Decimal(1))
THOUSANDS = Unit("thousand", Decimal(1_000))
MILLIONS = Unit("million", Decimal(1_000_000))
FROM_MILLIONS = Decimal(10_000_000)
FROM_THOUSANDS = Decimal(100_000)


def unit_for(amounts: Iterable[Decimal]) -> Unit:
    """One unit for all of them, chosen by the largest; no amounts: single units."""
    largest = max((abs(amount) for amount in amounts), default=Decimal(0))
    if largest >= FROM_MILLIONS:
        return MILLIONS
    return THOUSANDS if largest >= FROM_THOUSANDS else ONES


def number(value: Decimal | int | None, places: int = 0) -> str:
    """`1,234.50` with a real minus sign; None is an en dash; half is rounded away from zero."""
    if value is None:
        return NOTHING
    rounded = rounded_half_up(Decimal(value), places)
    return f"{rounded:,.{places}f}".replace("-", MINUS)


def signed(value: Decimal | int | None, places: int = 0) -> str:
    """As `number`, with the sign always there; what rounds to zero has none."""
    if value is None:
        return NOTHING
    return f"+{number(value, places)}" if rounded_half_up(Decimal(value), places) > 0 else number(value, places)


def rounded_half_up(value: Decimal, places: int) -> Decimal:
    """Half up, away from zero; minus nought becomes nought."""
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def money(amount: Decimal | None, currency: str) -> str:
    """The full amount to the cent: `CNY 8,420,123,456.00`."""
    return NOTHING if amount is None else f"{currency} {number(amount, 2)}"


def percent(ratio: Decimal | None, places: int = 2) -> str:
    """A fraction as per cent: 0.0162 is `1.62 %`."""
    return NOTHING if ratio is None else f"{number(ratio * HUNDRED, places)} %"


def points(now: Decimal | None, before: Decimal | None, places: int = 2) -> str:
    """The difference of two fractions in percentage points, spelled out: `+0.08 pp`; en dash without both."""
    if now is None or before is None:
        return NOTHING
    return f"{signed((now - before) * HUNDRED, places)} pp"


def growth(now: Decimal | None, before: Decimal | None, places: int = 1) -> str:
    """The change of an amount in per cent of what it was: `+1.2 %`; en dash when it was nothing.

    From elevenfold on it is said as a multiple, `×27`, because nobody reads five digits of per cent.
    """
    if now is None or not before:
        return NOTHING
    if now / before > MANIFOLD:
        return f"×{number(now / before)}"
    return f"{signed((now - before) / abs(before) * HUNDRED, places)} %"


def day(on: date | None) -> str:
    """`2026-10-31`."""
    return NOTHING if on is None else on.isoformat()


def moment(at: datetime | None, time_zone: str) -> str:
    """`2026-10-31 03:12` in the zone of the settings."""
    return NOTHING if at is None else at.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M")


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 loan`, `2,310 loans`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def seconds(value: Decimal | None) -> str:
    """`0.42 s`, `12.3 s`, `3 min 05 s`."""
    if value is None:
        return NOTHING
    if value < 60:
        return f"{number(value, 2 if value < 10 else 1)} s"
    minutes, rest = divmod(int(rounded_half_up(value, 0)), 60)
    return f"{minutes} min {rest:02d} s"


def sentence(text: str | None) -> str:
    """A remark as a sentence: first letter large, one full stop; nothing stays nothing."""
    plain = (text or "").strip().rstrip(".")
    return f"{plain[0].upper()}{plain[1:]}." if plain else ""
