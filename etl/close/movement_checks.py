"""What moved against what is there: the margins of the movement are the balances of both of its dates.

Only a close that was compared with an earlier one has them.
"""

from etl.close.fragments import NON_PERFORMING, OVER_90_BUCKETS

CHECKS = f"""
insert into mart.reconciliation (as_of, check_name, currency, mart_value, fact_value)
with root as (
    select u.org_unit_id from core.org_unit u
    where not exists (select from core.org_unit_closure o where o.descendant_id = u.org_unit_id and o.depth > 0)
), in_snapshot as (
    select as_of, currency, sum(outstanding_principal_amount) as amount,
           sum(outstanding_principal_amount) filter (where bucket in ({OVER_90_BUCKETS})) as over_90_amount,
           sum(outstanding_principal_amount) filter (where risk_class in ({NON_PERFORMING})) as bad_amount
    from core.loan_snapshot where as_of in (%(as_of)s, %(compared_as_of)s) group by as_of, currency
), later as (
    select * from in_snapshot where as_of = %(as_of)s
), earlier as (
    select * from in_snapshot where as_of = %(compared_as_of)s
), by_bucket as (
    select currency, sum(opening_amount) as opening_amount, sum(closing_amount) as closing_amount,
           sum(closing_amount) filter (where to_bucket in ({OVER_90_BUCKETS})) as over_90_amount
    from mart.org_unit_bucket_movement join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_class as (
    select currency, sum(opening_amount) as opening_amount, sum(closing_amount) as closing_amount,
           sum(closing_amount) filter (where to_class in ({NON_PERFORMING})) as bad_amount
    from mart.org_unit_class_movement join root using (org_unit_id) where as_of = %(as_of)s group by currency
), compared as (
    select 'opening of the movement by bucket' as check_name, currency, m.opening_amount as mart_value,
           f.amount as fact_value
    from by_bucket m full join earlier f using (currency)
    union all
    select 'opening of the movement by class', currency, m.opening_amount, f.amount
    from by_class m full join earlier f using (currency)
    union all
    select 'closing of the movement by bucket', currency, m.closing_amount, f.amount
    from by_bucket m full join later f using (currency)
    union all
    select 'closing of the movement by class', currency, m.closing_amount, f.amount
    from by_class m full join later f using (currency)
    union all
    select 'long overdue in the movement', currency, m.over_90_amount, f.over_90_amount
    from by_bucket m full join later f using (currency)
    union all
    select 'non performing in the movement', currency, m.bad_amount, f.bad_amount
    from by_class m full join later f using (currency)
)
select %(as_of)s, check_name, currency, coalesce(mart_value, 0), coalesce(fact_value, 0) from compared
where %(compared_as_of)s::date is not null
"""
