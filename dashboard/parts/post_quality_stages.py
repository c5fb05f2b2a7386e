"""Stages with what they are expected to lose, and how far that covers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

import polars as pl

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.charts import quality as figures
from dashboard.language import _
from dashboard.parts import cards
from dashboard.parts import post_quality_words as words
from dashboard.theme import palette
from schema.domain.expected_loss import Stage
from schema.marts.quality import StageCell

NONE = Decimal(0)
SUMS = ("outstanding_principal_amount", "loss_12_months_amount", "lifetime_loss_amount", "expected_loss_amount")


def show(cells: Sequence[StageCell], currency: str) -> None:
    """Table and chart side by side."""
    sums = {stage: _sums([each for each in cells if each.stage == stage]) for stage in Stage}
    unit = fmt.unit_for(amount for of_stage in sums.values() for amount in of_stage.values())
    cards.side_by_side((3, 2), lambda: _table(cells, sums, currency, unit), lambda: _chart(cells, sums, currency, unit))


def _sums(cells: Sequence[StageCell]) -> dict[str, Decimal]:
    return {name: sum((getattr(each, name) for each in cells), NONE) for name in SUMS}


def _frame(
    cells: Sequence[StageCell], sums: Mapping[Stage, Mapping[str, Decimal]], currency: str, unit: fmt.Unit
) -> tables.Table:
    header = unit.header(currency)
    named = [(words.stage(stage), [each for each in cells if each.stage == stage], sums[stage]) for stage in Stage]
    named.append((_("All stages"), list(cells), _sums(cells)))
    rows = [
        {
            "stage": name,
            "loan_count": sum(each.loan_count for each in parts),
            **{key: tables.scaled(amount, unit) for key, amount in of_stage.items()},
            "coverage": tables.per_cent(_coverage(of_stage)),
        }
        for name, parts, of_stage in named
    ]
    columns: tables.Columns = {
        "stage": tables.text_column(_("Stage"), is_pinned=True),
        "loan_count": tables.count_column(_("Number of loans")),
        "outstanding_principal_amount": tables.amount_column(fmt.with_unit(_("Balance"), header)),
        "loss_12_months_amount": tables.amount_column(fmt.with_unit(_("12-month loss"), header)),
        "lifetime_loss_amount": tables.amount_column(fmt.with_unit(_("Lifetime loss"), header)),
        "expected_loss_amount": tables.amount_column(fmt.with_unit(_("Expected loss"), header)),
        "coverage": tables.percent_column(_("Of the balance"), _("Expected loss over balance")),
    }
    schema = dict.fromkeys(columns, pl.Float64) | {"stage": pl.String, "loan_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema), columns


def _coverage(sums: Mapping[str, Decimal]) -> Decimal | None:
    balance = sums["outstanding_principal_amount"]
    return sums["expected_loss_amount"] / balance if balance else None


def _table(
    cells: Sequence[StageCell], sums: Mapping[Stage, Mapping[str, Decimal]], currency: str, unit: fmt.Unit
) -> None:
    covered = [share for stage in Stage if (share := _coverage(sums[stage])) is not None]
    rises = all(one <= other for one, other in pairwise(covered))
    said = _("Stage 1 is charged with 12 months, stages 2 and 3 to maturity.")
    checked = "" if rises else _("Coverage does not rise from stage to stage: check the parameters.")
    with cards.card(_("Stages and expected losses"), fmt.sentences(said, checked)):
        shown, columns = _frame(cells, sums, currency, unit)
        cards.rows(shown, columns, alt=_("Balance, losses and coverage by stage."), key="quality_stages")


def _chart(
    cells: Sequence[StageCell], sums: Mapping[Stage, Mapping[str, Decimal]], currency: str, unit: fmt.Unit
) -> None:
    losses = {
        words.stage(stage): (of_stage["expected_loss_amount"], of_stage["outstanding_principal_amount"])
        for stage, of_stage in sums.items()
    }
    scale = fmt.unit_for(loss for loss, _balance in losses.values())
    shown, columns = _frame(cells, sums, currency, unit)
    total = sum((loss for loss, _balance in losses.values()), NONE)
    cards.chart(
        _("Expected loss by stage"),
        figures.stage_losses(losses, unit=scale, currency=currency, colours=palette()),
        key="quality_losses",
        note=fmt.with_unit(_("Expected loss and its share of the balance"), scale.header(currency)),
        alt=_("{amount} are expected to be lost in all stages together.").format(amount=fmt.amount(total, currency)),
        table=shown,
        columns=columns,
    )
