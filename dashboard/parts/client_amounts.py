"""One unit for the amounts of one client, small as some of them are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.formatting import Unit


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
