"""Figures of classification: the allowance against what is asked for, and what each stage holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.charts.bars import Bar, named_bars
from dashboard.charts.template import Figure
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.theme import Palette
from schema.domain.words import RiskClass

NO_AMOUNT = Decimal(0)


def against_required(
    amounts: Sequence[tuple[str, Decimal]], *, is_met: bool, unit: Unit, currency: str, colours: Palette
) -> Figure:
    """One bar per amount in the order given; the first, the allowance, in the colour of whether it suffices."""
    first = colours.kept if is_met else colours.red
    bars = [
        Bar(
            name=name,
            length=float(unit.scaled(amount)),
            text=unit.said(amount),
            hover=fmt.money(amount, currency),
            colour=colours.sequence[2] if place else first,
        )
        for place, (name, amount) in enumerate(amounts)
    ]
    return named_bars(bars, colours=colours)


def stage_losses(
    losses: Mapping[str, tuple[Decimal, Decimal]], *, unit: Unit, currency: str, colours: Palette
) -> Figure:
    """Expected loss by stage, with its share of the balance in words, in the colour of the class it is about.

    `losses`: by name of the stage, loss and balance.
    """
    shades = [colours.classes[each] for each in (RiskClass.NORMAL, RiskClass.SPECIAL_MENTION, RiskClass.SUBSTANDARD)]
    bars = [
        Bar(
            name=name,
            length=float(unit.scaled(loss)),
            text=_("{figure}  ({remark})").format(
                figure=unit.said(loss), remark=fmt.percent(loss / balance if balance else None)
            ),
            hover=fmt.money(loss, currency),
            colour=colour,
        )
        for (name, (loss, balance)), colour in zip(losses.items(), shades, strict=True)
    ]
    return named_bars(bars, colours=colours, room_for_text=1.6)
