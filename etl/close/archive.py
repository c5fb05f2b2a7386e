"""The post-loan file of a date: which items each loan needs, which documents stand for them, what is missing.

A document of the loan, or one of its client that names no loan, stands for an item. What begins with arrears
counts from the oldest unpaid instalment; what is renewed counts for the days of the parameters. Loans are those on
the book, and for the closing evaluation those closed in the window of the parameters.
"""

from etl.close.archive_units import DUTY_STEP, UNIT_STEP
from etl.close.fragments import rank_of
from etl.close.handovers import STEP as HANDOVER_STEP
from etl.close.step import Step
from schema.domain.archive import ArchiveStep
from schema.domain.words import AccountPurpose, RiskClass

PAPERS = """
create temp table archive_paper on commit drop as
select d.client_id, d.loan_id, d.document_id, d.step, d.document_date, d.is_electronic,
       d.signed_count < d.needed_signature_count as is_unsigned,
       coalesce(d.register_number, '') = '' or coalesce(d.custody_place, '') = '' as is_unregistered,
       coalesce(l.org_unit_id, c.org_unit_id) as org_unit_id
from core.document d
join core.client c using (client_id)
left join core.loan l using (client_id, loan_id)
where d.document_date <= %(as_of)s
"""
LOANS = f"""
create temp table archive_loan on commit drop as
with watched as (
    select client_id, loan_id, min(coalesce(opened_date, '-infinity')) as since
    from core.account
    where (is_supervised or purpose = '{AccountPurpose.SUPERVISED}')
      and coalesce(opened_date, '-infinity') <= %(as_of)s and coalesce(closed_date, 'infinity') > %(as_of)s
    group by client_id, loan_id
)
select p.client_id, p.loan_id, p.org_unit_id, p.kind, p.currency, p.outstanding_principal_amount,
       coalesce(k.risk_class, '{RiskClass.NORMAL}') as risk_class, p.days_past_due, p.oldest_unpaid_date,
       l.disbursed_date, null::date as closed_date,
       greatest(least(w.since, o.since), l.disbursed_date) as watched_since,
       w.since is not null or o.since is not null as is_watched
from loan_position p
join live_loan l using (client_id, loan_id)
left join loan_class k using (client_id, loan_id)
left join watched w on w.client_id = p.client_id and w.loan_id = p.loan_id
left join watched o on o.client_id = p.client_id and o.loan_id is null
where p.is_on_book and exists (select from archive_paper)
union all
select l.client_id, l.loan_id, l.org_unit_id, l.kind, l.currency, 0, null, 0, null, l.disbursed_date, l.closed_date,
       null, false
from core.loan l
where l.closed_date between %(as_of)s - %(archive_closed_days)s and %(as_of)s and exists (select from archive_paper)
"""
RENEWED = "%(as_of)s - %(archive_renewal_{step})s"


def _classed(step: ArchiveStep) -> tuple[str, str, str]:
    counts_from = f"coalesce(l.oldest_unpaid_date, {RENEWED.format(step=step)})"
    return "l.oldest_unpaid_date", counts_from, f"{rank_of('l.risk_class')} >= %(archive_class_{step})s"


def _overdue(step: ArchiveStep) -> tuple[str, str, str]:
    return "l.oldest_unpaid_date", "l.oldest_unpaid_date", f"l.days_past_due > %(archive_overdue_days_{step})s"


def _on_book(step: ArchiveStep) -> tuple[str, str, str]:
    return "l.disbursed_date", RENEWED.format(step=step), "l.closed_date is null"


# Since when an item is needed, from which day on a document counts, and for which loans.
NEEDED = {
    ArchiveStep.MAINTENANCE: _on_book(ArchiveStep.MAINTENANCE),
    ArchiveStep.ACCOUNT_SUPERVISION: ("l.watched_since", "'-infinity'::date", "l.is_watched"),
    ArchiveStep.INSPECTION: _on_book(ArchiveStep.INSPECTION),
    ArchiveStep.JOINT_REVIEW: _classed(ArchiveStep.JOINT_REVIEW),
    ArchiveStep.WARNING: _overdue(ArchiveStep.WARNING),
    ArchiveStep.CLASSIFICATION: _on_book(ArchiveStep.CLASSIFICATION),
    ArchiveStep.PROBLEM_LOAN: _classed(ArchiveStep.PROBLEM_LOAN),
    ArchiveStep.RECOVERY: _overdue(ArchiveStep.RECOVERY),
    ArchiveStep.CLOSING_EVALUATION: ("l.closed_date", "l.closed_date", "l.closed_date is not null"),
}
VALUES = ",\n".join(
    f"('{step}', {since}, {counts_from}, {asked}, %(archive_days_{step})s)"
    for step, (since, counts_from, asked) in NEEDED.items()
)
ITEMS = f"""
create temp table archive_item on commit drop as
with needed as (
    select l.client_id, l.loan_id, l.org_unit_id, n.step, n.counts_from
    from archive_loan l cross join lateral (values {VALUES}) n (step, since, counts_from, is_asked, days)
    where n.is_asked and coalesce(n.since, '-infinity') + n.days <= %(as_of)s
), held as (
    select n.client_id, n.loan_id, n.step, d.is_unsigned, d.is_unregistered
    from needed n join archive_paper d using (client_id, loan_id, step) where d.document_date >= n.counts_from
    union all
    select n.client_id, n.loan_id, n.step, d.is_unsigned, d.is_unregistered
    from needed n join archive_paper d using (client_id, step)
    where d.loan_id is null and d.document_date >= n.counts_from
), best as (
    select client_id, loan_id, step, bool_and(is_unsigned) as is_unsigned, bool_and(is_unregistered) as is_unregistered
    from held group by client_id, loan_id, step
)
select n.client_id, n.loan_id, n.org_unit_id, n.step, b.step is null as is_missing,
       coalesce(b.is_unsigned, false) as is_unsigned, coalesce(b.is_unregistered, false) as is_unregistered
from needed n left join best b using (client_id, loan_id, step)
"""
GAPS = """
insert into mart.archive_gap
    (as_of, client_id, loan_id, org_unit_id, client_code, client_name, loan_code, kind, currency,
     outstanding_principal_amount, risk_class, closed_date, needed_count, complete_count, needed, missing, unsigned,
     unregistered)
with gathered as (
    select client_id, loan_id, count(*) as needed_count,
           count(*) filter (where not (is_missing or is_unsigned or is_unregistered)) as complete_count,
           array_agg(step) as needed, array_agg(step) filter (where is_missing) as missing,
           array_agg(step) filter (where is_unsigned) as unsigned,
           array_agg(step) filter (where is_unregistered) as unregistered
    from archive_item group by client_id, loan_id
)
select %(as_of)s, client_id, loan_id, a.org_unit_id, c.client_code, c.name, l.loan_code, a.kind, a.currency,
       a.outstanding_principal_amount, a.risk_class, a.closed_date, g.needed_count, g.complete_count, g.needed,
       coalesce(g.missing, '{}'), coalesce(g.unsigned, '{}'), coalesce(g.unregistered, '{}')
from gathered g
join archive_loan a using (client_id, loan_id)
join core.client c using (client_id)
join core.loan l using (client_id, loan_id)
where g.complete_count < g.needed_count
"""
DOCUMENTS = """
insert into mart.document_gap
    (as_of, client_id, document_id, org_unit_id, client_code, client_name, document_code, loan_code, step, title,
     document_date, needed_signature_count, signed_count, is_unsigned, is_unregistered)
select %(as_of)s, p.client_id, p.document_id, p.org_unit_id, c.client_code, c.name, d.document_code, l.loan_code,
       d.step, d.title, d.document_date, d.needed_signature_count, d.signed_count, p.is_unsigned, p.is_unregistered
from archive_paper p
join core.document d on d.client_id = p.client_id and d.document_id = p.document_id
join core.client c on c.client_id = p.client_id
left join core.loan l on l.client_id = p.client_id and l.loan_id = p.loan_id
where p.is_unsigned or p.is_unregistered
"""


def _of_date(table: str) -> str:
    return f"delete from mart.{table} where as_of = %(as_of)s"


ITEM_STEP = Step(
    "archive items",
    (PAPERS, "analyze archive_paper", LOANS, "analyze archive_loan", ITEMS, "analyze archive_item"),
    counted="archive_item",
)
GAP_STEP = Step("archive_gap", (_of_date("archive_gap"), GAPS))
DOCUMENT_STEP = Step("document_gap", (_of_date("document_gap"), DOCUMENTS))
STEPS = (ITEM_STEP, GAP_STEP, DOCUMENT_STEP, UNIT_STEP, HANDOVER_STEP, DUTY_STEP)
