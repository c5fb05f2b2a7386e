"""What the overdue book is expected to give back in 30, 60 and 90 days, and how right that was before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboard import counts, tables
from dashboard import formatting as fmt
from dashboard.language import _, n_
from dashboard.parts import cards
from dashboard.parts.post_movement_book import Moved
from schema.domain.movement import OVERDUE
from schema.domain.recovery import Forecast, Outcome, Terms, forecast, outcomes

HORIZONS = 3
DAYS_PER_MONTH = 30
TRIED = 3


def show(found: Moved) -> None:
    """Forecast and past accuracy, side by side."""
    if found.terms is None:
        return
    months, wider = [each.flows for each in found.months], found.wider_months()
    made = forecast(found.book(), months, wider, horizons=HORIZONS, terms=found.terms)
    tried = outcomes(months, wider, most=TRIED, terms=found.terms)
    days = [fmt.day(each.as_of) for each in found.months][-TRIED:]
    cards.side_by_side((1, 1), lambda: _ahead(found, made), lambda: _before(found, days, tried))


def _ahead(found: Moved, made: Forecast) -> None:
    book = found.book()
    overdue = sum((book.get(bucket, tables.NONE) for bucket in OVERDUE), tables.NONE)
    unit, currency = fmt.unit_for([overdue]), found.now.currency
    with cards.card(_("Expected recoveries from the overdue book"), _basis(found, made)):
        if not made.recoveries:
            st.markdown(_short_history(found.terms))
            return
        columns = _columns({"horizon": _("Within")}, unit.header(currency))
        rows = [
            {
                "horizon": _("{count} days").format(count=fmt.number(each.months * DAYS_PER_MONTH)),
                "expected": tables.scaled(each.expected_amount, unit),
                "share": tables.per_cent(each.expected_amount / overdue if overdue else None),
                "low": tables.scaled(each.low_amount, unit),
                "high": tables.scaled(each.high_amount, unit),
            }
            for each in made.recoveries
        ]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Float64) | {"horizon": pl.String})
        cards.rows(frame, columns, alt=_("Expected recoveries with their interval."), key="recoveries")
        st.caption(_("Lowest and highest: had the worst or the best of these months repeated itself."))


def _columns(first: dict[str, str], header: str) -> dict[str, Any]:
    named = {name: tables.text_column(label, is_pinned=True) for name, label in first.items()}
    return {
        **named,
        "expected": tables.amount_column(fmt.with_unit(_("Expected"), header)),
        "share": tables.percent_column(_("Share of the overdue balance")),
        "low": tables.amount_column(fmt.with_unit(_("Lowest"), header)),
        "high": tables.amount_column(fmt.with_unit(_("Highest"), header)),
    }


def _basis(found: Moved, made: Forecast) -> str:
    """Which months, of which unit, with how many loans."""
    months = n_("{count} month", "{count} months", made.month_count).format(count=fmt.number(made.month_count))
    seen = counts.overdue_loans(made.loan_count)
    if made.is_wider and found.wider_name != found.unit_name:
        told = _("Too few loans in {unit}, so the rates are those of {wider}: {months}, {loans}.")
        return told.format(unit=found.unit_name, wider=found.wider_name, months=months, loans=seen)
    return _("Rates of {unit}: {months}, {loans}.").format(unit=found.unit_name, months=months, loans=seen)


def _short_history(terms: Terms | None) -> str:
    least = terms.least_months if terms else 0
    told = _("Not known yet: it needs {count} whole months, with loans in every bucket that is overdue now.")
    return told.format(count=fmt.number(least))


def _before(found: Moved, days: Sequence[str], tried: Sequence[Outcome | None]) -> None:
    with cards.card(_("Forecast and what happened"), _("One month ahead, by the close at its end")):
        known = [(day, each) for day, each in zip(days, tried, strict=True) if each]
        if not known:
            st.markdown(_("No forecast is old enough to be compared with what happened."))
            return
        unit = fmt.unit_for(amount for _day, each in known for amount in (each.forecast_amount, each.actual_amount))
        header = unit.header(found.now.currency)
        columns: dict[str, Any] = {
            "as_of": tables.text_column(_("As of"), is_pinned=True),
            "forecast": tables.amount_column(fmt.with_unit(_("Forecast"), header)),
            "actual": tables.amount_column(fmt.with_unit(_("Happened"), header)),
            "error": tables.percent_column(_("Error"), _("Absolute error as a share of what happened")),
        }
        rows = [
            {
                "as_of": day,
                "forecast": tables.scaled(each.forecast_amount, unit),
                "actual": tables.scaled(each.actual_amount, unit),
                "error": tables.per_cent(each.error_ratio),
            }
            for day, each in reversed(known)
        ]
        frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Float64) | {"as_of": pl.String})
        cards.rows(frame, columns, alt=_("Past forecasts of recoveries against what happened."), key="accuracy")
