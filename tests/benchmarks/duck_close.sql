-- What a close computes, in DuckDB's own words over Parquet: allocation, days, classes, one slice per mart.
create or replace temp table live as
select l.loan_code, l.client_code, l.org_unit_code, l.kind, l.currency, l.principal_amount,
       coalesce(r.paid, 0) as paid
from loan l left join (
    select loan_code, sum(paid_amount) as paid from repayment where paid_date <= $as_of group by loan_code
) r using (loan_code)
where l.disbursed_date <= $as_of;

create or replace temp table due as
select i.loan_code, i.due_date, i.principal_amount as p, i.interest_amount as i, v.paid,
       sum(i.principal_amount + i.interest_amount) over (
           partition by i.loan_code order by i.due_date, i.instalment_no) as through
from instalment i join live v using (loan_code);

create or replace temp table position as
with filled as (
    select *, least(p + i, greatest(paid - (through - p - i), 0)) as f from due
), split as (
    select *, f - least(f, i) as fp, due_date < $as_of and p + i - f > 0.01 * (p + i) as late from filled
)
select loan_code, sum(p) - sum(fp) as outstanding, coalesce(sum(p + i - f) filter (where late), 0) as overdue,
       min(due_date) filter (where late) as oldest, min(due_date) filter (where due_date > $as_of) as next_due
from split group by loan_code;

create or replace temp table own as
select v.*, q.outstanding, q.overdue, q.oldest, coalesce($as_of - q.oldest, 0) as days,
       case when days > 360 then 5 when days > 270 then 4 when days > 90 then 3 when days > 0 then 2 else 1 end as rank
from live v join position q using (loan_code) where q.outstanding > 0 or q.overdue > 0;

create or replace temp table snapshot as
with obligor as (
    select client_code, max(rank) >= 3 as impaired,
           sum(outstanding) filter (where rank >= 3) > 0.1 * sum(outstanding) as over
    from own join client using (client_code) where client.kind = 'corporate' group by client_code
)
select own.*, greatest(rank, case when over then 3 when impaired then 2 else 1 end) as final,
       case when days = 0 then 0 when days <= 30 then 1 when days <= 60 then 2 when days <= 90 then 3
            when days <= 180 then 4 when days <= 270 then 5 when days <= 360 then 6 else 7 end as bucket
from own left join obligor using (client_code);

create or replace temp table unit as
select s.*, u.ancestor from snapshot s join (
    select org_unit_code, org_unit_code as ancestor from org_unit union all
    select org_unit_code, 'HO' from org_unit where org_unit_code <> 'HO'
) u using (org_unit_code);

create or replace temp table by_class as
select ancestor, currency, final, count(*) as n, sum(outstanding) as b from unit group by all;
create or replace temp table by_bucket as
select ancestor, currency, bucket, count(*) as n, sum(outstanding) as b, sum(overdue) as o from unit group by all;
create or replace temp table by_kind as
select ancestor, currency, kind, count(*) as n, sum(outstanding) as b,
       sum(outstanding) filter (where final >= 3) as npl from unit group by all;
create or replace temp table portfolio as
select ancestor, currency, count(*) as n, count(distinct client_code) as clients, sum(outstanding) as b,
       sum(overdue) as o, sum(outstanding) filter (where days > 90) as b90 from unit group by all;
create or replace temp table overdue_loan as
select s.*, c.name from snapshot s join client c using (client_code) where days > 0;
create or replace temp table orphan as
select t.transaction_code from account_transaction t left join account a using (account_code)
where t.booked_date between date_trunc('month', $as_of) and $as_of and a.account_code is null;
