"""The fields of an inspection report, filled from its draft; what is typed stays in the session until it is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from dashboard import access, labels
from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard.language import _
from dashboard.parts import dialog, inspection_form_evidence
from dashboard.readers import answer
from schema.domain.inspections import Answer, FindingSeverity, Layer, form_of, items_of, verified_ratio
from schema.marts import inspections_file
from schema.marts.inspections import PlanItem
from schema.workflow.cases import Case

PREFIX = "inspection field"
LONGEST_REPORT, LONGEST_REMARK = 2_000, 200
ANSWERS = tuple(each.value for each in Answer)
SEVERITIES = tuple(each.value for each in FindingSeverity)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What the form says now: the payload of a step, and which fields must still be filled before it is handed in."""

    payload: Mapping[str, Any]
    missing: Sequence[str]


def beginning(item: PlanItem) -> dict[str, Any]:
    """What a new draft says about itself."""
    person = access.principal()
    return {
        "layer": item.layer,
        "kind": item.kind,
        "form": str(form_of(item.loan_kind)),
        "due_date": fmt.day(item.due_date),
        "loan_code": item.loan_code,
        "client_name": item.client_name,
        "inspector_name": person.display_name,
    }


def forget(case_id: int) -> None:
    """Drop what was typed for a case."""
    for name in [key for key in st.session_state if str(key).startswith(f"{PREFIX} {case_id} ")]:
        del st.session_state[name]


def draw(item: PlanItem, case: Case) -> Filled:
    """The fields; what they hold now."""
    fields = _Fields(case)
    facts = _facts(item, fields)
    answers = _checklist(item, fields)
    severity = fields.choice("severity", _("Gravest finding"), SEVERITIES, words.SEVERITIES)
    label = _("Report")
    about = _("What was seen, of this client and this visit; copies of earlier reports are noticed.")
    report = st.text_area(label, key=fields.text("report"), max_chars=LONGEST_REPORT, height=160, help=about)
    evidence = inspection_form_evidence.draw(case, fields.stored.get("evidence") or [])
    payload = {**facts, **answers, "severity": severity or "", "report": report, "evidence": evidence}
    return Filled(payload=payload, missing=_missing(item, payload))


def _missing(item: PlanItem, payload: Mapping[str, Any]) -> list[str]:
    asked = items_of(item.layer, form_of(item.loan_kind))
    missing = [labels.label(words.ITEMS, name) for name in asked if not payload["answers"].get(name)]
    needed = {"severity": _("Gravest finding"), "report": _("Report"), "done_date": _("Done on")}
    return [*(label for name, label in needed.items() if not payload[name]), *missing]


@dataclass(frozen=True)
class _Fields:
    """Keys of the widgets of one case, each filled from the draft when it is drawn for the first time."""

    case: Case

    @property
    def stored(self) -> Mapping[str, Any]:
        return self.case.detail

    def key(self, name: str, first: Any) -> str:
        key = f"{PREFIX} {self.case.case_id} {name}"
        if key not in st.session_state:
            st.session_state[key] = first
        return key

    def text(self, name: str) -> str:
        return self.key(name, str(self.stored.get(name) or ""))

    def ticked(self, name: str, label: str, about: str = "") -> bool:
        return st.checkbox(label, key=self.key(name, bool(self.stored.get(name))), help=about or None)

    def choice(self, name: str, label: str, codes: Sequence[str], said: Mapping[str, str]) -> str | None:
        kept = self.stored.get(name)
        key = self.key(name, kept if kept in codes else None)
        return st.segmented_control(label, codes, format_func=lambda code: labels.label(said, code), key=key)


def _facts(item: PlanItem, fields: _Fields) -> dict[str, Any]:
    left, right = st.columns(2)
    with left:
        done = st.date_input(_("Done on"), key=fields.key("done_date", _day(fields.stored)), max_value=dialog.today())
        second = _second(item, fields)
    with right:
        ticks = {"is_on_site": fields.ticked("is_on_site", _("On site"))}
        if item.layer == Layer.CLIENT:
            ticks |= _client_ticks(fields)
    amount = _amount(item, fields) if item.layer == Layer.CLIENT else {}
    day = fmt.day(done)
    return {**second, **ticks, **amount, "done_date": day, "effective_date": day}


def _day(stored: Mapping[str, Any]) -> date:
    """The day of the draft, today where there is none."""
    try:
        return date.fromisoformat(str(stored.get("done_date") or ""))
    except ValueError:
        return dialog.today()


def _client_ticks(fields: _Fields) -> dict[str, bool]:
    seal = _("A company confirms with its seal and the signature of its legal representative.")
    leader = _("Needed on site where the client owes more than 30 million.")
    return {
        "has_leader": fields.ticked("has_leader", _("Leadership present"), leader),
        "is_confirmed": fields.ticked("is_confirmed", _("Confirmed by the borrower"), seal),
        "is_collateral_seen": fields.ticked("is_collateral_seen", _("Collateral seen")),
    }


def _second(item: PlanItem, fields: _Fields) -> dict[str, Any]:
    own = access.principal().staff_id
    people = answer(inspections_file.hands, client_id=item.client_id, org_unit_id=item.org_unit_id, on=dialog.today())
    others = {key: name for key, name in people.items() if key != own}
    kept = fields.stored.get("second_inspector_id")
    key = fields.key("second_inspector_id", kept if kept in others else None)
    label, about = _("Second inspector"), _("Two persons go on site.")
    chosen = st.selectbox(
        label, list(others), format_func=others.__getitem__, key=key, index=None, help=about, placeholder=_("Nobody")
    )
    return {"second_inspector_id": chosen, "second_inspector_name": others.get(chosen) if chosen else None}


def _amount(item: PlanItem, fields: _Fields) -> dict[str, Any]:
    label = fmt.with_unit(_("Use of funds verified"), fmt.currency_name(item.currency))
    stored = fields.stored.get("verified_amount")
    key = fields.key("verified_amount", float(stored) if stored else 0.0)
    most = float(item.principal_amount)
    found = st.number_input(label, min_value=0.0, max_value=most, step=10_000.0, key=key, format="%.2f")
    amount = f"{found:.2f}"
    return {"verified_amount": amount, "verified_ratio": str(verified_ratio(amount, item.principal_amount))}


def _checklist(item: PlanItem, fields: _Fields) -> dict[str, Any]:
    """Every item with yes, no or not applicable, and a remark."""
    stored_answers, stored_remarks = fields.stored.get("answers") or {}, fields.stored.get("remarks") or {}
    answers: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for name in items_of(item.layer, form_of(item.loan_kind)):
        left, right = st.columns((3, 2), vertical_alignment="bottom")
        kept = stored_answers.get(name)
        with left:
            chosen = st.segmented_control(
                labels.label(words.ITEMS, name),
                ANSWERS,
                format_func=lambda code: labels.label(words.ANSWERS, code),
                key=fields.key(f"answer {name}", kept if kept in ANSWERS else None),
            )
        key = fields.key(f"remark {name}", str(stored_remarks.get(name) or ""))
        remark = right.text_input(
            _("Remark"), key=key, max_chars=LONGEST_REMARK, placeholder=_("Remark"), label_visibility="collapsed"
        )
        answers |= {name: chosen} if chosen else {}
        remarks |= {name: remark} if remark else {}
    built = {"is_in_operation": answers.get("project_in_operation") == Answer.YES}
    return {"answers": answers, "remarks": remarks, **built}
