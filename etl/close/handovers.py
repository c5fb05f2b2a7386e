"""Hand-overs that are open: a client manager took over from another, and no hand-over was signed.

Looked for are assignments that began in the window of the parameters and name no document. Who gave is whoever
last ceased to manage the same client or loan, at most the gap of the parameters before; a new share of the same
person is no hand-over. Three signatures make it complete (giver, taker, supervisor), as bank rules ask: until then
responsibility does not move.
"""

from etl.close.step import Step
from schema.domain.words import StaffRole
from schema.workflow.archive import COMPLETED, HANDOVER

OPEN = f"""
insert into mart.open_handover
    (as_of, client_id, assignment_id, org_unit_id, client_code, client_name, loan_id, loan_code, giver_name,
     taker_name, changed_date, subject_key)
with duty as (
    select client_id, coalesce(loan_id, 0) as of_loan, assignment_id, loan_id, staff_id, valid_from, valid_to,
           coalesce(btrim(handover_document), '') as document
    from core.assignment where role = '{StaffRole.CLIENT_MANAGER}' and valid_from <= %(as_of)s
), given as (
    select distinct on (t.client_id, t.assignment_id) t.client_id, t.assignment_id, t.loan_id, t.of_loan, t.staff_id,
           t.valid_from, g.staff_id as giver_id
    from duty t join duty g using (client_id, of_loan)
    where t.document = '' and t.valid_from > %(as_of)s - %(handover_window)s and g.staff_id <> t.staff_id
      and g.valid_to between t.valid_from - 1 - %(handover_gap)s and t.valid_from - 1
    order by t.client_id, t.assignment_id, g.valid_to desc, g.assignment_id
)
select %(as_of)s, o.client_id, o.assignment_id, c.org_unit_id, c.client_code, c.name, o.loan_id, l.loan_code, g.name,
       t.name, o.valid_from, k.subject_key
from given o
join core.client c using (client_id)
join core.staff g on g.staff_id = o.giver_id
join core.staff t on t.staff_id = o.staff_id
left join core.loan l on l.client_id = o.client_id and l.loan_id = o.loan_id
cross join lateral (select concat_ws('/', coalesce(l.loan_code, '-'), t.staff_code, o.valid_from) as subject_key) k
where not exists (
    select from duty s where s.client_id = o.client_id and s.of_loan = o.of_loan and s.staff_id = o.staff_id
      and s.valid_from < o.valid_from and s.valid_to >= o.valid_from - 1)
  and not exists (
    select from workflow.case_file f where f.client_id = o.client_id and f.workflow = '{HANDOVER.name}'
      and f.subject_key = k.subject_key and f.state = '{COMPLETED}')
"""

STEP = Step("open_handover", ("delete from mart.open_handover where as_of = %(as_of)s", OPEN))
