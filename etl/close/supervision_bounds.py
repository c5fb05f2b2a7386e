"""What the steps of account supervision bind: windows, amounts and the levels of every check."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schema.domain.supervision import Severity
from schema.policy import Policy
from schema.policy.supervision import ENTRUSTED_THRESHOLDS

SHARES = ("prohibited_share", "round_trip_share", "outside_payee_share", "cash_share", "related_party_share")
DAYS = ("fund_use_followed", "round_trip_window", "split_window")


def bound(policy: Policy) -> dict[str, Any]:
    """The parameters by the name the SQL gives them: `cash_share_red`, `entrusted_personal`, `fund_use_first`.

    `fund_use_first` is the first day whose disbursements and movements are looked at; nothing before it is read.
    """
    window = int(policy.number("fund_use_window"))
    return {
        "fund_use_first": policy.on - timedelta(days=window - 1),
        "inflow_first": policy.on - timedelta(days=364),
        "inflow_recent": policy.on - timedelta(days=90),
        "balance_first": policy.on - timedelta(days=30),
        **{name: int(policy.number(name)) for name in DAYS},
        "split_before": f"{int(policy.number('split_window')) - 1} days",
        "round_trip_least": 1 - policy.number("round_trip_tolerance"),
        "round_trip_most": 1 + policy.number("round_trip_tolerance"),
        "split_payments": policy.number("split_payments"),
        "shared_payee_share": policy.number("shared_payee_share"),
        **{f"{name}_{level}": policy.number(name, level) for name in SHARES for level in levels_of(name)},
        **{f"shared_payee_{level}": policy.number("shared_payee", level) for level in Severity},
        "cover_limits": {
            level: (int(policy.number("cover_days", level)), policy.number("cover_ratio", level)) for level in Severity
        },
        **{f"entrusted_{kind}": policy.number("entrusted_threshold", kind) for kind in ENTRUSTED_THRESHOLDS},
    }


def levels_of(name: str) -> tuple[Severity, ...]:
    """The levels of a check, gravest first; a round trip has no yellow."""
    return (Severity.RED, Severity.ORANGE) if name == "round_trip_share" else tuple(Severity)[::-1]


def level_of(value: str, name: str) -> str:
    """The level that a value of SQL reaches; null below all of them."""
    cases = " ".join(f"when {value} >= %({name}_{level})s then '{level}'" for level in levels_of(name))
    return f"case {cases} end"
