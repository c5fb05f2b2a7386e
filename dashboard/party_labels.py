"""Words for what the bank writes about clients, their loans and its staff, in English as message ids."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_
from schema.domain.words import AccountPurpose, ClientKind, PaymentMode, ScheduleType, StaffRole

ROLES: Mapping[str, str] = {
    StaffRole.CLIENT_MANAGER.value: N_("Client manager"),
    StaffRole.CO_MANAGER.value: N_("Co-manager"),
    StaffRole.RISK_MANAGER.value: N_("Risk manager"),
    StaffRole.APPROVER.value: N_("Approver"),
    StaffRole.MARKET_MANAGER.value: N_("Market manager"),
    StaffRole.BRANCH_HEAD.value: N_("Branch head"),
    StaffRole.ACCOUNTANT.value: N_("Accountant"),
    StaffRole.AUDITOR.value: N_("Auditor"),
    StaffRole.COUNTER.value: N_("Counter"),
    StaffRole.SUPPORT.value: N_("Support"),
}
LINES: Mapping[str, str] = {"corporate": N_("Corporate banking"), "retail": N_("Retail banking")}
CLIENT_KINDS: Mapping[str, str] = {
    ClientKind.CORPORATE.value: N_("Corporate client"),
    ClientKind.SMALL_MICRO.value: N_("Small or micro enterprise"),
    ClientKind.PERSONAL.value: N_("Personal client"),
}
INDUSTRIES: Mapping[str, str] = {
    "agriculture": N_("Agriculture"),
    "chemicals": N_("Chemicals"),
    "construction": N_("Construction"),
    "healthcare": N_("Healthcare"),
    "hospitality": N_("Hospitality"),
    "machinery": N_("Machinery"),
    "manufacturing": N_("Manufacturing"),
    "software": N_("Software"),
    "textile": N_("Textiles"),
    "trade": N_("Trade"),
    "transport": N_("Transport"),
    "wholesale": N_("Wholesale"),
}
OWNERSHIPS: Mapping[str, str] = {
    "state": N_("State-owned"),
    "private": N_("Privately owned"),
    "foreign": N_("Foreign-owned"),
    "collective": N_("Collectively owned"),
}
SEGMENTS: Mapping[str, str] = {"key account": N_("Key account"), "ordinary": N_("Ordinary client")}
RELATIONS: Mapping[str, str] = {
    "parent": N_("parent company"),
    "subsidiary": N_("subsidiary"),
    "related": N_("related party"),
}
SCHEDULES: Mapping[str, str] = {
    ScheduleType.EQUAL_INSTALMENT.value: N_("Equal instalments"),
    ScheduleType.EQUAL_PRINCIPAL.value: N_("Equal parts of principal"),
    ScheduleType.INTEREST_FIRST.value: N_("Interest first, principal at maturity"),
    ScheduleType.BULLET.value: N_("Everything at maturity"),
    ScheduleType.DELIVERED.value: N_("As delivered by the bank's own system"),
}
PAYMENT_MODES: Mapping[str, str] = {
    PaymentMode.ENTRUSTED.value: N_("Entrusted payment to the supplier"),
    PaymentMode.SELF.value: N_("Paid out to the borrower"),
}
COLLATERAL_KINDS: Mapping[str, str] = {
    "real_estate": N_("Real estate"),
    "equipment": N_("Equipment"),
    "inventory": N_("Inventory"),
    "receivables": N_("Receivables"),
    "deposit": N_("Deposit"),
    "securities": N_("Securities"),
    "other": N_("Other"),
}
ACCOUNT_PURPOSES: Mapping[str, str] = {
    AccountPurpose.SETTLEMENT.value: N_("Settlement account"),
    AccountPurpose.REPAYMENT.value: N_("Repayment account"),
    AccountPurpose.SUPERVISED.value: N_("Supervised account"),
    AccountPurpose.DEPOSIT.value: N_("Deposit account"),
    AccountPurpose.INTERNAL.value: N_("Internal account"),
}
EVENTS: Mapping[str, str] = {
    "litigation": N_("Litigation"),
    "enforcement": N_("Enforcement"),
    "rating": N_("Change of rating"),
    "tax": N_("Tax arrears"),
    "freeze": N_("Assets frozen"),
    "control_change": N_("Change of control"),
    "news": N_("News"),
}
RESTRUCTURINGS: Mapping[str, str] = {
    "extension": N_("Extension"),
    "rate_cut": N_("Rate cut"),
    "refinancing": N_("Refinancing"),
    "other": N_("Changed terms"),
}
