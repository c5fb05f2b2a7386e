"""What the book is made of against the facts: balance by maturity and by industry, disbursed by vintage."""

from etl.close.vintages import FOLLOWED

CHECKS = f"""
insert into mart.reconciliation (as_of, check_name, currency, mart_value, fact_value)
with root as (
    select u.org_unit_id from core.org_unit u
    where not exists (select from core.org_unit_closure o where o.descendant_id = u.org_unit_id and o.depth > 0)
), in_snapshot as (
    select currency, sum(outstanding_principal_amount) as amount
    from core.loan_snapshot where as_of = %(as_of)s group by currency
), disbursed as (
    select l.currency, sum(l.principal_amount) as amount from core.loan l where {FOLLOWED} group by l.currency
), by_maturity as (
    select currency, sum(outstanding_principal_amount) as amount
    from mart.org_unit_maturity join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_industry as (
    select currency, sum(outstanding_principal_amount) as amount
    from mart.org_unit_industry join root using (org_unit_id) where as_of = %(as_of)s group by currency
), by_vintage as (
    select currency, sum(disbursed_amount) as amount
    from mart.org_unit_vintage join root using (org_unit_id) where as_of = %(as_of)s group by currency
), compared as (
    select 'outstanding by maturity' as check_name, currency, m.amount as mart_value, f.amount as fact_value
    from by_maturity m full join in_snapshot f using (currency)
    union all
    select 'outstanding by industry', currency, m.amount, f.amount
    from by_industry m full join in_snapshot f using (currency)
    union all
    select 'disbursed by vintage', currency, m.amount, f.amount
    from by_vintage m full join disbursed f using (currency)
)
select %(as_of)s, check_name, currency, coalesce(mart_value, 0), coalesce(fact_value, 0) from compared
"""
