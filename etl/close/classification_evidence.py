"""Evidence beside the days past due, as known and valid on the date; the reference is `schema.domain.evidence`.

Evidence without a loan holds for everything its obligor owes. What concerns an obligor counts for corporate ones only.
"""

from etl.close.step import Step
from schema.domain.evidence import TRIGGERS, EvidenceKind
from schema.domain.words import RiskClass

KNOWN = "e.valid_from <= %(as_of)s and coalesce(e.valid_to, 'infinity') >= %(as_of)s and e.known_date <= %(as_of)s"
FLOORS = " ".join(f"when '{kind}' then {trigger.floor.rank}" for kind, trigger in TRIGGERS.items())
IMPAIRED = f"""
case when e.value_ratio >= %(loss_expected_loss)s then {RiskClass.LOSS.rank}
     when e.value_ratio >= %(doubtful_expected_loss)s then {RiskClass.DOUBTFUL.rank}
     else {RiskClass.SUBSTANDARD.rank} end
"""
OF_LOAN = f"""
create temp table loan_evidence on commit drop as
with known as (
    select p.client_id, p.loan_id, e.kind,
           case e.kind when '{EvidenceKind.CREDIT_IMPAIRED}' then {IMPAIRED} {FLOORS} else 1 end as floor_rank,
           concat_ws(':', e.kind, trim_scale(round(e.value_ratio, 4))) as reason,
           bool_or(e.kind = '{EvidenceKind.QUALIFYING_RENEWAL}') over (partition by p.client_id, p.loan_id)
               as is_renewed
    from loan_position p
    join core.class_evidence e on e.client_id = p.client_id and (e.loan_id is null or e.loan_id = p.loan_id)
    where p.is_on_book and {KNOWN}
), counted as (
    select *, case when kind = '{EvidenceKind.ROLLED_OVER}' and is_renewed then 1 else floor_rank end as counted_rank
    from known
)
select client_id, loan_id, max(counted_rank) as evidence_rank,
       array_agg(distinct reason) filter (where counted_rank > 1) as reasons,
       bool_or(kind = '{EvidenceKind.TECHNICAL_OVERDUE}') as is_technical,
       bool_or(kind = '{EvidenceKind.RECOGNISED_ENHANCEMENT}') as is_enhanced
from counted group by client_id, loan_id
"""
OF_OBLIGOR = f"""
create temp table obligor_evidence on commit drop as
select client_id, bool_or(e.kind = '{EvidenceKind.NPL_ELSEWHERE}') as is_elsewhere,
       max(e.value_ratio) filter (where e.kind = '{EvidenceKind.OVERDUE_AT_ALL_BANKS}') as all_banks_ratio
from core.class_evidence e join core.client c using (client_id)
where c.kind = 'corporate' and {KNOWN}
  and e.kind in ('{EvidenceKind.NPL_ELSEWHERE}', '{EvidenceKind.OVERDUE_AT_ALL_BANKS}')
group by client_id
"""

STEP = Step(
    "class evidence",
    (OF_LOAN, "analyze loan_evidence", OF_OBLIGOR, "analyze obligor_evidence"),
    counted="loan_evidence",
)
