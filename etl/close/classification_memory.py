"""What classes remember: those of the last closed month end before the date, and what people decided since.

A loan that was non-performing at that month end is kept at least substandard until an approved upgrade case came into
force after it (parameter `npl_exit_needs_case`). Before the first month end nothing is remembered; a date between two
month ends remembers nothing for the next. Closing a date again reads the same month end again and so says the same;
where a month end itself is closed again and differs, the later closes are stale (step `movement_stale`).
A loan that was non-performing for its obligor's sake alone is kept, too, but does not pull down the others.
Of several approved decisions about a loan the last one in force counts; it can only worsen what the floors ask for.
"""

from etl.close.fragments import NON_PERFORMING, rank_of
from etl.close.step import Step
from schema.workflow.classification import APPROVED, CLASSIFICATION, UPGRADE

# A decision without a date of its own holds from the day of its approval. What other workflows call so is not read.
EFFECTIVE = "coalesce((f.detail ->> 'effective_date')::date, f.changed_at::date)"
BEFORE = """
create temp table class_before on commit drop as
select s.client_id, s.loan_id, s.risk_class as class_before, w.npl_since_date,
       coalesce(w.follows_obligor, false) as followed_obligor
from core.loan_snapshot s
left join mart.watched_loan w
  on w.as_of = %(compared_as_of)s and w.client_id = s.client_id and w.loan_id = s.loan_id
where s.as_of = %(compared_as_of)s and s.risk_class <> 'normal'
"""
DECISION = f"""
create temp table class_decision on commit drop as
with decided as materialized (
    select * from workflow.case_file
    where workflow in ('{CLASSIFICATION}', '{UPGRADE}') and state = '{APPROVED}' and loan_id is not null
), approved as (
    select f.client_id, f.loan_id, f.workflow, f.case_id, {EFFECTIVE} as effective_date,
           coalesce({rank_of("f.detail ->> 'risk_class'")}, 1) as decided_rank
    from decided f where {EFFECTIVE} <= %(as_of)s
), last_one as (
    select distinct on (client_id, loan_id) *
    from approved order by client_id, loan_id, effective_date desc, case_id desc
), lifted as (
    select client_id, loan_id, true as is_lifted from approved
    where workflow = '{UPGRADE}' and effective_date > coalesce(%(compared_as_of)s::date, '-infinity')
    group by client_id, loan_id
)
select client_id, loan_id, d.workflow, d.effective_date, d.decided_rank, coalesce(is_lifted, false) as is_lifted
from last_one d left join lifted using (client_id, loan_id)
"""
KEPT = f"""
create temp table class_kept on commit drop as
select client_id, loan_id, b.followed_obligor
from class_before b left join class_decision d using (client_id, loan_id)
where %(npl_exit_needs_case)s and b.class_before in ({NON_PERFORMING}) and not coalesce(d.is_lifted, false)
"""

STEP = Step(
    "class memory",
    (
        BEFORE,
        "analyze class_before",
        DECISION,
        "analyze class_decision",
        KEPT,
        "analyze class_kept",
    ),
    counted="class_kept",
)
