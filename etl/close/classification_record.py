"""How restructured and once non-performing loans were paid, and what follows; the reference is `schema.domain.upgrade`.

Only those loans are looked at instalment by instalment. One is missed when, at the end of its due date, more than the
tolerance of it was not there; receipts of the day itself are in time. Arrears are cleared by the first receipt after
the last missed due date that leaves no more than the tolerance of the largest instalment.
"""

from etl.close.fragments import NON_PERFORMING
from etl.close.step import Step

WATCHED = f"""
create temp table class_watched on commit drop as
with changed as (
    select client_id, loan_id, min(restructured_date) as restructured_date
    from core.restructuring where is_in_difficulty and restructured_date <= %(as_of)s
    group by client_id, loan_id
), npl as (
    select client_id, loan_id from class_before where class_before in ({NON_PERFORMING})
)
select p.client_id, p.loan_id, l.period_months, c.restructured_date
from loan_position p
join core.loan l using (client_id, loan_id)
left join changed c using (client_id, loan_id)
left join npl n using (client_id, loan_id)
where p.is_on_book and (c.loan_id is not null or n.loan_id is not null)
"""
DUES = """
create temp table watched_due on commit drop as
select client_id, loan_id, i.due_date, i.instalment_no, i.principal_amount + i.interest_amount as due_amount
from core.instalment i join class_watched w using (client_id, loan_id)
where i.principal_amount + i.interest_amount > 0 and i.due_date >= %(first_date)s
"""
RECORD = """
create temp table payment_record on commit drop as
with happened as (
    select client_id, loan_id, due_date as day, instalment_no as place, due_amount, 0 as paid_amount
    from watched_due where due_date < %(as_of)s
    union all
    select client_id, loan_id, r.paid_date, -1, 0, sum(r.paid_amount)
    from core.repayment r join class_watched w using (client_id, loan_id)
    where r.paid_date between %(first_date)s and %(as_of)s
    group by client_id, loan_id, r.paid_date
), running as (
    select *, sum(due_amount - paid_amount) over so_far as missing_amount, max(due_amount) over so_far as largest_amount
    from happened
    window so_far as (partition by client_id, loan_id order by day, place rows unbounded preceding)
)
select client_id, loan_id, day,
       due_amount > 0 and missing_amount > %(arrears_materiality)s * due_amount as is_missed,
       due_amount = 0 and missing_amount <= %(arrears_materiality)s * largest_amount as is_clear
from running
"""
CLEARED = """
create temp table loan_cleared on commit drop as
with missed as (
    select client_id, loan_id, max(day) filter (where is_missed) as last_missed_date
    from payment_record group by client_id, loan_id
)
select client_id, loan_id, m.last_missed_date, min(r.day) filter (where r.is_clear and r.day > m.last_missed_date)
       as cleared_date
from missed m join payment_record r using (client_id, loan_id)
group by client_id, loan_id, m.last_missed_date
"""
EVENTS = """
create temp table observed_event on commit drop as
with happened as (
    select client_id, loan_id, r.restructured_date as day, true as is_change
    from core.restructuring r join class_watched w using (client_id, loan_id)
    where r.is_in_difficulty and r.restructured_date <= %(as_of)s
    union all
    select distinct client_id, loan_id, p.day, false
    from payment_record p join class_watched w using (client_id, loan_id)
    where p.is_missed and p.day > w.restructured_date
), started as (
    select h.client_id, h.loan_id, h.day, h.is_change, coalesce(min(d.due_date), h.day) as start_date
    from happened h
    left join watched_due d on d.client_id = h.client_id and d.loan_id = h.loan_id and d.due_date > h.day
    group by h.client_id, h.loan_id, h.day, h.is_change
)
select client_id, loan_id, day, is_change,
       (start_date + make_interval(months => greatest(%(observation_months)s,
                                                      %(observation_periods)s * w.period_months)))::date as end_date,
       row_number() over (partition by client_id, loan_id order by day, is_change) as place
from started join class_watched w using (client_id, loan_id)
"""
OBSERVED = """
create temp table loan_observation on commit drop as
with recursive walk as (
    select client_id, loan_id, place, case when is_change then end_date end as end_date, false as is_repeated
    from observed_event where place = 1
    union all
    select e.client_id, e.loan_id, e.place,
           case when e.day <= w.end_date or e.is_change then e.end_date else w.end_date end,
           case when coalesce(e.day <= w.end_date, false) then e.is_change or w.is_repeated
                else w.is_repeated and not e.is_change end
    from walk w
    join observed_event e on e.client_id = w.client_id and e.loan_id = w.loan_id and e.place = w.place + 1
), last_one as (
    select distinct on (client_id, loan_id) client_id, loan_id, end_date, is_repeated
    from walk order by client_id, loan_id, place desc
)
select * from last_one where end_date >= %(as_of)s
"""

STEP = Step(
    "payment record",
    (
        WATCHED,
        "analyze class_watched",
        DUES,
        "analyze watched_due",
        RECORD,
        "analyze payment_record",
        CLEARED,
        "analyze loan_cleared",
        EVENTS,
        "analyze observed_event",
        OBSERVED,
        "analyze loan_observation",
    ),
    counted="class_watched",
)
