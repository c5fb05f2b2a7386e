"""The closed word lists of the shared schema; the values are what the database stores.

Every list is a StrEnum: a member is its own lower-case text. Words follow the glossary.
"""

from enum import StrEnum


class RiskClass(StrEnum):
    """The five classes 五级分类 in order, best first (Order 2023 No. 1, Art. 6).

    Members compare by class and not by spelling, so ``max`` gives the worse one.
    Comparing with a text that is no class raises ValueError.
    """

    NORMAL = "normal"
    SPECIAL_MENTION = "special_mention"
    SUBSTANDARD = "substandard"
    DOUBTFUL = "doubtful"
    LOSS = "loss"

    @property
    def rank(self) -> int:
        """1 for normal to 5 for loss."""
        return tuple(RiskClass).index(self) + 1

    @property
    def is_non_performing(self) -> bool:
        """Substandard, doubtful or loss 不良."""
        return self.rank >= RiskClass.SUBSTANDARD.rank

    def __lt__(self, other: str) -> bool:
        return self.rank < RiskClass(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= RiskClass(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > RiskClass(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= RiskClass(other).rank


class DelinquencyBucket(StrEnum):
    """Ranges of days past due 逾期区间; they line up with the floors of the classes.

    ``min_days`` and ``max_days`` are inclusive; ``max_days`` of the last is None (no end).
    """

    _value_: str
    min_days: int
    max_days: int | None

    CURRENT = ("current", 0, 0)
    D1_30 = ("d1_30", 1, 30)
    D31_60 = ("d31_60", 31, 60)
    D61_90 = ("d61_90", 61, 90)
    D91_180 = ("d91_180", 91, 180)
    D181_270 = ("d181_270", 181, 270)
    D271_360 = ("d271_360", 271, 360)
    D361_UP = ("d361_up", 361, None)

    def __new__(cls, text: str, min_days: int, max_days: int | None) -> "DelinquencyBucket":
        member = str.__new__(cls, text)
        member._value_ = text
        member.min_days = min_days
        member.max_days = max_days
        return member

    def holds(self, days_past_due: int) -> bool:
        """Whether ``days_past_due`` lies in this range."""
        return self.min_days <= days_past_due and (self.max_days is None or days_past_due <= self.max_days)


class ProductScheme(StrEnum):
    """Which set of class floors a product follows."""

    CORPORATE_2023 = "corporate_2023"
    RETAIL_2023 = "retail_2023"
    CREDIT_CARD = "credit_card"


class LoanKind(StrEnum):
    """What the loan is for, as the three lending rules of 2024 tell loans apart."""

    WORKING_CAPITAL = "working_capital"
    FIXED_ASSET = "fixed_asset"
    PERSONAL = "personal"
    MORTGAGE = "mortgage"
    CREDIT_CARD = "credit_card"
    SMALL_MICRO = "small_micro"
    OTHER = "other"


class PaymentMode(StrEnum):
    """Who pays the supplier: the lender (受托支付) or the borrower (自主支付)."""

    ENTRUSTED = "entrusted"
    SELF = "self"


class ScheduleType(StrEnum):
    """How the instalments of a loan come about."""

    EQUAL_INSTALMENT = "equal_instalment"  # 等额本息
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金
    INTEREST_FIRST = "interest_first"  # 先息后本: interest each period, principal at maturity
    BULLET = "bullet"  # principal and all interest at maturity
    DELIVERED = "delivered"  # the bank's own system delivers the instalments


class OrgUnitKind(StrEnum):
    """Levels of the org tree, from the root down."""

    HEAD_OFFICE = "head_office"
    BRANCH = "branch"
    SUB_BRANCH = "sub_branch"
    TEAM = "team"


class StaffRole(StrEnum):
    """What a member of staff does, from one date to another."""

    CLIENT_MANAGER = "client_manager"
    CO_MANAGER = "co_manager"
    RISK_MANAGER = "risk_manager"
    APPROVER = "approver"
    MARKET_MANAGER = "market_manager"
    BRANCH_HEAD = "branch_head"
    ACCOUNTANT = "accountant"
    AUDITOR = "auditor"
    COUNTER = "counter"
    SUPPORT = "support"


class ClientKind(StrEnum):
    """Who the client is."""

    CORPORATE = "corporate"
    SMALL_MICRO = "small_micro"
    PERSONAL = "personal"

    @property
    def is_retail(self) -> bool:
        """Personal and small-micro: classified loan by loan (Order 2023 No. 1, Art. 8)."""
        return self is not ClientKind.CORPORATE


class ParameterStatus(StrEnum):
    """How well a parameter is founded."""

    PUBLISHED = "published"
    PROPOSED = "proposed"
    TO_CONFIRM = "to_confirm"
    SAMPLE = "sample"


class AccountPurpose(StrEnum):
    """What an account is kept for."""

    SETTLEMENT = "settlement"
    REPAYMENT = "repayment"
    SUPERVISED = "supervised"
    DEPOSIT = "deposit"
    INTERNAL = "internal"


class TransactionKind(StrEnum):
    """What an account transaction is."""

    TRANSFER = "transfer"
    CASH = "cash"
    INTEREST = "interest"
    FEE = "fee"
    LOAN_DISBURSEMENT = "loan_disbursement"
    LOAN_REPAYMENT = "loan_repayment"
    PAYROLL = "payroll"
    TAX = "tax"
    UTILITY = "utility"
    CARD = "card"
    RETURNED = "returned"
    SECURITIES = "securities"
    PROPERTY = "property"
    WEALTH = "wealth"
    OTHER = "other"
