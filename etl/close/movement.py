"""How every loan moved since the last closed month end before the date, added up per org unit.

Both snapshots are read once and joined in full: a loan only in the earlier one is `closed`, one only in the later
one is `new`. Without an earlier month end nothing is known to have moved, and nothing is written.
"""

from datetime import date

from sqlalchemy import Connection

from etl.close.step import Step
from schema.domain.movement import CLOSED, NEW

COMPARED = """
select max(as_of) from ops.closed_date
where as_of < %(as_of)s and extract(day from as_of + 1) = 1
"""
SNAPSHOT = """
select client_id, loan_id, org_unit_id, currency, bucket, risk_class, outstanding_principal_amount as amount
from core.loan_snapshot where as_of = %({on})s
"""
CELLS = f"""
create temp table movement_cell on commit drop as
select coalesce(n.org_unit_id, b.org_unit_id) as org_unit_id, coalesce(n.currency, b.currency) as currency,
       coalesce(b.bucket, '{NEW}') as from_bucket, coalesce(n.bucket, '{CLOSED}') as to_bucket,
       coalesce(b.risk_class, '{NEW}') as from_class, coalesce(n.risk_class, '{CLOSED}') as to_class,
       count(*) as loan_count, sum(coalesce(b.amount, 0)) as opening_amount,
       sum(coalesce(n.amount, 0)) as closing_amount,
       sum(least(coalesce(b.amount, 0), coalesce(n.amount, 0))) as retained_amount
from ({SNAPSHOT.format(on="compared_as_of")}) b
full join ({SNAPSHOT.format(on="as_of")}) n using (client_id, loan_id)
where %(compared_as_of)s::date is not null
group by 1, 2, 3, 4, 5, 6
"""
BASIS = "insert into mart.movement_basis values (%(as_of)s, %(compared_as_of)s)"


def compared_as_of(connection: Connection, as_of: date) -> date | None:
    """The last closed month end before a date; None before the first."""
    found: date | None = connection.exec_driver_sql(COMPARED, {"as_of": as_of}).scalar_one()
    return found


def _delete(name: str) -> str:
    return f"delete from mart.{name} where as_of = %(as_of)s"


def _roll_up(state: str) -> str:
    return f"""
    insert into mart.org_unit_{state}_movement
        (as_of, org_unit_id, currency, from_{state}, to_{state}, compared_as_of, loan_count, opening_amount,
         closing_amount, retained_amount)
    select %(as_of)s, o.ancestor_id, c.currency, c.from_{state}, c.to_{state}, %(compared_as_of)s, sum(c.loan_count),
           sum(c.opening_amount), sum(c.closing_amount), sum(c.retained_amount)
    from movement_cell c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
    group by o.ancestor_id, c.currency, c.from_{state}, c.to_{state}
    """


BUCKET_STEP = Step(
    "org_unit_bucket_movement",
    (
        CELLS,
        "analyze movement_cell",
        _delete("movement_basis"),
        BASIS,
        _delete("org_unit_bucket_movement"),
        _roll_up("bucket"),
    ),
)
CLASS_STEP = Step("org_unit_class_movement", (_delete("org_unit_class_movement"), _roll_up("class")))
