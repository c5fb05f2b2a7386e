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

Sums = Mapping[Stage, Mapping[str, Decimal]]
NONE = Decimal(0)
SUMS = ("outstanding_principal_amount", "loss_12_months_amount", "lifetime_loss_amount", "expected_loss_amount")


def show(cells: Sequence[StageCell], currency: str) -> None:
    """Table and chart side by side."""
    sums = {stage: _sums([each for each in cells if each.stage == stage]) for stage in Stage}
    table = _frame(cells, sums, currency)
    cards.side_by_side((2, 1), lambda: _table(table, sums), lambda: _chart(table, sums, currency))


def _sums(cells: Sequence[StageCell]) -> dict[str, Decimal]:
    return {name: sum((getattr(each, name) for each in cells), NONE) for name in SUMS}


def _frame(cells: Sequence[StageCell], sums: Sums, currency: str) -> tables.Table:
    """One row per stage, and one for all of them."""
    unit = fmt.unit_for(amount for of_stage in sums.values() for amount in of_stage.values())
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
        "loss_12_months_amount": tables.amount_column(
            fmt.with_unit(_("12 months"), header), _("Expected loss of the next 12 months")
        ),
        "lifetime_loss_amount": tables.amount_column(
            fmt.with_unit(_("To maturity"), header), _("Expected loss to maturity")
        ),
        "expected_loss_amount": tables.amount_column(
            fmt.with_unit(_("Charged"), header), _("12 months in stage 1, to maturity in stages 2 and 3")
        ),
        "coverage": tables.percent_column(_("Share"), _("Expected loss over balance")),
    }
    schema = dict.fromkeys(columns, pl.Float64) | {"stage": pl.String, "loan_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema), columns


def _coverage(sums: Mapping[str, Decimal]) -> Decimal | None:
    balance = sums["outstanding_principal_amount"]
    return sums["expected_loss_amount"] / balance if balance else None


def _table(table: tables.Table, sums: Sums) -> None:
    covered = [share for stage in Stage if (share := _coverage(sums[stage])) is not None]
    rises = all(one <= other for one, other in pairwise(covered))
    said = _("Stage 1 is charged with 12 months, stages 2 and 3 to maturity.")
    checked = "" if rises else _("Coverage does not rise from stage to stage: check the parameters.")
    with cards.card(_("Stages and expected losses"), fmt.sentences(said, checked)):
        cards.rows(*table, alt=_("Balance, losses and coverage by stage."), key="quality_stages")


def _chart(table: tables.Table, sums: Sums, currency: str) -> None:
    losses = {
        words.stage(stage): (of_stage["expected_loss_amount"], of_stage["outstanding_principal_amount"])
        for stage, of_stage in sums.items()
    }
    unit = fmt.unit_for(loss for loss, _balance in losses.values())
    total = sum((loss for loss, _balance in losses.values()), NONE)
    shown, columns = table
    cards.chart(
        _("Expected loss by stage"),
        figures.stage_losses(losses, unit=unit, currency=currency, colours=palette()),
        key="quality_losses",
        note=fmt.with_unit(_("Expected loss and its share of the balance"), unit.header(currency)),
        alt=_("{amount} are expected to be lost in all stages together.").format(amount=fmt.amount(total, currency)),
        table=shown,
        columns=columns,
    )
