"""The maturity ladder: the outstanding principal of every loan on the book by when its schedule says it falls due.

What is due and unpaid, but not overdue (due today, or too small a rest), falls into the first month. Principal paid
in advance is taken off the earliest instalments. Instalments are read for three years ahead: what is left of a loan
that matures later is due later, what is left of any other is not covered by its schedule. A schedule that adds up to
more than is owed is cut off where nothing is owed any more. So the bands of a loan always add up to its balance.
"""

from etl.close.step import Step
from schema.domain.maturities import MaturityBand

AHEAD = tuple(band for band in MaturityBand if band.months)
MATURITIES = tuple(MaturityBand)


def _end(band: MaturityBand) -> str:
    """The last day of a band; that of what is overdue is the date itself."""
    return f"(%(as_of)s::date + interval '{band.months} months')::date"


HORIZON = _end(AHEAD[-1])


def _scheduled(band: MaturityBand) -> str:
    """Principal that falls due within a band."""
    after = MATURITIES[MATURITIES.index(band) - 1]
    within = f"due_date > {_end(after)} and due_date <= {_end(band)}"
    return f"coalesce(sum(principal_amount) filter (where {within}), 0) as {band}"


def _left(band: MaturityBand) -> str:
    """What falls due up to the end of a band after what is paid in advance, and never more than is owed."""
    through = " + ".join(f"f.{each}" for each in AHEAD[: AHEAD.index(band) + 1])
    return f"least(greatest(coalesce({through}, 0) - prepaid_amount, 0), owed_amount) as {band}"


def _split() -> str:
    """The amount of each band ahead: what is due up to its end less what is due up to the end of the band before."""
    first, *others = AHEAD
    before = dict(zip(others, AHEAD, strict=False))
    return ", ".join([f"due_amount + {first} as {first}", *(f"{each} - {before[each]} as {each}" for each in others)])


def _total(band: MaturityBand) -> str:
    return f"sum({band}) as {band}, count(*) filter (where {band} > 0) as {band}_count"


SCHEDULED = f"""
create temp table scheduled_principal on commit drop as
select client_id, loan_id, {", ".join(map(_scheduled, AHEAD))}
from core.instalment
where due_date > %(as_of)s and due_date <= {HORIZON}
group by client_id, loan_id
"""
CELLS = f"""
create temp table maturity_cell on commit drop as
with position as (
    select p.client_id, p.loan_id, p.org_unit_id, p.currency, p.outstanding_principal_amount as amount,
           least(p.overdue_principal_amount, p.outstanding_principal_amount) as overdue,
           least(greatest(d.due_principal_amount - p.paid_principal_amount, 0), p.outstanding_principal_amount)
               as unpaid_amount,
           greatest(p.paid_principal_amount - d.due_principal_amount, 0) as prepaid_amount,
           p.next_due_date is not null and l.maturity_date > {HORIZON} as is_longer
    from loan_position p join loan_due d using (client_id, loan_id) join core.loan l using (client_id, loan_id)
    where p.is_on_book
), owed as (
    select *, greatest(unpaid_amount - overdue, 0) as due_amount,
           amount - greatest(unpaid_amount, overdue) as owed_amount
    from position
), leftover as (
    select o.org_unit_id, o.currency, o.overdue, o.due_amount, o.owed_amount, o.is_longer,
           {", ".join(map(_left, AHEAD))}
    from owed o left join scheduled_principal f using (client_id, loan_id)
), split as (
    select org_unit_id, currency, overdue, {_split()},
           case when is_longer then owed_amount - {AHEAD[-1]} else 0 end as over_3_years,
           case when is_longer then 0 else owed_amount - {AHEAD[-1]} end as without_schedule
    from leftover
)
select org_unit_id, currency, {", ".join(map(_total, MaturityBand))}
from split group by org_unit_id, currency
"""
BY_UNIT = f"""
insert into mart.org_unit_maturity
select %(as_of)s, o.ancestor_id, c.currency, b.band, sum(b.loan_count), sum(b.amount)
from maturity_cell c
join core.org_unit_closure o on o.descendant_id = c.org_unit_id
cross join lateral (
    values {", ".join(f"('{band}', c.{band}_count, c.{band})" for band in MaturityBand)}
) as b (band, loan_count, amount)
group by o.ancestor_id, c.currency, b.band
having sum(b.amount) > 0
"""

STEP = Step(
    "org_unit_maturity",
    (
        SCHEDULED,
        "analyze scheduled_principal",
        CELLS,
        "delete from mart.org_unit_maturity where as_of = %(as_of)s",
        BY_UNIT,
    ),
)
