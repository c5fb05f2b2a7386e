-- What the post-loan steps of a close compute, in DuckDB's own words over Parquet of the same two snapshots.
create or replace temp table up as
select org_unit_code, org_unit_code as ancestor from org_unit
union all select org_unit_code, 'HO' from org_unit where org_unit_code <> 'HO';

create or replace temp table cell as
select coalesce(n.unit, b.unit) as unit, coalesce(n.currency, b.currency) as currency,
       coalesce(b.bucket, 'new') as from_bucket, coalesce(n.bucket, 'closed') as to_bucket,
       coalesce(b.risk_class, 'new') as from_class, coalesce(n.risk_class, 'closed') as to_class,
       count(*) as n, sum(coalesce(b.amount, 0)) as opening, sum(coalesce(n.amount, 0)) as closing,
       sum(least(coalesce(b.amount, 0), coalesce(n.amount, 0))) as retained
from (select * from snapshot where as_of = $before) b
full join (select * from snapshot where as_of = $as_of) n using (client_code, loan_code)
group by all;
create or replace temp table bucket_movement as
select ancestor, currency, from_bucket, to_bucket, sum(n) as n, sum(opening) as o, sum(closing) as c, sum(retained) as r
from cell join up on up.org_unit_code = cell.unit group by all;
create or replace temp table class_movement as
select ancestor, currency, from_class, to_class, sum(n) as n, sum(opening) as o, sum(closing) as c, sum(retained) as r
from cell join up on up.org_unit_code = cell.unit group by all;

create or replace temp table over_90 as
select client_code, loan_code, min(oldest + 91) as crossed, max(amount) as amount
from snapshot where days > 90 and as_of <= $as_of group by all;
create or replace temp table vintage as
with cohort as (
    select l.*, date_trunc('quarter', l.disbursed_date) as cohort, o.crossed, o.amount as bad
    from loan l left join over_90 o using (client_code, loan_code) where l.disbursed_date <= $as_of
)
select ancestor, currency, cohort, count(*) as n, sum(principal_amount) as disbursed,
       sum(bad) filter (where crossed <= disbursed_date + interval 3 month) as m3,
       sum(bad) filter (where crossed <= disbursed_date + interval 6 month) as m6,
       sum(bad) filter (where crossed <= disbursed_date + interval 9 month) as m9,
       sum(bad) filter (where crossed <= disbursed_date + interval 12 month) as m12,
       sum(bad) filter (where crossed <= disbursed_date + interval 18 month) as m18,
       sum(bad) filter (where crossed <= disbursed_date + interval 24 month) as m24,
       sum(bad) filter (where crossed <= disbursed_date + interval 36 month) as m36
from cohort join up using (org_unit_code) group by all;

create or replace temp table ladder as
with ahead as (
    select loan_code, sum(principal_amount) filter (where due_date <= $as_of + interval 1 month) as m1,
           sum(principal_amount) filter (where due_date <= $as_of + interval 3 month) as m3,
           sum(principal_amount) filter (where due_date <= $as_of + interval 6 month) as m6,
           sum(principal_amount) filter (where due_date <= $as_of + interval 12 month) as m12,
           sum(principal_amount) as m36
    from instalment where due_date > $as_of and due_date <= $as_of + interval 36 month group by loan_code
), split as (
    select s.unit, s.currency, s.overdue, least(coalesce(m1, 0), s.amount) as b1,
           least(coalesce(m3, 0), s.amount) - least(coalesce(m1, 0), s.amount) as b3,
           least(coalesce(m6, 0), s.amount) - least(coalesce(m3, 0), s.amount) as b6,
           least(coalesce(m12, 0), s.amount) - least(coalesce(m6, 0), s.amount) as b12,
           least(coalesce(m36, 0), s.amount) - least(coalesce(m12, 0), s.amount) as b36
    from snapshot s left join ahead using (loan_code) where s.as_of = $as_of
)
select ancestor, currency, count(*) as n, sum(overdue) as o, sum(b1) as b1, sum(b3) as b3, sum(b6) as b6,
       sum(b12) as b12, sum(b36) as b36
from split join up on up.org_unit_code = split.unit group by all;

create or replace temp table obligor as
select ancestor, s.currency, s.client_code, sum(amount) as b, max(risk_class) as worst, count(*) as n
from snapshot s join up on up.org_unit_code = s.unit where s.as_of = $as_of group by all;
create or replace temp table concentration as
select ancestor, currency, count(*) as names, sum(b) as total, sum(b * b) as squares, max(b) as largest
from obligor group by all;
create or replace temp table largest as
select * from obligor join client using (client_code)
qualify row_number() over (partition by ancestor, currency order by b desc) <= 10;

create or replace temp table stage as
with known as (
    select s.unit, s.currency, s.risk_class, s.amount, s.days,
           case when s.risk_class in ('substandard', 'doubtful', 'loss') or days >= 90 then 3
                when s.risk_class <> 'normal' or days > 30 then 2 else 1 end as stage,
           case s.risk_class when 'normal' then 0.01 when 'special_mention' then 0.1 else 1 end as pd, 0.45 as lgd,
           greatest(datediff('month', s.as_of, l.maturity_date), 1) as months,
           power(1 + l.annual_rate, -1.0 / 12) as discount
    from snapshot s join loan l using (client_code, loan_code) where s.as_of = $as_of
), lost as (
    select *, 1 - power(1 - pd, 1.0 / 12) as hazard, power(1 - pd, 1.0 / 12) * discount as q from known
), summed as (
    select *, hazard * discount * lgd * (1 - power(q, least(months, 12))) / (1.0000001 - q) as year_share,
           hazard * discount * lgd * (1 - power(q, months)) / (1.0000001 - q) as life_share
    from lost
)
select ancestor, currency, stage, risk_class, count(*) as n, sum(amount) as b,
       sum(round(amount * year_share, 2)) as y, sum(round(amount * life_share, 2)) as l
from summed join up on up.org_unit_code = summed.unit group by all;

create or replace temp table plan as
with exposure as (select client_code, sum(amount) as b from snapshot where as_of = $as_of group by client_code),
planned as (
    select s.client_code, s.loan_code, s.unit, l.disbursed_date,
           l.disbursed_date + case when s.risk_class <> 'normal' then 30 when e.b >= 30000000 then 90 else 180 end as due
    from snapshot s join loan l using (client_code, loan_code) join exposure e using (client_code)
    where s.as_of = $as_of
)
select *, $as_of - due::date as late from planned;
create or replace temp table plan_of_unit as
select ancestor, count(*) as n, count(*) filter (where late > 0) as late
from plan join up on up.org_unit_code = plan.unit group by all;
