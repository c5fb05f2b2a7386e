"""Limits of concentration: how far the largest names are from what may be lent to one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.concentration import Concentration, Limit
from schema.marts import closes
from schema.marts.closes import ParameterRow
from schema.policy.structure import (
    GROUP_EXPOSURE,
    LARGE_EXPOSURE,
    NET_CAPITAL,
    SINGLE_EXPOSURE,
    SINGLE_LOAN,
    TIER_1,
)

CAPITALS = (NET_CAPITAL, TIER_1)
# Each limit: the capital it is measured against, and the dimension whose largest name uses it.
LIMITS: Mapping[str, tuple[str, str]] = {
    SINGLE_LOAN: (NET_CAPITAL, "client"),
    SINGLE_EXPOSURE: (TIER_1, "client"),
    GROUP_EXPOSURE: (TIER_1, "connected"),
}


@dataclass(frozen=True, kw_only=True)
class Capital:
    """The parameters of the date: capital by name where the bank said it in the currency, limits that can be told."""

    amounts: Mapping[str, ParameterRow]
    limits: Mapping[str, Limit]
    large_amount: Decimal | None

    @property
    def loans(self) -> Limit | None:
        """The limit of loans to one client."""
        return self.limits.get(SINGLE_LOAN)

    @property
    def groups(self) -> Limit | None:
        """The limit of the exposure to a group."""
        return self.limits.get(GROUP_EXPOSURE)


def capital_on(on: date, currency: str) -> Capital:
    """What the parameters of a date say; a capital in another currency says nothing about this one."""
    rows = {row.name: row for row in answer(closes.parameters_on, on=on) if row.number is not None}
    amounts = {name: rows[name] for name in CAPITALS if name in rows and rows[name].unit == currency}
    numbers = {name: row.number for name, row in rows.items() if row.number is not None}
    limits = {
        name: Limit(ratio=numbers[name], capital_amount=numbers[capital])
        for name, (capital, _dimension) in LIMITS.items()
        if name in numbers and capital in amounts
    }
    large = numbers.get(LARGE_EXPOSURE)
    return Capital(
        amounts=amounts,
        limits=limits,
        large_amount=large * numbers[TIER_1] if large is not None and TIER_1 in amounts else None,
    )


def show(found: Mapping[str, Concentration], capital: Capital, currency: str) -> None:
    """One row per limit with the largest name against it; what is not set says how it comes to be."""
    with cards.card(_("Limits"), _("They hold for the bank as a whole; here only what the unit lends counts")):
        if capital.limits:
            shown, columns = _table(found, capital, currency)
            cards.rows(shown, columns, alt=_("Limits with the largest name and the room left."), key="limits")
        st.markdown(_standing(capital, currency))
        for name in CAPITALS:
            if name not in capital.amounts:
                st.markdown(_not_set(name, currency))


def _standing(capital: Capital, currency: str) -> str:
    said = _("{capital}: {amount}, {status}.")
    return fmt.sentences(
        *(
            said.format(
                capital=labels.parameter(name, ""),
                amount=fmt.amount(row.number, currency),
                status=labels.label(labels.STATUSES, row.status),
            )
            for name, row in capital.amounts.items()
        )
    )


def _not_set(name: str, currency: str) -> str:
    said = _(
        "{capital} in {currency}: not set. It is the bank's own figure; an administrator proposes it in "
        "Administration → Parameters."
    )
    told = said.format(capital=labels.parameter(name, ""), currency=fmt.currency_name(currency))
    return f":material/edit_note: {told}"


def _table(found: Mapping[str, Concentration], capital: Capital, currency: str) -> tables.Table:
    largest = {name: found[LIMITS[name][1]].largest_amount for name in capital.limits if LIMITS[name][1] in found}
    unit = fmt.unit_for([*(limit.amount for limit in capital.limits.values()), *largest.values()])
    header = unit.header(currency)
    kept, near, broken = _states()
    rows: list[dict[str, Any]] = []
    for name, limit in capital.limits.items():
        used = largest.get(name, tables.NONE)
        state = broken if limit.room(used) < 0 else near if used * 10 > limit.amount * 9 else kept
        rows.append(
            {
                "limit": labels.parameter(name, ""),
                "state": [state],
                "ratio": tables.per_cent(limit.ratio),
                "used": tables.per_cent(limit.used(used).value),
                "amount": tables.scaled(limit.amount, unit),
                "largest": tables.scaled(used, unit),
                "room": tables.scaled(limit.room(used), unit),
            }
        )
    columns: tables.Columns = {
        "limit": tables.text_column(_("Limit"), is_pinned=True),
        "state": tables.chip_column(_("State"), _colours()),
        "ratio": tables.percent_column(_("At most"), _("Of the capital the limit is measured against")),
        "used": tables.percent_column(_("Largest name"), _("Of the capital the limit is measured against")),
        "room": tables.amount_column(fmt.with_unit(_("Room"), header), _("Negative: above the limit")),
        "largest": tables.amount_column(fmt.with_unit(_("Largest name"), header)),
        "amount": tables.amount_column(fmt.with_unit(_("Limit"), header)),
    }
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.select(list(columns)), columns


def _states() -> tuple[str, str, str]:
    return _("Kept"), _("Above nine tenths"), _("Exceeded")


def _colours() -> dict[str, str]:
    return dict(zip(_states(), (palette().kept, palette().orange, palette().red), strict=True))


def columns(limit: Limit | None, unit: Unit, currency: str) -> tables.Columns:
    """The columns of a name against its limit; none where the limit cannot be told."""
    if limit is None:
        return {}
    return {
        "of_capital": tables.percent_column(_("Of capital"), _("Of the capital the limit is measured against")),
        "room": tables.amount_column(fmt.with_unit(_("Room to the limit"), unit.header(currency))),
    }


def cells(amount: Decimal, limit: Limit | None, unit: Unit) -> dict[str, Any]:
    """A name against its limit."""
    if limit is None:
        return {}
    return {
        "of_capital": tables.per_cent(limit.used(amount).value),
        "room": tables.scaled(limit.room(amount), unit),
    }
