"""The word for every code that people meet, in English as a message id; nothing else in the dashboard spells one out.

Feeds and their columns are in `dashboard.columns`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dashboard import archive_labels, inspection_labels, quality_labels
from dashboard.formatting import listed
from dashboard.language import N_, _
from schema.domain.words import DelinquencyBucket, LoanKind, ParameterStatus, RiskClass
from schema.policy.shipped import NOT_SET

CLASSES: Mapping[str, str] = {
    RiskClass.NORMAL.value: N_("Normal"),
    RiskClass.SPECIAL_MENTION.value: N_("Special mention"),
    RiskClass.SUBSTANDARD.value: N_("Substandard"),
    RiskClass.DOUBTFUL.value: N_("Doubtful"),
    RiskClass.LOSS.value: N_("Loss"),
}
BUCKETS: Mapping[str, str] = {
    DelinquencyBucket.CURRENT.value: N_("Not overdue"),
    DelinquencyBucket.D1_30.value: N_("1–30 days"),
    DelinquencyBucket.D31_60.value: N_("31–60 days"),
    DelinquencyBucket.D61_90.value: N_("61–90 days"),
    DelinquencyBucket.D91_180.value: N_("91–180 days"),
    DelinquencyBucket.D181_270.value: N_("181–270 days"),
    DelinquencyBucket.D271_360.value: N_("271–360 days"),
    DelinquencyBucket.D361_UP.value: N_("More than 360 days"),
}
KINDS: Mapping[str, str] = {
    LoanKind.WORKING_CAPITAL.value: N_("Working capital"),
    LoanKind.FIXED_ASSET.value: N_("Fixed assets"),
    LoanKind.PERSONAL.value: N_("Personal"),
    LoanKind.MORTGAGE.value: N_("Mortgage"),
    LoanKind.CREDIT_CARD.value: N_("Credit card"),
    LoanKind.SMALL_MICRO.value: N_("Small and micro"),
    LoanKind.OTHER.value: N_("Other"),
}
STATUSES: Mapping[str, str] = {
    ParameterStatus.PUBLISHED.value: N_("published"),
    ParameterStatus.PROPOSED.value: N_("proposed"),
    ParameterStatus.TO_CONFIRM.value: N_("to confirm"),
    ParameterStatus.SAMPLE.value: N_("sample"),
}
PERSONAS: Mapping[str, str] = {
    "client_manager": N_("Client manager"),
    "risk_manager": N_("Risk manager"),
    "market_manager": N_("Team manager"),
    "branch_executive": N_("Branch executive"),
    "head_office_executive": N_("Head-office executive"),
    "auditor": N_("Auditor"),
    "accountant": N_("Accountant"),
    "hr": N_("Human resources"),
    "administrator": N_("Administrator"),
    "operator": N_("Operator"),
}
BATCH_STATUSES: Mapping[str, str] = {"loaded": N_("Loaded"), "refused": N_("Refused")}
PARAMETERS: Mapping[str, str] = {
    **inspection_labels.PARAMETERS,
    "class_floor": N_("Class by days past due"),
    "specific_provision": N_("Specific allowance"),
    "general_provision": N_("General allowance"),
    "coverage_standard": N_("Coverage standard"),
    "loan_provision_standard": N_("Loan provision standard"),
    "obligor_limit": N_("Obligor limit"),
    **quality_labels.PARAMETERS,
    "arrears_materiality": N_("Tolerance for rounding"),
    "step_due": N_("Due date of the next step"),
    "net_capital": N_("Net capital of the bank"),
    "tier_1_capital": N_("Tier 1 capital of the bank"),
    "single_borrower_limit": N_("Limit of loans to one client"),
    "single_exposure_limit": N_("Limit of the exposure to one client"),
    "group_exposure_limit": N_("Limit of the exposure to a group"),
    "large_exposure_share": N_("Exposure that counts as large"),
    "vintage_months": N_("How long vintages are followed"),
    "valuation_age": N_("Age at which collateral is valued anew"),
    **archive_labels.PARAMETERS,
    "fund_use_window": N_("Use of loans: disbursed within"),
    "fund_use_followed": N_("Use of loans: followed after disbursement"),
    "round_trip_window": N_("Round trip: comes back within"),
    "round_trip_tolerance": N_("Round trip: amount may differ by"),
    "round_trip_share": N_("Round trip"),
    "split_window": N_("Split payment: within"),
    "split_payments": N_("Split payment: payments to one payee"),
    "shared_payee_share": N_("Shared payee: paid to it"),
    "shared_payee": N_("Shared payee"),
    "entrusted_threshold": N_("To be paid entrusted"),
    "prohibited_share": N_("Prohibited use"),
    "outside_payee_share": N_("Payee outside the contract"),
    "cash_share": N_("Cash withdrawn"),
    "related_party_share": N_("Paid to related parties"),
    "cover_ratio": N_("Instalment not covered"),
    "cover_days": N_("Instalment not covered: days left"),
    "forecast_most_months": N_("Roll-rate forecast: months looked back on, at most"),
    "forecast_least_months": N_("Roll-rate forecast: months needed, at least"),
    "forecast_least_loans": N_("Roll-rate forecast: overdue loans needed, at least"),
}
SCHEMES: Mapping[str, str] = {
    "corporate_2023": N_("corporate"),
    "retail_2023": N_("retail"),
    "credit_card": N_("credit card"),
}
PARAMETER_UNITS: Mapping[str, str] = {
    **inspection_labels.UNITS,
    "days past due, strictly more than": N_("days past due, strictly more than"),
    "of the outstanding principal": N_("of the outstanding principal"),
    "of all loans": N_("of all loans"),
    "of non-performing loans": N_("of non-performing loans"),
    "of the obligor's claims": N_("of the obligor's claims"),
    "of an instalment": N_("of an instalment"),
    **quality_labels.UNITS,
    "in the currency of the loan, more than": N_("in the currency of the loan, more than"),
    "days": N_("days"),
    "working days": N_("working days"),
    "of the draw, at least": N_("of the draw, at least"),
    "of the payment": N_("of the payment"),
    "payments, at least": N_("payments, at least"),
    "borrowers, at least": N_("borrowers, at least"),
    "of what is due, less than": N_("of what is due, less than"),
    "working days before the due date": N_("working days before the due date"),
    "of net capital, at most": N_("of net capital, at most"),
    "of tier 1 capital, at most": N_("of tier 1 capital, at most"),
    "of tier 1 capital, at least": N_("of tier 1 capital, at least"),
    "months": N_("months"),
    **archive_labels.UNITS,
    "overdue loans in those months": N_("overdue loans in those months"),
}
PROVISION_MEASURES = N_("Measures for Loan Loss Provisions of Commercial Banks, Art. 7")
# The sources of the rows the product ships with; a bank's own are shown as they were written.
SOURCES: Mapping[str, str] = {
    **inspection_labels.SOURCES,
    "the bank's own figure": N_("the bank's own figure"),
    "CBIRC/PBoC Order 2023 No. 1, Arts 10-13": N_("CBIRC/PBoC Order 2023 No. 1, Arts 10–13"),
    "CBIRC/PBoC Order 2023 No. 1, Arts 10-13, applied to earlier dates for want of an older rule": N_(
        "CBIRC/PBoC Order 2023 No. 1, Arts 10–13, applied to earlier dates for want of an older rule"
    ),
    "credit-card business rules, Art. 92": N_("Credit-card business rules, Art. 92"),
    "credit-card business rules, Art. 92, applied to earlier dates for want of an older rule": N_(
        "Credit-card business rules, Art. 92, applied to earlier dates for want of an older rule"
    ),
    "provisioning guideline, as cited in bank examination papers": N_(
        "Provisioning guideline, as cited in bank examination papers"
    ),
    "贷款损失准备管理办法, Art. 7": PROVISION_MEASURES,
    "Order 2023 No. 1, Art. 7": N_("CBIRC/PBoC Order 2023 No. 1, Art. 7"),
    "banks round payments": N_("Banks round payments"),
    **quality_labels.SOURCES,
    **archive_labels.SOURCES,
    "lending rules in force since 1 July 2024, applied to earlier dates for want of an older rule": N_(
        "Lending rules in force since 1 July 2024, applied to earlier dates for want of an older rule"
    ),
    "published rule packs of fund-use checks": N_("Published rule packs of fund-use checks"),
    "proposed by the product": N_("Proposed by the product"),
    "large-exposure rules of commercial banks, to be confirmed": N_(
        "Large-exposure rules of commercial banks, to be confirmed"
    ),
    "collateral management guideline of 2017, at least once a year": N_(
        "Collateral management guideline of 2017: at least once a year"
    ),
}
MEASURES: Mapping[str, str] = {
    "outstanding_principal": N_("Outstanding principal"),
    "overdue_amount": N_("Overdue amount"),
    "days_past_due": N_("Days past due"),
    "risk_class": N_("Risk class"),
}
REASONS: Mapping[str, str] = {
    "missing": N_("Value is missing"),
    "not_a_date": N_("Not a date"),
    "not_a_number": N_("Not a number"),
    "not_a_whole_number": N_("Not a whole number"),
    "not_yes_or_no": N_("Neither yes nor no"),
    "nul_character": N_("NUL character in the text"),
    "unknown_parent": N_("Refers to something unknown"),
    "duplicate_key": N_("Same key twice"),
    "not_in_list": N_("Not among the allowed words"),
    "wrong_field_count": N_("Wrong number of cells"),
    "too_long": N_("Too long"),
    "too_small": N_("Below the smallest value allowed"),
    "too_large": N_("Above the largest value allowed"),
    "amount_is_zero": N_("Amount is zero"),
    "matures_before_disbursement": N_("Matures before disbursement"),
    "first_due_before_disbursement": N_("First due date before disbursement"),
    "first_due_after_maturity": N_("First due date after maturity"),
    "closed_before_disbursement": N_("Closed before disbursement"),
    "due_before_disbursement": N_("Due before disbursement"),
    "paid_before_disbursement": N_("Paid before disbursement"),
    "changed_before_disbursement": N_("Changed before disbursement"),
    "inspected_before_disbursement": N_("Inspected before disbursement"),
    "one_inspector_twice": N_("The same inspector twice"),
    "not_a_hash": N_("Not a SHA-256"),
    "snapshot_before_disbursement": N_("Snapshot before disbursement"),
    "booked_before_opening": N_("Booked before the account was opened"),
    "closed_before_opened": N_("Closed before it was opened"),
    "ends_before_it_starts": N_("Ends before it starts"),
    "known_before_it_happened": N_("Known before it happened"),
    "received_before_period_end": N_("Received before its period ended"),
    "loan_of_another_client": N_("Loan of another client"),
    "commitment_of_another_client": N_("Commitment of another client"),
    "guarantees_oneself": N_("Guarantees itself"),
    "overlapping_period": N_("Periods overlap"),
    "return_not_negative": N_("Return with a positive amount"),
    "volume_is_negative": N_("Volume is negative"),
    "shares_not_100": N_("Shares do not add up to 100 %"),
    "owner_changed": N_("Would move to another client"),
    "not_one_owner": N_("Neither or both of staff and unit"),
    "of_obligor_only": N_("Concerns the obligor but names a loan"),
    "ratio_missing": N_("Ratio is missing"),
}
FINDINGS: Mapping[str, str] = {
    "loan_without_schedule": N_("Loan without a schedule"),
    "schedule_differs_from_principal": N_("Schedule differs from the principal"),
    "repaid_more_than_owed": N_("Repaid more than owed"),
    "transaction_without_account": N_("Transaction without an account"),
    "loan_without_client_manager": N_("Loan without client manager"),
    "client_with_several_managers": N_("Client with several client managers"),
    "class_jumped": N_("Class moved by two or more at once"),
    "account_overdrawn": N_("Account with a negative balance"),
    "currencies_mixed": N_("Loan and security in different currencies"),
    "commitment_exceeded": N_("Commitment drawn beyond its limit"),
    "balance_break": N_("Balance does not follow from the one before"),
    "total_differs": N_("Total differs from its institutions"),
}
STEPS: Mapping[str, str] = {
    **inspection_labels.CLOSE_STEPS,
    "schedule": N_("Schedule"),
    "live loans": N_("Live loans"),
    "allocation": N_("Allocation of payments"),
    "days past due": N_("Days past due"),
    "risk class": N_("Risk class"),
    "snapshot": N_("Snapshot of the loans"),
    **quality_labels.CLOSE_STEPS,
    "org_unit_class": N_("Classes by unit"),
    "org_unit_bucket": N_("Arrears by unit"),
    "org_unit_loan_kind": N_("Loan kinds by unit"),
    "org_unit_portfolio": N_("Loan book by unit"),
    "org_unit_bucket_movement": N_("Movement of arrears by unit"),
    "org_unit_class_movement": N_("Movement of classes by unit"),
    "movement_stale": N_("Later closes to be compared again"),
    "org_unit_vintage": N_("Vintages by unit"),
    "org_unit_maturity": N_("Maturities by unit"),
    "org_unit_concentration": N_("Concentration by unit"),
    "largest_obligor": N_("Largest clients and groups"),
    "guarantee places": N_("Guarantee circles"),
    "org_unit_guarantee": N_("Guarantees by unit"),
    "overdue_loan": N_("Overdue loans"),
    "org_unit_sales": N_("Sales by unit"),
    "fund flows": N_("Use of new loans followed"),
    "fund findings": N_("Findings about the use of loans"),
    "supervised accounts": N_("Supervised accounts"),
    "inflow routed": N_("Inflow routed through us"),
    "due instalments": N_("Instalments due and their cover"),
    "supervision by unit": N_("Account supervision by unit"),
    "delivered_difference": N_("Differences to the bank's own figures"),
    **archive_labels.CLOSE_STEPS,
    "reconciliation": N_("Reconciliation"),
    "findings": N_("Findings"),
}
CHECKS: Mapping[str, str] = {
    "outstanding in the snapshot": N_("Outstanding in the snapshot"),
    "outstanding in the portfolio": N_("Outstanding in the loan book"),
    "outstanding by class": N_("Outstanding by class"),
    "outstanding by stage": N_("Outstanding by stage"),
    "outstanding by bucket": N_("Outstanding by days past due"),
    "outstanding by kind": N_("Outstanding by loan kind"),
    "overdue by bucket": N_("Overdue by days past due"),
    "outstanding by maturity": N_("Outstanding by maturity"),
    "outstanding by industry": N_("Outstanding by industry"),
    "disbursed by vintage": N_("Disbursed by quarter"),
    "number of loans": N_("Number of loans"),
    "sales of the year": N_("Sales of the year"),
    "opening of the movement by bucket": N_("Opening balance of the movement by days past due"),
    "opening of the movement by class": N_("Opening balance of the movement by class"),
    "closing of the movement by bucket": N_("Closing balance of the movement by days past due"),
    "closing of the movement by class": N_("Closing balance of the movement by class"),
    "long overdue in the movement": N_("Over 90 days past due in the movement"),
    "non performing in the movement": N_("Non-performing in the movement"),
}

# What the keys of parameters are made of.
KEY_PARTS: Mapping[str, str] = {
    **inspection_labels.KEY_PARTS,
    **KINDS,
    **CLASSES,
    **BUCKETS,
    **quality_labels.KEY_PARTS,
    **SCHEMES,
    **archive_labels.KEY_PARTS,
    "personal_business": N_("Personal, for a business"),
    "yellow": N_("Yellow"),
    "orange": N_("Orange"),
    "red": N_("Red"),
}


def label(words: Mapping[str, str], code: str) -> str:
    """The word for a code; a code without one is shown readable: `never_seen` is `Never seen`."""
    return _(words[code]) if code in words else plain(code)


def plain(code: str) -> str:
    """Any code as words, first letter large."""
    text = code.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def parameter_value(number: Decimal | None, word: str | None) -> str | None:
    """A number without idle noughts, a word, or that only the bank knows it and has not said so."""
    if word == NOT_SET:
        return _("not set")
    return f"{number.normalize():f}" if number is not None else word


def parameter(name: str, key: str) -> str:
    """`class_floor`, `retail_2023/loss` is `Class by days past due: retail, loss`."""
    parts = [_part(part).lower() for part in key.split("/") if part]
    title = label(PARAMETERS, name)
    return _("{title}: {parts}").format(title=title, parts=listed(parts)) if parts else title


def _part(part: str) -> str:
    return label(KEY_PARTS, part)


def written(words: Mapping[str, str], text: str | None) -> str | None:
    """A text that the product shipped, in the language of the reader; anybody else's stays as it was written."""
    return _(words[text]) if text is not None and text in words else text
