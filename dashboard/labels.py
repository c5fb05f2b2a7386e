"""The English word for every code that people meet; nothing else in the dashboard spells one out."""

from __future__ import annotations

from collections.abc import Mapping

from schema.domain.words import DelinquencyBucket, LoanKind, ParameterStatus, RiskClass

CLASSES: Mapping[str, str] = {
    RiskClass.NORMAL.value: "Normal",
    RiskClass.SPECIAL_MENTION.value: "Special mention",
    RiskClass.SUBSTANDARD.value: "Substandard",
    RiskClass.DOUBTFUL.value: "Doubtful",
    RiskClass.LOSS.value: "Loss",
}
BUCKETS: Mapping[str, str] = {
    DelinquencyBucket.CURRENT.value: "Not overdue",
    DelinquencyBucket.D1_30.value: "1–30 days",
    DelinquencyBucket.D31_60.value: "31–60 days",
    DelinquencyBucket.D61_90.value: "61–90 days",
    DelinquencyBucket.D91_180.value: "91–180 days",
    DelinquencyBucket.D181_270.value: "181–270 days",
    DelinquencyBucket.D271_360.value: "271–360 days",
    DelinquencyBucket.D361_UP.value: "More than 360 days",
}
KINDS: Mapping[str, str] = {
    LoanKind.WORKING_CAPITAL.value: "Working capital",
    LoanKind.FIXED_ASSET.value: "Fixed assets",
    LoanKind.PERSONAL.value: "Personal",
    LoanKind.MORTGAGE.value: "Mortgage",
    LoanKind.CREDIT_CARD.value: "Credit card",
    LoanKind.SMALL_MICRO.value: "Small and micro",
    LoanKind.OTHER.value: "Other",
}
STATUSES: Mapping[str, str] = {
    ParameterStatus.PUBLISHED.value: "published",
    ParameterStatus.PROPOSED.value: "proposed",
    ParameterStatus.TO_CONFIRM.value: "to confirm",
    ParameterStatus.SAMPLE.value: "sample",
}
BATCH_STATUSES: Mapping[str, str] = {"loaded": "Loaded", "refused": "Refused"}
PARAMETERS: Mapping[str, str] = {
    "class_floor": "Class by days past due",
    "specific_provision": "Specific allowance",
    "general_provision": "General allowance",
    "coverage_standard": "Coverage standard",
    "loan_provision_standard": "Loan provision standard",
    "obligor_limit": "Obligor limit",
    "arrears_materiality": "Tolerance for rounding",
}
SCHEMES: Mapping[str, str] = {
    "corporate_2023": "corporate",
    "retail_2023": "retail",
    "credit_card": "credit card",
}
MEASURES: Mapping[str, str] = {
    "outstanding_principal_amount": "Outstanding principal",
    "overdue_amount": "Overdue amount",
    "days_past_due": "Days past due",
    "risk_class": "Risk class",
}
REASONS: Mapping[str, str] = {
    "missing": "Value is missing",
    "unknown_parent": "Refers to something unknown",
    "duplicate_key": "Same key twice",
    "not_in_list": "Not among the allowed words",
    "wrong_field_count": "Wrong number of cells",
    "too_long": "Too long",
    "amount_is_zero": "Amount is zero",
    "matures_before_disbursement": "Matures before disbursement",
    "first_due_after_maturity": "First due date after maturity",
    "loan_of_another_client": "Loan of another client",
    "commitment_of_another_client": "Commitment of another client",
    "guarantees_oneself": "Guarantees itself",
    "overlapping_period": "Periods overlap",
    "return_not_negative": "Return with a positive amount",
    "volume_is_negative": "Volume is negative",
    "shares_not_100": "Shares do not add up to 100 %",
    "owner_changed": "Would move to another client",
    "not_one_owner": "Neither or both of staff and unit",
}


def label(words: Mapping[str, str], code: str) -> str:
    """The word for a code; a code without one is shown readable: `nul_character` is `Nul character`."""
    return words.get(code) or plain(code)


def plain(code: str) -> str:
    """Any code as words, first letter large."""
    text = code.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def parameter(name: str, key: str) -> str:
    """`class_floor`, `retail_2023/loss` is `Class by days past due: retail, loss`."""
    parts = [SCHEMES.get(part) or CLASSES.get(part, plain(part)).lower() for part in key.split("/") if part]
    return label(PARAMETERS, name) + (f": {', '.join(parts)}" if parts else "")
