"""The slice of core.loan_snapshot: every loan on the book as of the date. `floor_class` is by its own days alone."""

from etl.close.step import Step

INSERT = """
insert into core.loan_snapshot
    (as_of, client_id, loan_id, org_unit_id, product_id, kind, scheme, currency, outstanding_principal_amount,
     due_amount, paid_amount, overdue_amount, overdue_principal_amount, credit_balance_amount, oldest_unpaid_date,
     days_past_due, bucket, risk_class, floor_class, class_reasons, next_due_date, next_due_amount)
select %(as_of)s, p.client_id, p.loan_id, p.org_unit_id, p.product_id, p.kind, p.scheme, p.currency,
       p.outstanding_principal_amount, p.due_amount, p.paid_amount, p.overdue_amount, p.overdue_principal_amount,
       p.credit_balance_amount, p.oldest_unpaid_date, p.days_past_due, p.bucket,
       case when k.loan_id is null then 'normal' else k.risk_class end,
       case when k.loan_id is null then 'normal' else k.floor_class end,
       coalesce(k.class_reasons, '{}'), p.next_due_date, p.next_due_amount
from loan_position p left join loan_class k using (client_id, loan_id)
where p.is_on_book
"""

STEP = Step(
    "snapshot",
    (
        "select ops.ensure_partitions('core.loan_snapshot', %(as_of)s, %(as_of)s)",
        "delete from core.loan_snapshot where as_of = %(as_of)s",
        INSERT,
    ),
)
