"""Totals of the marts against totals of the facts, each counted by its own way; a difference is shown, not hidden.

Mart totals are those of the topmost org units. A unit missing from the tree therefore shows as a difference.
"""

from etl.close import expected_loss, movement_checks, structure_checks
from etl.close.step import Step

CHECKS = """
insert into mart.reconciliation (as_of, check_name, currency, mart_value, fact_value)
with root as (
    select u.org_unit_id from core.org_unit u
    where not exists (select from core.org_unit_closure o where o.descendant_id = u.org_unit_id and o.depth > 0)
), in_snapshot as (
    select currency, sum(outstanding_principal_amount) as outstanding_amount, sum(overdue_amount) as overdue_amount,
           count(*)::numeric as loan_count
    from core.loan_snapshot where as_of = %(as_of)s group by currency
), in_loans as (
    select currency, sum(principal_amount) - sum(paid_principal_amount) as outstanding_amount
    from loan_position group by currency
), in_sales as (
    select currency, sum(amount) as amount
    from core.sale where sold_date between %(year_start)s and %(as_of)s group by currency
), in_portfolio as (
    select currency, sum(outstanding_principal_amount) as outstanding_amount, sum(loan_count) as loan_count
    from mart.org_unit_portfolio join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_class as (
    select currency, sum(outstanding_principal_amount) as outstanding_amount
    from mart.org_unit_class join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_bucket as (
    select currency, sum(outstanding_principal_amount) as outstanding_amount, sum(overdue_amount) as overdue_amount
    from mart.org_unit_bucket join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_kind as (
    select currency, sum(outstanding_principal_amount) as outstanding_amount
    from mart.org_unit_loan_kind join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_unit_sales as (
    select currency, sum(year_to_date_amount) as amount
    from mart.org_unit_sales join root using (org_unit_id) where as_of = %(as_of)s group by currency
), compared as (
    select 'outstanding in the snapshot' as check_name, currency, s.outstanding_amount as mart_value,
           l.outstanding_amount as fact_value
    from in_snapshot s full join in_loans l using (currency)
    union all
    select 'outstanding in the portfolio', currency, m.outstanding_amount, f.outstanding_amount
    from in_portfolio m full join in_snapshot f using (currency)
    union all
    select 'outstanding by class', currency, m.outstanding_amount, f.outstanding_amount
    from by_class m full join in_snapshot f using (currency)
    union all
    select 'outstanding by bucket', currency, m.outstanding_amount, f.outstanding_amount
    from by_bucket m full join in_snapshot f using (currency)
    union all
    select 'outstanding by kind', currency, m.outstanding_amount, f.outstanding_amount
    from by_kind m full join in_snapshot f using (currency)
    union all
    select 'overdue by bucket', currency, m.overdue_amount, f.overdue_amount
    from by_bucket m full join in_snapshot f using (currency)
    union all
    select 'number of loans', currency, m.loan_count, f.loan_count
    from in_portfolio m full join in_snapshot f using (currency)
    union all
    select 'sales of the year', currency, m.amount, f.amount
    from by_unit_sales m full join in_sales f using (currency)
)
select %(as_of)s, check_name, currency, coalesce(mart_value, 0), coalesce(fact_value, 0) from compared
"""

STEP = Step(
    "reconciliation",
    (
        "delete from mart.reconciliation where as_of = %(as_of)s",
        movement_checks.CHECKS,
        structure_checks.CHECKS,
        expected_loss.CHECKS,
        CHECKS,
    ),
)
