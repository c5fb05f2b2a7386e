"""What was done in the window of the parameters, and what is wrong with it.

A visit is a day on which a client was inspected on site; several loans seen on one day are one visit. Allowed in the
window are as many as its shortest interval fits, and one more for every first inspection; special inspections count
for nothing, and clients about whom something is open are not judged. What was found templated stays so while it is in
the window: texts are compared once, by the first close after the inspection.
"""

from __future__ import annotations

from etl.close.inspections_bounds import first_of
from etl.close.step import Step
from schema.domain.inspections import InspectionCheck, InspectionKind, Layer

RECORDS = f"""
insert into mart.inspection_record
    (as_of, client_id, inspection_code, loan_id, case_id, org_unit_id, layer, kind, is_on_site, due_date, done_date,
     staff_id, second_staff_id, severity)
select %(as_of)s, d.client_id, d.inspection_code, d.loan_id, d.case_id, coalesce(l.org_unit_id, c.org_unit_id),
       d.layer, d.kind, d.is_on_site,
       coalesce(d.due_date,
                case when d.kind = '{InspectionKind.FIRST}' then l.disbursed_date + {first_of("l.kind")} end),
       d.done_date, d.staff_id, d.second_staff_id, d.severity
from inspection_done d
join core.client c using (client_id)
left join core.loan l on l.client_id = d.client_id and l.loan_id = d.loan_id
where d.done_date >= %(inspection_first_day)s
"""
# Everything a check asks about one inspection of the window.
SEEN = """
create temp table inspection_seen on commit drop as
select r.client_id, r.inspection_code, r.loan_id, r.org_unit_id, r.layer, r.kind, r.is_on_site, r.due_date,
       r.done_date, r.staff_id, r.second_staff_id, d.has_leader, d.is_confirmed, c.kind as client_kind,
       x.exposure_amount
from mart.inspection_record r
join inspection_done d using (client_id, inspection_code)
join core.client c using (client_id)
left join (select client_id, max(exposure_amount) as exposure_amount from inspection_loan group by client_id) x
    using (client_id)
where r.as_of = %(as_of)s
"""
CASE_EVIDENCE = """
select d.client_id, d.inspection_code, d.done_date, p.proof ->> 'sha256' as sha256
from inspection_done d
join workflow.case_file f using (client_id, case_id)
cross join lateral jsonb_array_elements(
    case when jsonb_typeof(f.detail -> 'evidence') = 'array' then f.detail -> 'evidence' else '[]' end
) as p (proof)
where p.proof ->> 'sha256' is not null
"""
# Of all evidence only what shares a file with an inspection of the window.
EVIDENCE = f"""
create temp table inspection_proof on commit drop as
with by_case as ({CASE_EVIDENCE}), shown as (
    select e.sha256 from core.inspection_evidence e join inspection_seen s using (client_id, inspection_code)
    union
    select c.sha256 from by_case c join inspection_seen s using (client_id, inspection_code)
)
select i.client_id, e.inspection_code, i.done_date, e.sha256
from core.inspection_evidence e join core.inspection i using (client_id, inspection_code)
where i.done_date <= %(as_of)s and e.sha256 in (select sha256 from shown)
union
select * from by_case where sha256 in (select sha256 from shown)
"""
REUSED = """
create temp table inspection_reused on commit drop as
select distinct on (s.client_id, s.inspection_code) s.client_id, s.inspection_code, o.inspection_code as other_code
from inspection_seen s
join inspection_proof p using (client_id, inspection_code)
join inspection_proof o on o.sha256 = p.sha256
where (o.done_date, o.inspection_code) < (s.done_date, s.inspection_code)
order by s.client_id, s.inspection_code, o.done_date desc, o.inspection_code
"""
VISITS = f"""
create temp table inspection_visit on commit drop as
with visit as (
    select client_id, done_date, min(inspection_code) as inspection_code,
           bool_or(kind = '{InspectionKind.SPECIAL}') as is_special,
           bool_or(kind = '{InspectionKind.FIRST}') as is_first,
           bool_or(done_date >= %(inspection_first_day)s) as is_in_window
    from inspection_done
    where layer = '{Layer.CLIENT}' and is_on_site
      and done_date >= %(inspection_first_day)s::date - %(inspection_repeat)s
    group by client_id, done_date
)
select *, lag(done_date) over w as earlier_date, lag(is_special) over w as was_special,
       lag(inspection_code) over w as earlier_code,
       count(*) filter (where is_in_window and not is_special) over (w rows unbounded preceding) as place,
       count(*) filter (where is_in_window and is_first) over (partition by client_id) as first_count
from visit window w as (partition by client_id order by done_date)
"""
BURDEN = f"""
create temp table inspection_burden on commit drop as
with policy as (
    select client_id, min(interval_days) as interval_days, bool_or(triggers <> '{{}}') as has_signal
    from mart.inspection_plan where as_of = %(as_of)s and layer = '{Layer.CLIENT}' group by client_id
)
select v.client_id, v.inspection_code,
       case when v.done_date - v.earlier_date < %(inspection_repeat)s and not v.is_special and not v.was_special
            then v.earlier_code end as repeated_code, v.done_date - v.earlier_date as days_between,
       not v.is_special and not coalesce(p.has_signal, true)
           and v.place > ceil(%(inspection_window)s::numeric / p.interval_days) + v.first_count as is_excess, v.place
from inspection_visit v left join policy p using (client_id)
where v.is_in_window
"""
ASKS_FOR_A_VISIT = f"('{InspectionKind.FIRST}', '{InspectionKind.SPECIAL}')"
SITE = f"layer = '{Layer.CLIENT}' and is_on_site"
SINGLE_CHECKS = (
    (InspectionCheck.LATE, "done_date > due_date", "(done_date - due_date)::text"),
    (
        InspectionCheck.ONE_INSPECTOR,
        f"{SITE} and (staff_id is not null)::integer + (second_staff_id is not null)::integer < %(inspection_persons)s",
        "null",
    ),
    (
        InspectionCheck.NOT_ON_SITE,
        f"layer = '{Layer.CLIENT}' and not is_on_site and kind in {ASKS_FOR_A_VISIT}",
        "null",
    ),
    (
        InspectionCheck.LEADER_MISSING,
        f"{SITE} and exposure_amount > %(inspection_leader)s and has_leader is not true",
        "exposure_amount::text",
    ),
    (InspectionCheck.NOT_CONFIRMED, f"{SITE} and client_kind = 'corporate' and is_confirmed is not true", "null"),
)


def _found(check: InspectionCheck, source: str, where: str, figure: str, other: str = "null") -> str:
    return f"""select s.client_id, s.inspection_code, '{check}' as check_code, s.loan_id, s.org_unit_id, s.layer,
                      s.done_date, s.staff_id, {figure}::text as figure, {other}::text as other_code
               from {source} where {where}"""


def _all() -> str:
    seen, burden = "inspection_seen s", "inspection_seen s join inspection_burden b using (client_id, inspection_code)"
    parts = [_found(check, seen, where, figure) for check, where, figure in SINGLE_CHECKS]
    reused = f"{seen} join inspection_reused r using (client_id, inspection_code)"
    parts.append(_found(InspectionCheck.EVIDENCE_REUSED, reused, "true", "null", "r.other_code"))
    repeated = "b.repeated_code is not null"
    parts.append(_found(InspectionCheck.REPEATED, burden, repeated, "b.days_between", "b.repeated_code"))
    parts.append(_found(InspectionCheck.TOO_FREQUENT, burden, "b.is_excess", "b.place"))
    return " union all ".join(parts)


FINDINGS = f"""
insert into mart.inspection_finding
    (as_of, client_id, inspection_code, check_code, loan_id, org_unit_id, layer, done_date, staff_id, figure,
     other_code)
select %(as_of)s, * from ({_all()}) found
"""
KEPT = f"""
insert into mart.inspection_finding
select %(as_of)s, f.client_id, f.inspection_code, f.check_code, f.loan_id, f.org_unit_id, f.layer, f.done_date,
       f.staff_id, f.figure, f.other_code
from mart.inspection_finding f join inspection_seen s using (client_id, inspection_code)
where f.as_of = %(compared_as_of)s and f.check_code = '{InspectionCheck.TEMPLATED}'
"""
STEP = Step(
    "inspection_finding",
    (
        "delete from mart.inspection_record where as_of = %(as_of)s",
        RECORDS,
        SEEN,
        "analyze inspection_seen",
        EVIDENCE,
        "analyze inspection_proof",
        REUSED,
        VISITS,
        "analyze inspection_visit",
        BURDEN,
        "analyze inspection_burden",
        "delete from mart.inspection_finding where as_of = %(as_of)s",
        FINDINGS,
        KEPT,
    ),
    counted="inspection_seen",
)
