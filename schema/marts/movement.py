"""How the book of a unit moved, close by close; shares are computed from these rows and divided last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Table, select

from schema.domain.movement import Flow
from schema.marts.tables_movement import org_unit_bucket_movement, org_unit_class_movement


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One unit with everything below it, in one currency: what moved since `compared_as_of`."""

    as_of: date
    org_unit_id: int
    compared_as_of: date
    flows: tuple[Flow, ...]

    @property
    def is_whole_month(self) -> bool:
        """Whether it leads from one month end to the next: only such months may be compared and added up."""
        return is_month_end(self.as_of) and self.compared_as_of == self.as_of.replace(day=1) - timedelta(days=1)


def is_month_end(on: date) -> bool:
    """Whether the day after begins a month."""
    return (on + timedelta(days=1)).day == 1


def by_bucket(
    connection: Connection, *, org_unit_ids: Sequence[int], currency: str, dates: Sequence[date]
) -> list[Movement]:
    """Movements between buckets, oldest first; dates without an earlier close and units without loans are left out."""
    return _movements(connection, org_unit_bucket_movement, "bucket", org_unit_ids, currency, dates)


def by_class(
    connection: Connection, *, org_unit_ids: Sequence[int], currency: str, dates: Sequence[date]
) -> list[Movement]:
    """The same between classes."""
    return _movements(connection, org_unit_class_movement, "class", org_unit_ids, currency, dates)


def _movements(
    connection: Connection, table: Table, state: str, units: Sequence[int], currency: str, dates: Sequence[date]
) -> list[Movement]:
    mart = table.c
    amounts = (mart.loan_count, mart.opening_amount, mart.closing_amount, mart.retained_amount)
    states = (mart[f"from_{state}"].label("from_state"), mart[f"to_{state}"].label("to_state"))
    statement = (
        select(mart.as_of, mart.org_unit_id, mart.compared_as_of, *states, *amounts)
        .where(mart.as_of.in_(dates), mart.org_unit_id.in_(units), mart.currency == currency)
        .order_by(mart.as_of, mart.org_unit_id, *states)
    )
    found: dict[tuple[date, int, date], list[Flow]] = defaultdict(list)
    for row in connection.execute(statement):
        as_of, unit, compared, *flow = row
        found[as_of, unit, compared].append(Flow(**dict(zip(FLOW, flow, strict=True))))
    return [
        Movement(as_of=as_of, org_unit_id=unit, compared_as_of=compared, flows=tuple(flows))
        for (as_of, unit, compared), flows in found.items()
    ]


FLOW = ("from_state", "to_state", "loan_count", "opening_amount", "closing_amount", "retained_amount")
