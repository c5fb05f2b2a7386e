"""What the movement of a unit is read from: its book at the last month ends, what moved between them, the terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.domain.movement import Flows
from schema.domain.recovery import Terms
from schema.domain.words import DelinquencyBucket
from schema.marts import closes, movement, portfolio
from schema.marts.movement import Movement
from schema.marts.portfolio import PortfolioSlice
from schema.policy.movement import LEAST_LOANS, LEAST_MONTHS, MOST_MONTHS

MOST_DATES = 13
BUCKET_OF = {each.value: each for each in DelinquencyBucket}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One unit and currency: slices at the month ends and the date, oldest first; movements of the same dates.

    `wider` are the movements by bucket of the topmost unit the person may see, whose name is `wider_name`.
    """

    unit_name: str
    wider_name: str
    history: tuple[PortfolioSlice, ...]
    buckets: tuple[Movement, ...]
    classes: tuple[Movement, ...]
    wider: tuple[Movement, ...]
    terms: Terms | None

    @property
    def now(self) -> PortfolioSlice:
        """The slice of the date asked for."""
        return self.history[-1]

    @property
    def last(self) -> Movement | None:
        """What moved up to the date, by bucket."""
        return self._of_now(self.buckets)

    @property
    def last_by_class(self) -> Movement | None:
        """The same by class."""
        return self._of_now(self.classes)

    def _of_now(self, movements: Sequence[Movement]) -> Movement | None:
        return movements[-1] if movements and movements[-1].as_of == self.now.as_of else None

    @property
    def months(self) -> list[Movement]:
        """Whole months by bucket, oldest first."""
        return whole(self.buckets)

    def wider_months(self) -> list[Flows]:
        """The flows of the topmost unit in the months of `months`; none where it has none."""
        known = {each.as_of: each.flows for each in whole(self.wider)}
        return [known.get(each.as_of, ()) for each in self.months]

    def book(self) -> Mapping[str, Decimal]:
        """Balance by bucket on the date."""
        dates = tuple(one.as_of for one in self.history)
        now = self.now
        rows = answer(portfolio.buckets, org_unit_id=now.org_unit_id, currency=now.currency, dates=dates)
        columns = rows.select("as_of", "bucket", "outstanding_principal_amount").iter_rows()
        return {bucket: amount for on, bucket, amount in columns if on == now.as_of}


def whole(movements: Sequence[Movement]) -> list[Movement]:
    """Those that lead from one month end to the next."""
    return [each for each in movements if each.is_whole_month]


def moved(selection: Selection) -> Moved | None:
    """The movement of a selection; None where it has no loans on the date."""
    if selection.currency is None:
        return None
    unit, top, currency = selection.unit, selection.units[0], selection.currency
    dates = _dates(selection.as_of)
    slices = answer(portfolio.slices, org_unit_ids=(unit.org_unit_id,), currency=currency, dates=dates)
    if not slices or slices[-1].as_of != selection.as_of:
        return None
    own, both = (unit.org_unit_id,), tuple(sorted({unit.org_unit_id, top.org_unit_id}))
    buckets = answer(movement.by_bucket, org_unit_ids=both, currency=currency, dates=dates)
    return Moved(
        unit_name=unit.name,
        wider_name=top.name,
        history=tuple(slices),
        buckets=_of(buckets, unit.org_unit_id),
        classes=tuple(answer(movement.by_class, org_unit_ids=own, currency=currency, dates=dates)),
        wider=_of(buckets, top.org_unit_id),
        terms=_terms(selection.as_of),
    )


def _of(movements: Sequence[Movement], org_unit_id: int) -> tuple[Movement, ...]:
    return tuple(each for each in movements if each.org_unit_id == org_unit_id)


def _dates(as_of: date) -> tuple[date, ...]:
    """The last closed month ends and the date itself, oldest first."""
    known = [each.as_of for each in answer(closes.closed_dates) if each.as_of <= as_of]
    return tuple([on for on in known if on == as_of or movement.is_month_end(on)][:MOST_DATES][::-1])


def _terms(on: date) -> Terms | None:
    """How far the forecast looks back; None where the parameters do not say."""
    numbers = {row.name: row.number for row in answer(closes.parameters_on, on=on) if row.number is not None}
    try:
        most, months, loans = (int(numbers[name]) for name in (MOST_MONTHS, LEAST_MONTHS, LEAST_LOANS))
    except KeyError:
        return None
    return Terms(most_months=most, least_months=months, least_loans=loans)
