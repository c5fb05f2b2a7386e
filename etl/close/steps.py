"""The steps of a close in their order; each may use the temp tables of those before it."""

from etl.close import (
    allocation,
    classification,
    findings,
    lists,
    live,
    movement,
    movement_stale,
    portfolio,
    position,
    reconciliation,
    sales,
    schedule,
    snapshot,
)

STEPS = (
    schedule.STEP,
    live.STEP,
    allocation.STEP,
    position.STEP,
    classification.STEP,
    snapshot.STEP,
    portfolio.CLASS_STEP,
    portfolio.BUCKET_STEP,
    portfolio.KIND_STEP,
    portfolio.PORTFOLIO_STEP,
    movement.BUCKET_STEP,
    movement.CLASS_STEP,
    movement_stale.STEP,
    lists.OVERDUE_STEP,
    sales.STEP,
    lists.DIFFERENCE_STEP,
    reconciliation.STEP,
    findings.STEP,
)
