"""How long a restructured loan is observed, and when a non-performing one may be proposed for an upgrade.

Source: CBIRC/PBoC Order 2023 No. 1, Chapter 3 (restructured assets) and Art. 14 (upgrade). Both wait for a number of
months or of repayment periods, whichever is longer. The reference for the close.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schema.domain.schedule import add_months
from schema.domain.words import RiskClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many months, or so many repayment periods of `period_months`, whichever is longer."""

    months: int
    periods: int
    period_months: int

    def end(self, start: date) -> date:
        """The last day of the wait that begins on `start`."""
        return add_months(start, max(self.months, self.periods * self.period_months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One due date of a loan, and whether what fell due was missing at the end of that day."""

    due_date: date
    is_missed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The observation of a restructured loan: up to and on `end_date`; `is_repeated`: restructured again inside it."""

    end_date: date
    is_repeated: bool

    def floor(self, as_of: date) -> RiskClass:
        """The least class on a date; normal once it is over."""
        if as_of > self.end_date:
            return RiskClass.NORMAL
        return RiskClass.SUBSTANDARD if self.is_repeated else RiskClass.SPECIAL_MENTION


def observe(restructured: Iterable[date], dues: Iterable[Due], *, waiting: Waiting, as_of: date) -> Observation | None:
    """The last observation that began up to and on `as_of`; None for a loan that was never restructured.

    The clock runs from the first due date after the change, from the change itself where none follows. A missed
    payment inside starts it again from the next due date; a second restructuring inside does so, too. What is missed
    before or after an observation does not count. `dues` reach beyond `as_of`: they say when the next one is.
    """
    known = sorted(dues, key=lambda each: each.due_date)
    events = [(day, True) for day in restructured if day <= as_of]
    events += [(each.due_date, False) for each in known if each.is_missed and each.due_date < as_of]
    found: Observation | None = None
    for day, is_change in sorted(events, key=lambda event: (event[0], event[1])):
        is_inside = found is not None and day <= found.end_date
        if is_inside or is_change:
            start = next((each.due_date for each in known if each.due_date > day), day)
            repeated = found is not None and is_inside and (is_change or found.is_repeated)
            found = Observation(end_date=waiting.end(start), is_repeated=repeated)
    return found


def upgrade_from(*, cleared_date: date | None, npl_since: date, waiting: Waiting) -> date:
    """The first day on which an upgrade may be proposed, if everything goes on being paid.

    The wait begins when the last arrears were cleared and the loan was non-performing, whichever came later;
    `cleared_date` is None where nothing was ever missed.
    """
    return waiting.end(max(cleared_date or npl_since, npl_since))
