"""Account supervision (账户监管) of a date: where new loans went, what the checks find, what comes back through us."""

from etl.close import (
    supervision_accounts,
    supervision_dues,
    supervision_findings,
    supervision_follow,
    supervision_units,
)

STEPS = (
    supervision_follow.STEP,
    supervision_findings.STEP,
    supervision_accounts.ACCOUNT_STEP,
    supervision_accounts.ROUTING_STEP,
    supervision_dues.STEP,
    supervision_units.STEP,
)
