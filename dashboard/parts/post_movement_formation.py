"""What became special mention or non-performing, what left again, and the migration rates of return 1104."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import tables
from dashboard.charts import movement as figures
from dashboard.charts.movement import Part
from dashboard.formatting import Unit
from dashboard.language import N_, _
from dashboard.parts import cards, filters
from dashboard.parts.post_movement_book import Moved
from dashboard.parts.post_movement_matrix import NEEDS_TWO
from dashboard.parts.post_movement_rates import NEEDS_MONTHS
from dashboard.theme import palette
from schema.domain import movement
from schema.domain.movement import Formation
from schema.domain.words import RiskClass
from schema.marts.movement import Movement

GROUPS: Mapping[str, tuple[str, ...]] = {"npl": movement.NON_PERFORMING, "special": movement.SPECIAL_MENTION}
WORDS = {"npl": N_("Non-performing"), "special": N_("Special mention")}
LEADS = {"npl": RiskClass.SUBSTANDARD, "special": RiskClass.SPECIAL_MENTION}


def show(found: Moved) -> None:
    """From the opening balance of a group of classes to its closing one."""
    with cards.card(_("Formation")):
        last = found.last_by_class
        if last is None:
            st.markdown(_(NEEDS_TWO))
            return
        group = filters.segments(_("Formation of"), list(WORDS), word=lambda code: _(WORDS[code]), name="formed")
        _draw(movement.formation(last.flows, GROUPS[group]), last, group, found.now.currency)


def _draw(made: Formation, last: Movement, group: str, currency: str) -> None:
    parts = _parts(made)
    unit, colours = fmt.unit_for(abs(part.amount) for part in parts), palette()
    shown, columns = _table(parts, unit, currency)
    span = _("{group}, from {before} to {now}")
    said = span.format(group=_(WORDS[group]), before=fmt.day(last.compared_as_of), now=fmt.day(last.as_of))
    note = fmt.with_unit(said, unit.header(currency))
    st.caption(note)
    cards.figure_in_card(
        figures.waterfall(parts, colour=colours.classes[LEADS[group]], unit=unit, currency=currency, colours=colours),
        key=f"formation_{group}",
        note=note,
        alt=_alt(made, currency),
        table=shown,
        columns=columns,
    )


def _parts(made: Formation) -> list[Part]:
    """The steps in the order in which they are read; what did not happen is left out."""
    steps = [
        (_("Got worse"), made.worsened_amount),
        (_("Improved"), made.improved_amount),
        (_("New loans"), made.new_amount),
        (_("Cured"), -made.cured_amount),
        (_("Became non-performing"), -made.left_worse_amount),
        (_("Closed"), -made.closed_amount),
        (_("Paid down"), -made.paid_down_amount),
    ]
    moved = [Part(name=name, amount=amount) for name, amount in steps if amount]
    opening = Part(name=_("Opening"), amount=made.opening_amount, is_total=True)
    return [opening, *moved, Part(name=_("Closing"), amount=made.closing_amount, is_total=True)]


def _alt(made: Formation, currency: str) -> str:
    told = _("From {opening}, in {into}, out {out}, to {closing}.")
    return told.format(
        opening=fmt.money(made.opening_amount, currency),
        into=fmt.money(made.in_amount, currency),
        out=fmt.money(made.out_amount, currency),
        closing=fmt.money(made.closing_amount, currency),
    )


def _table(parts: Sequence[Part], unit: Unit, currency: str) -> tables.Table:
    rows = [{"step": part.name, "amount": tables.scaled(part.amount, unit)} for part in parts]
    columns: dict[str, Any] = {
        "step": tables.text_column(_("Step"), is_pinned=True),
        "amount": tables.amount_column(fmt.with_unit(_("Balance"), unit.header(currency))),
    }
    return pl.DataFrame(rows, schema={"step": pl.String, "amount": pl.Float64}), columns


def migration(found: Moved) -> None:
    """Rates and formation, newest first, one row per close."""
    with cards.card(_("Migration rates over the closes"), _("Shares of what was not repaid in the period")):
        if not found.classes:
            st.markdown(_(NEEDS_MONTHS))
            return
        made = [(each, movement.formation(each.flows, movement.NON_PERFORMING)) for each in found.classes[::-1]]
        unit = fmt.unit_for(amount for _each, one in made for amount in (one.in_amount, one.out_amount))
        header = unit.header(found.now.currency)
        columns: dict[str, Any] = {
            "as_of": tables.text_column(_("As of"), is_pinned=True),
            "normal": tables.percent_column(_("Normal"), _("Of the loans that were normal, what is worse now")),
            "special": tables.percent_column(
                _("Special mention"), _("Of the loans that were special mention, what is non-performing now")
            ),
            "combined": tables.percent_column(
                _("Both"), _("Of the loans that were normal or special mention, what is non-performing now")
            ),
            "in": tables.amount_column(fmt.with_unit(_("NPL in"), header)),
            "out": tables.amount_column(fmt.with_unit(_("NPL out"), header)),
            "since": tables.text_column(_("Compared with")),
        }
        rows = [_migration_row(each, one, unit) for each, one in made]
        schema = dict.fromkeys(columns, pl.Float64) | {"as_of": pl.String, "since": pl.String}
        alt = _("Migration rates and what became non-performing, close by close.")
        cards.rows(pl.DataFrame(rows, schema=schema), columns, alt=alt, key="migration_rates")


def _migration_row(each: Movement, made: Formation, unit: Unit) -> dict[str, Any]:
    return {
        "as_of": fmt.day(each.as_of),
        "normal": tables.per_cent(movement.normal_migration_rate(each.flows).value),
        "special": tables.per_cent(movement.special_mention_migration_rate(each.flows).value),
        "combined": tables.per_cent(movement.combined_migration_rate(each.flows).value),
        "in": tables.scaled(made.in_amount, unit),
        "out": tables.scaled(made.out_amount, unit),
        "since": fmt.day(each.compared_as_of),
    }
