"""What is filled in to propose a class or an upgrade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboard import labels, quality_labels
from dashboard.language import _
from dashboard.parts import case_panel, dialog
from schema.domain.words import RiskClass
from schema.marts.quality import WatchedLoan
from schema.workflow.cases import Case
from schema.workflow.classification import CLASSIFICATION, UPGRADE

ALL = tuple(RiskClass)
PERFORMING = tuple(each for each in RiskClass if not each.is_non_performing)[::-1]


def classifying() -> case_panel.Words:
    """A class by three steps; any class may be proposed, the worse of it and its floors counts."""
    hint = _("A class better than the floors of the loan has no effect: leaving non-performing takes an upgrade.")
    form = partial(_form, ALL, hint)
    return case_panel.Words(
        workflow=CLASSIFICATION,
        states=quality_labels.STATES,
        actions=quality_labels.ACTIONS,
        fields=quality_labels.FIELDS,
        forms={"propose": form, "revise": form},
    )


def upgrading(loan: WatchedLoan | None = None) -> case_panel.Words:
    """An upgrade by three steps; what the close found of the loan is kept with the proposal."""
    hint = _("From its day in force on the loan may leave non-performing, as far as its floors allow.")
    facts = _facts(loan) if loan else {}
    return case_panel.Words(
        workflow=UPGRADE,
        states=quality_labels.UPGRADE_STATES,
        actions=quality_labels.UPGRADE_ACTIONS,
        fields=quality_labels.FIELDS,
        forms={"propose": partial(_form, PERFORMING, hint, facts=facts), "revise": partial(_form, PERFORMING, hint)},
    )


def _facts(loan: WatchedLoan) -> dict[str, Any]:
    dates = {"npl_since_date": loan.npl_since_date, "upgrade_date": loan.upgrade_date}
    written = {name: str(day) for name, day in dates.items() if day}
    return {**written, "other_impaired_count": loan.other_impaired_count}


def _form(
    offered: Sequence[RiskClass], hint: str, case: Case | None, *, facts: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """Class and day; what was proposed before stands there when it is proposed again."""
    before: Mapping[str, Any] = case.detail if case else {}
    codes = [each.value for each in offered]
    place = codes.index(before["risk_class"]) if before.get("risk_class") in codes else 0
    chosen = st.selectbox(
        _("Class"), codes, index=place, format_func=lambda code: labels.label(labels.CLASSES, code),
        key=dialog.field("risk_class"), help=hint,
    )  # fmt: skip
    known = before.get("effective_date")
    on = st.date_input(
        _("In force from"), value=date.fromisoformat(known) if known else dialog.today(),
        key=dialog.field("effective_date"),
    )  # fmt: skip
    return {"risk_class": chosen, "effective_date": str(on), **(facts or {})}
