"""The marts of the book per org unit, the unit's whole subtree included, in each currency.

The snapshot is read once into small cells; everything else is rolled up from them over the closure of the tree.
The allowance is computed from the provisioning rates, not booked: general on all loans, specific by class, and
the supervisory requirement as the higher of the two standards.
"""

from etl.close.fragments import NON_PERFORMING, OVER_90_BUCKETS
from etl.close.step import FLOORED, Step

CELLS = """
create temp table portfolio_cell on commit drop as
select org_unit_id, currency, risk_class, bucket, kind, count(*) as loan_count,
       sum(outstanding_principal_amount) as outstanding_principal_amount, sum(overdue_amount) as overdue_amount
from core.loan_snapshot where as_of = %(as_of)s
group by org_unit_id, currency, risk_class, bucket, kind
"""
BY_CLASS = """
insert into mart.org_unit_class
select %(as_of)s, o.ancestor_id, c.currency, c.risk_class, sum(c.loan_count), sum(c.outstanding_principal_amount)
from portfolio_cell c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.currency, c.risk_class
"""
BY_BUCKET = """
insert into mart.org_unit_bucket
select %(as_of)s, o.ancestor_id, c.currency, c.bucket, sum(c.loan_count), sum(c.outstanding_principal_amount),
       sum(c.overdue_amount)
from portfolio_cell c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.currency, c.bucket
"""
BY_KIND = f"""
insert into mart.org_unit_loan_kind
select %(as_of)s, o.ancestor_id, c.currency, c.kind, sum(c.loan_count), sum(c.outstanding_principal_amount),
       coalesce(sum(c.outstanding_principal_amount) filter (where c.risk_class in ({NON_PERFORMING})), 0)
from portfolio_cell c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.currency, c.kind
"""

# A client of several units must count once above them; nearly all have one, and those can simply be added up.
CLIENTS = """
create temp table client_count on commit drop as
with held as (
    select client_id, currency, min(org_unit_id) as org_unit_id, max(org_unit_id) as last_unit_id
    from core.loan_snapshot where as_of = %(as_of)s
    group by client_id, currency
), at_one_unit as (
    select org_unit_id, currency, count(*) as client_count
    from held where org_unit_id = last_unit_id group by org_unit_id, currency
), at_several as (
    select distinct s.client_id, s.org_unit_id, s.currency
    from core.loan_snapshot s join held h using (client_id, currency)
    where s.as_of = %(as_of)s and h.org_unit_id < h.last_unit_id
), counted as (
    select o.ancestor_id, c.currency, sum(c.client_count) as client_count
    from at_one_unit c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
    group by o.ancestor_id, c.currency
    union all
    select o.ancestor_id, c.currency, count(distinct c.client_id)
    from at_several c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
    group by o.ancestor_id, c.currency
)
select ancestor_id as org_unit_id, currency, sum(client_count) as client_count
from counted group by ancestor_id, currency
"""
SPECIFIC = " ".join(f"when '{each}' then %(specific_{each})s" for each in FLOORED)
BY_UNIT = f"""
insert into mart.org_unit_portfolio
    (as_of, org_unit_id, currency, loan_count, client_count, outstanding_principal_amount, special_mention_amount,
     non_performing_amount, over_90_days_amount, overdue_loan_count, overdue_amount, general_allowance_amount,
     specific_allowance_amount, required_allowance_amount)
with by_class as (
    select org_unit_id, currency, sum(loan_count) as loan_count,
           sum(outstanding_principal_amount) as outstanding_amount,
           coalesce(sum(outstanding_principal_amount) filter (where risk_class = 'special_mention'), 0)
               as special_mention_amount,
           coalesce(sum(outstanding_principal_amount) filter (where risk_class in ({NON_PERFORMING})), 0)
               as non_performing_amount,
           sum(round(outstanding_principal_amount * case risk_class {SPECIFIC} else 0 end, 2)) as specific_amount
    from mart.org_unit_class where as_of = %(as_of)s
    group by org_unit_id, currency
), by_bucket as (
    select org_unit_id, currency,
           coalesce(sum(outstanding_principal_amount) filter (where bucket in ({OVER_90_BUCKETS})), 0)
               as over_90_days_amount,
           coalesce(sum(loan_count) filter (where bucket <> 'current'), 0) as overdue_loan_count,
           sum(overdue_amount) as overdue_amount
    from mart.org_unit_bucket where as_of = %(as_of)s
    group by org_unit_id, currency
)
select %(as_of)s, org_unit_id, currency, c.loan_count, n.client_count, c.outstanding_amount, c.special_mention_amount,
       c.non_performing_amount, b.over_90_days_amount, b.overdue_loan_count, b.overdue_amount,
       round(c.outstanding_amount * %(general_provision)s, 2), c.specific_amount,
       round(greatest(c.non_performing_amount * %(coverage_standard)s,
                      c.outstanding_amount * %(loan_provision_standard)s), 2)
from by_class c
join by_bucket b using (org_unit_id, currency)
join client_count n using (org_unit_id, currency)
"""

CLASS_STEP = Step(
    "org_unit_class",
    (CELLS, "analyze portfolio_cell", "delete from mart.org_unit_class where as_of = %(as_of)s", BY_CLASS),
)
BUCKET_STEP = Step("org_unit_bucket", ("delete from mart.org_unit_bucket where as_of = %(as_of)s", BY_BUCKET))
KIND_STEP = Step("org_unit_loan_kind", ("delete from mart.org_unit_loan_kind where as_of = %(as_of)s", BY_KIND))
PORTFOLIO_STEP = Step(
    "org_unit_portfolio",
    (CLIENTS, "delete from mart.org_unit_portfolio where as_of = %(as_of)s", BY_UNIT),
)
