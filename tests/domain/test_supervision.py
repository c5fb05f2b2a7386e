"""When an account covers an instalment too little."""

from decimal import Decimal

import pytest

from schema.domain.supervision import CoverLimits, Severity, cover_severity

LIMITS: CoverLimits = {
    Severity.YELLOW: (5, Decimal("1.00")),
    Severity.ORANGE: (3, Decimal("0.50")),
    Severity.RED: (1, Decimal("0.10")),
}


@pytest.mark.parametrize(
    ("cover", "days", "expected"),
    [
        ("1.00", 0, None), ("0.99", 6, None), ("0.99", 5, "yellow"), ("0.00", 4, "yellow"),
        ("0.50", 3, "yellow"), ("0.49", 3, "orange"), ("0.09", 2, "orange"), ("0.10", 1, "orange"),
        ("0.09", 1, "red"), ("0.00", 0, "red"),
    ],
)  # fmt: skip
def test_levels(cover: str, days: int, expected: str | None) -> None:
    assert cover_severity(Decimal(cover), days, LIMITS) == expected


def test_what_is_not_known_has_no_level() -> None:
    assert cover_severity(None, 0, LIMITS) is None
