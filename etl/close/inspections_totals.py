"""What is due and done per org unit, everything below included, and per member of staff.

A plan belongs to who is responsible now, an inspection to who did it. Counted as done are client inspections of the
window; on time is what was done by its due date, of those that had one.
"""

from __future__ import annotations

from etl.close.step import Step
from schema.domain.inspections import FindingSeverity, InspectionCheck, InspectionKind, Layer
from schema.marts.tables_inspections import COUNTS

PLANNED, MINE = f"layer = '{Layer.CLIENT}'", f"layer = '{Layer.SUPERVISORY}'"
SOON = "days_overdue between -%(inspection_horizon)s and 0"


def _counted(of: str) -> str:
    """Figures of plans and inspections by `org_unit_id` or `staff_id`."""
    return f"""
    select {of}, count(*) filter (where {PLANNED}) as loan_count,
           count(*) filter (where {PLANNED} and {SOON}) as due_count,
           count(*) filter (where {PLANNED} and days_overdue > 0) as overdue_count,
           count(*) filter (where kind = '{InspectionKind.FIRST}' and days_overdue > 0) as first_missed_count,
           count(*) filter (where {MINE} and {SOON}) as supervisory_due_count,
           count(*) filter (where {MINE} and days_overdue > 0) as supervisory_overdue_count,
           0 as done_count, 0 as dated_count, 0 as on_time_count, 0 as no_finding_count, 0 as excess_count,
           0 as repeat_count, 0 as flawed_count, count(*) filter (where staff_id is null) as ownerless_count
    from mart.inspection_plan where as_of = %(as_of)s group by {of}
    union all
    select r.{of}, 0, 0, 0, 0, 0, 0, count(*), count(r.due_date), count(*) filter (where r.done_date <= r.due_date),
           count(*) filter (where r.severity = '{FindingSeverity.NONE}'), coalesce(sum(f.excess), 0),
           coalesce(sum(f.repeated), 0), count(f.client_id), 0
    from mart.inspection_record r
    left join flawed f using (client_id, inspection_code)
    where r.as_of = %(as_of)s and r.{PLANNED} group by r.{of}
    """


FLAWED = f"""
flawed as (
    select client_id, inspection_code,
           count(*) filter (where check_code = '{InspectionCheck.TOO_FREQUENT}') as excess,
           count(*) filter (where check_code = '{InspectionCheck.REPEATED}') as repeated
    from mart.inspection_finding where as_of = %(as_of)s group by client_id, inspection_code
)
"""
NAMES = ", ".join(COUNTS)
SUMS = ", ".join(f"sum({name}) as {name}" for name in COUNTS)
UNITS = f"""
insert into mart.org_unit_inspection (as_of, org_unit_id, {NAMES}, ownerless_count)
with {FLAWED}, cell as ({_counted("org_unit_id")})
select %(as_of)s, c.ancestor_id, {SUMS}, sum(ownerless_count)
from cell join core.org_unit_closure c on c.descendant_id = cell.org_unit_id group by c.ancestor_id
"""
MANAGERS = f"""
insert into mart.manager_inspection (as_of, staff_id, org_unit_id, {NAMES})
with {FLAWED}, cell as ({_counted("staff_id")})
select %(as_of)s, s.staff_id, s.org_unit_id, {SUMS}
from cell join core.staff s using (staff_id) group by s.staff_id, s.org_unit_id
"""
STEP = Step(
    "org_unit_inspection",
    (
        "delete from mart.org_unit_inspection where as_of = %(as_of)s",
        UNITS,
        "delete from mart.manager_inspection where as_of = %(as_of)s",
        MANAGERS,
    ),
)
