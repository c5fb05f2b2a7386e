"""Every inspection done up to the date of clients with a loan on the book: from files, and from accepted cases.

A case counts from the day of the inspection on; its inspector is whoever submitted it. What a case says that is no
date counts for nothing and stops no close.
"""

from etl.close.step import Step
from schema.workflow.inspection import DONE, INSPECTION, SUBMIT, SUPERVISORY

DAY = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
WORDS = "^[a-z_]+$"


def _day(name: str) -> str:
    """A text as a date without ever failing: the 31st of a shorter month is the day after its last ones."""
    said = f"f.detail ->> '{name}'"
    return f"case when {said} ~ '{DAY}' then (left({said}, 8) || '01')::date + (right({said}, 2)::integer - 1) end"


def _among(name: str, words: str, otherwise: str) -> str:
    said = f"f.detail ->> '{name}'"
    return f"case when {said} in ({words}) then {said} else '{otherwise}' end"


CASES = f"""
select f.client_id, 'case-' || f.case_id as inspection_code, f.loan_id, f.case_id,
       case f.workflow when '{SUPERVISORY}' then 'supervisory' else 'client' end as layer,
       case f.workflow when '{SUPERVISORY}' then 'supervisory'
            else {_among("kind", "'first', 'routine', 'special'", "routine")} end as kind,
       coalesce(f.detail ->> 'is_on_site', '') = 'true' as is_on_site, {_day("due_date")} as due_date,
       {_day("done_date")} as done_date, e.actor_staff_id as staff_id,
       case when f.detail ->> 'second_inspector_id' ~ '^[0-9]{{1,9}}$'
            then (f.detail ->> 'second_inspector_id')::integer end as second_staff_id,
       f.detail ->> 'has_leader' = 'true' as has_leader, f.detail ->> 'is_confirmed' = 'true' as is_confirmed,
       f.detail ->> 'is_in_operation' = 'true' as is_in_operation,
       {_among("severity", "'none', 'yellow', 'orange', 'red'", "none")} as severity
from workflow.case_file f
join (
    select distinct on (client_id, case_id) client_id, case_id, actor_staff_id from workflow.event
    where workflow in ('{INSPECTION}', '{SUPERVISORY}') and action = '{SUBMIT}'
    order by client_id, case_id, seq desc
) e using (client_id, case_id)
where f.workflow in ('{INSPECTION}', '{SUPERVISORY}') and f.state = '{DONE}'
"""
ALL = f"""
create temp table inspection_done on commit drop as
with live as (
    select distinct client_id from core.loan_snapshot where as_of = %(as_of)s
), every as (
    select client_id, inspection_code, loan_id, null::bigint as case_id, layer, kind, is_on_site, due_date, done_date,
           inspector_id as staff_id, second_inspector_id as second_staff_id, has_leader, is_confirmed,
           is_in_operation, severity
    from core.inspection where done_date <= %(as_of)s
    union all
    select * from ({CASES}) c where done_date <= %(as_of)s
)
select e.* from every e join live using (client_id)
"""
# Before the records begin nobody can say what was done; without any they begin with the date itself.
START = """
create temp table inspection_start on commit drop as
select least(
    coalesce((select min(done_date) from core.inspection), %(as_of)s),
    coalesce((select min(done_date) from inspection_done), %(as_of)s), %(as_of)s
) as since_date
"""
LAST = """
create temp table inspection_last on commit drop as
select client_id, loan_id, layer, max(done_date) as done_date, bool_or(is_in_operation) as is_in_operation
from inspection_done group by client_id, loan_id, layer
"""
STEP = Step(
    "inspections done",
    (ALL, "analyze inspection_done", START, LAST, "analyze inspection_last"),
    counted="inspection_done",
)
