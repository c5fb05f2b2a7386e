"""Supervised accounts with the flows of the month, and how much of the clients' revenue comes in through us.

Inflow is money in on the accounts of a client in one currency over the last 91 and 365 days, without loans paid out,
money moved between own accounts, interest and returned debits. It is set against the revenue of the newest statement
received by the date, whose period is taken as the months since the statement before it, 12 at most and 12 for the
first one. Clients are those with a live loan.
"""

from etl.close.step import Step
from schema.domain.words import AccountPurpose, TransactionKind

ACCOUNTS = f"""
insert into mart.supervised_account
    (as_of, client_id, account_id, org_unit_id, currency, client_code, client_name, account_code, loan_code,
     balance_amount, balance_date, in_amount, out_amount, movement_count, has_movements)
with supervised as (
    select a.client_id, a.account_id, a.org_unit_id, a.currency, a.account_code, a.loan_id
    from core.account a
    left join live_loan l on l.client_id = a.client_id and l.loan_id = a.loan_id
    where (a.is_supervised or a.purpose = '{AccountPurpose.SUPERVISED}')
      and coalesce(a.opened_date, '-infinity') <= %(as_of)s and coalesce(a.closed_date, 'infinity') > %(as_of)s
      and (a.loan_id is null or l.loan_id is not null)
), moved as (
    select s.client_id, s.account_id, coalesce(sum(t.amount) filter (where t.amount > 0), 0) as in_amount,
           coalesce(-sum(t.amount) filter (where t.amount < 0), 0) as out_amount, count(*) as movements
    from supervised s join core.account_transaction t using (client_id, account_id)
    where t.booked_date between %(month_start)s and %(as_of)s
    group by s.client_id, s.account_id
), balance as (
    select distinct on (s.client_id, s.account_id) s.client_id, s.account_id, b.balance_amount, b.balance_date
    from supervised s join core.account_balance b using (client_id, account_id)
    where b.balance_date between %(balance_first)s and %(as_of)s
    order by s.client_id, s.account_id, b.balance_date desc
)
select %(as_of)s, client_id, account_id, s.org_unit_id, s.currency, c.client_code, c.name, s.account_code, l.loan_code,
       b.balance_amount, b.balance_date, coalesce(m.in_amount, 0), coalesce(m.out_amount, 0),
       coalesce(m.movements, 0), m.client_id is not null
from supervised s
join core.client c using (client_id)
left join core.loan l using (client_id, loan_id)
left join moved m using (client_id, account_id)
left join balance b using (client_id, account_id)
"""
BORROWERS = """
create temp table routed_client on commit drop as
with latest as (
    select s.client_id, s.currency, s.period_end_date, s.revenue_amount,
           lag(s.period_end_date) over (partition by s.client_id, s.currency order by s.period_end_date) as before_date,
           row_number() over (partition by s.client_id, s.currency order by s.period_end_date desc) as place
    from core.financial_statement s join (select distinct client_id from live_loan) l using (client_id)
    where coalesce(s.received_date, s.period_end_date) <= %(as_of)s and s.revenue_amount is not null
), known as (
    select client_id, currency, period_end_date, revenue_amount,
           case when before_date is null then 12
                else least(greatest(round((period_end_date - before_date) / 30.4375), 1), 12) end as period_months
    from latest where place = 1
), held as (
    select distinct a.client_id, a.currency, l.org_unit_id
    from (select client_id, min(org_unit_id) as org_unit_id from live_loan group by client_id) l
    join core.account a using (client_id)
)
select h.client_id, h.currency, c.org_unit_id, c.name, k.period_end_date, k.revenue_amount, k.period_months
from held h join core.client c using (client_id) left join known k using (client_id, currency)
"""
NOT_EARNED = ", ".join(
    f"'{TransactionKind(kind)}'" for kind in ("loan_disbursement", "interest", "returned")
)  # fmt: skip
ACCOUNTS_OF_BORROWERS = f"""
create temp table routed_account on commit drop as
select a.client_id, a.account_id, a.account_code, a.currency, r.name
from routed_client r join core.account a using (client_id, currency)
where a.purpose <> '{AccountPurpose.INTERNAL}'
"""
# A client with movements, none of which is inflow, is routed by nothing; one that moved nothing lately is not known.
ROUTING = f"""
insert into mart.client_routing
    (as_of, client_id, org_unit_id, currency, period_end_date, period_months, revenue_amount,
     inflow_3_months_amount, inflow_12_months_amount)
with came_in as (
    select t.client_id, a.currency, sum(t.amount) as year_amount,
           coalesce(sum(t.amount) filter (where t.booked_date >= %(inflow_recent)s), 0) as recent_amount
    from core.account_transaction t
    join routed_account a using (client_id, account_id)
    left join routed_account o on o.client_id = t.client_id and o.account_code = t.counterparty_account_code
    where t.booked_date between %(inflow_first)s and %(as_of)s and t.amount > 0 and t.kind not in ({NOT_EARNED})
      and t.counterparty_name is distinct from a.name and o.account_id is null
    group by t.client_id, a.currency
), moved as (
    select distinct a.client_id, a.currency
    from core.account_transaction t join routed_account a using (client_id, account_id)
    where t.booked_date between %(inflow_recent)s and %(as_of)s
)
select %(as_of)s, client_id, r.org_unit_id, currency, r.period_end_date, r.period_months, r.revenue_amount,
       coalesce(c.recent_amount, 0), coalesce(c.year_amount, 0)
from routed_client r
left join came_in c using (client_id, currency)
left join moved m using (client_id, currency)
where c.client_id is not null or m.client_id is not null
"""

ACCOUNT_STEP = Step("supervised accounts", ("delete from mart.supervised_account where as_of = %(as_of)s", ACCOUNTS))
ROUTING_STEP = Step(
    "inflow routed",
    (
        BORROWERS,
        "analyze routed_client",
        ACCOUNTS_OF_BORROWERS,
        "analyze routed_account",
        "delete from mart.client_routing where as_of = %(as_of)s",
        ROUTING,
    ),
)
