"""The headline of the loan book: balance, quality, allowance and arrears, each with its change and course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import N_, _
from dashboard.parts.cards import Headline
from schema.marts.portfolio import PortfolioSlice

Direction = Literal["up", "down", "off"]


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
    label=N_("Balance"),
    about=N_("Outstanding principal of all loans on the book."),
    value=lambda one: one.outstanding_principal_amount,
    good="off",
    kind="amount",
)
NPL = Measure(
    label=N_("NPL ratio"),
    about=N_("Substandard, doubtful and loss over all loans."),
    value=lambda one: one.npl_ratio.value,
    good="down",
    kind="ratio",
)
SPECIAL_MENTION = Measure(
    label=N_("Special mention ratio"),
    about=N_("Loans classed special mention over all loans."),
    value=lambda one: one.special_mention_ratio.value,
    good="down",
    kind="ratio",
)
COVERAGE = Measure(
    label=N_("Coverage"),
    about=N_("Computed allowance over non-performing loans. It is computed from the parameters, not booked."),
    value=lambda one: one.coverage_ratio.value,
    good="up",
    kind="ratio",
)
SURPLUS = Measure(
    label=N_("Allowance surplus"),
    about=N_("Computed allowance less the required allowance."),
    value=lambda one: one.surplus_amount,
    good="up",
    kind="distance",
)
GAP = Measure(
    label=N_("Allowance gap"),
    about=N_("Required allowance less the computed allowance."),
    value=lambda one: -one.surplus_amount,
    good="down",
    kind="distance",
)
DEVIATION = Measure(
    label=N_("Over 90 days ÷ NPL"),
    about=N_("Balance more than 90 days past due over non-performing loans; above 100 % loans are classed too well."),
    value=lambda one: one.deviation_ratio.value,
    good="down",
    kind="ratio",
)
OVERDUE = Measure(
    label=N_("Overdue"),
    about=N_("Principal and interest that fell due and are not paid."),
    value=lambda one: one.overdue_amount,
    good="down",
    kind="amount",
)


def headline(history: Sequence[PortfolioSlice], standard: Decimal | None) -> list[Headline]:
    """The six figures of the last slice, against the slice before; `history` is not empty, oldest first.

    `standard` is the coverage the rules ask for; what is missing to the required allowance is called a gap.
    """
    unit = unit_of(history)
    distance = GAP if history[-1].surplus_amount < 0 else SURPLUS
    measures = (BALANCE, NPL, SPECIAL_MENTION, COVERAGE, distance, OVERDUE)
    figures = [figure(measure, history, unit) for measure in measures]
    if standard is not None:
        needed = _("{measure}, needs {standard}")
        said = needed.format(measure=_(COVERAGE.label), standard=fmt.percent(standard, 0))
        figures[3] = replace(figures[3], label=said)
    return figures


def note(history: Sequence[PortfolioSlice]) -> str:
    """What holds for the whole line: the unit of its amounts, and since when things changed."""
    unit = unit_of(history).header(history[-1].currency)
    words = _("Amounts in {unit}. Allowances are computed, not booked.").format(unit=unit)
    since = _("There is no earlier close to compare with.")
    if len(history) > 1:
        since = _("Changes since the close before, {date}.").format(date=fmt.day(history[-2].as_of))
    return fmt.sentences(words, since)


def unit_of(history: Sequence[PortfolioSlice]) -> Unit:
    """One unit for the amounts of the line."""
    now = history[-1]
    return fmt.unit_for((now.outstanding_principal_amount, now.surplus_amount, now.overdue_amount))


def figure(measure: Measure, history: Sequence[PortfolioSlice], unit: Unit) -> Headline:
    """One measure of the last slice against the one before, with its course."""
    now = measure.value(history[-1])
    before = measure.value(history[-2]) if len(history) > 1 else None
    moved = _direction(measure, now, before, unit)
    return Headline(
        label=_(measure.label),
        value=fmt.percent(now) if measure.kind == "ratio" else unit.said(now),
        about=_about(measure, now, history[-1].currency),
        change=_judged(measure, _change(measure, now, before, unit), moved),
        direction=moved,
        good=measure.good,
        course=[float(value) for value in map(measure.value, history) if value is not None],
    )


def _about(measure: Measure, now: Decimal | None, currency: str) -> str:
    """What the measure is; for an amount also the full one."""
    if measure.kind == "ratio":
        return _(measure.about)
    return fmt.sentences(_(measure.about), fmt.sentence(fmt.money(now, currency)))


def _change(measure: Measure, now: Decimal | None, before: Decimal | None, unit: Unit) -> str | None:
    if now is None or before is None:
        return None
    if measure.kind == "ratio":
        return fmt.points(now, before)
    if measure.kind == "distance":
        return fmt.signed(unit.scaled(now - before), unit.places)
    return fmt.growth(now, before) if before else None


def _direction(measure: Measure, now: Decimal | None, before: Decimal | None, unit: Unit) -> Direction:
    """As the words of the change say: what rounds to nothing did not move."""
    if now is None or before is None or (measure.kind == "amount" and not before):
        return "off"
    if measure.kind == "ratio":
        moved = fmt.rounded_half_up((now - before) * fmt.HUNDRED, 2)
    elif measure.kind == "distance":
        moved = fmt.rounded_half_up(unit.scaled(now - before), unit.places)
    else:
        moved = fmt.rounded_half_up((now - before) / abs(before) * fmt.HUNDRED, 1)
    return "up" if moved > 0 else "down" if moved < 0 else "off"


def _judged(measure: Measure, change: str | None, moved: Direction) -> str | None:
    if change is None or "off" in {measure.good, moved}:
        return change
    return (_("{change}, better") if moved == measure.good else _("{change}, worse")).format(change=change)
