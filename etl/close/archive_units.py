"""The post-loan file per org unit, its whole subtree included: completeness, documents, and who owns which duty."""

from etl.close.step import Step
from schema.domain.archive import Duty
from schema.domain.words import StaffRole

BY_STEP = """
insert into mart.org_unit_archive_step (as_of, org_unit_id, step, needed_count, present_count, complete_count)
with cells as (
    select org_unit_id, step, count(*) as needed, count(*) filter (where not is_missing) as present,
           count(*) filter (where not (is_missing or is_unsigned or is_unregistered)) as complete
    from archive_item group by org_unit_id, step
)
select %(as_of)s, o.ancestor_id, c.step, sum(c.needed), sum(c.present), sum(c.complete)
from cells c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.step
"""
BY_UNIT = """
insert into mart.org_unit_archive
    (as_of, org_unit_id, loan_count, gap_loan_count, needed_count, complete_count, document_count, unsigned_count,
     unregistered_count, electronic_count)
with loans as (
    select org_unit_id, client_id, loan_id, count(*) as needed,
           count(*) filter (where not (is_missing or is_unsigned or is_unregistered)) as complete
    from archive_item group by org_unit_id, client_id, loan_id
), cells as (
    select org_unit_id, count(*) as loans, count(*) filter (where complete < needed) as gaps, sum(needed) as needed,
           sum(complete) as complete, 0 as papers, 0 as unsigned, 0 as unregistered, 0 as electronic
    from loans group by org_unit_id
    union all
    select org_unit_id, 0, 0, 0, 0, count(*), count(*) filter (where is_unsigned),
           count(*) filter (where is_unregistered), count(*) filter (where is_electronic)
    from archive_paper group by org_unit_id
)
select %(as_of)s, o.ancestor_id, sum(c.loans), sum(c.gaps), sum(c.needed), sum(c.complete), sum(c.papers),
       sum(c.unsigned), sum(c.unregistered), sum(c.electronic)
from cells c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id
"""
# A duty of a person stands in an assignment, of the client or of the loan; one of a department in a post above.
POSTS = {
    Duty.CLASSIFIES: StaffRole.RISK_MANAGER,
    Duty.SUPERVISES_ACCOUNTS: StaffRole.ACCOUNTANT,
    Duty.AUDITS: StaffRole.AUDITOR,
}
PERSONS = {Duty.IMPLEMENTS: StaffRole.CLIENT_MANAGER, Duty.MONITORS: StaffRole.RISK_MANAGER}
HOLDS = "valid_from <= %(as_of)s and coalesce(valid_to, 'infinity') >= %(as_of)s"
OF_LOAN = "\nunion all\n".join(
    f"""select p.org_unit_id, '{duty}' as duty, count(*) as loans,
       count(*) filter (where c.client_id is not null or l.client_id is not null) as owned
from loan_position p
left join assigned c on c.client_id = p.client_id and c.loan_id is null and c.role = '{role}'
left join assigned l on l.client_id = p.client_id and l.loan_id = p.loan_id and l.role = '{role}'
where p.is_on_book group by p.org_unit_id"""
    for duty, role in PERSONS.items()
)
OF_UNIT = "\nunion all\n".join(
    f"""select u.org_unit_id, '{duty}', u.loans, case when exists (
    select from core.org_unit_closure a join seated s on s.org_unit_id = a.ancestor_id
    where a.descendant_id = u.org_unit_id and s.role = '{role}') then u.loans else 0 end
from of_unit u"""
    for duty, role in POSTS.items()
)
DUTIES = f"""
insert into mart.org_unit_duty (as_of, org_unit_id, duty, loan_count, owned_count)
with assigned as (
    select distinct client_id, loan_id, role from core.assignment where {HOLDS}
), seated as (
    select distinct org_unit_id, role from core.staff_role where {HOLDS}
), of_unit as (
    select org_unit_id, count(*) as loans from loan_position where is_on_book group by org_unit_id
), cells as (
{OF_LOAN}
union all
{OF_UNIT}
)
select %(as_of)s, o.ancestor_id, c.duty, sum(c.loans), sum(c.owned)
from cells c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.duty
"""

UNIT_STEP = Step(
    "org_unit_archive",
    (
        "delete from mart.org_unit_archive_step where as_of = %(as_of)s",
        BY_STEP,
        "delete from mart.org_unit_archive where as_of = %(as_of)s",
        BY_UNIT,
    ),
)
DUTY_STEP = Step("org_unit_duty", ("delete from mart.org_unit_duty where as_of = %(as_of)s", DUTIES))
