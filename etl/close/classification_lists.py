"""The loans whose class people must look at, and the clients whose group has a non-performing member.

An upgrade may be proposed from `upgrade_date` on, if everything is paid until then: the wait begins when the last
arrears were cleared and the loan was non-performing. It is null while something is overdue. `other_impaired_count` are
the other loans of the client that are non-performing for their own sake.
"""

from etl.close.fragments import NON_PERFORMING, NON_PERFORMING_RANK
from etl.close.step import Step

UPGRADE_DATE = """
case when p.days_past_due = 0 then
    (greatest(coalesce(c.cleared_date, n.npl_since_date), n.npl_since_date)
     + make_interval(months => greatest(%(upgrade_months)s, %(upgrade_periods)s * w.period_months)))::date end
"""
NPL_SINCE = f"""
create temp table npl_since on commit drop as
select k.client_id, k.loan_id,
       case when b.class_before in ({NON_PERFORMING}) then coalesce(b.npl_since_date, %(compared_as_of)s::date)
            else %(as_of)s::date end as npl_since_date
from loan_class k left join class_before b using (client_id, loan_id)
where k.risk_class in ({NON_PERFORMING})
"""
WATCHED = f"""
insert into mart.watched_loan
    (as_of, client_id, loan_id, org_unit_id, client_code, client_name, loan_code, kind, currency,
     outstanding_principal_amount, days_past_due, risk_class, class_before, class_reasons, stage, expected_loss_amount,
     follows_obligor, npl_since_date, cleared_date, upgrade_date, other_impaired_count, observation_end_date,
     is_restructured_again)
with impaired as (
    select client_id, count(*) as impaired_count from loan_class where own_rank >= {NON_PERFORMING_RANK}
    group by client_id
), listed as (
    select client_id, loan_id from loan_class where risk_class <> 'normal'
    union
    select client_id, loan_id from class_before
    union
    select client_id, loan_id from loan_observation
), existed as (
    select client_id, loan_id from core.loan_snapshot join listed using (client_id, loan_id)
    where as_of = %(compared_as_of)s
)
select %(as_of)s, client_id, loan_id, p.org_unit_id, t.client_code, t.name, l.loan_code, p.kind, p.currency,
       p.outstanding_principal_amount, p.days_past_due, coalesce(k.risk_class, 'normal'),
       case when e.loan_id is not null then coalesce(b.class_before, 'normal') end, coalesce(k.class_reasons, '{{}}'),
       s.stage, s.expected_loss_amount,
       coalesce(k.risk_class in ({NON_PERFORMING}) and k.own_rank < {NON_PERFORMING_RANK}, false),
       n.npl_since_date, case when n.loan_id is not null then c.cleared_date end,
       case when n.loan_id is not null and w.loan_id is not null then {UPGRADE_DATE} end,
       coalesce(i.impaired_count, 0) - coalesce(k.own_rank >= {NON_PERFORMING_RANK}, false)::int,
       o.end_date, coalesce(o.is_repeated, false)
from listed
join loan_position p using (client_id, loan_id)
join core.loan l using (client_id, loan_id)
join core.client t using (client_id)
join loan_stage s using (client_id, loan_id)
left join loan_class k using (client_id, loan_id)
left join class_before b using (client_id, loan_id)
left join existed e using (client_id, loan_id)
left join npl_since n using (client_id, loan_id)
left join class_watched w using (client_id, loan_id)
left join loan_cleared c using (client_id, loan_id)
left join loan_observation o using (client_id, loan_id)
left join impaired i using (client_id)
where p.is_on_book
"""
ALERTS = f"""
insert into mart.group_alert
    (as_of, client_id, client_group_id, currency, org_unit_id, client_code, client_name, group_name, risk_class,
     outstanding_principal_amount, npl_member_count, is_new)
with member as (
    select distinct client_id, client_group_id from core.client_group_member
    where valid_from <= %(as_of)s and coalesce(valid_to, 'infinity') >= %(as_of)s
), npl as (
    select w.client_id, bool_and(coalesce(w.class_before, 'normal') not in ({NON_PERFORMING})) as is_new
    from mart.watched_loan w where w.as_of = %(as_of)s and w.risk_class in ({NON_PERFORMING})
    group by w.client_id
), alarming as (
    select m.client_group_id, count(*) as npl_member_count, bool_or(n.is_new) as is_new
    from member m join npl n using (client_id) group by m.client_group_id
), other as (
    select client_id, m.client_group_id, a.npl_member_count, a.is_new
    from member m join alarming a using (client_group_id) left join npl n using (client_id)
    where n.client_id is null
), debt as (
    select client_id, o.client_group_id, p.currency, sum(p.outstanding_principal_amount) as amount,
           bool_or(k.risk_class = 'special_mention') as is_mentioned
    from other o
    join loan_position p using (client_id)
    left join loan_class k using (client_id, loan_id)
    where p.is_on_book
    group by client_id, o.client_group_id, p.currency
)
select %(as_of)s, client_id, client_group_id, d.currency, t.org_unit_id, t.client_code, t.name, g.name,
       case when d.is_mentioned then 'special_mention' else 'normal' end, d.amount, o.npl_member_count, o.is_new
from debt d
join other o using (client_id, client_group_id)
join core.client t using (client_id)
join core.client_group g using (client_group_id)
"""

STEP = Step(
    "watched loans",
    (
        NPL_SINCE,
        "analyze npl_since",
        "delete from mart.watched_loan where as_of = %(as_of)s",
        WATCHED,
        "delete from mart.group_alert where as_of = %(as_of)s",
        ALERTS,
    ),
)
