"""The words of account supervision: destinations of money, checks, levels, and why a draw could not be followed."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.language import N_
from schema.domain.supervision import Destination, FollowState, FundUseCheck, Severity

DESTINATIONS: Mapping[str, str] = {
    Destination.ENTRUSTED: N_("Entrusted payment"),
    Destination.SELF_PAYMENT: N_("Paid by the borrower to a payee of the contract"),
    Destination.UNNAMED_PAYEE: N_("Payees, the contract names none"),
    Destination.OUTSIDE_PAYEE: N_("Payees outside the contract"),
    Destination.PROHIBITED: N_("Securities, wealth products, property"),
    Destination.RELATED_PARTY: N_("Related parties"),
    Destination.CASH: N_("Cash"),
    Destination.OPERATING: N_("Wages, taxes, bills, cards"),
    Destination.LOAN_REPAYMENT: N_("Repayment of loans"),
    Destination.OTHER: N_("Own accounts elsewhere"),
    Destination.ON_ACCOUNT: N_("Still on the account"),
}
CHECKS: Mapping[str, str] = {
    FundUseCheck.PROHIBITED_USE: N_("Prohibited use"),
    FundUseCheck.ROUND_TRIP: N_("Round trip"),
    FundUseCheck.OUTSIDE_PAYEE: N_("Payee outside the contract"),
    FundUseCheck.ENTRUSTED_OMITTED: N_("Entrusted payment left out"),
    FundUseCheck.SPLIT_PAYMENT: N_("Split payment"),
    FundUseCheck.SHARED_PAYEE: N_("Shared payee"),
    FundUseCheck.CASH_WITHDRAWAL: N_("Cash withdrawn"),
    FundUseCheck.RELATED_PARTY: N_("Paid to related parties"),
}
LEVELS: Mapping[str, str] = {
    Severity.RED: N_("Red"),
    Severity.ORANGE: N_("Orange"),
    Severity.YELLOW: N_("Yellow"),
}
STATES: Mapping[str, str] = {
    FollowState.NO_MOVEMENTS: N_("No movement of any account of the client was delivered."),
    FollowState.NO_CREDIT: N_("None of the movements delivered pays the loan out."),
}
