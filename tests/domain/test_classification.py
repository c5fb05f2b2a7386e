"""Class floors against the oracles W1 and W2, and every trigger of Order 2023 No. 1."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.domain.classification import (
    ClassFloors,
    ClassificationError,
    ClassificationRules,
    LoanEvidence,
    ObligorEvidence,
    Trigger,
    classify_loan,
    classify_obligor,
    floor_by_days,
    obligor_rule,
)
from schema.domain.money import Ratio
from schema.domain.words import ProductScheme, RiskClass

ORDER_2023 = ClassFloors(special_mention=0, substandard=90, doubtful=270, loss=360)
CREDIT_CARD = ClassFloors(special_mention=0, substandard=90, doubtful=120, loss=180)
RULES = ClassificationRules(
    floors={
        ProductScheme.CORPORATE_2023: ORDER_2023,
        ProductScheme.RETAIL_2023: ORDER_2023,
        ProductScheme.CREDIT_CARD: CREDIT_CARD,
    },
    technical_grace_days=7,
    obligor_limit_ratio=Decimal("0.10"),
    all_banks_limit_ratio=Decimal("0.20"),
    doubtful_expected_loss_ratio=Decimal("0.50"),
    loss_expected_loss_ratio=Decimal("0.90"),
)
CORPORATE = ObligorEvidence(is_retail=False)
RETAIL = ObligorEvidence(is_retail=True)
GOOD = LoanEvidence(
    loan_id=1, scheme=ProductScheme.CORPORATE_2023, outstanding_principal=Decimal(1000), days_past_due=0
)


def loan(loan_id: int, balance: str, *, days: int = 0) -> LoanEvidence:
    return replace(GOOD, loan_id=loan_id, outstanding_principal=Decimal(balance), days_past_due=days)


@pytest.mark.parametrize(
    ("days", "risk_class"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (270, "substandard"),
        (271, "doubtful"),
        (360, "doubtful"),
        (361, "loss"),
    ],
)
def test_w1_class_boundaries(days: int, risk_class: str) -> None:
    assert floor_by_days(days, ORDER_2023) == risk_class


@pytest.mark.parametrize(
    ("days", "risk_class"),
    [
        (0, "normal"),
        (1, "special_mention"),
        (90, "special_mention"),
        (91, "substandard"),
        (120, "substandard"),
        (121, "doubtful"),
        (180, "doubtful"),
        (181, "loss"),
    ],
)
def test_credit_card_boundaries(days: int, risk_class: str) -> None:
    assert floor_by_days(days, CREDIT_CARD) == risk_class


@pytest.mark.parametrize(("days", "risk_class"), [(7, "normal"), (8, "special_mention"), (91, "substandard")])
def test_technical_overdue_is_excused_up_to_and_on_the_grace(days: int, risk_class: str) -> None:
    assert floor_by_days(days, ORDER_2023, technical_grace_days=7) == risk_class
    assert classify_loan(replace(GOOD, days_past_due=days, is_technical=True), RULES) == risk_class


def test_grace_is_for_technical_overdue_only_and_never_excuses_a_worse_class() -> None:
    assert classify_loan(replace(GOOD, days_past_due=1), RULES) == "special_mention"
    assert floor_by_days(91, ORDER_2023, technical_grace_days=1000) == "substandard"


def test_a_later_special_mention_floor_holds_without_any_grace() -> None:
    later = replace(ORDER_2023, special_mention=5)
    assert [floor_by_days(days, later) for days in (5, 6)] == ["normal", "special_mention"]


@pytest.mark.parametrize(("npl", "spreads"), [("95", False), ("100", False), ("100.01", True), ("101", True)])
def test_w2_whole_obligor_rule_is_strictly_more_than(npl: str, *, spreads: bool) -> None:
    assert obligor_rule(Decimal(npl), Decimal(1000), Decimal("0.10")) is spreads


def test_an_obligor_without_claims() -> None:
    assert obligor_rule(Decimal(0), Decimal(0), Decimal("0.10")) is False
    assert classify_obligor([], RULES, obligor=CORPORATE) == {}


@pytest.mark.parametrize(("npl", "total"), [("11", "10"), ("-1", "10")])
def test_a_part_that_is_no_part(npl: str, total: str) -> None:
    with pytest.raises(ClassificationError):
        obligor_rule(Decimal(npl), Decimal(total), Decimal("0.10"))


@pytest.mark.parametrize(
    ("trigger", "risk_class"),
    [
        (Trigger.PURPOSE_CHANGED, "special_mention"),
        (Trigger.ROLLED_OVER, "special_mention"),
        (Trigger.CREDIT_IMPAIRED, "substandard"),
        (Trigger.RATING_CUT, "substandard"),
        (Trigger.DEBT_EVADED, "doubtful"),
        (Trigger.IN_BANKRUPTCY, "loss"),
    ],
)
def test_each_trigger_sets_its_floor(trigger: Trigger, risk_class: str) -> None:
    assert classify_loan(replace(GOOD, triggers=frozenset({trigger})), RULES) == risk_class


@pytest.mark.parametrize(
    ("expected_loss", "risk_class"),
    [("49.99", "substandard"), ("50", "doubtful"), ("89.99", "doubtful"), ("90", "loss")],
)
def test_expected_loss_reached_by_an_impaired_loan(expected_loss: str, risk_class: str) -> None:
    ratio = Ratio(Decimal(expected_loss), Decimal(100))
    impaired = replace(GOOD, triggers=frozenset({Trigger.CREDIT_IMPAIRED}), expected_loss=ratio)
    assert classify_loan(impaired, RULES) == risk_class
    assert classify_loan(replace(GOOD, expected_loss=ratio), RULES) == "normal"


def test_an_impaired_loan_without_carrying_amount_is_not_a_loss_by_division() -> None:
    nothing = Ratio(Decimal(0), Decimal(0))
    impaired = replace(GOOD, triggers=frozenset({Trigger.CREDIT_IMPAIRED}), expected_loss=nothing)
    assert classify_loan(impaired, RULES) == "substandard"


def test_the_worst_of_several_reasons_counts() -> None:
    triggers = frozenset({Trigger.PURPOSE_CHANGED, Trigger.DEBT_EVADED})
    assert classify_loan(replace(GOOD, days_past_due=91, triggers=triggers), RULES) == "doubtful"


def test_an_analyst_only_worsens() -> None:
    assert classify_loan(replace(GOOD, analyst_class=RiskClass.LOSS), RULES) == "loss"
    overdue = replace(GOOD, days_past_due=91)
    assert classify_loan(replace(overdue, analyst_class=RiskClass.NORMAL), RULES) == "substandard"


def test_more_than_a_tenth_non_performing_pulls_every_loan_down() -> None:
    loans = [loan(1, "899"), loan(2, "101", days=400)]
    assert classify_obligor(loans, RULES, obligor=CORPORATE) == {1: "substandard", 2: "loss"}


def test_a_tenth_exactly_leaves_the_others_at_special_mention() -> None:
    """One claim is non-performing at this bank: that alone is a special-mention trigger."""
    loans = [loan(1, "900"), loan(2, "100", days=91)]
    assert classify_obligor(loans, RULES, obligor=CORPORATE) == {1: "special_mention", 2: "substandard"}


def test_retail_loans_stand_alone() -> None:
    loans = [loan(1, "100"), loan(2, "900", days=91)]
    assert classify_obligor(loans, RULES, obligor=RETAIL) == {1: "normal", 2: "substandard"}


def test_recognised_enhancement_is_kept_out_of_the_whole_obligor_rule() -> None:
    loans = [replace(loan(1, "100"), has_recognised_enhancement=True), loan(2, "900", days=91)]
    assert classify_obligor(loans, RULES, obligor=CORPORATE)[1] == "special_mention"


def test_an_analysts_class_counts_towards_the_whole_obligor_rule() -> None:
    loans = [loan(1, "800"), replace(loan(2, "200"), analyst_class=RiskClass.SUBSTANDARD)]
    assert classify_obligor(loans, RULES, obligor=CORPORATE) == {1: "substandard", 2: "substandard"}


def test_non_performing_at_another_bank() -> None:
    elsewhere = ObligorEvidence(is_retail=False, is_non_performing_elsewhere=True)
    assert classify_obligor([GOOD], RULES, obligor=elsewhere) == {1: "special_mention"}
    assert classify_obligor([GOOD], RULES, obligor=replace(elsewhere, is_retail=True)) == {1: "normal"}


@pytest.mark.parametrize(("overdue", "risk_class"), [("20", "normal"), ("20.01", "substandard")])
def test_more_than_a_fifth_overdue_at_all_banks(overdue: str, risk_class: str) -> None:
    obligor = ObligorEvidence(is_retail=False, overdue_at_all_banks=Ratio(Decimal(overdue), Decimal(100)))
    assert classify_obligor([GOOD], RULES, obligor=obligor) == {1: risk_class}


def test_a_loan_twice_is_refused() -> None:
    with pytest.raises(ClassificationError, match="twice"):
        classify_obligor([GOOD, GOOD], RULES, obligor=CORPORATE)


def test_a_scheme_without_floors_is_refused() -> None:
    with pytest.raises(ClassificationError, match="credit_card"):
        classify_loan(replace(GOOD, scheme=ProductScheme.CREDIT_CARD), replace(RULES, floors={}))


@pytest.mark.parametrize("floors", [(0, 90, 90, 360), (-1, 90, 270, 360), (91, 90, 270, 360)])
def test_floors_that_do_not_rise(floors: tuple[int, int, int, int]) -> None:
    names = ("special_mention", "substandard", "doubtful", "loss")
    with pytest.raises(ClassificationError):
        ClassFloors(**dict(zip(names, floors, strict=True)))


def test_evidence_that_cannot_be() -> None:
    with pytest.raises(ClassificationError):
        replace(GOOD, days_past_due=-1)
    with pytest.raises(ClassificationError):
        replace(GOOD, outstanding_principal=Decimal(-1))


evidence = st.builds(
    LoanEvidence,
    loan_id=st.integers(1, 10**9),
    scheme=st.sampled_from(ProductScheme),
    outstanding_principal=st.integers(0, 10**9).map(Decimal),
    days_past_due=st.integers(0, 500),
    triggers=st.frozensets(st.sampled_from(Trigger), max_size=2),
    analyst_class=st.sampled_from(RiskClass),
    has_recognised_enhancement=st.booleans(),
)
obligor_loans = st.lists(evidence, max_size=6, unique_by=lambda each: each.loan_id)


@given(days=st.integers(0, 2000), scheme=st.sampled_from(ProductScheme))
def test_a_day_more_never_makes_a_class_better(days: int, scheme: ProductScheme) -> None:
    floors = RULES.floors[scheme]
    assert floor_by_days(days + 1, floors) >= floor_by_days(days, floors)


@given(loans=obligor_loans, is_retail=st.booleans())
def test_the_obligor_never_makes_a_loan_better(loans: list[LoanEvidence], *, is_retail: bool) -> None:
    final = classify_obligor(loans, RULES, obligor=ObligorEvidence(is_retail=is_retail))
    assert final.keys() == {each.loan_id for each in loans}
    assert all(final[each.loan_id] >= classify_loan(each, RULES) >= each.analyst_class for each in loans)


@given(loans=obligor_loans)
def test_no_corporate_loan_is_normal_beside_a_non_performing_one(loans: list[LoanEvidence]) -> None:
    final = classify_obligor(loans, RULES, obligor=CORPORATE)
    if any(each.is_non_performing for each in final.values()):
        assert min(final.values()) >= RiskClass.SPECIAL_MENTION
