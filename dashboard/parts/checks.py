"""What a close checked: read models against facts, our figures against the bank's own, findings about the data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.parts import cards
from dashboard.readers import answer
from schema.marts import closes, health

AGREES, DIFFERS = "agrees", "differs"


def show() -> None:
    """The checks of one closed date, the newest unless another is chosen; findings also without a close."""
    dates = [each.as_of for each in answer(closes.closed_dates)]
    as_of = _date(dates) if dates else None
    if as_of is not None:
        cards.side_by_side((1, 1), lambda: _reconciliation(as_of), lambda: _delivered(as_of))
    _findings(as_of)


def _date(dates: list[date]) -> date:
    return st.selectbox("Checks of the close", dates, format_func=fmt.day, key="close", bind="query-params", width=220)


def _reconciliation(as_of: date) -> None:
    checks = answer(health.reconciliations, as_of=as_of)
    differing = checks.filter(pl.col("mart_value") != pl.col("fact_value"))
    with cards.card("Read models against facts"):
        if checks.is_empty():
            st.markdown("This close wrote no checks.")
            return
        _verdict(len(differing), len(checks))
        shown, columns = _checks_table(checks)
        cards.rows(shown, columns, alt="Reconciliation of the read models with the facts.", key="reconciliation")


def _verdict(differing: int, all_checks: int) -> None:
    if differing:
        st.error(f"**{differing} of {fmt.counted(all_checks, 'check')} differ.**", icon=":material/error:")
    else:
        st.markdown(f":material/check: All {fmt.counted(all_checks, 'check')} agree to the cent.")


def _checks_table(checks: pl.DataFrame) -> tables.Table:
    difference = pl.col("mart_value") - pl.col("fact_value")
    verdict = pl.when(difference == 0).then(pl.lit([AGREES])).otherwise(pl.lit([DIFFERS]))
    plain = pl.Series("check_name", [labels.plain(name) for name in checks["check_name"]], dtype=pl.String)
    shown = checks.with_columns(plain, difference.alias("difference"), verdict.alias("verdict"))
    columns: tables.Columns = {
        "check_name": tables.text_column("Check", is_pinned=True),
        "verdict": tables.chip_column("Result", {AGREES: "gray", DIFFERS: "red"}),
        "currency": tables.text_column("Currency", width="small"),
        "difference": tables.amount_column("Difference"),
        "mart_value": tables.amount_column("Read models"),
        "fact_value": tables.amount_column("Facts"),
    }
    return shown.select(list(columns)).with_columns(pl.col(pl.Decimal).cast(pl.Float64)), columns


def _delivered(as_of: date) -> None:
    counts = answer(health.delivered_counts, as_of=as_of)
    with cards.card("Our figures against the bank's own"):
        if counts.is_empty():
            st.markdown(":material/check: No difference to the snapshot the bank delivered, or none was delivered.")
            return
        said = [f"{labels.label(labels.MEASURES, name)}: {fmt.counted(n, 'loan')}" for name, n in counts.iter_rows()]
        st.markdown(" · ".join(said))
        rows = tables.worded(answer(health.delivered_differences, as_of=as_of), "measure", labels.MEASURES)
        names = {"loan_code": "Loan", "measure": "Measure", "delivered": "Delivered", "computed": "Computed"}
        told = rows.with_columns(pl.col("delivered", "computed").map_elements(_readable, return_dtype=pl.String))
        shown, columns = tables.amounts_table(told, names, fmt.ONES)
        cards.rows(shown, columns, alt="Loans whose delivered figures differ from ours.", key="delivered")


def _readable(value: str) -> str:
    """A class as its word, an amount with its thousands, anything else as it is."""
    return fmt.number(Decimal(value), 2) if "." in value else labels.CLASSES.get(value, value)


def _findings(as_of: date | None) -> None:
    findings = answer(health.findings, as_of=as_of)
    with cards.card("Findings about the data", "Of the chosen close and of all loads; the rows were accepted."):
        if findings.is_empty():
            st.markdown(":material/check: Nothing to report.")
            return
        named = findings.with_columns(
            pl.Series("code", [labels.plain(code) for code in findings["code"]], dtype=pl.String),
            pl.coalesce("file_name", pl.format("close of {}", pl.col("as_of").dt.to_string("iso"))).alias("origin"),
        )
        names = {"code": "Finding", "sentence": "What was found", "subject_code": "Concerns", "origin": "From"}
        shown, columns = tables.amounts_table(named, names, fmt.ONES)
        cards.rows(shown, columns, alt="Findings about the data.", key="findings")
