"""Guarantees that hold on the date: groups and circles of clients, and who is called when one of them fails.

The topology is computed by `schema.domain.guarantees`, over all currencies, because whoever stands in for another
does so with everything; amounts stay in their own currency. A client has failed when one of its loans is
non-performing. What a client owns is the equity of its last financial statement known on the date, in the currency of
the guarantees; null when there is none.
"""

from sqlalchemy import Connection

from etl.close.fragments import NON_PERFORMING, class_of, rank_of
from etl.close.step import ComputedStep, Parameters, Step
from schema.domain.guarantees import places

IN_FORCE = """
create temp table guarantee_in_force on commit drop as
select guarantor_client_id, client_id, currency, count(*) as guarantee_count, sum(guaranteed_amount) as amount
from core.guarantee
where valid_from <= %(as_of)s and (valid_to is null or valid_to >= %(as_of)s) and guarantor_client_id <> client_id
group by guarantor_client_id, client_id, currency
"""
PLACES = """
create temp table guarantee_place
    (client_id bigint, group_no int, group_size int, circle_no int, circle_size int, hops int, source_client_id bigint)
on commit drop
"""
EDGES = "select distinct guarantor_client_id, client_id from guarantee_in_force"
FAILED = f"""
select distinct client_id from core.loan_snapshot where as_of = %(as_of)s and risk_class in ({NON_PERFORMING})
"""
FIELDS = ("client", "group_no", "group_size", "circle_no", "circle_size", "hops", "source")
INSERT = f"""
insert into guarantee_place select * from unnest(
    {", ".join(f"%({name})s::bigint[]" for name in FIELDS)})
"""


def compute_places(connection: Connection, parameters: Parameters) -> int:
    """Fill the temp table guarantee_place; returns how many clients give or receive a guarantee."""
    edges = [(row[0], row[1]) for row in connection.exec_driver_sql(EDGES)]
    failed = connection.exec_driver_sql(FAILED, parameters).scalars().all()
    found = places(edges, failed)
    columns = {name: [getattr(each, name) for each in found] for name in FIELDS}
    connection.exec_driver_sql(INSERT, columns)
    connection.exec_driver_sql("analyze guarantee_place")
    return len(found)


PLACE_STEP = ComputedStep(
    name="guarantee places",
    statements=(IN_FORCE, "analyze guarantee_in_force", PLACES),
    compute=compute_places,
)
INTO_EDGES = """
insert into mart.guarantee_edge
select %(as_of)s, g.client_id, g.guarantor_client_id, g.currency, c.org_unit_id, g.guarantee_count, g.amount,
       b.group_no, case when b.circle_no = f.circle_no then b.circle_no end
from guarantee_in_force g
join core.client c using (client_id)
join guarantee_place b on b.client_id = g.client_id
join guarantee_place f on f.client_id = g.guarantor_client_id
"""
MEMBERS = f"""
insert into mart.guarantee_member
with amount as (
    select client_id, s.currency, sum(s.outstanding_principal_amount) as outstanding, max({rank_of("s.risk_class")})
           as class_rank, 0::numeric as given, 0::numeric as received
    from core.loan_snapshot s join guarantee_place using (client_id)
    where s.as_of = %(as_of)s group by client_id, s.currency
    union all
    select guarantor_client_id, currency, 0, null, sum(amount), 0
    from guarantee_in_force group by guarantor_client_id, currency
    union all
    select client_id, currency, 0, null, 0, sum(amount) from guarantee_in_force group by client_id, currency
), total as (
    select client_id, currency, sum(outstanding) as outstanding, max(class_rank) as class_rank, sum(given) as given,
           sum(received) as received
    from amount group by client_id, currency
), statement as (
    select distinct on (client_id) client_id, s.currency, s.equity_amount
    from core.financial_statement s join guarantee_place using (client_id)
    where s.period_end_date <= %(as_of)s and coalesce(s.received_date, s.period_end_date) <= %(as_of)s
      and s.equity_amount is not null
    order by client_id, s.period_end_date desc
)
select %(as_of)s, client_id, t.currency, c.org_unit_id, c.client_code, c.name, {class_of("t.class_rank")},
       t.outstanding, t.given, t.received, s.equity_amount, p.group_no, p.group_size, p.circle_no, p.circle_size,
       p.hops, p.source_client_id
from total t
join guarantee_place p using (client_id)
join core.client c using (client_id)
left join statement s using (client_id, currency)
"""
BY_UNIT = """
insert into mart.org_unit_guarantee
with edge as (
    select o.ancestor_id as org_unit_id, e.currency, sum(e.guarantee_count) as guarantee_count,
           sum(e.guaranteed_amount) as guaranteed_amount,
           coalesce(sum(e.guaranteed_amount) filter (where e.circle_no is not null), 0) as circle_amount
    from mart.guarantee_edge e join core.org_unit_closure o on o.descendant_id = e.org_unit_id
    where e.as_of = %(as_of)s group by o.ancestor_id, e.currency
), member as (
    select o.ancestor_id as org_unit_id, m.currency, count(*) as client_count,
           count(distinct m.circle_no) as circle_count, count(m.circle_no) as circle_client_count,
           count(*) filter (where m.hops = 1) as one_hop_count,
           coalesce(sum(m.outstanding_principal_amount) filter (where m.hops = 1), 0) as one_hop_amount,
           count(*) filter (where m.hops = 2) as two_hop_count,
           coalesce(sum(m.outstanding_principal_amount) filter (where m.hops = 2), 0) as two_hop_amount
    from mart.guarantee_member m join core.org_unit_closure o on o.descendant_id = m.org_unit_id
    where m.as_of = %(as_of)s group by o.ancestor_id, m.currency
)
select %(as_of)s, org_unit_id, currency, coalesce(e.guarantee_count, 0), coalesce(e.guaranteed_amount, 0),
       m.client_count, m.circle_count, m.circle_client_count, coalesce(e.circle_amount, 0), m.one_hop_count,
       m.one_hop_amount, m.two_hop_count, m.two_hop_amount
from member m left join edge e using (org_unit_id, currency)
"""
STEP = Step(
    "org_unit_guarantee",
    (
        "delete from mart.guarantee_edge where as_of = %(as_of)s",
        INTO_EDGES,
        "delete from mart.guarantee_member where as_of = %(as_of)s",
        MEMBERS,
        "delete from mart.org_unit_guarantee where as_of = %(as_of)s",
        BY_UNIT,
    ),
)
