"""Days past due, bucket and balances of every live loan, whether it still is on the book or not.

Outstanding principal is what was paid out less the principal allocated, also where a schedule is incomplete
or missing; it is never negative. `is_on_book` is false once nothing is outstanding and nothing overdue.
"""

from etl.close.fragments import bucket_of
from etl.close.step import Step

POSITION = f"""
create temp table loan_position on commit drop as
with joined as (
    select d.*, coalesce(a.overdue_amount, 0) as overdue_amount,
           coalesce(a.overdue_principal_amount, 0) as overdue_principal_amount, a.oldest_unpaid_date,
           coalesce(%(as_of)s - a.oldest_unpaid_date, 0) as days_past_due,
           case when d.paid_amount < d.due_amount then coalesce(a.paid_principal_amount, 0)
                else d.due_principal_amount + coalesce(h.prepaid_principal_amount, 0) end as paid_principal_amount,
           case when d.paid_amount > d.due_amount then coalesce(h.credit_balance_amount, d.paid_amount - d.due_amount)
                else 0 end as credit_balance_amount,
           case when h.loan_id is null then n.next_due_date else h.next_due_date end as next_due_date,
           case when h.loan_id is null then n.next_due_amount else h.next_due_amount end as next_due_amount
    from loan_due d
    left join arrears a using (client_id, loan_id)
    left join ahead h using (client_id, loan_id)
    left join next_month n using (client_id, loan_id)
)
select client_id, loan_id, org_unit_id, product_id, kind, scheme, currency, principal_amount, due_amount, paid_amount,
       paid_principal_amount, greatest(principal_amount - paid_principal_amount, 0) as outstanding_principal_amount,
       overdue_amount, overdue_principal_amount, credit_balance_amount, oldest_unpaid_date, days_past_due,
       {bucket_of("days_past_due")} as bucket, next_due_date, next_due_amount,
       principal_amount > paid_principal_amount or overdue_amount > 0 as is_on_book
from joined
"""

STEP = Step("days past due", (POSITION, "analyze loan_position"), counted="loan_position")
