"""Allowance for loan losses and its distance to the supervisory standard.

Source: 贷款损失准备管理办法 Art. 7 (the higher of coverage and loan-provision amount) and the
provision guideline (general and specific shares). All figures are arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from schema.domain.money import ZERO, Ratio, to_cents
from schema.domain.words import RiskClass


class ProvisioningError(ValueError):
    """Balances or shares that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionRules:
    """The shares to set aside and the two standards, as fractions.

    ``specific_ratios`` may leave out classes without a specific allowance.
    """

    general_ratio: Decimal
    specific_ratios: Mapping[RiskClass, Decimal]
    coverage_standard_ratio: Decimal
    loan_provision_standard_ratio: Decimal

    def __post_init__(self) -> None:
        if not all(0 <= each <= 1 for each in (self.general_ratio, *self.specific_ratios.values())):
            raise ProvisioningError("a share to set aside is not from 0 to 1")
        if self.coverage_standard_ratio < 0 or self.loan_provision_standard_ratio < 0:
            raise ProvisioningError("a standard is negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """The allowance of a portfolio on a date; amounts in the currency of the balances."""

    total_amount: Decimal
    npl_amount: Decimal
    general_amount: Decimal
    specific_amount: Decimal
    required_amount: Decimal

    @property
    def allowance_amount(self) -> Decimal:
        """General and specific allowance together."""
        return self.general_amount + self.specific_amount

    @property
    def npl_ratio(self) -> Ratio:
        """不良率: non-performing over all loans, special mention among them."""
        return Ratio(self.npl_amount, self.total_amount)

    @property
    def coverage_ratio(self) -> Ratio:
        """拨备覆盖率: allowance over non-performing loans; no value when there are none."""
        return Ratio(self.allowance_amount, self.npl_amount)

    @property
    def loan_provision_ratio(self) -> Ratio:
        """贷款拨备率: allowance over all loans."""
        return Ratio(self.allowance_amount, self.total_amount)

    @property
    def gap_amount(self) -> Decimal:
        """What is missing to the required amount; negative is a surplus."""
        return self.required_amount - self.allowance_amount


def specific_allowance(balance: Decimal, risk_class: RiskClass, rules: ProvisionRules) -> Decimal:
    """Specific allowance 专项准备 of a balance in one class, to the cent."""
    return to_cents(balance * rules.specific_ratios.get(risk_class, ZERO))


def required_allowance(npl_amount: Decimal, total_amount: Decimal, rules: ProvisionRules) -> Decimal:
    """The supervisory standard in money: the higher of the two amounts, to the cent."""
    return to_cents(
        max(
            npl_amount * rules.coverage_standard_ratio,
            total_amount * rules.loan_provision_standard_ratio,
        )
    )


def provide(balances: Mapping[RiskClass, Decimal], rules: ProvisionRules) -> Provision:
    """The provision of a portfolio given its balance by class; absent classes are empty.

    An empty portfolio needs nothing and its ratios have no value.
    Raises ProvisioningError for a negative balance.
    """
    if any(balance < 0 for balance in balances.values()):
        raise ProvisioningError("a class has a negative balance")
    total = sum(balances.values(), ZERO)
    npl = sum((balances[each] for each in balances if each.is_non_performing), ZERO)
    specific = (specific_allowance(balances[each], each, rules) for each in balances)
    return Provision(
        total_amount=total,
        npl_amount=npl,
        general_amount=to_cents(total * rules.general_ratio),
        specific_amount=sum(specific, ZERO),
        required_amount=required_allowance(npl, total, rules),
    )
