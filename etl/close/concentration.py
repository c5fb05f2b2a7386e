"""Concentration by client, by client group and by industry, per org unit and currency, and the largest names.

A client that belongs to a group on the date counts with it in the dimension `group` (with the lowest key of several
groups), every other client for itself; the dimension `connected` has the groups alone. Names without a balance are
not counted. Nearly all names have loans at one unit only: their squares simply add up over the tree; the others are
put together anew for every unit above them. Clients without an industry are in the total and are no name.
"""

from etl.close.fragments import NON_PERFORMING, class_of, rank_of
from etl.close.step import Step
from schema.domain.concentration import TEN

BALANCES = f"""
create temp table client_balance on commit drop as
with member as (
    select client_id, min(client_group_id) as client_group_id
    from core.client_group_member
    where valid_from <= %(as_of)s and (valid_to is null or valid_to >= %(as_of)s)
    group by client_id
), held as (
    select client_id, org_unit_id, currency, count(*) as loan_count, sum(outstanding_principal_amount) as amount,
           coalesce(sum(outstanding_principal_amount) filter (where risk_class in ({NON_PERFORMING})), 0) as bad_amount,
           max({rank_of("risk_class")}) as class_rank
    from core.loan_snapshot where as_of = %(as_of)s
    group by client_id, org_unit_id, currency
)
select h.*, m.client_group_id from held h left join member m using (client_id)
"""
# Who is in no group is the same name in both dimensions.
NAMES = """
create temp table name_balance on commit drop as
select case when client_group_id is null then 'both' else 'client' end as scope, client_id as name_id, org_unit_id,
       currency, amount
from client_balance where amount > 0
union all
select 'group', client_group_id, org_unit_id, currency, sum(amount)
from client_balance where client_group_id is not null
group by client_group_id, org_unit_id, currency having sum(amount) > 0
"""
SPREAD = """
create temp table spread_name on commit drop as
select scope, name_id, currency from name_balance group by scope, name_id, currency having count(*) > 1
"""
SETTLED = """
create temp table settled_name on commit drop as
select n.* from name_balance n left join spread_name s using (scope, name_id, currency) where s.name_id is null
"""
GATHERED = """
create temp table gathered_name on commit drop as
select o.ancestor_id as org_unit_id, scope, name_id, currency, sum(n.amount) as amount
from name_balance n
join spread_name s using (scope, name_id, currency)
join core.org_unit_closure o on o.descendant_id = n.org_unit_id
group by o.ancestor_id, scope, name_id, currency
"""
# Which names a dimension counts; `connected` are the groups alone.
COUNTED = """(values ('client', 'both'), ('client', 'client'), ('group', 'both'), ('group', 'group'),
        ('connected', 'group')) as counted (dimension, scope)"""
SUMS = f"""
create temp table concentration_sum on commit drop as
with cell as (
    select org_unit_id, scope, currency, count(*) as name_count, sum(amount) as amount, sum(amount * amount) as squared
    from settled_name group by org_unit_id, scope, currency
), part as (
    select o.ancestor_id as org_unit_id, scope, currency, name_count, amount, squared
    from cell join core.org_unit_closure o on o.descendant_id = cell.org_unit_id
    union all
    select org_unit_id, scope, currency, count(*), sum(amount), sum(amount * amount)
    from gathered_name group by org_unit_id, scope, currency
)
select dimension, org_unit_id, currency, sum(name_count) as name_count, sum(amount) as amount, sum(squared) as squared
from part join {COUNTED} using (scope)
group by dimension, org_unit_id, currency
"""
LARGEST = f"""
create temp table largest_name on commit drop as
with placed as (
    select *, row_number() over (partition by org_unit_id, scope, currency order by amount desc, name_id) as place
    from settled_name
), candidate as (
    select o.ancestor_id as org_unit_id, scope, name_id, currency, amount
    from placed join core.org_unit_closure o on o.descendant_id = placed.org_unit_id
    where place <= {TEN}
    union all
    select org_unit_id, scope, name_id, currency, amount from gathered_name
), ranked as (
    select *, row_number() over (
        partition by dimension, org_unit_id, currency order by amount desc, scope, name_id) as place
    from candidate join {COUNTED} using (scope)
)
select * from ranked where place <= {TEN}
"""
BY_NAME = """
insert into mart.org_unit_concentration
with largest as (
    select dimension, org_unit_id, currency, max(amount) as largest_amount, sum(amount) as ten_largest_amount
    from largest_name
    group by dimension, org_unit_id, currency
)
select %(as_of)s, org_unit_id, currency, dimension, s.name_count, s.amount, s.squared, l.largest_amount,
       l.ten_largest_amount
from concentration_sum s join largest l using (dimension, org_unit_id, currency)
"""
BY_INDUSTRY = """
insert into mart.org_unit_industry
select %(as_of)s, o.ancestor_id, b.currency, coalesce(c.industry, ''), sum(b.loan_count), sum(b.amount),
       sum(b.bad_amount)
from client_balance b
join core.client c using (client_id)
join core.org_unit_closure o on o.descendant_id = b.org_unit_id
group by o.ancestor_id, b.currency, coalesce(c.industry, '')
having sum(b.amount) > 0
"""
OVER_INDUSTRIES = f"""
insert into mart.org_unit_concentration
with placed as (
    select org_unit_id, currency, industry <> '' as is_name, outstanding_principal_amount as amount,
           row_number() over (partition by org_unit_id, currency, industry <> ''
                              order by outstanding_principal_amount desc, industry) as place
    from mart.org_unit_industry where as_of = %(as_of)s
)
select %(as_of)s, org_unit_id, currency, 'industry', count(*) filter (where is_name), sum(amount),
       coalesce(sum(amount * amount) filter (where is_name), 0), coalesce(max(amount) filter (where is_name), 0),
       coalesce(sum(amount) filter (where is_name and place <= {TEN}), 0)
from placed group by org_unit_id, currency having bool_or(is_name)
"""
OBLIGORS = f"""
insert into mart.largest_obligor
select %(as_of)s, n.org_unit_id, n.currency, n.name_id, n.place, c.client_code, c.name, c.industry,
       sum(b.loan_count), n.amount, {class_of("max(b.class_rank)")}
from largest_name n
join core.client c on c.client_id = n.name_id
join client_balance b on b.client_id = n.name_id and b.currency = n.currency
join core.org_unit_closure o on o.descendant_id = b.org_unit_id and o.ancestor_id = n.org_unit_id
where n.dimension = 'client'
group by n.org_unit_id, n.currency, n.name_id, n.place, n.amount, c.client_code, c.name, c.industry
"""
GROUPS = f"""
insert into mart.largest_group
select %(as_of)s, n.org_unit_id, n.currency, n.name_id, n.place, g.client_group_code, g.name,
       count(distinct b.client_id), n.amount, {class_of("max(b.class_rank)")}
from largest_name n
join core.client_group g on g.client_group_id = n.name_id
join client_balance b on b.client_group_id = n.name_id and b.currency = n.currency
join core.org_unit_closure o on o.descendant_id = b.org_unit_id and o.ancestor_id = n.org_unit_id
where n.dimension = 'connected'
group by n.org_unit_id, n.currency, n.name_id, n.place, n.amount, g.client_group_code, g.name
"""

STEP = Step(
    "org_unit_concentration",
    (
        BALANCES,
        "analyze client_balance",
        NAMES,
        "analyze name_balance",
        SPREAD,
        "analyze spread_name",
        SETTLED,
        "analyze settled_name",
        GATHERED,
        SUMS,
        LARGEST,
        "analyze largest_name",
        "delete from mart.org_unit_industry where as_of = %(as_of)s",
        BY_INDUSTRY,
        "delete from mart.org_unit_concentration where as_of = %(as_of)s",
        BY_NAME,
        OVER_INDUSTRIES,
    ),
    counted="name_balance",
)
LARGEST_STEP = Step(
    "largest_obligor",
    (
        "delete from mart.largest_group where as_of = %(as_of)s",
        GROUPS,
        "delete from mart.largest_obligor where as_of = %(as_of)s",
        OBLIGORS,
    ),
)
