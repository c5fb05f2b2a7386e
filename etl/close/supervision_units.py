"""Account supervision per org unit, the unit's whole subtree included, in each currency."""

from etl.close.step import Step
from schema.domain.supervision import FollowState, FundUseCheck

CHECKS = ", ".join(f"('{check}')" for check in FundUseCheck)
BY_CHECK = f"""
insert into mart.org_unit_fund_check
with asked as (
    select u.org_unit_id, u.currency, c.code, count(*) as loans, count(*) filter (where c.code = any(u.unchecked))
           as unchecked
    from mart.fund_use u cross join (values {CHECKS}) as c(code)
    where u.as_of = %(as_of)s group by u.org_unit_id, u.currency, c.code
), found as (
    select org_unit_id, currency, check_code as code, count(*) filter (where severity = 'red') as red,
           count(*) filter (where severity = 'orange') as orange,
           count(*) filter (where severity = 'yellow') as yellow
    from mart.fund_finding where as_of = %(as_of)s group by org_unit_id, currency, check_code
)
select %(as_of)s, o.ancestor_id, a.currency, a.code, sum(a.loans), sum(a.unchecked), coalesce(sum(f.red), 0),
       coalesce(sum(f.orange), 0), coalesce(sum(f.yellow), 0)
from asked a left join found f using (org_unit_id, currency, code)
join core.org_unit_closure o on o.descendant_id = a.org_unit_id
group by o.ancestor_id, a.currency, a.code
"""
# Three kinds of rows with the same columns, added up together: loans, accounts, clients.
BY_UNIT = f"""
insert into mart.org_unit_supervision
with loans as (
    select org_unit_id, currency, count(*) as loan_count, sum(draw_amount) as draw_amount,
           count(*) filter (where state = '{FollowState.FOLLOWED}') as followed_count,
           coalesce(sum(draw_amount) filter (where state = '{FollowState.FOLLOWED}'), 0) as followed_amount,
           sum(entrusted_amount) as entrusted_amount, count(*) filter (where severity = 'red') as red_count,
           count(*) filter (where severity = 'orange') as orange_count,
           count(*) filter (where severity = 'yellow') as yellow_count
    from mart.fund_use where as_of = %(as_of)s group by org_unit_id, currency
), accounts as (
    select org_unit_id, currency, count(*) as account_count, count(balance_amount) as balance_count,
           coalesce(sum(balance_amount), 0) as balance_amount, sum(in_amount) as in_amount,
           sum(out_amount) as out_amount
    from mart.supervised_account where as_of = %(as_of)s group by org_unit_id, currency
), clients as (
    select org_unit_id, currency, count(*) as client_count, count(*) filter (where revenue_amount > 0) as routing_count,
           coalesce(sum(inflow_3_months_amount) filter (where revenue_amount > 0), 0) as inflow_3,
           coalesce(sum(inflow_12_months_amount) filter (where revenue_amount > 0), 0) as inflow_12,
           coalesce(sum(round(revenue_amount * 3 / period_months, 2)) filter (where revenue_amount > 0), 0)
               as revenue_3,
           coalesce(sum(round(revenue_amount * 12 / period_months, 2)) filter (where revenue_amount > 0), 0)
               as revenue_12
    from mart.client_routing where as_of = %(as_of)s group by org_unit_id, currency
), units as (
    select org_unit_id, currency from loans union select org_unit_id, currency from accounts
    union select org_unit_id, currency from clients
)
select %(as_of)s, o.ancestor_id, u.currency,
       coalesce(sum(l.loan_count), 0), coalesce(sum(l.draw_amount), 0), coalesce(sum(l.followed_count), 0),
       coalesce(sum(l.followed_amount), 0), coalesce(sum(l.entrusted_amount), 0), coalesce(sum(l.red_count), 0),
       coalesce(sum(l.orange_count), 0), coalesce(sum(l.yellow_count), 0),
       coalesce(sum(a.account_count), 0), coalesce(sum(a.balance_count), 0), coalesce(sum(a.balance_amount), 0),
       coalesce(sum(a.in_amount), 0), coalesce(sum(a.out_amount), 0),
       coalesce(sum(c.client_count), 0), coalesce(sum(c.routing_count), 0), coalesce(sum(c.inflow_3), 0),
       coalesce(sum(c.inflow_12), 0), coalesce(sum(c.revenue_3), 0), coalesce(sum(c.revenue_12), 0)
from units u
left join loans l using (org_unit_id, currency)
left join accounts a using (org_unit_id, currency)
left join clients c using (org_unit_id, currency)
join core.org_unit_closure o on o.descendant_id = u.org_unit_id
group by o.ancestor_id, u.currency
"""

STEP = Step(
    "supervision by unit",
    (
        "delete from mart.org_unit_fund_check where as_of = %(as_of)s",
        BY_CHECK,
        "delete from mart.org_unit_supervision where as_of = %(as_of)s",
        BY_UNIT,
    ),
)
