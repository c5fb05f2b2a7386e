"""Vintages: by quarter of disbursement, the principal that was ever more than 90 days past due by month on book.

"Ever" has to be remembered. Each slice of mart.first_over_90 holds the loans that this close sees past 90 days and no
slice before it does, with the day on which they crossed (the 91st day after the oldest unpaid date) and what was
outstanding. All slices up to a date together therefore hold every loan that ever was, each once; a close adds the few
new ones, and its cost grows with the loans that ever went bad and not with the closed months.

Closing a past date again replaces its slice alone. A loan may then stand in two slices: the earliest counts. Where
one leaves its slice because of backdated facts, the later dates are stale by the same facts, and find it when they
are closed again, in the order of dates. A spell of more than 90 days that begins and ends between two closes is not
seen: the curves are as fine as the closes.

Cohorts are followed for the parameter `vintage_months`; a column stays null until a loan of the last day of the
quarter has been on the book for so many months.
"""

from etl.close.step import Step
from schema.domain.vintages import VINTAGE_MONTHS

NEWLY_OVER_90 = """
insert into mart.first_over_90
    (as_of, client_id, loan_id, org_unit_id, crossed_date, outstanding_principal_amount)
with known as (select client_id, loan_id from mart.first_over_90 where as_of < %(as_of)s)
select s.as_of, client_id, loan_id, s.org_unit_id, s.oldest_unpaid_date + 91, s.outstanding_principal_amount
from core.loan_snapshot s left join known k using (client_id, loan_id)
where s.as_of = %(as_of)s and s.days_past_due > 90 and k.loan_id is null
"""
FIRST_COHORT = "date_trunc('quarter', %(as_of)s::date - make_interval(months => %(vintage_months)s))::date"
FOLLOWED = f"l.disbursed_date between {FIRST_COHORT} and %(as_of)s"


def _amount(month: int) -> str:
    reached = f"b.crossed_date <= (b.disbursed_date + interval '{month} months')::date"
    return f"coalesce(sum(b.amount) filter (where {reached}), 0) as amount_{month}"


def _known(month: int) -> str:
    complete = f"(cohort_date + interval '3 months - 1 day' + interval '{month} months')::date <= %(as_of)s"
    return f"case when {complete} then sum(coalesce(b.amount_{month}, 0)) end"


COHORTS = f"""
create temp table vintage_cell on commit drop as
with disbursed as (
    select l.org_unit_id, l.currency, date_trunc('quarter', l.disbursed_date)::date as cohort_date,
           count(*) as loan_count, sum(l.principal_amount) as disbursed_amount
    from core.loan l where {FOLLOWED}
    group by 1, 2, 3
), first_seen as (
    select distinct on (client_id, loan_id) client_id, loan_id, crossed_date, outstanding_principal_amount
    from mart.first_over_90 where as_of <= %(as_of)s
    order by client_id, loan_id, as_of
), bad as (
    select l.org_unit_id, l.currency, date_trunc('quarter', l.disbursed_date)::date as cohort_date, l.disbursed_date,
           f.crossed_date, least(f.outstanding_principal_amount, l.principal_amount) as amount
    from first_seen f join core.loan l using (client_id, loan_id)
    where {FOLLOWED}
), by_month as (
    select b.org_unit_id, b.currency, b.cohort_date, {", ".join(map(_amount, VINTAGE_MONTHS))}
    from bad b group by 1, 2, 3
)
select * from disbursed left join by_month using (org_unit_id, currency, cohort_date)
"""
BY_UNIT = f"""
insert into mart.org_unit_vintage
select %(as_of)s, o.ancestor_id, b.currency, b.cohort_date, sum(b.loan_count), sum(b.disbursed_amount),
       {", ".join(map(_known, VINTAGE_MONTHS))}
from vintage_cell b join core.org_unit_closure o on o.descendant_id = b.org_unit_id
group by o.ancestor_id, b.currency, b.cohort_date
"""

STEP = Step(
    "org_unit_vintage",
    (
        "delete from mart.first_over_90 where as_of = %(as_of)s",
        NEWLY_OVER_90,
        COHORTS,
        "delete from mart.org_unit_vintage where as_of = %(as_of)s",
        BY_UNIT,
    ),
)
