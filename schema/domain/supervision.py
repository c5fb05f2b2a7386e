"""Words of account supervision 账户监管, and when an account covers an instalment too little."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum


class Destination(StrEnum):
    """Where money of a draw went, in the order in which it is shown."""

    ENTRUSTED = "entrusted"  # paid by the bank to a payee of the contract 受托支付
    SELF_PAYMENT = "self_payment"  # paid by the borrower to a payee of the contract 自主支付
    UNNAMED_PAYEE = "unnamed_payee"  # to somebody, where the contract names no payee
    OUTSIDE_PAYEE = "outside_payee"  # to somebody whom the contract does not name
    PROHIBITED = "prohibited"  # securities, wealth products, property
    RELATED_PARTY = "related_party"  # group members and guarantors
    CASH = "cash"
    OPERATING = "operating"  # wages, taxes, bills, cards
    LOAN_REPAYMENT = "loan_repayment"
    OTHER = "other"  # accounts of the borrower elsewhere
    ON_ACCOUNT = "on_account"  # not spent within the days that are followed


class FundUseCheck(StrEnum):
    """What the use of a draw is checked for; D25 to D30, the payees of the contract, and the entrusted payment."""

    PROHIBITED_USE = "prohibited_use"
    ROUND_TRIP = "round_trip"
    OUTSIDE_PAYEE = "outside_payee"
    ENTRUSTED_OMITTED = "entrusted_omitted"
    SPLIT_PAYMENT = "split_payment"
    SHARED_PAYEE = "shared_payee"
    CASH_WITHDRAWAL = "cash_withdrawal"
    RELATED_PARTY = "related_party"


class FollowState(StrEnum):
    """Whether the money of a draw could be followed."""

    FOLLOWED = "followed"
    NO_MOVEMENTS = "no_movements"  # no movement of any account of the client was delivered
    NO_CREDIT = "no_credit"  # movements, but none that pays out a loan


class Severity(StrEnum):
    """How grave a finding is, least first."""

    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """1 for yellow to 3 for red."""
        return tuple(Severity).index(self) + 1


CoverLimits = Mapping[Severity, tuple[int, Decimal]]


def cover_severity(cover: Decimal | None, working_days_left: int, limits: CoverLimits) -> Severity | None:
    """The gravest level whose days have come and whose ratio the cover is below; None when covered or not known.

    ``limits`` gives the working days before the due date and the ratio of each level
    (A06: below 100 % at T-5, 50 % at T-3, 10 % at T-1); ``cover`` is what is there of what is due.
    """
    if cover is None:
        return None
    reached = [level for level, (days, ratio) in limits.items() if working_days_left <= days and cover < ratio]
    return max(reached, key=lambda level: level.rank, default=None)
