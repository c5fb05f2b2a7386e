"""Classes with their specific provisions, and the allowance against the higher of the two standards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import quality as figures
from dashboard.language import _
from dashboard.parts import cards
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.provisioning import ProvisionRules, specific_allowance
from schema.domain.words import RiskClass
from schema.marts import closes
from schema.marts.portfolio import PortfolioSlice
from schema.marts.quality import StageCell

NONE = Decimal(0)
AMOUNTS = ("balance", "specific")


def rules_on(on: date) -> ProvisionRules | None:
    """The shares and standards of the date; None while one of them has no value."""
    numbers = {(row.name, row.key): row.number for row in answer(closes.parameters_on, on=on) if row.number is not None}
    specific = {each: numbers[key] for each in RiskClass if (key := ("specific_provision", each.value)) in numbers}
    try:
        return ProvisionRules(
            general_ratio=numbers["general_provision", ""],
            specific_ratios=specific,
            coverage_standard_ratio=numbers["coverage_standard", ""],
            loan_provision_standard_ratio=numbers["loan_provision_standard", ""],
        )
    except KeyError:
        return None


def balances(cells: Sequence[StageCell]) -> dict[RiskClass, tuple[int, Decimal]]:
    """Number of loans and balance of every class, best first; a class without loans is nought."""
    found = dict.fromkeys(RiskClass, (0, NONE))
    for cell in cells:
        count, amount = found[RiskClass(cell.risk_class)]
        found[RiskClass(cell.risk_class)] = (count + cell.loan_count, amount + cell.outstanding_principal_amount)
    return found


def show(now: PortfolioSlice, cells: Sequence[StageCell], rules: ProvisionRules | None) -> None:
    """One row per class; what they come to is the slice of the unit."""
    by_class = balances(cells)
    unit = fmt.unit_for([amount for _count, amount in by_class.values()])
    header = unit.header(now.currency)
    columns: tables.Columns = {
        "risk_class": tables.text_column(_("Class"), is_pinned=True),
        "loan_count": tables.count_column(_("Number of loans")),
        "balance": tables.amount_column(fmt.with_unit(_("Balance"), header)),
        "share": tables.percent_column(_("Share")),
        "rate": tables.percent_column(_("Provision rate")),
        "specific": tables.amount_column(fmt.with_unit(_("Specific allowance"), header)),
    }
    rows = [_row(each, *by_class[each], now=now, unit=unit, rules=rules) for each in RiskClass]
    rows.append(_total(now, unit))
    schema = dict.fromkeys(columns, pl.Float64) | {"risk_class": pl.String, "loan_count": pl.Int64}
    with cards.card(_("Classes and provisions"), _standing(now)):
        cards.rows(
            pl.DataFrame(rows, schema=schema), columns, alt=_("Balance and specific allowance by class."),
            key="quality_classes",
        )  # fmt: skip


def _row(
    each: RiskClass, count: int, balance: Decimal, *, now: PortfolioSlice, unit: fmt.Unit, rules: ProvisionRules | None
) -> dict[str, str | float | None]:
    whole = now.outstanding_principal_amount
    specific = specific_allowance(balance, each, rules) if rules else None
    return {
        "risk_class": labels.label(labels.CLASSES, each.value),
        "loan_count": count,
        "balance": tables.scaled(balance, unit),
        "share": tables.per_cent(balance / whole if whole else None),
        "rate": tables.per_cent(rules.specific_ratios.get(each, NONE)) if rules else None,
        "specific": tables.scaled(specific, unit),
    }


def _total(now: PortfolioSlice, unit: fmt.Unit) -> dict[str, str | float | None]:
    return {
        "risk_class": _("All classes"),
        "loan_count": now.loan_count,
        "balance": tables.scaled(now.outstanding_principal_amount, unit),
        "share": 100.0,
        "rate": None,
        "specific": tables.scaled(now.specific_allowance_amount, unit),
    }


def _standing(now: PortfolioSlice) -> str:
    amounts = {
        "general": now.general_allowance_amount,
        "specific": now.specific_allowance_amount,
        "allowance": now.allowance_amount,
        "required": now.required_allowance_amount,
        "distance": abs(now.surplus_amount),
    }
    unit = fmt.unit_for(amounts.values())
    said = {name: unit.said(amount) for name, amount in amounts.items()}
    parts = _("In {unit}: general {general} + specific {specific} = {allowance}; required {required}.")
    gap = _("{distance} are missing.") if now.surplus_amount < 0 else _("{distance} more than asked for.")
    return fmt.sentences(parts.format(unit=unit.header(now.currency), **said), gap.format(**said))


def chart(now: PortfolioSlice, cells: Sequence[StageCell]) -> None:
    """The allowance beside what the standard asks for and what is expected to be lost."""
    loss = sum((each.expected_loss_amount for each in cells), NONE)
    amounts = [
        (_("Computed allowance"), now.allowance_amount),
        (_("Required allowance"), now.required_allowance_amount),
        (_("Expected loss"), loss),
    ]
    unit = fmt.unit_for([amount for _name, amount in amounts])
    header = unit.header(now.currency)
    rows = [{"name": name, "amount": tables.scaled(amount, unit)} for name, amount in amounts]
    cards.chart(
        _("Allowance against what is asked for"),
        figures.against_required(
            amounts, is_met=now.surplus_amount >= 0, unit=unit, currency=now.currency, colours=palette()
        ),
        key="quality_allowance",
        note=fmt.with_unit(_("Green: enough, red: not enough"), header),
        alt=_standing(now),
        table=pl.DataFrame(rows, schema={"name": pl.String, "amount": pl.Float64}),
        columns={
            "name": tables.text_column(_("Amount of"), is_pinned=True),
            "amount": tables.amount_column(fmt.with_unit(_("Amount"), header)),
        },
    )
