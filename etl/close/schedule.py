"""Which loans get a schedule derived, and the terms it is derived from.

A loan is looked at when it is live, its schedule is not delivered, and core.schedule_origin does not know this
version of it (its load batch). Instalments derived from another version go first; a loan that has instalments
after that, because its schedule is delivered after all, is left alone.
"""

from etl.close import derivation
from etl.close.fragments import LIVE
from etl.close.step import Step

CANDIDATES = f"""
create temp table schedule_candidate on commit drop as
select l.client_id, l.loan_id, l.load_batch_id, l.disbursed_date, o.loan_id is not null as is_changed
from core.loan l left join core.schedule_origin o using (client_id, loan_id)
where {LIVE} and l.schedule_type <> 'delivered'
  and (o.loan_id is null or o.load_batch_id is distinct from l.load_batch_id)
"""
OUTDATED = """
delete from core.instalment i using schedule_candidate c
where c.is_changed and i.client_id = c.client_id and i.loan_id = c.loan_id and i.origin = 'derived'
"""
SCHEDULED = """
create temp table scheduled on commit drop as
select distinct client_id, loan_id
from core.instalment i join schedule_candidate c using (client_id, loan_id)
where i.due_date >= (select min(disbursed_date) from schedule_candidate)
"""

# span_months: calendar months from the first due date to maturity. The last of several periods may be short.
TERMS = """
create temp table schedule_terms on commit drop as
with dated as (
    select l.*, least(l.maturity_date, coalesce(
               l.first_due_date, (l.disbursed_date + make_interval(months => l.period_months))::date)) as first_date
    from schedule_candidate c
    join core.loan l using (client_id, loan_id)
    left join scheduled s using (client_id, loan_id)
    where s.loan_id is null
), spanned as (
    select *, (extract(year from maturity_date) - extract(year from first_date))::int * 12
            + (extract(month from maturity_date) - extract(month from first_date))::int as span_months
    from dated
), counted as (
    select *, case schedule_type when 'bullet' then 1
              else (span_months + period_months - 1) / period_months + 1 end as period_count,
           annual_rate::float8 * period_months / 12 as rate
    from spanned
)
select client_id, loan_id, load_batch_id, schedule_type, principal_amount, annual_rate, period_months,
       disbursed_date, first_date, maturity_date, period_count, rate, power(1 + rate, period_count) as growth,
       principal_amount::float8 as principal, round(principal_amount / period_count, 2) as share_amount,
       case when period_count = 1 then period_months
            else span_months - (period_count - 2) * period_months end as last_months
from counted
"""
PARTITIONS = """
select ops.ensure_partitions('core.instalment', min(first_date), max(maturity_date))
from schedule_terms having count(*) > 0
"""
RECORD = """
insert into core.schedule_origin (client_id, loan_id, origin, load_batch_id)
select client_id, loan_id, case when s.loan_id is null then 'derived' else 'delivered' end, c.load_batch_id
from schedule_candidate c left join scheduled s using (client_id, loan_id)
on conflict (client_id, loan_id) do update
set origin = excluded.origin, load_batch_id = excluded.load_batch_id
"""

STEP = Step(
    "schedule",
    (
        CANDIDATES,
        "analyze schedule_candidate",
        OUTDATED,
        SCHEDULED,
        "analyze scheduled",
        TERMS,
        "analyze schedule_terms",
        PARTITIONS,
        derivation.EQUAL_INSTALMENTS,
        derivation.OTHER_IN_PERIODS,
        derivation.BULLETS,
        RECORD,
    ),
    counted="schedule_candidate",
)
