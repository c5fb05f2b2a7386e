"""Later closes that compare themselves with this one must be closed again when what they compared with has changed."""

from etl.close.step import Step
from schema.domain.movement import NEW


def reason(date: str) -> str:
    """Why a date must be closed again."""
    return f"the close of {date}, with which it is compared, is new or has changed"


# Totals of the topmost units: a loan that changed units opens at the unit it has now, below them nothing compares.
CHANGED = f"""
with root as (
    select u.org_unit_id from core.org_unit u
    where not exists (select from core.org_unit_closure o where o.descendant_id = u.org_unit_id and o.depth > 0)
), dependent as (
    select as_of from mart.movement_basis where compared_as_of = %(as_of)s
), now as (
    select currency, bucket as state, sum(loan_count) as loan_count, sum(outstanding_principal_amount) as amount
    from mart.org_unit_bucket join root using (org_unit_id) where as_of = %(as_of)s group by 1, 2
    union all
    select currency, risk_class, sum(loan_count), sum(outstanding_principal_amount)
    from mart.org_unit_class join root using (org_unit_id) where as_of = %(as_of)s group by 1, 2
), opened as (
    select m.as_of, currency, from_bucket as state, sum(loan_count) as loan_count, sum(opening_amount) as amount
    from mart.org_unit_bucket_movement m join dependent using (as_of) join root using (org_unit_id)
    where from_bucket <> '{NEW}' group by 1, 2, 3
    union all
    select m.as_of, currency, from_class, sum(loan_count), sum(opening_amount)
    from mart.org_unit_class_movement m join dependent using (as_of) join root using (org_unit_id)
    where from_class <> '{NEW}' group by 1, 2, 3
), differing as (
    (select d.as_of, n.* from dependent d cross join now n except all select * from opened)
    union all
    (select * from opened except all select d.as_of, n.* from dependent d cross join now n)
)
"""
MARK = f"""
{CHANGED}
update ops.closed_date c
set is_stale = true, stale_reason = replace('{reason("$date")}', '$date', %(as_of)s::date::text)
from mart.movement_basis m
where m.as_of = c.as_of and not c.is_stale and m.as_of > %(as_of)s and extract(day from %(as_of)s::date + 1) = 1
  and (coalesce(m.compared_as_of < %(as_of)s, true) or m.as_of in (select as_of from differing))
"""

STEP = Step("movement_stale", (MARK,))
