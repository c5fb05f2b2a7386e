"""What the book is made of: how cohorts turned out, when it falls due, on whom it hangs, who stands in for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from dashboard import formatting as fmt
from dashboard import states, tables
from dashboard.charts import structure as figures
from dashboard.charts.structure import Curve
from dashboard.language import _
from dashboard.parts import cards, computed, post_structure_guarantees, post_structure_headline, post_structure_names
from dashboard.parts import post_structure_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.vintages import VINTAGE_MONTHS, Vintage, pooled
from schema.marts import structure


def show(selection: Selection) -> None:
    """The section for the unit, the date and the currency; a designed empty state without any loans."""
    currency = selection.currency
    if currency is None or not post_structure_headline.show(selection, currency):
        _none(selection)
        return
    cards.side_by_side((3, 2), lambda: _vintages(selection, currency), lambda: _maturities(selection, currency))
    post_structure_names.show(selection, currency)
    post_structure_guarantees.show(selection, currency)
    computed.show(selection.as_of, more=words.DEFINITIONS)


def _none(selection: Selection) -> None:
    unit, day = selection.unit.name, fmt.day(selection.as_of)
    states.empty(
        _("No loans of {unit} on {date}.").format(unit=unit, date=day),
        _("Choose another date or unit above; if there should be loans, close the date again."),
        icon=":material/donut_small:",
    )


def _vintages(selection: Selection, currency: str) -> None:
    unit_id = selection.unit.org_unit_id
    found = answer(structure.vintages, org_unit_id=unit_id, currency=currency, as_of=selection.as_of)
    together = {month: pooled(found, month) for month in VINTAGE_MONTHS}
    whole = {month: ratio.value for month, ratio in together.items() if ratio.value is not None}
    shown, columns = _vintage_table(found, whole, currency)
    cards.chart(
        _("Vintages"),
        figures.vintage_curves([_curve(each) for each in found], Curve(_("All quarters"), whole), colours=palette()),
        key="vintages",
        note=_("Ever more than 90 days past due, of what was disbursed in the quarter, by month on the book"),
        alt=_vintage_alt(found, whole),
        table=shown,
        columns=columns,
    )


def _curve(vintage: Vintage) -> Curve:
    ratios = {month: vintage.ratio(month) for month in VINTAGE_MONTHS}
    return Curve(words.quarter(vintage.cohort_date), {key: ratio for key, ratio in ratios.items() if ratio is not None})


def _vintage_alt(found: Sequence[Vintage], whole: dict[int, Decimal]) -> str:
    if not whole:
        return _("No quarter has been on the book long enough to be compared.")
    last = max(whole)
    said = _("Of what was disbursed in {count} quarters, {ratio} was more than 90 days past due by month {month}.")
    return said.format(count=fmt.number(len(found)), ratio=fmt.percent(whole[last]), month=fmt.number(last))


def _vintage_table(found: Sequence[Vintage], whole: dict[int, Decimal], currency: str) -> tables.Table:
    """Newest first, all together at the end; a month not yet reached has no figure."""
    total = sum((each.disbursed_amount for each in found), Decimal(0))
    unit = fmt.unit_for([each.disbursed_amount for each in found])
    rows: list[dict[str, Any]] = [
        {
            "cohort": words.quarter(each.cohort_date),
            "loan_count": each.loan_count,
            "disbursed": tables.scaled(each.disbursed_amount, unit),
            **{f"month_{month}": tables.per_cent(each.ratio(month)) for month in VINTAGE_MONTHS},
        }
        for each in reversed(found)
    ]
    rows.append(
        {
            "cohort": _("All quarters"),
            "loan_count": sum(each.loan_count for each in found),
            "disbursed": tables.scaled(total, unit),
            **{f"month_{month}": tables.per_cent(whole.get(month)) for month in VINTAGE_MONTHS},
        }
    )
    month_of = _("Month {number}")
    columns: tables.Columns = {
        "cohort": tables.text_column(_("Disbursed in"), is_pinned=True),
        "loan_count": tables.count_column(_("Number of loans")),
        "disbursed": tables.amount_column(fmt.with_unit(_("Disbursed"), unit.header(currency))),
        **{f"month_{month}": tables.percent_column(month_of.format(number=month)) for month in VINTAGE_MONTHS},
    }
    schema = dict.fromkeys(columns, pl.Float64) | {"cohort": pl.String, "loan_count": pl.Int64}
    return pl.DataFrame(rows, schema=schema), columns


def _maturities(selection: Selection, currency: str) -> None:
    unit_id, as_of = selection.unit.org_unit_id, selection.as_of
    found = answer(structure.maturities, org_unit_id=unit_id, currency=currency, as_of=as_of)
    amounts = {band: amount for band, (_count, amount) in found.items()}
    unit = fmt.unit_for(amounts.values())
    header = unit.header(currency)
    said = words.maturities()
    rows = [
        {"band": said[band.value], "loan_count": count, "amount": tables.scaled(amount, unit)}
        for band, (count, amount) in found.items()
    ]
    columns: tables.Columns = {
        "band": tables.text_column(_("Falls due"), is_pinned=True),
        "loan_count": tables.count_column(_("Number of loans")),
        "amount": tables.amount_column(fmt.with_unit(_("Balance"), header)),
    }
    total = sum(amounts.values(), Decimal(0))
    cards.chart(
        _("Maturities"),
        figures.ladder(amounts, said, unit=unit, currency=currency, colours=palette()),
        key="maturities",
        note=fmt.with_unit(_("Balance by when its schedule lets it fall due"), header),
        alt=_maturity_alt(said[next(iter(found)).value] if found else "", total, currency, as_of),
        table=pl.DataFrame(rows, schema={"band": pl.String, "loan_count": pl.Int64, "amount": pl.Float64}),
        columns=columns,
        totals={"amount": unit.scaled(total)},
    )


def _maturity_alt(first: str, total: Decimal, currency: str, as_of: date) -> str:
    said = _("{amount} on {date} by time to the due date, beginning with: {band}.")
    return said.format(amount=fmt.amount(total, currency), date=fmt.day(as_of), band=first or fmt.NOTHING)
