"""Who must be inspected when: one row per loan and layer, from the frequency matrix of the date.

A new loan asks for its first inspection, afterwards the next is due an interval after the last one. What happened
(a worse class, long arrears, an event outside) pulls it to its day + the days for special inspections, and stays until
an inspection answers it. A worse class shortens the interval from its own day on only, so that nobody is late for a
rule that did not hold yet. Loans from before the records of inspections begin count from that day. Personal loans and
mortgages are inspected from special mention on; cards never. Low risk is who has pledged deposits for all of it.

The supervisory layer looks at a share of the loans, drawn anew every half-year, and at all that are in trouble, from
the day the trouble began.
"""

from etl.close.fragments import NON_PERFORMING, rank_of
from etl.close.inspections_bounds import first_of, interval_of, sample_of
from etl.close.step import Step
from schema.domain.inspections import ExposureBand, InspectionKind, Layer, PolicyCase, Trigger
from schema.domain.words import LoanKind, RiskClass

BUSINESS = f"('{LoanKind.WORKING_CAPITAL}', '{LoanKind.FIXED_ASSET}', '{LoanKind.SMALL_MICRO}', '{LoanKind.OTHER}')"
MATERIAL = "('litigation', 'enforcement', 'freeze', 'control_change', 'tax')"
SNAPSHOT = "select * from core.loan_snapshot where as_of = %(as_of)s"
SAMPLED = 1024

PLEDGES = """
create temp table inspection_pledge on commit drop as
select distinct on (c.client_id, c.collateral_id) c.client_id, c.loan_id, v.currency, v.value_amount
from core.collateral c join core.collateral_valuation v using (client_id, collateral_id)
where c.kind = 'deposit' and v.valued_date <= %(as_of)s
order by c.client_id, c.collateral_id, v.valued_date desc
"""
# Several currencies are not added up: the obligor's largest balance in one of them decides.
LOANS = f"""
create temp table inspection_loan on commit drop as
with owed as (
    select client_id, currency, sum(outstanding_principal_amount) as amount
    from ({SNAPSHOT}) s group by client_id, currency
), exposure as (
    select client_id, max(amount) as exposure_amount from owed group by client_id
), pledged as (
    select client_id, loan_id, currency, sum(value_amount) as amount from inspection_pledge
    group by client_id, loan_id, currency
), judged as (
    select s.client_id, s.loan_id, s.org_unit_id, s.currency, s.kind, s.risk_class, s.days_past_due,
           s.oldest_unpaid_date, s.outstanding_principal_amount, l.disbursed_date, x.exposure_amount,
           b.done_date as own_done_date, w.done_date as wide_done_date,
           case when s.kind = '{LoanKind.CREDIT_CARD}' then null
                when s.risk_class in ({NON_PERFORMING}) then '{PolicyCase.NON_PERFORMING}'
                when s.risk_class = '{RiskClass.SPECIAL_MENTION}' then '{PolicyCase.SPECIAL_MENTION}'
                when s.kind not in {BUSINESS} then null
                when p.amount >= s.outstanding_principal_amount or c.amount >= o.amount then '{PolicyCase.LOW_RISK}'
                when s.kind <> '{LoanKind.FIXED_ASSET}' then '{PolicyCase.WORKING_CAPITAL}'
                when b.is_in_operation or l.disbursed_date < %(inspection_built_before)s
                then '{PolicyCase.IN_OPERATION}' else '{PolicyCase.UNDER_CONSTRUCTION}' end as policy_case
    from ({SNAPSHOT}) s
    join core.loan l using (client_id, loan_id)
    join exposure x using (client_id)
    join owed o on o.client_id = s.client_id and o.currency = s.currency
    left join pledged p on p.client_id = s.client_id and p.loan_id = s.loan_id and p.currency = s.currency
    left join pledged c on c.client_id = s.client_id and c.loan_id is null and c.currency = s.currency
    left join inspection_last b on b.client_id = s.client_id and b.loan_id = s.loan_id
                               and b.layer = '{Layer.CLIENT}'
    left join inspection_last w on w.client_id = s.client_id and w.loan_id is null and w.layer = '{Layer.CLIENT}'
)
select j.*, greatest(own_done_date, case when wide_done_date >= disbursed_date then wide_done_date end)
            as last_done_date,
       case when exposure_amount >= %(inspection_large)s then '{ExposureBand.LARGE}'
            when exposure_amount >= %(inspection_middle)s then '{ExposureBand.MIDDLE}'
            else '{ExposureBand.SMALL}' end as band
from judged j where policy_case is not null
"""
# Signals of the early warning will be one more row of this list.
TRIGGERS = f"""
create temp table inspection_trigger on commit drop as
with earlier as (
    select client_id, loan_id, risk_class, null::date as worsened_date from core.loan_snapshot
    where as_of = %(compared_as_of)s
), planned as (
    select client_id, loan_id, worsened_date from mart.inspection_plan
    where as_of = %(compared_as_of)s and layer = '{Layer.CLIENT}' and worsened_date is not null
), events as (
    select client_id, known_date from core.external_event
    where known_date between %(inspection_events_from)s and %(as_of)s and kind in {MATERIAL}
), happened as (
    select l.client_id, l.loan_id, '{Trigger.CLASS_WORSENED}' as code,
           case when {rank_of("l.risk_class")} > {rank_of("e.risk_class")} then %(as_of)s
                else p.worsened_date end as on_date
    from inspection_loan l
    left join earlier e using (client_id, loan_id)
    left join planned p using (client_id, loan_id)
    union all
    select client_id, loan_id, '{Trigger.LONG_ARREARS}', oldest_unpaid_date + %(inspection_arrears)s + 1
    from inspection_loan where days_past_due > %(inspection_arrears)s
    union all
    select l.client_id, l.loan_id, '{Trigger.EXTERNAL_EVENT}', min(e.known_date)
    from inspection_loan l join events e using (client_id)
    where e.known_date > coalesce(l.last_done_date, l.disbursed_date)
    group by l.client_id, l.loan_id
)
select h.client_id, h.loan_id, min(h.on_date) as on_date,
       min(h.on_date) filter (where h.code = '{Trigger.CLASS_WORSENED}') as worsened_date,
       array_agg(h.code || ':' || h.on_date order by h.on_date, h.code) as triggers
from happened h join inspection_loan l using (client_id, loan_id) cross join inspection_start s
where h.on_date >= s.since_date and h.on_date > coalesce(l.last_done_date, '-infinity')
group by h.client_id, h.loan_id
"""
# Of several managers the one with the largest share answers; who is named for the loan before who is for the client.
STAFF = """
create temp table inspection_staff on commit drop as
select distinct on (client_id, loan_id, role) client_id, loan_id, role, staff_id
from core.assignment
where role in ('client_manager', 'risk_manager') and valid_from <= %(as_of)s
  and (valid_to is null or valid_to >= %(as_of)s)
order by client_id, loan_id, role, share_percent desc, staff_id
"""
COLUMNS = """
    (as_of, client_id, loan_id, layer, org_unit_id, currency, loan_kind, kind, policy_case, band, interval_days,
     last_done_date, due_date, days_overdue, worsened_date, triggers, staff_id, risk_class,
     outstanding_principal_amount, exposure_amount)
"""


def _with_staff(role: str) -> str:
    return f"""
    left join inspection_staff o on o.client_id = d.client_id and o.loan_id = d.loan_id and o.role = '{role}'
    left join inspection_staff m on m.client_id = d.client_id and m.loan_id is null and m.role = '{role}'
    """


CLIENTS = f"""
insert into mart.inspection_plan {COLUMNS}
with dated as (
    select l.*, t.on_date, t.worsened_date, coalesce(t.triggers, '{{}}') as triggers,
           case when p.due_date >= s.since_date then p.due_date end as planned_due_date,
           {interval_of("l.policy_case", "l.band")} as interval_days,
           case when l.last_done_date is null and l.disbursed_date >= s.since_date
                then l.disbursed_date + {first_of("l.kind")} end as first_due_date,
           coalesce(l.last_done_date, greatest(
               l.disbursed_date, s.since_date, case when l.kind not in {BUSINESS} then l.oldest_unpaid_date end
           )) as from_date
    from inspection_loan l
    cross join inspection_start s
    left join inspection_trigger t using (client_id, loan_id)
    left join mart.inspection_plan p on p.as_of = %(compared_as_of)s and p.client_id = l.client_id
         and p.loan_id = l.loan_id and p.layer = '{Layer.CLIENT}'
         and p.last_done_date is not distinct from l.last_done_date
), routine as (
    select d.*, case when first_due_date is not null then first_due_date
                     when worsened_date is null then from_date + interval_days
                     else least(planned_due_date, worsened_date + %(inspection_special)s) end as base_date
    from dated d
), due as (
    select r.*, least(base_date, on_date + %(inspection_special)s) as due_date,
           case when first_due_date is not null then '{InspectionKind.FIRST}'
                when on_date is not null then '{InspectionKind.SPECIAL}'
                else '{InspectionKind.ROUTINE}' end as due_kind
    from routine r
)
select %(as_of)s, d.client_id, d.loan_id, '{Layer.CLIENT}', d.org_unit_id, d.currency, d.kind, d.due_kind,
       d.policy_case, d.band, d.interval_days, d.last_done_date, d.due_date, %(as_of)s - d.due_date, d.worsened_date,
       d.triggers, coalesce(o.staff_id, m.staff_id), d.risk_class, d.outstanding_principal_amount, d.exposure_amount
from due d {_with_staff("client_manager")}
"""
SUPERVISORY = f"""
insert into mart.inspection_plan {COLUMNS}
with sampled as (
    select l.*, {sample_of("l.policy_case")} as share,
           {interval_of("l.policy_case", f"'{Layer.SUPERVISORY}'")} as interval_days
    from inspection_loan l
), chosen as (
    select l.*, greatest(b.done_date, w.done_date) as supervised_date,
           greatest(l.disbursed_date, s.since_date, case when l.share < 1 then %(inspection_half)s
                    else greatest(l.oldest_unpaid_date, t.worsened_date) end) as beginning_date
    from sampled l
    cross join inspection_start s
    left join inspection_trigger t using (client_id, loan_id)
    left join inspection_last b on b.client_id = l.client_id and b.loan_id = l.loan_id
                               and b.layer = '{Layer.SUPERVISORY}'
    left join inspection_last w on w.client_id = l.client_id and w.loan_id is null
                               and w.layer = '{Layer.SUPERVISORY}'
    where l.share >= 1 or (hashint8(l.loan_id * 10000 + extract(year from %(inspection_half)s::date)::bigint * 2
                           + (extract(month from %(inspection_half)s::date) > 6)::integer)::bigint
                           & {SAMPLED - 1}) < l.share * {SAMPLED}
), d as (
    select c.*, greatest(supervised_date, beginning_date) + interval_days as due_date from chosen c
)
select %(as_of)s, d.client_id, d.loan_id, '{Layer.SUPERVISORY}', d.org_unit_id, d.currency, d.kind,
       '{InspectionKind.SUPERVISORY}', d.policy_case, d.band, d.interval_days, d.supervised_date, d.due_date,
       %(as_of)s - d.due_date, null, '{{}}'::text[], coalesce(o.staff_id, m.staff_id), d.risk_class,
       d.outstanding_principal_amount, d.exposure_amount
from d {_with_staff("risk_manager")}
"""

STEP = Step(
    "inspection_plan",
    (
        PLEDGES,
        "analyze inspection_pledge",
        LOANS,
        "analyze inspection_loan",
        TRIGGERS,
        "analyze inspection_trigger",
        STAFF,
        "analyze inspection_staff",
        "delete from mart.inspection_plan where as_of = %(as_of)s",
        CLIENTS,
        SUPERVISORY,
        "select 1 from mart.inspection_plan where as_of = %(as_of)s",
    ),
)
