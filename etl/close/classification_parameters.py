"""What the steps of classes, stages and expected losses bind."""

from __future__ import annotations

from typing import Any

from schema.policy import Policy
from schema.policy.quality import LOSSES, PROBABILITIES

COUNTS = ("technical_grace", "observation_months", "observation_periods", "upgrade_months", "upgrade_periods")
LIMITS = ("all_banks_limit", "doubtful_expected_loss", "loss_expected_loss")


def bound(policy: Policy) -> dict[str, Any]:
    """The parameters by the name the SQL gives them: `default_probability_d1_30`, `stage_2_days`."""
    return {
        **{name: int(policy.number(name)) for name in COUNTS},
        **{name: policy.number(name) for name in LIMITS},
        "npl_exit_needs_case": policy.number("npl_exit_needs_case") > 0,
        **{f"stage_{stage}_days": int(policy.number("stage_days", stage)) for stage in ("2", "3")},
        **{f"default_probability_{each}": policy.number("default_probability", each) for each in PROBABILITIES},
        **{f"loss_given_default_{each}": policy.number("loss_given_default", each) for each in LOSSES},
    }
