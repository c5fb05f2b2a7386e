"""Provisions against the oracle W3, and the edges of an empty or clean portfolio."""

from dataclasses import replace
from decimal import Decimal

import pytest

from schema.domain.money import ZERO
from schema.domain.provisioning import (
    Provision,
    ProvisioningError,
    ProvisionRules,
    provide,
    required_allowance,
    specific_allowance,
)
from schema.domain.words import RiskClass

RULES = ProvisionRules(
    general_ratio=Decimal("0.01"),
    specific_ratios={
        RiskClass.SPECIAL_MENTION: Decimal("0.02"),
        RiskClass.SUBSTANDARD: Decimal("0.25"),
        RiskClass.DOUBTFUL: Decimal("0.50"),
        RiskClass.LOSS: Decimal("1.00"),
    },
    coverage_standard_ratio=Decimal("1.5"),
    loan_provision_standard_ratio=Decimal("0.025"),
)
W3 = dict(zip(RiskClass, map(Decimal, (9000, 600, 200, 150, 50)), strict=True))


def test_w3_amounts() -> None:
    provision = provide(W3, RULES)
    assert provision == Provision(
        total_amount=Decimal(10_000),
        npl_amount=Decimal(400),
        general_amount=Decimal(100),
        specific_amount=Decimal(187),
        required_amount=Decimal(600),
    )
    assert (provision.allowance_amount, provision.gap_amount) == (Decimal(287), Decimal(313))


def test_w3_ratios() -> None:
    provision = provide(W3, RULES)
    assert provision.npl_ratio.value == Decimal("0.04")
    assert provision.coverage_ratio.value == Decimal("0.7175")
    assert provision.loan_provision_ratio.value == Decimal("0.0287")


def test_w3_coverage_fails_and_loan_provision_passes() -> None:
    provision = provide(W3, RULES)
    assert not provision.coverage_ratio.reaches(RULES.coverage_standard_ratio)
    assert provision.loan_provision_ratio.reaches(RULES.loan_provision_standard_ratio)


@pytest.mark.parametrize(
    ("risk_class", "amount"),
    [("normal", "0"), ("special_mention", "12"), ("substandard", "50"), ("doubtful", "75"), ("loss", "50")],
)
def test_w3_specific_by_class(risk_class: str, amount: str) -> None:
    each = RiskClass(risk_class)
    assert specific_allowance(W3[each], each, RULES) == Decimal(amount)


@pytest.mark.parametrize(("npl", "required"), [("0", "250"), ("166.66", "250"), ("166.67", "250.01"), ("400", "600")])
def test_the_higher_of_the_two_amounts_is_required(npl: str, required: str) -> None:
    """2.5 % of 10,000 is 250; 150 % of 166.67 is 250.005, half a cent up."""
    assert required_allowance(Decimal(npl), Decimal(10_000), RULES) == Decimal(required)


def test_an_empty_portfolio_needs_nothing_and_has_no_ratios() -> None:
    provision = provide({}, RULES)
    assert (provision.allowance_amount, provision.required_amount, provision.gap_amount) == (ZERO, ZERO, ZERO)
    ratios = (provision.npl_ratio, provision.coverage_ratio, provision.loan_provision_ratio)
    assert [each.value for each in ratios] == [None, None, None]


def test_without_non_performing_loans_coverage_has_no_value() -> None:
    provision = provide({RiskClass.NORMAL: Decimal(1000)}, RULES)
    assert (provision.npl_ratio.value, provision.coverage_ratio.value) == (Decimal(0), None)
    assert provision.gap_amount == Decimal(15)  # 2.5 % − 1 %


def test_more_than_required_is_a_negative_gap() -> None:
    provision = provide({RiskClass.LOSS: Decimal(100)}, replace(RULES, coverage_standard_ratio=Decimal(1)))
    assert provision.gap_amount == Decimal(-1)  # 100 + 1 set aside, 100 required


def test_allowances_round_half_up_to_the_cent() -> None:
    assert specific_allowance(Decimal("0.02"), RiskClass.SUBSTANDARD, RULES) == Decimal("0.01")
    assert specific_allowance(Decimal("0.01"), RiskClass.SUBSTANDARD, RULES) == Decimal("0.00")


def test_a_negative_balance_is_refused() -> None:
    with pytest.raises(ProvisioningError):
        provide({RiskClass.NORMAL: Decimal(-1)}, RULES)


@pytest.mark.parametrize(
    "change",
    [
        {"general_ratio": Decimal("1.01")},
        {"specific_ratios": {RiskClass.LOSS: Decimal("-0.1")}},
        {"coverage_standard_ratio": Decimal("-1")},
        {"loan_provision_standard_ratio": Decimal("-1")},
    ],
    ids=str,
)
def test_shares_that_cannot_be(change: dict[str, object]) -> None:
    with pytest.raises(ProvisioningError):
        replace(RULES, **change)  # type: ignore[arg-type]
