"""Words of post-loan inspections, in English as message ids."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_
from schema.domain.inspections import (
    Answer,
    ExposureBand,
    FindingSeverity,
    FormKind,
    InspectionCheck,
    InspectionKind,
    Layer,
    PolicyCase,
    Trigger,
)

KINDS: Mapping[str, str] = {
    InspectionKind.FIRST.value: N_("First inspection"),
    InspectionKind.ROUTINE.value: N_("Routine inspection"),
    InspectionKind.SPECIAL.value: N_("Special inspection"),
    InspectionKind.SUPERVISORY.value: N_("Supervisory inspection"),
}
LAYERS: Mapping[str, str] = {
    Layer.CLIENT.value: N_("Inspection of clients"),
    Layer.SUPERVISORY.value: N_("Inspection of the client manager's work"),
}
CASES: Mapping[str, str] = {
    PolicyCase.WORKING_CAPITAL.value: N_("Working capital"),
    PolicyCase.UNDER_CONSTRUCTION.value: N_("Fixed assets under construction"),
    PolicyCase.IN_OPERATION.value: N_("Fixed assets in operation"),
    PolicyCase.SPECIAL_MENTION.value: N_("Special mention"),
    PolicyCase.NON_PERFORMING.value: N_("Non-performing"),
    PolicyCase.LOW_RISK.value: N_("Low risk"),
}
BANDS: Mapping[str, str] = {
    ExposureBand.SMALL.value: N_("small exposure"),
    ExposureBand.MIDDLE.value: N_("medium exposure"),
    ExposureBand.LARGE.value: N_("large exposure"),
    "supervisory": N_("supervisory layer"),
}
TRIGGERS: Mapping[str, str] = {
    Trigger.CLASS_WORSENED.value: N_("class worsened on {date}"),
    Trigger.LONG_ARREARS.value: N_("long in arrears since {date}"),
    Trigger.EXTERNAL_EVENT.value: N_("event outside the bank, known since {date}"),
}
CHECKS: Mapping[str, str] = {
    InspectionCheck.LATE.value: N_("Late"),
    InspectionCheck.ONE_INSPECTOR.value: N_("Fewer than two inspectors"),
    InspectionCheck.NOT_ON_SITE.value: N_("Not on site"),
    InspectionCheck.LEADER_MISSING.value: N_("Leadership not present"),
    InspectionCheck.NOT_CONFIRMED.value: N_("Not confirmed by the borrower"),
    InspectionCheck.EVIDENCE_REUSED.value: N_("Evidence used before"),
    InspectionCheck.TEMPLATED.value: N_("Report copied from an earlier one"),
    InspectionCheck.REPEATED.value: N_("Repeated too soon"),
    InspectionCheck.TOO_FREQUENT.value: N_("More visits than the policy asks for"),
}
SEVERITIES: Mapping[str, str] = {
    FindingSeverity.NONE.value: N_("Nothing found"),
    FindingSeverity.YELLOW.value: N_("Yellow"),
    FindingSeverity.ORANGE.value: N_("Orange"),
    FindingSeverity.RED.value: N_("Red"),
}
AHEAD = "ahead"
OVERDUE: Mapping[str, str] = {
    "red": N_("long overdue"),
    "orange": N_("overdue for weeks"),
    "yellow": N_("overdue"),
    AHEAD: N_("due soon"),
}
FORMS: Mapping[str, str] = {
    FormKind.WORKING_CAPITAL.value: N_("Form for working-capital loans"),
    FormKind.FIXED_ASSET.value: N_("Form for fixed-asset loans"),
}
ANSWERS: Mapping[str, str] = {
    Answer.YES.value: N_("Yes"),
    Answer.NO.value: N_("No"),
    Answer.NOT_APPLICABLE.value: N_("Not applicable"),
}
ITEMS: Mapping[str, str] = {
    "use_of_funds": N_("The money was used for the agreed purpose"),
    "operations": N_("The business runs as normal"),
    "cash_flow": N_("Cash flow covers what falls due"),
    "repayment_source": N_("The first source of repayment is unchanged"),
    "collateral_state": N_("Collateral is there, intact and insured"),
    "guarantor_state": N_("The guarantor is able and willing"),
    "stock": N_("Stock agrees with the books"),
    "receivables": N_("Receivables are genuine and not overdue"),
    "inflow_through_us": N_("Sales are paid into accounts with us"),
    "other_borrowing": N_("No new borrowing elsewhere"),
    "construction_progress": N_("Construction keeps to its schedule"),
    "own_funds_paid": N_("The borrower's own funds are paid in as agreed"),
    "cost_within_budget": N_("Cost is within the budget"),
    "completion_on_time": N_("Completion is expected on time"),
    "project_in_operation": N_("The project is finished and in operation"),
    "inspections_on_time": N_("Inspections of the client are on time"),
    "reports_specific": N_("Reports speak of this client"),
    "evidence_genuine": N_("Evidence is genuine and of that day"),
    "findings_followed": N_("Findings were followed up"),
    "warnings_raised": N_("Warnings were raised in time"),
    "file_complete": N_("The post-loan file is complete"),
}
ACTIONS: Mapping[str, str] = {
    "open": N_("Begun"),
    "save": N_("Saved"),
    "submit": N_("Submitted"),
    "accept": N_("Accept the report"),
    "return": N_("Send back"),
    "drop": N_("Drop the draft"),
}
PARAMETERS: Mapping[str, str] = {
    "inspection_interval": N_("Interval of inspections"),
    "inspection_sample": N_("Sample of the supervisory layer"),
    "inspection_first": N_("First inspection"),
    "inspection_persons": N_("Inspectors on site"),
    "inspection_leader": N_("Leadership takes part from an exposure of"),
    "inspection_arrears": N_("Special inspection after arrears of"),
    "inspection_exposure": N_("Exposure of the inspection matrix"),
    "inspection_special": N_("Special inspection within"),
    "inspection_events": N_("Special inspection: events of the last"),
    "inspection_construction": N_("Under construction, unless told otherwise, for"),
    "inspection_repeat": N_("Inspection repeated too soon"),
    "inspection_similarity": N_("Report copied: alike"),
    "inspection_window": N_("Inspections judged: those of the last"),
    "inspection_horizon": N_("Inspections due soon: within"),
    "inspection_overdue": N_("Inspection overdue"),
}
STATES: Mapping[str, str] = {
    "drafted": N_("Draft"),
    "submitted": N_("Waiting for review"),
    "returned": N_("Sent back"),
    "done": N_("Passed review"),
    "dropped": N_("Dropped"),
}
KEY_PARTS: Mapping[str, str] = {
    **CASES,
    **BANDS,
    **{code: STATES[code] for code in ("drafted", "submitted", "returned")},
    "inspection": N_("inspection"),
    "supervisory_inspection": N_("supervisory inspection"),
}
UNITS: Mapping[str, str] = {
    "days from one inspection to the next, at most": N_("days from one inspection to the next, at most"),
    "days after disbursement, at most": N_("days after disbursement, at most"),
    "of the loans": N_("of the loans"),
    "persons on site, at least": N_("persons on site, at least"),
    "in the currency of the loan, at least": N_("in the currency of the loan, at least"),
    "days after the event, at most": N_("days after the event, at most"),
    "days between two inspections, less than": N_("days between two inspections, less than"),
    "days overdue, more than": N_("days overdue, more than"),
    "of the text, more than": N_("of the text, more than"),
}
SOURCES: Mapping[str, str] = {
    "rural-bank examination with answers": N_("Examination of rural banks, with answers"),
    "bank examination, options without answers": N_("Bank examination, options without answers"),
    "published bank notice on post-loan inspections": N_("Published bank notice on post-loan inspections"),
}
CLOSE_STEPS: Mapping[str, str] = {
    "inspections done": N_("Inspections that were done"),
    "inspection_plan": N_("Plan of inspections"),
    "inspection_finding": N_("Findings about inspections"),
    "templated reports": N_("Reports that repeat an earlier one"),
    "org_unit_inspection": N_("Inspections by unit and manager"),
}
