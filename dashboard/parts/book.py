"""The headline of the loan book: balance, quality, allowance and arrears, each with its change and course."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.parts.cards import Headline
from schema.marts.portfolio import PortfolioSlice

Direction = Literal["up", "down", "off"]
SIGNS: Mapping[str, Direction] = {"+": "up", "×": "up", fmt.MINUS: "down"}


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One measure of a slice: how to read it, how to say it, and which direction is good ("off": neither).

    A ratio changes by percentage points, an amount by per cent, a distance (which may cross zero) by an amount.
    """

    label: str
    about: str
    value: Callable[[PortfolioSlice], Decimal | None]
    good: Direction
    kind: Literal["ratio", "amount", "distance"]


BALANCE = Measure(
    label="Balance",
    about="Outstanding principal of all loans on the book.",
    value=lambda one: one.outstanding_principal_amount,
    good="off",
    kind="amount",
)
NPL = Measure(
    label="NPL ratio",
    about="Substandard, doubtful and loss over all loans.",
    value=lambda one: one.npl_ratio.value,
    good="down",
    kind="ratio",
)
SPECIAL_MENTION = Measure(
    label="Special mention",
    about="Loans classed special mention over all loans.",
    value=lambda one: one.special_mention_ratio.value,
    good="down",
    kind="ratio",
)
COVERAGE = Measure(
    label="Coverage",
    about="Computed allowance over non-performing loans. It is computed from the parameters, not booked.",
    value=lambda one: one.coverage_ratio.value,
    good="up",
    kind="ratio",
)
SURPLUS = Measure(
    label="Allowance surplus",
    about="Computed allowance less the required allowance.",
    value=lambda one: one.surplus_amount,
    good="up",
    kind="distance",
)
GAP = Measure(
    label="Allowance gap",
    about="Required allowance less the computed allowance.",
    value=lambda one: -one.surplus_amount,
    good="down",
    kind="distance",
)
OVERDUE = Measure(
    label="Overdue",
    about="Principal and interest that fell due and are not paid.",
    value=lambda one: one.overdue_amount,
    good="down",
    kind="amount",
)


def headline(history: Sequence[PortfolioSlice], standard: Decimal | None) -> list[Headline]:
    """The six figures of the last slice, against the slice before; `history` is not empty, oldest first.

    `standard` is the coverage the rules ask for; what is missing to the required allowance is called a gap.
    """
    unit = unit_of(history)
    needs = f", needs {fmt.percent(standard, 0)}" if standard is not None else ""
    distance = GAP if history[-1].surplus_amount < 0 else SURPLUS
    coverage = replace(COVERAGE, label=f"{COVERAGE.label}{needs}")
    measures = (BALANCE, NPL, SPECIAL_MENTION, coverage, distance, OVERDUE)
    return [_figure(measure, history, unit) for measure in measures]


def note(history: Sequence[PortfolioSlice]) -> str:
    """What holds for the whole line: the unit of its amounts, and since when things changed."""
    words = f"Amounts in {unit_of(history).header(history[-1].currency)}. Allowances are computed, not booked."
    if len(history) == 1:
        return f"{words} There is no earlier close to compare with."
    return f"{words} Changes since the close before, {fmt.day(history[-2].as_of)}."


def unit_of(history: Sequence[PortfolioSlice]) -> Unit:
    """One unit for the amounts of the line, chosen by the largest balance."""
    return fmt.unit_for(one.outstanding_principal_amount for one in history)


def _figure(measure: Measure, history: Sequence[PortfolioSlice], unit: Unit) -> Headline:
    now = measure.value(history[-1])
    before = measure.value(history[-2]) if len(history) > 1 else None
    change = _change(measure, now, before, unit)
    moved = _direction(change)
    is_amount = measure.kind != "ratio"
    return Headline(
        label=measure.label,
        value=fmt.number(now and unit.scaled(now), 1) if is_amount else fmt.percent(now),
        about=f"{measure.about} {fmt.money(now, history[-1].currency)}." if is_amount else measure.about,
        change=change and f"{change}{_verdict(measure, moved)}",
        direction=moved,
        course=[float(value) for value in map(measure.value, history) if value is not None],
    )


def _change(measure: Measure, now: Decimal | None, before: Decimal | None, unit: Unit) -> str | None:
    if now is None or before is None:
        return None
    if measure.kind == "ratio":
        return fmt.points(now, before)
    if measure.kind == "distance":
        return fmt.signed(unit.scaled(now - before), 1)
    return fmt.growth(now, before) if before else None


def _direction(change: str | None) -> Direction:
    """As the words say: what rounds to nothing did not move."""
    return SIGNS.get(change[0], "off") if change else "off"


def _verdict(measure: Measure, moved: Direction) -> str:
    if "off" in {measure.good, moved}:
        return ""
    return ", better" if moved == measure.good else ", worse"
