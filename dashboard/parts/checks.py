"""What a close checked: read models against facts, our figures against the bank's own, findings about the data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import columns as names
from dashboard import counts, labels, remarks, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _, n_
from dashboard.parts import cards, leading
from dashboard.parts.leading import Lead
from dashboard.readers import answer
from schema.marts import closes, health

NOT_ON_THE_BOOK = N_("not on the book")


def show() -> None:
    """The checks of one closed date, the newest unless another is chosen; findings also without a close."""
    dates = [each.as_of for each in answer(closes.closed_dates)]
    as_of = _date(dates) if dates else None
    if as_of is not None:
        cards.side_by_side((1, 1), lambda: _reconciliation(as_of), lambda: _delivered(as_of))
    _findings(as_of)


def _date(dates: list[date]) -> date:
    label = _("Checks of the close")
    return st.selectbox(label, dates, format_func=fmt.day, key="close", bind="query-params", width=220)


def _reconciliation(as_of: date) -> None:
    checks = answer(health.reconciliations, as_of=as_of)
    differing = checks.filter(pl.col("mart_value") != pl.col("fact_value"))
    with cards.card(_("Read models against facts")):
        if checks.is_empty():
            st.markdown(_("This close wrote no checks."))
            return
        _verdict(len(differing), len(checks))
        shown, columns = _checks_table(checks)
        cards.rows(shown, columns, alt=_("Reconciliation of the read models with the facts."), key="reconciliation")


def _verdict(differing: int, all_checks: int) -> None:
    if differing:
        what = n_("{differing} of {checks} differs.", "{differing} of {checks} differ.", differing)
        said = what.format(differing=fmt.number(differing), checks=counts.checks(all_checks))
        st.error(f"**{said}**", icon=":material/error:")
    else:
        said = n_("{checks} agrees to the cent.", "All {checks} agree to the cent.", all_checks)
        st.markdown(f":material/check: {said.format(checks=counts.checks(all_checks))}")


def _checks_table(checks: pl.DataFrame) -> tables.Table:
    agrees, differs = _("agrees"), _("differs")
    difference = pl.col("mart_value") - pl.col("fact_value")
    verdict = pl.when(difference == 0).then(pl.lit([agrees])).otherwise(pl.lit([differs]))
    worded = tables.worded(checks, "check_name", labels.CHECKS)
    shown = worded.with_columns(difference.alias("difference"), verdict.alias("verdict"))
    columns: tables.Columns = {
        "check_name": tables.text_column(_("Check"), is_pinned=True),
        "verdict": tables.chip_column(_("Result"), {agrees: "gray", differs: "red"}),
        "currency": tables.text_column(_("Currency"), width="small"),
        "difference": tables.amount_column(_("Difference")),
        "mart_value": tables.amount_column(_("Read models")),
        "fact_value": tables.amount_column(_("Facts")),
    }
    return shown.select(list(columns)).with_columns(pl.col(pl.Decimal).cast(pl.Float64)), columns


def _delivered(as_of: date) -> None:
    differing = answer(health.delivered_counts, as_of=as_of)
    with cards.card(_("Our figures against the bank's own")):
        if differing.is_empty():
            nothing = _("No difference to the snapshot the bank delivered, or none was delivered.")
            st.markdown(f":material/check: {nothing}")
            return
        st.markdown(" · ".join(_differing(*row) for row in differing.iter_rows()))
        rows = tables.worded(answer(health.delivered_differences, as_of=as_of), "measure", labels.MEASURES)
        headers = {
            "loan_code": _("Loan code"),
            "measure": _("Measure"),
            "delivered": _("Delivered"),
            "computed": _("Computed"),
        }
        told = tables.renamed(tables.renamed(rows, "delivered", _readable), "computed", _readable)
        shown, columns = tables.amounts_table(told, headers, fmt.ONES)
        lead = Lead(page="loan", codes=rows["loan_code"].to_list())
        leading.rows(shown, columns, lead, alt=_("Loans whose delivered figures differ from ours."), key="delivered")


def _differing(measure: str, loan_count: int) -> str:
    name = labels.label(labels.MEASURES, measure)
    return _("{title}: {parts}").format(title=name, parts=counts.loans(loan_count))


def _readable(value: str) -> str:
    """A class as its word, an amount with its thousands, anything else as it is."""
    if "." in value:
        return fmt.number(Decimal(value), 2)
    if value == NOT_ON_THE_BOOK:
        return _(NOT_ON_THE_BOOK)
    return labels.label(labels.CLASSES, value) if value in labels.CLASSES else value


def _findings(as_of: date | None) -> None:
    findings = answer(health.findings, as_of=as_of)
    note = _("Of the chosen close and of all loads; the rows were accepted.")
    with cards.card(_("Findings about the data"), note):
        if findings.is_empty():
            nothing = _("Nothing to report.")
            st.markdown(f":material/check: {nothing}")
            return
        origins = [_origin(*row) for row in findings.select("file_name", "as_of").iter_rows()]
        named = tables.renamed(findings, "sentence", remarks.said)
        named = tables.renamed(tables.worded(named, "code", labels.FINDINGS), "subject_code", _subject)
        named = named.with_columns(pl.Series("origin", origins, dtype=pl.String))
        headers = {
            "code": _("Finding"),
            "sentence": _("What was found"),
            "subject_code": _("Concerns"),
            "origin": _("Found in"),
        }
        shown, columns = tables.amounts_table(named, headers, fmt.ONES)
        cards.rows(shown, columns, alt=_("Findings about the data."), key="findings")


def _origin(file_name: str | None, as_of: date) -> str:
    return file_name or _("Close of {date}").format(date=fmt.day(as_of))


def _subject(code: str) -> str:
    """A finding concerns a feed or a file."""
    return names.feed(code) if code in names.FEEDS else code
