"""The headline of quality: how much is bad, whether the allowance suffices, what is expected to be lost."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards
from dashboard.parts.cards import Direction, Headline
from schema.domain.money import Ratio
from schema.domain.provisioning import ProvisionRules
from schema.marts.portfolio import PortfolioSlice
from schema.marts.quality import StageCell

NONE = Decimal(0)


def show(history: Sequence[PortfolioSlice], cells: Sequence[StageCell], rules: ProvisionRules | None) -> None:
    """Six figures, the ratios against the close before."""
    now, before = history[-1], history[-2] if len(history) > 1 else None
    loss = sum((each.expected_loss_amount for each in cells), NONE)
    unit = fmt.unit_for((now.required_allowance_amount, now.surplus_amount, loss))
    figures = [*_ratios(now, before, rules), _gap(now, unit), _expected(now, loss if cells else None, unit)]
    said = _("Amounts in {unit}. Allowances are computed, not booked.")
    since = _("There is no earlier close to compare with.")
    if before:
        since = _("Changes since the close before, {date}.").format(date=fmt.day(before.as_of))
    cards.headlines(figures, fmt.sentences(said.format(unit=unit.header(now.currency)), since))


def loan_provision(one: PortfolioSlice) -> Ratio:
    """贷款拨备率: computed allowance over all loans."""
    return Ratio(one.allowance_amount, one.outstanding_principal_amount)


def _ratios(now: PortfolioSlice, before: PortfolioSlice | None, rules: ProvisionRules | None) -> list[Headline]:
    needed = _("{measure}, needs {standard}")
    coverage, provision = _("Coverage"), _("Loan provision")
    if rules:
        coverage = needed.format(measure=coverage, standard=fmt.percent(rules.coverage_standard_ratio, 0))
        provision = needed.format(measure=provision, standard=fmt.percent(rules.loan_provision_standard_ratio, 1))
    measures: tuple[tuple[str, str, Direction, Ratio, Ratio | None], ...] = (
        (
            _("NPL ratio"), _("Substandard, doubtful and loss over all loans."), "down",
            now.npl_ratio, before.npl_ratio if before else None,
        ),
        (
            _("Special mention ratio"), _("Loans classed special mention over all loans."), "down",
            now.special_mention_ratio, before.special_mention_ratio if before else None,
        ),
        (
            coverage, _("Computed allowance over non-performing loans."), "up",
            now.coverage_ratio, before.coverage_ratio if before else None,
        ),
        (
            provision, _("Computed allowance over all loans."), "up",
            loan_provision(now), loan_provision(before) if before else None,
        ),
    )  # fmt: skip
    return [_ratio(label, about, good, pair=(one, other)) for label, about, good, one, other in measures]


def _ratio(label: str, about: str, good: Direction, *, pair: tuple[Ratio, Ratio | None]) -> Headline:
    now, before = pair[0].value, pair[1].value if pair[1] else None
    change = None if now is None or before is None else fmt.points(now, before)
    moved = NONE if now is None or before is None else fmt.rounded_half_up((now - before) * fmt.HUNDRED, 2)
    direction: Direction = "up" if moved > 0 else "down" if moved < 0 else "off"
    if change and direction != "off":
        change = (_("{change}, better") if direction == good else _("{change}, worse")).format(change=change)
    return Headline(label=label, value=fmt.percent(now), about=about, change=change, direction=direction, good=good)


def _gap(now: PortfolioSlice, unit: Unit) -> Headline:
    is_gap = now.surplus_amount < 0
    about = _("The higher of the two standards asks for {amount}.")
    return Headline(
        label=_("Allowance gap") if is_gap else _("Allowance surplus"),
        value=unit.said(abs(now.surplus_amount)),
        about=about.format(amount=fmt.money(now.required_allowance_amount, now.currency)),
        change=_("of {amount} required").format(amount=unit.said(now.required_allowance_amount)),
    )


def _expected(now: PortfolioSlice, loss: Decimal | None, unit: Unit) -> Headline:
    share = None if loss is None or not now.allowance_amount else loss / now.allowance_amount
    return Headline(
        label=_("Expected loss"),
        value=unit.said(loss),
        about=_("Sum over the stages; probabilities and losses are samples until the bank gives its own."),
        change=_("{ratio} of the allowance").format(ratio=fmt.percent(share, 0)) if share else None,
    )
