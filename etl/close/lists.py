"""The marts with a row per loan: what is overdue, and where the bank's own figures differ from ours."""

from etl.close.step import Step

OVERDUE = """
insert into mart.overdue_loan
    (as_of, client_id, loan_id, org_unit_id, client_code, client_name, loan_code, kind, currency,
     outstanding_principal_amount, overdue_amount, oldest_unpaid_date, days_past_due, bucket, risk_class)
select s.as_of, client_id, loan_id, s.org_unit_id, c.client_code, c.name, l.loan_code, s.kind, s.currency,
       s.outstanding_principal_amount, s.overdue_amount, s.oldest_unpaid_date, s.days_past_due, s.bucket, s.risk_class
from core.loan_snapshot s
join core.loan l using (client_id, loan_id)
join core.client c using (client_id)
where s.as_of = %(as_of)s and s.days_past_due > 0
"""

# A loan the bank reports and we do not have on the book is compared with zero and with no class.
DIFFERENCES = """
insert into mart.delivered_difference
    (as_of, client_id, loan_id, org_unit_id, loan_code, measure, delivered, computed)
with compared as (
    select d.client_id, d.loan_id, l.org_unit_id, l.loan_code, d.outstanding_principal_amount as their_balance,
           d.overdue_amount as their_overdue, d.days_past_due as their_days, d.risk_class as their_class,
           coalesce(s.outstanding_principal_amount, 0.00) as our_balance,
           coalesce(s.overdue_amount, 0.00) as our_overdue, coalesce(s.days_past_due, 0) as our_days,
           coalesce(s.risk_class, 'not on the book') as our_class
    from core.delivered_snapshot d
    join core.loan l using (client_id, loan_id)
    left join core.loan_snapshot s
      on s.as_of = %(as_of)s and s.client_id = d.client_id and s.loan_id = d.loan_id
    where d.as_of = %(as_of)s
)
select %(as_of)s, client_id, loan_id, org_unit_id, loan_code, measure, delivered, computed
from compared cross join lateral (values
    ('outstanding_principal', their_balance::text, our_balance::text, abs(their_balance - our_balance) > 0.01),
    ('overdue_amount', their_overdue::text, our_overdue::text, abs(their_overdue - our_overdue) > 0.01),
    ('days_past_due', their_days::text, our_days::text, their_days <> our_days),
    ('risk_class', their_class, our_class, their_class <> our_class)
) as measured (measure, delivered, computed, differs)
where differs
"""

OVERDUE_STEP = Step("overdue_loan", ("delete from mart.overdue_loan where as_of = %(as_of)s", OVERDUE))
DIFFERENCE_STEP = Step(
    "delivered_difference", ("delete from mart.delivered_difference where as_of = %(as_of)s", DIFFERENCES)
)
