"""How the figures of the movement come about."""

from __future__ import annotations

from dashboard.language import N_

CORE_INDICATORS = N_("Return 1104, risk migration; to be confirmed")
OURS = N_("Proposed; no rule names it")
DEFINITIONS = (
    (
        N_("Movement of loans"),
        N_(
            "Each loan at the last closed month end before the date against the date; a loan counts at the unit it "
            "has now, one that was closed at the unit it had"
        ),
        None,
    ),
    (
        N_("Migration matrix"),
        N_(
            "Of the opening balance (or number) of each state, the share in each state now. Closed loans have left "
            "the book; new loans are shared out by closing balance"
        ),
        None,
    ),
    (
        N_("Outlook of a year"),
        N_(
            "The balances that moved between the classes in the last months added up, as a matrix applied twelve "
            "times; loss and closed are never left again, new loans do not count"
        ),
        OURS,
    ),
    (
        N_("Roll rate"),
        N_("Opening balance of a bucket that stands in the next worse bucket now ÷ opening balance of the bucket"),
        N_("OCC, roll-rate analysis"),
    ),
    (
        N_("Cure rate"),
        N_("Opening balance of an overdue bucket that is up to date now ÷ opening balance of the bucket"),
        OURS,
    ),
    (
        N_("Migration rate, normal"),
        N_(
            "Of the loans that were normal: what is in a worse class now ÷ all that is left of them, both without "
            "what was repaid in the period"
        ),
        CORE_INDICATORS,
    ),
    (
        N_("Migration rate, special mention"),
        N_(
            "Of the loans that were special mention: what is non-performing now ÷ all that is left of them, both "
            "without what was repaid in the period"
        ),
        CORE_INDICATORS,
    ),
    (
        N_("Migration rate, both"),
        N_(
            "Of the loans that were normal or special mention: what is non-performing now ÷ all that is left of "
            "them, both without what was repaid in the period"
        ),
        CORE_INDICATORS,
    ),
    (
        N_("Formation"),
        N_(
            "Opening + got worse + improved + new − cured − became non-performing − closed − paid down = closing. "
            "What came in counts with its closing balance, what left with its opening balance"
        ),
        None,
    ),
    (
        N_("Over 90 days ÷ NPL"),
        N_("Balance of loans more than 90 days past due ÷ non-performing loans; at most 100 %"),
        N_("Supervisory practice, to be confirmed"),
    ),
    (
        N_("Next month"),
        N_(
            "The rate over the last months added up, not averaged; its past error is the mean distance of the last "
            "three such forecasts from what happened, in percentage points"
        ),
        OURS,
    ),
    (
        N_("Expected recoveries"),
        N_(
            "Balance of today's overdue loans that will not be overdue any more: up to date, repaid or paid down. "
            "It is a balance, not cash. Per bucket, what stayed overdue in the last months added up, applied month "
            "after month; lowest and highest as if the worst or the best single month repeated itself"
        ),
        OURS,
    ),
)
