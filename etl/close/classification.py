"""Risk classes by floors (Order 2023 No. 1, Arts 7 to 13); the reference is `schema.domain.classification`.

`loan_class` holds only loans about which there is something to say; every other loan is normal. A class the
bank delivered for this very date may only worsen ours. For a corporate client one non-performing loan makes
all its loans at least special mention (Arts 10), and more than the limit of its balance, strictly and in any
one currency, makes all at least substandard (Art. 7).
"""

from etl.close.fragments import NON_PERFORMING_RANK, SPECIAL_MENTION_RANK, class_of, floor_rank, rank_of
from etl.close.step import Step

OWN_CLASS = f"""
create temp table own_class on commit drop as
with ranked as (
    select p.client_id, p.loan_id, p.days_past_due, {floor_rank("p.scheme", "p.days_past_due")} as floor_rank,
           coalesce({rank_of("d.risk_class")}, 1) as delivered_rank
    from loan_position p
    left join core.delivered_snapshot d
      on d.as_of = %(as_of)s and d.client_id = p.client_id and d.loan_id = p.loan_id
    where p.is_on_book and (p.days_past_due > 0 or d.risk_class <> 'normal')
)
select *, greatest(floor_rank, delivered_rank) as own_rank from ranked
"""
OBLIGOR = f"""
create temp table obligor on commit drop as
with impaired as (
    select distinct client_id from own_class join core.client c using (client_id)
    where own_rank >= {NON_PERFORMING_RANK} and c.kind = 'corporate'
), balance as (
    select client_id, p.currency, sum(p.outstanding_principal_amount) as total_amount,
           coalesce(sum(p.outstanding_principal_amount)
                    filter (where k.own_rank >= {NON_PERFORMING_RANK}), 0) as non_performing_amount
    from loan_position p
    join impaired using (client_id)
    left join own_class k using (client_id, loan_id)
    where p.is_on_book
    group by client_id, p.currency
)
select client_id, max(non_performing_amount / nullif(total_amount, 0)) as non_performing_ratio,
       bool_or(non_performing_amount > %(obligor_limit)s * total_amount) as is_over_limit
from balance group by client_id
"""
CLASS = f"""
create temp table loan_class on commit drop as
with gathered as (
    select client_id, loan_id, p.days_past_due, coalesce(k.floor_rank, 1) as floor_rank,
           coalesce(k.delivered_rank, 1) as delivered_rank, coalesce(k.own_rank, 1) as own_rank,
           case when o.is_over_limit then {NON_PERFORMING_RANK}
                when o.client_id is not null then {SPECIAL_MENTION_RANK} else 1 end as obligor_rank,
           o.is_over_limit, o.non_performing_ratio
    from loan_position p
    left join own_class k using (client_id, loan_id)
    left join obligor o using (client_id)
    where p.is_on_book and (k.loan_id is not null or o.client_id is not null)
)
select client_id, loan_id, {class_of("floor_rank")} as floor_class,
       {class_of("greatest(own_rank, obligor_rank)")} as risk_class,
       array_remove(array[
           case when floor_rank > 1 then 'days_past_due:' || days_past_due end,
           case when delivered_rank > 1 then 'delivered:' || {class_of("delivered_rank")} end,
           case when obligor_rank <= own_rank then null
                when is_over_limit then 'obligor_rule:' || trim_scale(round(non_performing_ratio, 4))
                else 'obligor_has_non_performing_loan' end
       ], null) as class_reasons
from gathered
"""

STEP = Step(
    "risk class",
    (OWN_CLASS, "analyze own_class", OBLIGOR, "analyze obligor", CLASS, "analyze loan_class"),
    counted="loan_class",
)
