"""Parameters of classes beside the days past due, of the way out of non-performing, of stages and expected losses.

Probabilities and losses are samples for want of the bank's own; the bank replaces them by rows of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

from schema.domain.words import DelinquencyBucket, LoanKind, ParameterStatus, RiskClass
from schema.policy.shipped import ShippedParameter

PUBLISHED, PROPOSED = ParameterStatus.PUBLISHED, ParameterStatus.PROPOSED
OPEN, SAMPLE = ParameterStatus.TO_CONFIRM, ParameterStatus.SAMPLE
ORDER = "CBIRC/PBoC Order 2023 No. 1"
OURS = "proposed by the product"
NO_MODEL = "sample for want of the bank's own model"
MONTHS, PERIODS, DAYS_OVER = "months", "repayment periods", "days past due, strictly more than"
SINGLES = (
    ("all_banks_limit", "0.20", "of the obligor's debt at all banks", f"{ORDER}, Arts 10-13", OPEN),
    ("doubtful_expected_loss", "0.50", "of the carrying amount, at least", f"{ORDER}, Arts 10-13", OPEN),
    ("loss_expected_loss", "0.90", "of the carrying amount, at least", f"{ORDER}, Arts 10-13", OPEN),
    ("technical_grace", "7", "days past due, at most", f"{ORDER}, Arts 10-13", OPEN),
    ("observation_months", "12", MONTHS, f"{ORDER}, Ch. 3", PUBLISHED),
    ("observation_periods", "2", PERIODS, f"{ORDER}, Ch. 3", OPEN),
    ("upgrade_months", "6", MONTHS, f"{ORDER}, Art. 14", OPEN),
    ("upgrade_periods", "2", PERIODS, f"{ORDER}, Art. 14", OPEN),
    ("npl_exit_needs_case", "1", "1 yes, 0 no", f"{ORDER}, Art. 14", OPEN),
)
# Stage 2 is above its days, stage 3 from its days on.
STAGES = (
    ("2", "30", DAYS_OVER, "IFRS 9, 5.5.11"),
    ("3", "90", "days past due, at least", "IFRS 9, application guidance 5.5.37"),
)
PROBABILITIES: Mapping[StrEnum, str] = {
    RiskClass.NORMAL: "0.01",
    RiskClass.SPECIAL_MENTION: "0.08",
    DelinquencyBucket.D1_30: "0.05",
    DelinquencyBucket.D31_60: "0.20",
    DelinquencyBucket.D61_90: "0.40",
}
OF_KINDS: dict[StrEnum, str] = dict.fromkeys(LoanKind, "0.45")
LOSSES: Mapping[StrEnum, str] = {
    **OF_KINDS,
    LoanKind.MORTGAGE: "0.25",
    LoanKind.PERSONAL: "0.60",
    LoanKind.CREDIT_CARD: "0.75",
    RiskClass.DOUBTFUL: "0.60",
    RiskClass.LOSS: "0.95",
}
STEP_DUE = {
    "classification/proposed": 5,
    "classification/confirmed": 5,
    "classification/returned": 5,
    "upgrade/proposed": 10,
    "upgrade/checked": 10,
    "upgrade/returned": 10,
}


def _rows() -> Iterator[tuple[str, str, str, str, str, ParameterStatus]]:
    yield from ((name, "", number, unit, source, status) for name, number, unit, source, status in SINGLES)
    yield from (("stage_days", stage, days, unit, source, PUBLISHED) for stage, days, unit, source in STAGES)
    for state, share in PROBABILITIES.items():
        yield "default_probability", str(state), share, "in 12 months", NO_MODEL, SAMPLE
    for what, share in LOSSES.items():
        yield "loss_given_default", str(what), share, "of the exposure", NO_MODEL, SAMPLE
    for step, days in STEP_DUE.items():
        yield "step_due", step, str(days), "working days", OURS, PROPOSED


SHIPPED: tuple[ShippedParameter, ...] = tuple(
    ShippedParameter(name=name, key=key, number=Decimal(number), unit=unit, source=source, status=status)
    for name, key, number, unit, source, status in _rows()
)
