"""Stages and expected credit losses (IFRS 9, CAS 22).

ECL = sum over months t of S(t-1) x PD(t) x LGD x EAD(t) x DF(t): PD(t) is conditional on survival, discounting is at
the end of the month at the rate of the contract. The exposure of an amortising loan runs off in equal monthly parts to
its maturity, any other stays until then. The reference for the close, which sums the series in closed form.
"""

from dataclasses import dataclass
from enum import IntEnum

from schema.domain.words import RiskClass, ScheduleType

MONTHS_OF_A_YEAR = 12
# Principal comes back at maturity only.
AT_MATURITY = (ScheduleType.INTEREST_FIRST, ScheduleType.BULLET)


class Stage(IntEnum):
    """1: losses of 12 months; 2: risk has risen significantly, 3: credit-impaired, both with losses to maturity."""

    ONE = 1
    TWO = 2
    THREE = 3


def stage(risk_class: RiskClass, days_past_due: int, *, risen_days: int, impaired_days: int) -> Stage:
    """The stage by the class and two backstops: more than `risen_days` (¶5.5.11), `impaired_days` reached (B5.5.37)."""
    if risk_class.is_non_performing or days_past_due >= impaired_days:
        return Stage.THREE
    if risk_class > RiskClass.NORMAL or days_past_due > risen_days:
        return Stage.TWO
    return Stage.ONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the loss of one loan depends on; `months` to maturity, at least 1, rates and probabilities a year."""

    exposure: float
    default_probability: float
    loss_given_default: float
    annual_rate: float
    months: int
    is_amortising: bool


def expected_loss(terms: Terms, *, horizon_months: int | None = None) -> float:
    """The expected loss over the horizon, to maturity without one. In stage 3 it is exposure times loss instead."""
    hazard = 1 - (1 - terms.default_probability) ** (1 / MONTHS_OF_A_YEAR)
    discount = (1 + terms.annual_rate) ** (-1 / MONTHS_OF_A_YEAR)
    total, survival = 0.0, 1.0
    for month in range(min(terms.months, horizon_months or terms.months)):
        left = 1 - month / terms.months if terms.is_amortising else 1.0
        total += survival * hazard * terms.loss_given_default * terms.exposure * left * discount ** (month + 1)
        survival *= 1 - hazard
    return total


def impaired_loss(terms: Terms) -> float:
    """The expected loss of what is in default already."""
    return terms.exposure * terms.loss_given_default
