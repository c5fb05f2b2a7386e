"""Words of classification: parameters, steps of closes, evidence, and the cases that decide a class."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_

PARAMETERS: Mapping[str, str] = {
    "all_banks_limit": N_("Limit of overdue debt at all banks"),
    "doubtful_expected_loss": N_("Expected loss from which a loan is doubtful"),
    "loss_expected_loss": N_("Expected loss from which a loan is a loss"),
    "technical_grace": N_("Grace for technical overdue"),
    "observation_months": N_("Observation of restructured loans: months"),
    "observation_periods": N_("Observation of restructured loans: repayment periods"),
    "upgrade_months": N_("Wait before an upgrade: months"),
    "upgrade_periods": N_("Wait before an upgrade: repayment periods"),
    "npl_exit_needs_case": N_("Leaving non-performing takes an upgrade case"),
    "stage_days": N_("Backstop of the stages"),
    "default_probability": N_("Probability of default"),
    "loss_given_default": N_("Loss given default"),
}
UNITS: Mapping[str, str] = {
    "of the obligor's debt at all banks": N_("of the obligor's debt at all banks"),
    "of the carrying amount, at least": N_("of the carrying amount, at least"),
    "days past due, at most": N_("days past due, at most"),
    "days past due, at least": N_("days past due, at least"),
    "repayment periods": N_("repayment periods"),
    "1 yes, 0 no": N_("1 yes, 0 no"),
    "in 12 months": N_("in 12 months"),
    "of the exposure": N_("of the exposure"),
}
SOURCES: Mapping[str, str] = {
    "CBIRC/PBoC Order 2023 No. 1, Ch. 3": N_("CBIRC/PBoC Order 2023 No. 1, Ch. 3"),
    "CBIRC/PBoC Order 2023 No. 1, Art. 14": N_("CBIRC/PBoC Order 2023 No. 1, Art. 14"),
    "IFRS 9, 5.5.11": N_("IFRS 9, ¶5.5.11"),
    "IFRS 9, application guidance 5.5.37": N_("IFRS 9, application guidance 5.5.37"),
    "sample for want of the bank's own model": N_("Sample for want of the bank's own model"),
}
STAGES: Mapping[str, str] = {"1": N_("Stage 1"), "2": N_("Stage 2"), "3": N_("Stage 3")}
STATES: Mapping[str, str] = {
    "proposed": N_("First classification made"),
    "confirmed": N_("Confirmed"),
    "checked": N_("Checked"),
    "returned": N_("Returned"),
    "approved": N_("Approved"),
    "withdrawn": N_("Withdrawn"),
}
ACTIONS: Mapping[str, str] = {
    "propose": N_("Propose a class"),
    "revise": N_("Propose again"),
    "withdraw": N_("Withdraw"),
    "confirm": N_("Confirm the class"),
    "check": N_("Check the upgrade"),
    "return": N_("Return with a reason"),
    "approve": N_("Approve"),
}
UPGRADE_STATES: Mapping[str, str] = {**STATES, "proposed": N_("Upgrade proposed")}
UPGRADE_ACTIONS: Mapping[str, str] = {
    **ACTIONS,
    "propose": N_("Propose an upgrade"),
    "approve": N_("Approve the upgrade"),
}
FIELDS: Mapping[str, str] = {"risk_class": N_("Class"), "effective_date": N_("In force from")}
WORKFLOWS: Mapping[str, str] = {"classification": N_("Classification"), "upgrade": N_("Upgrade")}
KEY_PARTS: Mapping[str, str] = {
    **STAGES,
    **WORKFLOWS,
    "proposed": N_("Proposed"),
    "confirmed": N_("Confirmed"),
    "checked": N_("Checked"),
    "returned": N_("Returned"),
}
CLOSE_STEPS: Mapping[str, str] = {
    "class memory": N_("Classes before, and decisions"),
    "payment record": N_("Payment record of watched loans"),
    "class evidence": N_("Evidence of classes"),
    "expected loss": N_("Stages and expected losses"),
    "watched loans": N_("Watched loans and group alerts"),
}
