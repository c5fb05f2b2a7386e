"""Questions about inspections: what is due, what was found wrong, what it burdens, and one loan's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    Select,
    and_,
    func,
    select,
)

from schema.domain.inspections import FindingSeverity, InspectionCheck, InspectionKind, Layer
from schema.domain.money import Ratio
from schema.marts.tables_inspections import (
    COUNTS,
    inspection_finding,
    inspection_plan,
    inspection_record,
    org_unit_inspection,
)
from schema.tables.lending import loan
from schema.tables.organisation import org_unit_closure, staff
from schema.tables.party import client

MOST = 300


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How inspections stand: client plans due within the horizon, overdue, first ones missed; done in the window."""

    loan_count: int
    due_count: int
    overdue_count: int
    first_missed_count: int
    supervisory_due_count: int
    supervisory_overdue_count: int
    done_count: int
    dated_count: int
    on_time_count: int
    no_finding_count: int
    excess_count: int
    repeat_count: int
    flawed_count: int
    ownerless_count: int = 0

    @property
    def overdue(self) -> Ratio:
        """Loans whose inspection is overdue, of all that are to be inspected."""
        return Ratio(Decimal(self.overdue_count), Decimal(self.loan_count))

    @property
    def on_time(self) -> Ratio:
        """Done by its due date, of those that had one."""
        return Ratio(Decimal(self.on_time_count), Decimal(self.dated_count))

    @property
    def no_finding(self) -> Ratio:
        """Inspections that found nothing."""
        return Ratio(Decimal(self.no_finding_count), Decimal(self.done_count))


@dataclass(frozen=True, kw_only=True)
class PlanItem:
    """One loan's inspection that is due: why, by when, and what is known of it."""

    client_id: int
    loan_id: int
    layer: str
    org_unit_id: int
    client_code: str
    client_name: str
    client_kind: str
    loan_code: str
    loan_kind: str
    currency: str
    kind: str
    policy_case: str
    band: str
    interval_days: int
    last_done_date: date | None
    due_date: date
    days_overdue: int
    triggers: tuple[str, ...]
    staff_id: int | None
    staff_name: str | None
    risk_class: str
    principal_amount: Decimal
    outstanding_principal_amount: Decimal
    exposure_amount: Decimal


def unit_counts(connection: Connection, *, org_unit_id: int, as_of: date) -> Counts | None:
    """The figures of a unit with everything below it; None where the date has none."""
    columns = org_unit_inspection.c
    wanted = [columns[name] for name in (*COUNTS, "ownerless_count")]
    row = connection.execute(select(*wanted).where(columns.as_of == as_of, columns.org_unit_id == org_unit_id)).first()
    return Counts(**row._mapping) if row else None


def on_time_course(connection: Connection, *, org_unit_id: int, until: date, most: int = 13) -> list[Counts]:
    """The figures of a unit at the last closes up to a date, oldest first."""
    columns = org_unit_inspection.c
    wanted = [columns[name] for name in (*COUNTS, "ownerless_count")]
    statement = (
        select(*wanted)
        .where(columns.org_unit_id == org_unit_id, columns.as_of <= until)
        .order_by(columns.as_of.desc())
        .limit(most)
    )
    return [Counts(**row._mapping) for row in connection.execute(statement)][::-1]


def own_counts(connection: Connection, *, staff_id: int, as_of: date, horizon: int) -> Counts:
    """The figures of one person, from the plans and inspections he may see."""
    plan = connection.execute(_planned(staff_id, as_of, horizon)).one()
    done = connection.execute(_done(staff_id, as_of)).one()
    return Counts(**plan._mapping, **done._mapping)


def _planned(staff_id: int, as_of: date, horizon: int) -> Select[Any]:
    columns = inspection_plan.c
    of_client, late = columns.layer == Layer.CLIENT, columns.days_overdue > 0
    soon = columns.days_overdue.between(-horizon, 0)
    first = columns.kind == InspectionKind.FIRST
    return select(
        _counted("loan_count", of_client),
        _counted("due_count", and_(of_client, soon)),
        _counted("overdue_count", and_(of_client, late)),
        _counted("first_missed_count", and_(first, late)),
        _counted("supervisory_due_count", and_(~of_client, soon)),
        _counted("supervisory_overdue_count", and_(~of_client, late)),
    ).where(columns.as_of == as_of, columns.staff_id == staff_id)


def _done(staff_id: int, as_of: date) -> Select[Any]:
    columns, found = inspection_record.c, _flaws(as_of)
    return (
        select(
            func.count().label("done_count"),
            _counted("dated_count", columns.due_date.is_not(None)),
            _counted("on_time_count", columns.done_date <= columns.due_date),
            _counted("no_finding_count", columns.severity == FindingSeverity.NONE),
            func.coalesce(func.sum(found.c.excess), 0).label("excess_count"),
            func.coalesce(func.sum(found.c.repeated), 0).label("repeat_count"),
            func.count(found.c.client_id).label("flawed_count"),
        )
        .select_from(inspection_record.outerjoin(found, _same_inspection(found)))
        .where(columns.as_of == as_of, columns.staff_id == staff_id, columns.layer == Layer.CLIENT)
    )


def _flaws(as_of: date) -> Any:
    columns = inspection_finding.c
    return (
        select(
            columns.client_id,
            columns.inspection_code,
            _counted("excess", columns.check_code == InspectionCheck.TOO_FREQUENT),
            _counted("repeated", columns.check_code == InspectionCheck.REPEATED),
        )
        .where(columns.as_of == as_of)
        .group_by(columns.client_id, columns.inspection_code)
        .subquery()
    )


def _same_inspection(found: Any) -> Any:
    columns = inspection_record.c
    return and_(columns.client_id == found.c.client_id, columns.inspection_code == found.c.inspection_code)


def _counted(name: str, condition: Any) -> Any:
    return func.count().filter(condition).label(name)


def board(
    connection: Connection,
    *,
    org_unit_id: int,
    as_of: date,
    layer: str,
    horizon: int,
    staff_id: int | None = None,
    most: int = MOST,
) -> list[PlanItem]:
    """What is overdue or due within the horizon in a unit, or of one person in it; the longest overdue first."""
    columns = inspection_plan.c
    wanted = [columns.as_of == as_of, columns.layer == layer, columns.days_overdue >= -horizon]
    wanted.append(columns.org_unit_id.in_(_below(org_unit_id)))
    if staff_id is not None:
        wanted.append(columns.staff_id == staff_id)
    order = (columns.days_overdue.desc(), columns.exposure_amount.desc(), columns.loan_id)
    return [_item(row) for row in connection.execute(_items().where(*wanted).order_by(*order).limit(most))]


def item(connection: Connection, *, client_id: int, loan_id: int, layer: str, as_of: date) -> PlanItem | None:
    """What is planned for one loan in a layer; None when nothing is, or it is not to be seen."""
    columns = inspection_plan.c
    wanted = (columns.client_id == client_id, columns.loan_id == loan_id, columns.layer == layer)
    row = connection.execute(_items().where(columns.as_of == as_of, *wanted)).first()
    return _item(row) if row else None


def item_of_code(connection: Connection, *, loan_code: str, layer: str, as_of: date) -> PlanItem | None:
    """The same by the code of the loan."""
    columns = inspection_plan.c
    wanted = (loan.c.loan_code == loan_code, columns.layer == layer, columns.as_of == as_of)
    row = connection.execute(_items().where(*wanted)).first()
    return _item(row) if row else None


def _items() -> Select[Any]:
    own = [name for name in PlanItem.__dataclass_fields__ if name in inspection_plan.c]
    return select(
        *(inspection_plan.c[name] for name in own),
        client.c.client_code,
        client.c.name.label("client_name"),
        client.c.kind.label("client_kind"),
        loan.c.loan_code,
        loan.c.principal_amount,
        staff.c.name.label("staff_name"),
    ).select_from(
        inspection_plan.join(client, client.c.client_id == inspection_plan.c.client_id)
        .join(loan, and_(loan.c.client_id == inspection_plan.c.client_id, loan.c.loan_id == inspection_plan.c.loan_id))
        .outerjoin(staff, staff.c.staff_id == inspection_plan.c.staff_id)
    )


def _item(row: Row[Any]) -> PlanItem:
    return PlanItem(**{**row._mapping, "triggers": tuple(row.triggers)})


def _below(org_unit_id: int) -> Any:
    return select(org_unit_closure.c.descendant_id).where(org_unit_closure.c.ancestor_id == org_unit_id)
