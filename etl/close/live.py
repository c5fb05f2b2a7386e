"""The loans a date is about: disbursed by then and not closed, with everything paid on them so far."""

from etl.close.fragments import LIVE
from etl.close.step import Step

STEP = Step(
    "live loans",
    (
        f"""
        create temp table live_loan on commit drop as
        select l.client_id, l.loan_id, l.org_unit_id, l.product_id, l.kind, l.scheme, l.currency,
               l.principal_amount, l.disbursed_date, coalesce(r.paid_amount, 0) as paid_amount
        from core.loan l
        left join (
            select client_id, loan_id, sum(paid_amount) as paid_amount
            from core.repayment
            where paid_date between %(first_date)s and %(as_of)s
            group by client_id, loan_id
        ) r using (client_id, loan_id)
        where {LIVE}
        """,
        "analyze live_loan",
    ),
    counted="live_loan",
)
