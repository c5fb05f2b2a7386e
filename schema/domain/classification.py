"""Risk classes by floors: the worst of everything known about a loan and its obligor.

Source: CBIRC/PBoC Order 2023 No. 1, Arts 7 to 13. All thresholds are arguments; their values
are dated parameters. Nothing here makes a class better: that takes an upgrade case, and until there is one
a loan that was non-performing at the month end before is kept (`kept_class`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from schema.domain.money import ZERO, Ratio
from schema.domain.words import ProductScheme, RiskClass


class ClassificationError(ValueError):
    """Thresholds or evidence that contradict themselves."""


class Trigger(StrEnum):
    """Findings other than days that set a floor; ``floor`` is the least class they allow."""

    PURPOSE_CHANGED = "purpose_changed"  # 改变资金用途
    ROLLED_OVER = "rolled_over"  # 借新还旧, qualifying renewals excepted
    CREDIT_IMPAIRED = "credit_impaired"  # 已发生信用减值
    RATING_CUT = "rating_cut"  # external rating cut so far that capacity clearly falls
    DEBT_EVADED = "debt_evaded"  # 逃废债
    IN_BANKRUPTCY = "in_bankruptcy"  # bankruptcy liquidation

    @property
    def floor(self) -> RiskClass:
        """The class a loan with this finding has at least."""
        return _TRIGGER_FLOORS[self]


_TRIGGER_FLOORS = {
    Trigger.PURPOSE_CHANGED: RiskClass.SPECIAL_MENTION,
    Trigger.ROLLED_OVER: RiskClass.SPECIAL_MENTION,
    Trigger.CREDIT_IMPAIRED: RiskClass.SUBSTANDARD,
    Trigger.RATING_CUT: RiskClass.SUBSTANDARD,
    Trigger.DEBT_EVADED: RiskClass.DOUBTFUL,
    Trigger.IN_BANKRUPTCY: RiskClass.LOSS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFloors:
    """Days past due strictly above which a loan is at least in the class."""

    special_mention: int
    substandard: int
    doubtful: int
    loss: int

    def __post_init__(self) -> None:
        if not 0 <= self.special_mention < self.substandard < self.doubtful < self.loss:
            raise ClassificationError(f"floors do not rise: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationRules:
    """Every threshold classification needs, as of one date.

    Limits are fractions. ``obligor_limit_ratio`` and ``all_banks_limit_ratio`` must be exceeded,
    the two expected-loss ratios only reached.
    """

    floors: Mapping[ProductScheme, ClassFloors]
    technical_grace_days: int
    obligor_limit_ratio: Decimal
    all_banks_limit_ratio: Decimal
    doubtful_expected_loss_ratio: Decimal
    loss_expected_loss_ratio: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanEvidence:
    """What is known of one loan on the date.

    ``is_technical``: the overdue has an operational or technical cause. ``expected_loss``: over
    the carrying amount, looked at only when the loan is credit-impaired. ``analyst_class``: a
    person's judgement, which may only worsen. ``has_recognised_enhancement``: recognised credit
    enhancement, which keeps the loan out of the whole-obligor rule. ``observed_class``: the floor
    while a restructured loan is observed. ``kept_class``: what only an upgrade case may undo.
    ``is_kept_with_obligor``: it was non-performing for its obligor's sake alone; it stays so, and
    does not pull down the others.
    """

    loan_id: int
    scheme: ProductScheme
    outstanding_principal: Decimal
    days_past_due: int
    is_technical: bool = False
    triggers: frozenset[Trigger] = frozenset()
    expected_loss: Ratio | None = None
    analyst_class: RiskClass = RiskClass.NORMAL
    has_recognised_enhancement: bool = False
    observed_class: RiskClass = RiskClass.NORMAL
    kept_class: RiskClass = RiskClass.NORMAL
    is_kept_with_obligor: bool = False

    def __post_init__(self) -> None:
        if self.days_past_due < 0 or self.outstanding_principal < 0:
            raise ClassificationError(f"loan {self.loan_id}: negative days or principal")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligorEvidence:
    """What is known of the debtor; all of it matters for non-retail debtors only.

    ``overdue_at_all_banks``: debt more than 90 days past due over all debt, at all banks.
    """

    is_retail: bool
    is_non_performing_elsewhere: bool = False
    overdue_at_all_banks: Ratio | None = None


def floor_by_days(days_past_due: int, floors: ClassFloors, *, technical_grace_days: int = 0) -> RiskClass:
    """The least class these days allow.

    ``technical_grace_days`` is for overdue with an operational or technical cause: up to and on
    that many days the loan stays normal. It never excuses more than special mention.
    """
    if days_past_due > floors.loss:
        return RiskClass.LOSS
    if days_past_due > floors.doubtful:
        return RiskClass.DOUBTFUL
    if days_past_due > floors.substandard:
        return RiskClass.SUBSTANDARD
    if days_past_due > max(floors.special_mention, technical_grace_days):
        return RiskClass.SPECIAL_MENTION
    return RiskClass.NORMAL


def obligor_rule(npl_amount: Decimal, total_amount: Decimal, limit_ratio: Decimal) -> bool:
    """Whether an obligor's non-performing claims pull down the others: strictly over the limit.

    No claims at all: no. Raises ClassificationError when the part exceeds the whole.
    """
    if not 0 <= npl_amount <= total_amount:
        raise ClassificationError(f"{npl_amount} non-performing of {total_amount}")
    return Ratio(npl_amount, total_amount).exceeds(limit_ratio)


def classify_loan(loan: LoanEvidence, rules: ClassificationRules) -> RiskClass:
    """The class of a loan looked at alone: the worst of its floors and the analyst's class.

    Raises ClassificationError when the rules lack the loan's scheme.
    """
    triggered = (trigger.floor for trigger in loan.triggers)
    return max(
        _floor_of_days(loan, rules),
        _floor_of_expected_loss(loan, rules),
        loan.analyst_class,
        loan.observed_class,
        loan.kept_class,
        *triggered,
    )


def classify_obligor(
    loans: Sequence[LoanEvidence], rules: ClassificationRules, *, obligor: ObligorEvidence
) -> dict[int, RiskClass]:
    """The final class of every loan of one obligor at this bank, by loan id.

    A retail obligor's loans stand alone. Otherwise one non-performing loan here or elsewhere
    makes all at least special mention; more than the limit of the balance non-performing here,
    or overdue at all banks, makes all at least substandard. No loans: nothing.
    Raises ClassificationError when a loan is given twice.
    """
    classes = {loan.loan_id: classify_loan(loan, rules) for loan in loans}
    if len(classes) < len(loans):
        raise ClassificationError("a loan of the obligor is given twice")
    if obligor.is_retail:
        return {loan.loan_id: max(classes[loan.loan_id], _kept_floor(loan)) for loan in loans}
    floor = _floor_of_obligor(obligor, rules, has_npl=_has_npl(classes))
    spreads = obligor_rule(*_npl_and_total(loans, classes), rules.obligor_limit_ratio)
    return {
        loan.loan_id: max(classes[loan.loan_id], floor, _spread_floor(loan, spreads=spreads), _kept_floor(loan))
        for loan in loans
    }


def _floor_of_days(loan: LoanEvidence, rules: ClassificationRules) -> RiskClass:
    if loan.scheme not in rules.floors:
        raise ClassificationError(f"no class floors for the scheme {loan.scheme}")
    grace = rules.technical_grace_days if loan.is_technical else 0
    floors = rules.floors[loan.scheme]
    return floor_by_days(loan.days_past_due, floors, technical_grace_days=grace)


def _floor_of_expected_loss(loan: LoanEvidence, rules: ClassificationRules) -> RiskClass:
    if Trigger.CREDIT_IMPAIRED not in loan.triggers or loan.expected_loss is None:
        return RiskClass.NORMAL
    if loan.expected_loss.reaches(rules.loss_expected_loss_ratio):
        return RiskClass.LOSS
    if loan.expected_loss.reaches(rules.doubtful_expected_loss_ratio):
        return RiskClass.DOUBTFUL
    return RiskClass.NORMAL


def _floor_of_obligor(obligor: ObligorEvidence, rules: ClassificationRules, *, has_npl: bool) -> RiskClass:
    overdue = obligor.overdue_at_all_banks
    if overdue is not None and overdue.exceeds(rules.all_banks_limit_ratio):
        return RiskClass.SUBSTANDARD
    if has_npl or obligor.is_non_performing_elsewhere:
        return RiskClass.SPECIAL_MENTION
    return RiskClass.NORMAL


def _spread_floor(loan: LoanEvidence, *, spreads: bool) -> RiskClass:
    pulled = spreads and not loan.has_recognised_enhancement
    return RiskClass.SUBSTANDARD if pulled else RiskClass.NORMAL


def _kept_floor(loan: LoanEvidence) -> RiskClass:
    return RiskClass.SUBSTANDARD if loan.is_kept_with_obligor else RiskClass.NORMAL


def _has_npl(classes: Mapping[int, RiskClass]) -> bool:
    return any(risk_class.is_non_performing for risk_class in classes.values())


def _npl_and_total(loans: Sequence[LoanEvidence], classes: Mapping[int, RiskClass]) -> tuple[Decimal, Decimal]:
    bad = [loan for loan in loans if classes[loan.loan_id].is_non_performing]
    return _balance(bad), _balance(loans)


def _balance(loans: Sequence[LoanEvidence]) -> Decimal:
    return sum((loan.outstanding_principal for loan in loans), ZERO)
