"""Read models of how balances move from one close to the next.

A close is compared, loan by loan, with the last closed month end before it (`compared_as_of`). A loan counts at the
org unit it has now, one that is gone at the unit it had. States are buckets or classes, and `new` and `closed`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.sql.schema import Column

from schema.marts.tables import mart
from schema.tables.base import count, day, money, text, whole


def _moves(state: str) -> tuple[Column[Any], ...]:
    """From one state to another: `retained_amount` is what is left of the opening balance, loan by loan."""
    return (
        day("as_of", nullable=False),
        whole("org_unit_id", nullable=False),
        text("currency", nullable=False),
        text(f"from_{state}", nullable=False),
        text(f"to_{state}", nullable=False),
        day("compared_as_of", nullable=False),
        count("loan_count", nullable=False),
        money("opening_amount", nullable=False),
        money("closing_amount", nullable=False),
        money("retained_amount", nullable=False),
    )


org_unit_bucket_movement = mart(
    "org_unit_bucket_movement",
    *_moves("bucket"),
    grain=("as_of", "org_unit_id", "currency", "from_bucket", "to_bucket"),
)
org_unit_class_movement = mart(
    "org_unit_class_movement",
    *_moves("class"),
    grain=("as_of", "org_unit_id", "currency", "from_class", "to_class"),
)
movement_basis = mart(
    "movement_basis",
    day("as_of", nullable=False),
    day("compared_as_of"),
    grain=("as_of",),
)
