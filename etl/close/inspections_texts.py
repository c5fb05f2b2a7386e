"""Reports that say what an earlier one said already: new ones against the one before of the same client, and of the
same inspector. Each report done since the close before is compared twice at most, so the cost follows what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, text

from etl.close.step import ComputedStep, Parameters
from schema.domain.inspections import InspectionCheck, similarity

AT_ONCE = 2_000
PAIRS = """
create temp table inspection_pair on commit drop as
with placed as (
    select client_id, inspection_code, done_date, lag(inspection_code) over of_client as before_code,
           lag(inspection_code) over of_inspector as inspector_code,
           lag(client_id) over of_inspector as inspector_client
    from inspection_done
    window of_client as (partition by client_id, layer order by done_date, inspection_code),
           of_inspector as (
               partition by coalesce(staff_id::bigint, -client_id), layer order by done_date, inspection_code
           )
), fresh as (
    select * from placed
    where done_date >= %(inspection_first_day)s and done_date > coalesce(%(compared_as_of)s, '-infinity'::date)
)
select client_id, inspection_code, client_id as other_client_id, before_code as other_code
from fresh where before_code is not null
union
select client_id, inspection_code, inspector_client, inspector_code from fresh where inspector_code is not null
"""
TEXTS = """
create temp table inspection_text on commit drop as
with needed as (
    select client_id, inspection_code from inspection_pair
    union
    select other_client_id, other_code from inspection_pair
)
select client_id, inspection_code, i.report
from core.inspection i join needed using (client_id, inspection_code) where i.report is not null
union all
select client_id, inspection_code, f.detail ->> 'report'
from inspection_done d
join needed using (client_id, inspection_code)
join workflow.case_file f using (client_id, case_id)
where f.detail ->> 'report' is not null
"""
COMPARED = """
select p.client_id, p.inspection_code, mine.report, p.other_code, other.report as other_report
from inspection_pair p
join inspection_text mine using (client_id, inspection_code)
join inspection_text other on other.client_id = p.other_client_id and other.inspection_code = p.other_code
order by p.client_id, p.inspection_code, p.other_client_id, p.other_code
"""
WRITE = """
insert into mart.inspection_finding
    (as_of, client_id, inspection_code, check_code, loan_id, org_unit_id, layer, done_date, staff_id, figure,
     other_code)
select r.as_of, r.client_id, r.inspection_code, :check, r.loan_id, r.org_unit_id, r.layer, r.done_date, r.staff_id,
       :figure, :other_code
from mart.inspection_record r
where r.as_of = :as_of and r.client_id = :client_id and r.inspection_code = :inspection_code
on conflict do nothing
"""


def templated(pairs: Iterable[Any], limit: float) -> Iterator[dict[str, Any]]:
    """Those of (client_id, inspection_code, report, other_code, other_report) that are more alike than the limit."""
    for client_id, code, report, other_code, other_report in pairs:
        alike = similarity(report, other_report)
        if alike > limit:
            yield {
                "client_id": client_id,
                "inspection_code": code,
                "other_code": other_code,
                "figure": f"{alike:.4f}",
            }


def _compare(connection: Connection, parameters: Parameters) -> int:
    pairs = connection.execute(text(COMPARED), execution_options={"yield_per": AT_ONCE})
    found = list(templated(pairs, float(parameters["inspection_similarity"])))
    fixed = {"as_of": parameters["as_of"], "check": str(InspectionCheck.TEMPLATED)}
    for start in range(0, len(found), AT_ONCE):
        connection.execute(text(WRITE), [fixed | each for each in found[start : start + AT_ONCE]])
    return len(found)


STEP = ComputedStep(
    "templated reports",
    statements=(PAIRS, "analyze inspection_pair", TEXTS, "analyze inspection_text"),
    compute=_compare,
)
