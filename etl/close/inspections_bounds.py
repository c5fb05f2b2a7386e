"""What the steps of inspections bind: the frequency matrix, the hard numbers and the days they look back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from schema.domain.inspections import PolicyCase
from schema.policy import Policy
from schema.policy.inspections import BANDS, FIRST, FIRSTS, INTERVAL, SAMPLE, SUPERVISORY

COLUMNS = (*BANDS, SUPERVISORY)
DAYS = ("arrears", "special", "repeat", "window", "horizon", "persons")


def bound(policy: Policy) -> dict[str, Any]:
    """The parameters by the name the SQL gives them: `interval_normal_large`, `inspection_window_first`."""
    on = policy.on
    window, events = int(policy.number("inspection_window")), int(policy.number("inspection_events"))
    return {
        **{f"{INTERVAL}_{case}_{name}": int(policy.number(INTERVAL, f"{case}/{name}"))
           for case in PolicyCase for name in COLUMNS},
        **{f"{SAMPLE}_{case}": policy.number(SAMPLE, case) for case in PolicyCase},
        **{f"{FIRST}_{kind}": int(policy.number(FIRST, kind)) for kind in FIRSTS},
        **{f"inspection_{name}": int(policy.number(f"inspection_{name}")) for name in DAYS},
        "inspection_large": policy.number("inspection_exposure", "large"),
        "inspection_middle": policy.number("inspection_exposure", "middle"),
        "inspection_leader": policy.number("inspection_leader"),
        "inspection_similarity": policy.number("inspection_similarity"),
        "inspection_first_day": on - timedelta(days=window - 1),
        "inspection_events_from": on - timedelta(days=events - 1),
        "inspection_built_before": on - timedelta(days=int(policy.number("inspection_construction"))),
        "inspection_half": date(on.year, 1 if on.month < 7 else 7, 1),
    }  # fmt: skip


def interval_of(case: str, column: str) -> str:
    """The days between two inspections for SQL values of case and column (a band, or the supervisory layer)."""
    tests = " ".join(
        f"when '{each}/{name}' then %({INTERVAL}_{each}_{name})s" for each in PolicyCase for name in COLUMNS
    )
    return f"case {case} || '/' || {column} {tests} end"


def sample_of(case: str) -> str:
    """The share of loans the supervisory layer looks at."""
    tests = " ".join(f"when '{each}' then %({SAMPLE}_{each})s" for each in PolicyCase)
    return f"case {case} {tests} end"


def first_of(kind: str) -> str:
    """Days after disbursement within which a loan of that kind is first inspected; null where none is asked for."""
    tests = " ".join(f"when '{each}' then %({FIRST}_{each})s" for each in FIRSTS)
    return f"case {kind} {tests} end"
