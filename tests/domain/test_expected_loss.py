"""Stages at their boundary days, and expected losses one can add up by hand."""

from dataclasses import replace

import pytest

from schema.domain.expected_loss import Stage, Terms, expected_loss, impaired_loss, stage
from schema.domain.words import RiskClass

# A probability of default of 1 - 0.5^12 a year is one of a half a month; no interest.
HALF_A_MONTH = Terms(
    exposure=1000.0,
    default_probability=1 - 0.5**12,
    loss_given_default=0.5,
    annual_rate=0.0,
    months=2,
    is_amortising=False,
)


@pytest.mark.parametrize(
    ("risk_class", "days", "expected"),
    [
        (RiskClass.NORMAL, 0, Stage.ONE),
        (RiskClass.NORMAL, 30, Stage.ONE),
        (RiskClass.NORMAL, 31, Stage.TWO),
        (RiskClass.SPECIAL_MENTION, 0, Stage.TWO),
        (RiskClass.SPECIAL_MENTION, 89, Stage.TWO),
        (RiskClass.SPECIAL_MENTION, 90, Stage.THREE),
        (RiskClass.SUBSTANDARD, 0, Stage.THREE),
        (RiskClass.LOSS, 400, Stage.THREE),
    ],
)
def test_stage(risk_class: RiskClass, days: int, expected: Stage) -> None:
    assert stage(risk_class, days, risen_days=30, impaired_days=90) is expected


def test_two_months_of_a_loan_repaid_at_the_end() -> None:
    """1000 x 0.5 x (0.5 + 0.25)."""
    assert expected_loss(HALF_A_MONTH) == pytest.approx(375.0)


def test_two_months_of_a_loan_that_runs_off() -> None:
    """Half of the exposure is left in the second month: 1000 x 0.5 x (0.5 + 0.25 / 2)."""
    assert expected_loss(replace(HALF_A_MONTH, is_amortising=True)) == pytest.approx(312.5)


def test_losses_are_discounted_to_the_end_of_their_month() -> None:
    """21 % a year: the second month is worth less by 1.21^(1/12)."""
    first, second = 1.21 ** (-1 / 12), 1.21 ** (-2 / 12)
    terms = replace(HALF_A_MONTH, annual_rate=0.21)
    assert expected_loss(terms) == pytest.approx(500 * (0.5 * first + 0.25 * second))


def test_twelve_months_are_the_probability_of_the_year() -> None:
    """Without interest and run-off the year costs PD x LGD x EAD, and two years PD + (1 - PD) PD of it."""
    terms = Terms(
        exposure=1000.0, default_probability=0.02, loss_given_default=0.45, annual_rate=0.0, months=24,
        is_amortising=False,
    )  # fmt: skip
    assert expected_loss(terms, horizon_months=12) == pytest.approx(9.0)
    assert expected_loss(terms) == pytest.approx(450 * (0.02 + 0.98 * 0.02))


def test_a_short_loan_has_no_second_half_of_the_year() -> None:
    terms = replace(HALF_A_MONTH, default_probability=0.02, months=6)
    assert expected_loss(terms, horizon_months=12) == expected_loss(terms)


def test_what_cannot_fail_costs_nothing() -> None:
    assert expected_loss(replace(HALF_A_MONTH, default_probability=0.0)) == 0.0


def test_what_has_failed_costs_its_loss() -> None:
    assert impaired_loss(HALF_A_MONTH) == 500.0
