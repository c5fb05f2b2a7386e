"""Risk classes by floors (Order 2023 No. 1, Arts 7 to 13); the reference is `schema.domain.classification`.

`loan_class` holds only loans about which there is something to say; every other loan is normal. A class the
bank delivered for this very date may only worsen ours, and so may what a person decided. For a corporate client one
non-performing loan makes all its loans at least special mention (Arts 10), and more than the limit of its balance,
strictly and in any one currency, makes all at least substandard (Art. 7), recognised enhancement excepted.
`own_rank` is what a loan deserves for its own sake, kept non-performing included; one that is kept for its obligor's
sake alone adds nothing to it.
"""

from etl.close.fragments import NON_PERFORMING_RANK, SPECIAL_MENTION_RANK, class_of, floor_rank, rank_of
from etl.close.step import Step
from schema.workflow.classification import UPGRADE

# An overdue with a technical cause is none up to and on the days of grace.
COUNTED_DAYS = "case when e.is_technical and p.days_past_due <= %(technical_grace)s then 0 else p.days_past_due end"
OWN_CLASS = f"""
create temp table own_class on commit drop as
with ranked as (
    select p.client_id, p.loan_id, p.days_past_due, {floor_rank("p.scheme", COUNTED_DAYS)} as floor_rank,
           coalesce({rank_of("d.risk_class")}, 1) as delivered_rank, coalesce(e.evidence_rank, 1) as evidence_rank,
           case when o.loan_id is null then 1 when o.is_repeated then {NON_PERFORMING_RANK}
                else {SPECIAL_MENTION_RANK} end as observed_rank,
           coalesce(c.decided_rank, 1) as decided_rank, c.workflow as decided_by,
           coalesce(not k.followed_obligor, false) as is_kept,
           coalesce(k.followed_obligor, false) as is_kept_with_obligor,
           coalesce(e.is_enhanced, false) as is_enhanced, coalesce(e.is_technical, false) as is_technical,
           e.reasons as evidence_reasons, o.end_date, coalesce(o.is_repeated, false) as is_repeated
    from loan_position p
    left join core.delivered_snapshot d
      on d.as_of = %(as_of)s and d.client_id = p.client_id and d.loan_id = p.loan_id and d.risk_class <> 'normal'
    left join loan_evidence e on e.client_id = p.client_id and e.loan_id = p.loan_id
    left join loan_observation o on o.client_id = p.client_id and o.loan_id = p.loan_id
    left join class_decision c on c.client_id = p.client_id and c.loan_id = p.loan_id
    left join class_kept k on k.client_id = p.client_id and k.loan_id = p.loan_id
    where p.is_on_book and (p.days_past_due > 0 or d.loan_id is not null or e.loan_id is not null
                            or o.loan_id is not null or c.loan_id is not null or k.loan_id is not null)
)
select *, greatest(floor_rank, delivered_rank, evidence_rank, observed_rank, decided_rank) as fresh_rank,
       greatest(floor_rank, delivered_rank, evidence_rank, observed_rank, decided_rank,
                case when is_kept then {NON_PERFORMING_RANK} else 1 end) as own_rank
from ranked
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
), of_client as (
    select client_id, max(non_performing_amount / nullif(total_amount, 0)) as non_performing_ratio,
           bool_or(non_performing_amount > %(obligor_limit)s * total_amount) as is_over_limit
    from balance group by client_id
)
select client_id, i.client_id is not null as has_npl, i.non_performing_ratio,
       coalesce(i.is_over_limit, false) as is_over_limit, coalesce(e.is_elsewhere, false) as is_elsewhere,
       e.all_banks_ratio, coalesce(e.all_banks_ratio > %(all_banks_limit)s, false) as is_over_at_all_banks
from of_client i full join obligor_evidence e using (client_id)
"""
OBLIGOR_RANK = f"""
case when o.is_over_at_all_banks or o.is_over_limit and not coalesce(k.is_enhanced, false) then {NON_PERFORMING_RANK}
     when o.has_npl or o.is_elsewhere then {SPECIAL_MENTION_RANK} else 1 end
"""
OWN_REASONS = f"""
array_remove(array[
    case when floor_rank > 1 then 'days_past_due:' || days_past_due
         when days_past_due > 0 and is_technical then 'technical_overdue:' || days_past_due end,
    case when delivered_rank > 1 and delivered_rank >= floor_rank then 'delivered:' || {class_of("delivered_rank")} end
], null)
|| coalesce(evidence_reasons, '{{}}')
|| array_remove(array[
    case when observed_rank > 1 then case when is_repeated then 'restructured_again:' else 'restructured:' end
                                     || end_date end,
    case when decided_rank = 1 then null when decided_by = '{UPGRADE}' then 'upgraded:' || {class_of("decided_rank")}
         else 'decided:' || {class_of("decided_rank")} end,
    case when is_kept and fresh_rank < {NON_PERFORMING_RANK} then 'kept_non_performing' end
], null)
"""
OBLIGOR_REASON = f"""
case when obligor_rank <= own_rank then null
     when is_over_limit and not is_enhanced then 'obligor_rule:' || trim_scale(round(non_performing_ratio, 4))
     when is_over_at_all_banks then 'overdue_at_all_banks:' || trim_scale(round(all_banks_ratio, 4))
     when has_npl then 'obligor_has_non_performing_loan'
     else 'npl_elsewhere' end,
case when is_kept_with_obligor and greatest(own_rank, obligor_rank) < {NON_PERFORMING_RANK} then 'kept_with_obligor' end
"""
CLASS = f"""
create temp table loan_class on commit drop as
with gathered as (
    select client_id, loan_id, p.days_past_due, coalesce(k.floor_rank, 1) as floor_rank,
           coalesce(k.delivered_rank, 1) as delivered_rank, k.evidence_reasons,
           coalesce(k.observed_rank, 1) as observed_rank, k.end_date, coalesce(k.is_repeated, false) as is_repeated,
           coalesce(k.decided_rank, 1) as decided_rank, k.decided_by, coalesce(k.is_kept, false) as is_kept,
           coalesce(k.is_kept_with_obligor, false) as is_kept_with_obligor,
           coalesce(k.is_enhanced, false) as is_enhanced, coalesce(k.is_technical, false) as is_technical,
           coalesce(k.fresh_rank, 1) as fresh_rank, coalesce(k.own_rank, 1) as own_rank,
           coalesce({OBLIGOR_RANK}, 1) as obligor_rank, o.is_over_limit, o.non_performing_ratio, o.has_npl,
           o.is_over_at_all_banks, o.all_banks_ratio
    from loan_position p
    left join own_class k using (client_id, loan_id)
    left join obligor o using (client_id)
    where p.is_on_book and (k.loan_id is not null or o.client_id is not null)
)
select client_id, loan_id, own_rank, {class_of("floor_rank")} as floor_class,
       {class_of(f"greatest(own_rank, obligor_rank, case when is_kept_with_obligor then {NON_PERFORMING_RANK} end)")}
           as risk_class,
       {OWN_REASONS} || array_remove(array[{OBLIGOR_REASON}], null) as class_reasons
from gathered
"""

STEP = Step(
    "risk class",
    (OWN_CLASS, "analyze own_class", OBLIGOR, "analyze obligor", CLASS, "analyze loan_class"),
    counted="loan_class",
)
