"""Loans whose class people look at: what changed and why, who is observed, who may be upgraded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, navigation, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, case_panel, chips, class_reasons, client_amounts, filters, post_quality_forms
from dashboard.parts import post_quality_words as words
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.marts import quality
from schema.marts.quality import View, WatchedLoan

KEY = "watched_loans"


def show(selection: Selection) -> None:
    """One view at a time; the chosen loan, or the first, is told below with what may be done."""
    unit_id, currency, as_of = selection.unit.org_unit_id, selection.currency, selection.as_of
    counts = answer(quality.watched_counts, org_unit_id=unit_id, currency=currency, as_of=as_of)
    with cards.card(_("Loans and the reasons of their classes")):
        view = View(filters.segments(_("Loans"), list(words.VIEWS), word=_word(counts), name="loans"))
        rows = answer(quality.watched, org_unit_id=unit_id, currency=currency, as_of=as_of, view=view)
        if not rows:
            st.markdown(f":material/check: {_nothing(view)}")
            return
        st.caption(_note(len(rows), counts[view]))
        shown, columns = _table(rows, as_of)
        key = f"{KEY}_{view}"
        cards.selectable(shown, columns, alt=_("Loans with their classes and reasons."), key=key, on_select=_follow)
        place = cards.selected(key) or 0
        _chosen(rows[min(place, len(rows) - 1)], as_of)


def _follow() -> None:
    """The choice is told below the list."""


def _word(counts: dict[View, int]) -> Any:
    def word(code: str) -> str:
        said = _("{view} ({count})")
        return said.format(view=_(words.VIEWS[code]), count=fmt.number(counts[View(code)]))

    return word


def _nothing(view: View) -> str:
    return {
        View.CHANGED: _("No loan that you may see changed its class since the month end before."),
        View.NOT_NORMAL: _("Every loan that you may see is normal."),
        View.OBSERVED: _("No restructured loan is under observation."),
        View.CANDIDATES: _("No non-performing loan is paid up to date."),
    }[view]


def _note(shown: int, count: int) -> str:
    first = words.loans(count)
    if shown < count:
        first = _("{shown} of {loans}").format(shown=fmt.number(shown), loans=first)
    return fmt.sentences(fmt.sentence(first), _("Select a row to see why, and what may be done."))


def _table(rows: Sequence[WatchedLoan], as_of: date) -> tables.Table:
    currencies = [each.currency for each in rows]
    unit = client_amounts.unit_of_several((each.outstanding_principal_amount for each in rows), currencies)
    columns: tables.Columns = {
        "client": tables.text_column(_("Client"), is_pinned=True),
        "change": tables.text_column(_("Class")),
        "balance": tables.amount_column(client_amounts.header(_("Balance"), unit, currencies)),
        "reasons": tables.text_column(_("Reasons"), width="large"),
        "observed": tables.text_column(_("Observed until")),
        "upgrade": tables.text_column(_("Upgrade")),
        "days_past_due": tables.count_column(_("Days past due")),
        "stage": tables.text_column(_("Stage")),
        "loan_code": tables.text_column(_("Loan code")),
        "currency": tables.text_column(_("Currency")),
    }
    if len(set(currencies)) == 1:
        del columns["currency"]
    data = [_row(each, unit, as_of) for each in rows]
    schema = dict.fromkeys(columns, pl.String) | {"balance": pl.Float64, "days_past_due": pl.Int64}
    kept = [name for name in columns if any(row[name] not in (None, "") for row in data)]
    frame = pl.DataFrame([{name: row[name] for name in columns} for row in data], schema=schema)
    return frame.select(kept), {name: columns[name] for name in kept}


def _row(each: WatchedLoan, unit: fmt.Unit, as_of: date) -> dict[str, Any]:
    return {
        "client": each.client_name,
        "change": words.change(each),
        "balance": tables.scaled(each.outstanding_principal_amount, unit),
        "reasons": class_reasons.said(each.class_reasons) or None,
        "observed": fmt.day(each.observation_end_date) if each.observation_end_date else None,
        "upgrade": words.upgrade(each, as_of) or None,
        "days_past_due": each.days_past_due,
        "stage": words.stage(each.stage),
        "loan_code": each.loan_code,
        "currency": each.currency,
    }


def _chosen(each: WatchedLoan, as_of: date) -> None:
    name = _("{loan} of {client}").format(loan=each.loan_code, client=chips.as_text(each.client_name))
    st.markdown(f"**{name}** {chips.risk_class(each.risk_class)} {chips.chip(words.stage(each.stage))}")
    st.markdown("\n".join(f"- {line}" for line in _lines(each, as_of)))
    with st.container(horizontal=True, gap="small"):
        if access.may(navigation.BY_KEY["loan"].right) and st.button(_("Open the loan"), icon=":material/folder:"):
            navigation.go("loan", loan=each.loan_code)
        if access.may("act.initiate"):
            _openings(each, as_of)


def _lines(each: WatchedLoan, as_of: date) -> list[str]:
    """Every reason, and what is waited for."""
    lines = [fmt.sentence(class_reasons.reason(reason)) for reason in each.class_reasons]
    if each.npl_since_date:
        since = _("Non-performing since the close of {date}.").format(date=fmt.day(each.npl_since_date))
        told = _("Upgrade: {said}.").format(said=words.upgrade(each, as_of))
        lines.append(fmt.sentences(since, told))
    return lines or [_("Nothing speaks against normal.")]


def _openings(each: WatchedLoan, as_of: date) -> None:
    """A class may be proposed for every loan, an upgrade once the wait is over."""
    opened = case_panel.Opening(action="propose", about=each.loan_code, client_id=each.client_id, loan_id=each.loan_id)
    case_panel.opening(_("Propose a class"), post_quality_forms.classifying(), opened)
    if each.may_be_upgraded(as_of):
        words_of = post_quality_forms.upgrading(each)
        case_panel.opening(_("Propose an upgrade"), words_of, opened, icon=":material/trending_up:")
