"""Reports that say what an earlier one said already: new ones against the one before of the same client, and of the
same inspector. Each report done since the close before is compared twice at most, so the cost follows what is new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, text

from etl.close.step import ComputedStep, Parameters
from schema.domain.inspections import InspectionCheck, similarity

AT_ONCE = 2_000
BEFORE = """
create temp table inspection_before on commit drop as
select client_id, inspection_code, done_date,
       lag(inspection_code) over of_client as client_code_before, client_id as client_before_id,
       lag(inspection_code) over of_inspector as inspector_code_before,
       lag(client_id) over of_inspector as inspector_client_id
from inspection_done
window of_client as (partition by client_id, layer order by done_date, inspection_code),
       of_inspector as (partition by coalesce(staff_id::bigint, -client_id), layer order by done_date, inspection_code)
"""
TEXT = """
create temp table inspection_text on commit drop as
select i.client_id, i.inspection_code, i.report from core.inspection i
where i.done_date <= %(as_of)s and i.report is not null
union all
select d.client_id, d.inspection_code, f.detail ->> 'report'
from inspection_done d join workflow.case_file f using (client_id, case_id)
where f.detail ->> 'report' is not null
"""
PAIRS = """
select n.client_id, n.inspection_code, mine.report, n.client_code_before as other_code, other.report as other_report
from inspection_before n
join mart.inspection_record r on r.as_of = :as_of and r.client_id = n.client_id
                             and r.inspection_code = n.inspection_code
join inspection_text mine on mine.client_id = n.client_id and mine.inspection_code = n.inspection_code
join inspection_text other on other.client_id = n.client_before_id and other.inspection_code = n.client_code_before
where n.done_date > coalesce(:compared_as_of, '-infinity'::date)
union all
select n.client_id, n.inspection_code, mine.report, n.inspector_code_before, other.report
from inspection_before n
join mart.inspection_record r on r.as_of = :as_of and r.client_id = n.client_id
                             and r.inspection_code = n.inspection_code
join inspection_text mine on mine.client_id = n.client_id and mine.inspection_code = n.inspection_code
join inspection_text other on other.client_id = n.inspector_client_id
                          and other.inspection_code = n.inspector_code_before
where n.done_date > coalesce(:compared_as_of, '-infinity'::date)
  and n.inspector_code_before is distinct from n.client_code_before
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
    asked = {"as_of": parameters["as_of"], "compared_as_of": parameters["compared_as_of"]}
    pairs = connection.execute(text(PAIRS), asked, execution_options={"yield_per": AT_ONCE})
    found = list(templated(pairs, float(parameters["inspection_similarity"])))
    fixed = {"as_of": parameters["as_of"], "check": str(InspectionCheck.TEMPLATED)}
    for start in range(0, len(found), AT_ONCE):
        connection.execute(text(WRITE), [fixed | each for each in found[start : start + AT_ONCE]])
    return len(found)


STEP = ComputedStep(
    "templated reports",
    statements=(BEFORE, "analyze inspection_before", TEXT, "analyze inspection_text"),
    compute=_compare,
)
