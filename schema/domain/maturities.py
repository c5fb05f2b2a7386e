"""The maturity ladder: when outstanding principal falls due by its schedule."""

from enum import StrEnum


class MaturityBand(StrEnum):
    """Time from the date to the contractual due date, in calendar months; `months` is the last one included.

    What is overdue comes first. The last two have no end: due after everything else, and what no schedule covers.
    """

    _value_: str
    months: int | None

    OVERDUE = ("overdue", 0)
    UP_TO_1_MONTH = ("up_to_1_month", 1)
    UP_TO_3_MONTHS = ("up_to_3_months", 3)
    UP_TO_6_MONTHS = ("up_to_6_months", 6)
    UP_TO_1_YEAR = ("up_to_1_year", 12)
    UP_TO_3_YEARS = ("up_to_3_years", 36)
    OVER_3_YEARS = ("over_3_years", None)
    WITHOUT_SCHEDULE = ("without_schedule", None)

    def __new__(cls, word: str, months: int | None) -> "MaturityBand":
        """A member is its own word."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.months = months
        return member
