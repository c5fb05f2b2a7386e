"""One unit for the amounts of one client, small as some of them are, and how they moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.parts import cards
from dashboard.parts.cards import Headline

CHANGE_PLACES = 3  # a tenth of a per cent


def unit_of(amounts: Iterable[Decimal | None]) -> Unit:
    """The largest unit in which no amount is rounded to nothing."""
    known = [abs(amount) for amount in amounts if amount]
    unit = fmt.unit_for(known)
    while unit.word and not fmt.rounded_half_up(unit.scaled(min(known)), unit.places):
        unit = fmt.unit_for([unit.size / 2])
    return unit


def unit_of_several(amounts: Iterable[Decimal | None], currencies: Sequence[str]) -> Unit:
    """As above; amounts in several currencies stand in single units, each beside its currency."""
    return unit_of(amounts) if len(set(currencies)) < 2 else fmt.ONES


def header(measure: str, unit: Unit, currencies: Sequence[str]) -> str:
    """The name of a column of amounts, with its unit where all are in one currency."""
    only = set(currencies)
    return fmt.with_unit(measure, unit.header(only.pop())) if len(only) == 1 else measure


def headline(
    label: str,
    about: str,
    now: Decimal,
    *,
    before: Decimal,
    unit: Unit,
    currency: str,
    good: cards.Direction = "off",
) -> Headline:
    """An amount with its change since the close before; what rounds to nothing did not move."""
    has_moved = bool(before) and fmt.rounded_half_up((now - before) / before, CHANGE_PLACES) != 0
    return Headline(
        label=label,
        value=unit.said(now),
        about=f"{about} {fmt.money(now, currency)}.",
        change=fmt.growth(now, before) if has_moved else None,
        direction=direction(now - before) if has_moved else "off",
        good=good,
    )


def direction(change: Decimal | int | None) -> cards.Direction:
    """Which way something went; off when it did not, or when nobody knows."""
    if not change:
        return "off"
    return "up" if change > 0 else "down"
