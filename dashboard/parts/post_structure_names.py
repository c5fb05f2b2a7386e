"""On whom the book hangs: concentration by client, group and industry, the limits, and the largest names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import structure as figures
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards, leading, positions, post_structure_limits
from dashboard.parts import post_structure_words as words
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.parts.post_structure_limits import Capital
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.concentration import Concentration
from schema.marts import structure

BALANCE = "outstanding_principal_amount"


def show(selection: Selection, currency: str) -> None:
    """The tables of concentration and of limits, then the largest clients and groups."""
    unit_id, as_of = selection.unit.org_unit_id, selection.as_of
    found = answer(structure.concentrations, org_unit_id=unit_id, currency=currency, dates=(as_of,))
    by_dimension = {dimension: each for (_on, dimension), each in found.items()}
    capital = post_structure_limits.capital_on(as_of, currency)

    def measured() -> None:
        _concentrations(by_dimension)
        post_structure_limits.show(by_dimension, capital, currency)

    cards.side_by_side((3, 2), measured, lambda: _industries(selection, currency))
    cards.side_by_side(
        (3, 2),
        lambda: _obligors(selection, currency, by_dimension["client"], capital),
        lambda: _groups(selection, currency, by_dimension.get("connected"), capital),
    )


def _concentrations(found: Mapping[str, Concentration]) -> None:
    columns: tables.Columns = {
        "dimension": tables.text_column(_("Concentration"), is_pinned=True),
        "points": st.column_config.NumberColumn(_("HHI, 0–10,000"), format="%.1f"),
        "hhi": st.column_config.NumberColumn(_("HHI, 0–1"), format="%.4f"),
        "effective": st.column_config.NumberColumn(_("Effective number"), format="%.1f"),
        "name_count": tables.count_column(_("Names")),
        "cr1": tables.percent_column(_("CR1"), _("Share of the largest name")),
        "cr10": tables.percent_column(_("CR10"), _("Share of the ten largest names")),
    }
    rows = [_row(_(word), found[code]) for code, word in words.DIMENSIONS.items() if code in found]
    schema = dict.fromkeys(columns, pl.Float64) | {"dimension": pl.String, "name_count": pl.Int64}
    with cards.card(_("Concentration"), _("Raw and not normalised; clients without an industry are no name")):
        cards.rows(
            pl.DataFrame(rows, schema=schema), columns, alt=_("Concentration by client, group and industry."),
            key="concentration",
        )  # fmt: skip


def _row(name: str, one: Concentration) -> dict[str, Any]:
    return {
        "dimension": name,
        "points": _number(one.hhi_points),
        "hhi": _number(one.hhi),
        "effective": _number(one.effective_number),
        "name_count": one.name_count,
        "cr1": tables.per_cent(one.cr1.value),
        "cr10": tables.per_cent(one.cr10.value),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _obligors(selection: Selection, currency: str, whole: Concentration, capital: Capital) -> None:
    rows = answer(
        structure.largest_obligors,
        org_unit_id=selection.unit.org_unit_id, currency=currency, as_of=selection.as_of,
    )  # fmt: skip
    said = _("The ten largest hold {ratio} of the balance.").format(ratio=fmt.percent(whole.cr10.value))
    leading.show(
        _("Largest clients"),
        _("By balance, of {unit}").format(unit=selection.unit.name),
        Lead(page="client", codes=rows["client_code"].to_list(), hint=_("select a row to open the file")),
        table=lambda: _obligor_table(rows, currency, whole, capital),
        none=words.locked(said),
        alt=_("The largest clients with their share and the room to their limit."),
        key="largest_obligors",
    )


def _obligor_table(rows: pl.DataFrame, currency: str, whole: Concentration, capital: Capital) -> tables.Table:
    unit = fmt.unit_for(rows[BALANCE])
    columns: tables.Columns = {
        "client_name": tables.text_column(_("Client"), is_pinned=True),
        **_size_columns(unit, currency),
        **post_structure_limits.columns(capital.loans, unit, currency),
        "industry": tables.text_column(_("Industry")),
        "loan_count": tables.count_column(_("Number of loans")),
        "client_code": tables.text_column(_("Client code")),
    }
    shown = [
        {
            **row,
            "industry": words.industry(row["industry"]),
            **_sizes(row, unit, whole),
            **post_structure_limits.cells(row[BALANCE], capital.loans, unit),
        }
        for row in rows.iter_rows(named=True)
    ]
    return _frame(shown, columns), columns


def _groups(selection: Selection, currency: str, groups: Concentration | None, capital: Capital) -> None:
    with cards.card(_("Largest groups"), _("Clients that are one risk, by balance")):
        if groups is None:
            nothing = _("No client of the unit belongs to a group.")
            st.markdown(f":material/check: {nothing}")
            return
        unit_id, as_of = selection.unit.org_unit_id, selection.as_of
        rows = answer(structure.largest_groups, org_unit_id=unit_id, currency=currency, as_of=as_of)
        if rows.is_empty():
            st.markdown(words.locked(fmt.sentence(words.groups(groups.name_count))))
            return
        whole = answer(structure.concentrations, org_unit_id=unit_id, currency=currency, dates=(as_of,))
        shown, columns = _group_table(rows, currency, whole[as_of, "client"], capital)
        cards.rows(shown, columns, alt=_("The largest groups with their share and the room to their limit."),
                   key="largest_groups")  # fmt: skip


def _group_table(rows: pl.DataFrame, currency: str, whole: Concentration, capital: Capital) -> tables.Table:
    unit = fmt.unit_for(rows[BALANCE])
    columns: tables.Columns = {
        "name": tables.text_column(_("Group"), is_pinned=True),
        **_size_columns(unit, currency),
        **post_structure_limits.columns(capital.groups, unit, currency),
        "client_count": tables.count_column(_("Clients")),
    }
    shown = [
        {**row, **_sizes(row, unit, whole), **post_structure_limits.cells(row[BALANCE], capital.groups, unit)}
        for row in rows.iter_rows(named=True)
    ]
    return _frame(shown, columns), columns


def _size_columns(unit: Unit, currency: str) -> tables.Columns:
    return {
        "balance": tables.amount_column(fmt.with_unit(_("Balance"), unit.header(currency))),
        "share": tables.percent_column(_("Share"), _("Share in the balance of the unit")),
        "risk_class": tables.chip_column(_("Class"), positions.class_colours()),
    }


def _sizes(row: Mapping[str, Any], unit: Unit, whole: Concentration) -> dict[str, Any]:
    share = row[BALANCE] / whole.total_amount if whole.total_amount else None
    return {
        "balance": tables.scaled(row[BALANCE], unit),
        "share": tables.per_cent(share),
        "risk_class": [labels.label(labels.CLASSES, row["risk_class"])],
    }


def _frame(rows: list[dict[str, Any]], columns: tables.Columns) -> pl.DataFrame:
    return pl.DataFrame([{name: row[name] for name in columns} for row in rows], infer_schema_length=None)


def _industries(selection: Selection, currency: str) -> None:
    rows = answer(
        structure.industries,
        org_unit_id=selection.unit.org_unit_id, currency=currency, as_of=selection.as_of,
    )  # fmt: skip
    unit = fmt.unit_for(rows[BALANCE])
    header = unit.header(currency)
    named = tables.renamed(rows, "industry", words.industry)
    names = {
        "industry": _("Industry"),
        "loan_count": _("Number of loans"),
        BALANCE: fmt.with_unit(_("Balance"), header),
        "non_performing_amount": fmt.with_unit(_("Non-performing"), header),
    }
    shown, columns = tables.amounts_table(named, names, unit)
    amounts = named.select("industry", BALANCE, "non_performing_amount").iter_rows()
    cards.chart(
        _("Industries"),
        figures.industries(list(amounts), unit=unit, currency=currency, colours=palette()),
        key="industries",
        note=fmt.with_unit(_("Balance by industry and its NPL ratio"), header),
        alt=_("Balance and NPL ratio by industry, largest first: {list}.").format(list=fmt.listed(named["industry"])),
        table=shown,
        columns=columns,
    )
