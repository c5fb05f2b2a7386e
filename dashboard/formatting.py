"""Figures as people read them, in the language of the session. Rounding is half up, and it happens here alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_name

from dashboard import language
from dashboard.language import N_, _

NOTHING = "–"
MINUS = "\N{MINUS SIGN}"
HUNDRED = Decimal(100)
MANIFOLD = 11
YUAN = "CNY"


@dataclass(frozen=True)
class Unit:
    """The unit of one table or chart: its word (empty for single units of the currency), its size, its decimals."""

    word: str
    size: Decimal
    places: int = 1

    def header(self, currency: str) -> str:
        """The unit as a column header says it: `CNY million`, `亿元`, `万捷克克朗`."""
        word = _(self.word) if self.word else ""
        return _("{currency} {unit}").format(currency=currency_name(currency), unit=word).strip()

    def scaled(self, amount: Decimal) -> Decimal:
        """The amount in this unit, unrounded."""
        return amount / self.size

    def said(self, amount: Decimal | None) -> str:
        """The amount in this unit without the unit's name, rounded to its decimals."""
        return NOTHING if amount is None else number(self.scaled(amount), self.places)


ONES = Unit("", Decimal(1), 2)
THOUSANDS = Unit(N_("thousand"), Decimal(1_000))
MILLIONS = Unit(N_("million"), Decimal(1_000_000))
TEN_THOUSANDS = Unit(N_("ten thousand"), Decimal(10_000), 2)
HUNDRED_MILLIONS = Unit(N_("hundred million"), Decimal(100_000_000), 2)
# From which amount on each unit is taken: ascending, after single units of the currency.
ENGLISH_SCALE = ((THOUSANDS, Decimal(100_000)), (MILLIONS, Decimal(10_000_000)))
MANY, LEAST = Decimal(100), Decimal("0.1")
CHINESE_SCALE = ((TEN_THOUSANDS, Decimal(10_000)), (HUNDRED_MILLIONS, Decimal(100_000_000)))


def unit_for(amounts: Iterable[Decimal]) -> Unit:
    """One unit for all of them, chosen by the largest; no amounts: single units.

    It is chosen by what the largest is rounded to, so that 99,999,999 is 1.00亿 and not 10000.00万. From 万 to 亿 it
    is a long way: where the largest is less than 100 of its unit and another would be less than a tenth of it, the
    smaller unit is taken, so that 2.26亿 beside 120万 is 22,600.00 and 120.00万 rather than 2.26 and 0.01亿.
    """
    sizes = [abs(amount) for amount in amounts if amount]
    largest = max(sizes, default=Decimal(0))
    if language.current() == language.ENGLISH:
        return _reached(largest, ENGLISH_SCALE)
    unit = _reached(largest, CHINESE_SCALE)
    if unit is HUNDRED_MILLIONS and unit.scaled(largest) < MANY and unit.scaled(min(sizes)) < LEAST:
        return TEN_THOUSANDS
    return unit


def _reached(largest: Decimal, scale: Iterable[tuple[Unit, Decimal]]) -> Unit:
    unit = ONES
    for larger, beginning in scale:
        if rounded_half_up(unit.scaled(largest), unit.places) * unit.size >= beginning:
            unit = larger
    return unit


def amount(value: Decimal | None, currency: str, *, unit: Unit | None = None) -> str:
    """One figure with its unit, chosen by the figure itself unless said: `CNY 100.0 million`, `1.00亿元`."""
    if value is None:
        return NOTHING
    unit = unit or unit_for([value])
    if not unit.word:
        return money(value, currency)
    name = currency_name(currency)
    return _("{currency} {figure} {unit}").format(currency=name, figure=unit.said(value), unit=_(unit.word))


def money(amount: Decimal | None, currency: str) -> str:
    """The full amount to the cent: `CNY 8,420,123,456.00`, `8,420,123,456.00元`."""
    if amount is None:
        return NOTHING
    return _("{currency} {figure}").format(currency=currency_name(currency), figure=number(amount, 2))


def with_unit(measure: str, unit: str) -> str:
    """What is measured and the unit it is in: `Balance, CNY million`, `余额（亿元）`."""
    return _("{measure}, {unit}").format(measure=measure, unit=unit)


def currency_name(currency: str) -> str:
    """The code in English; in Chinese 元 for the yuan, and the name of any other: 捷克克朗."""
    if language.current() == language.ENGLISH:
        return currency
    return "元" if currency == YUAN else _babel_name(currency, language.current())


@cache
def _babel_name(currency: str, of: str) -> str:
    return get_currency_name(currency, locale=of.replace("-", "_"))


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


def percent(ratio: Decimal | None, places: int = 2) -> str:
    """A fraction as per cent: 0.0162 is `1.62 %`, `1.62%` in Chinese."""
    return NOTHING if ratio is None else _per_cent(number(ratio * HUNDRED, places))


def _per_cent(figure: str) -> str:
    return _("{figure} %").format(figure=figure)


def points(now: Decimal | None, before: Decimal | None, places: int = 2) -> str:
    """The difference of two fractions in percentage points, spelled out: `+0.08 pp`, `+0.08个百分点`.

    En dash without both.
    """
    if now is None or before is None:
        return NOTHING
    return _("{figure} pp").format(figure=signed((now - before) * HUNDRED, places))


def growth(now: Decimal | None, before: Decimal | None, places: int = 1) -> str:
    """The change of an amount in per cent of what it was: `+1.2 %`; en dash when it was nothing.

    From elevenfold on it is said as a multiple, `×27`, because nobody reads five digits of per cent.
    """
    if now is None or not before:
        return NOTHING
    if now / before > MANIFOLD:
        return _("×{times}").format(times=number(now / before))
    return _per_cent(signed((now - before) / abs(before) * HUNDRED, places))


def day(on: date | None) -> str:
    """`2026-10-31`."""
    return NOTHING if on is None else on.isoformat()


def moment(at: datetime | None, time_zone: str) -> str:
    """`2026-10-31 03:12` in the zone of the settings."""
    return NOTHING if at is None else at.astimezone(ZoneInfo(time_zone)).strftime("%Y-%m-%d %H:%M")


def seconds(value: Decimal | None) -> str:
    """`0.42 s`, `12.3 s`, `3 min 05 s`; in Chinese `0.42秒`, `3分05秒`."""
    if value is None:
        return NOTHING
    if rounded_half_up(value, 1) < 60:
        return _("{count} s").format(count=number(value, 2 if value < 10 else 1))
    minutes, rest = divmod(int(rounded_half_up(value, 0)), 60)
    return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=f"{rest:02d}")


def listed(words: Iterable[str]) -> str:
    """Words one after the other: `loan, sale`, `贷款、销售`."""
    return _(", ").join(words)


def quoted(text: str) -> str:
    """Somebody else's text inside a sentence of ours: `“31.02.2026”`, `「31.02.2026」`."""
    return _("“{text}”").format(text=text)


def sentences(*said: str) -> str:
    """Sentences one after the other, empty ones left out; Chinese needs no space between them."""
    whole, *others = [each for each in said if each] or [""]
    for another in others:
        whole = _("{sentence} {another}").format(sentence=whole, another=another)
    return whole


def sentence(text: str | None) -> str:
    """A remark as a sentence: first letter large, one full stop; nothing stays nothing."""
    plain = (text or "").strip().rstrip(".。")
    return _("{sentence}.").format(sentence=f"{plain[0].upper()}{plain[1:]}") if plain else ""
