"""Stages and expected losses of every loan on the book, added up per org unit; the reference is
`schema.domain.expected_loss`.

The series of the months is summed in closed form, so that a loan costs the same whatever its term: with q the monthly
survival times discount, sum(q^k) and sum(k q^k). The exposure is the outstanding principal; undrawn limits are not in
it. Loans past their maturity are given one month. Probabilities are the higher of those of class and days past due,
losses the higher of those of kind and class.
"""

from etl.close.step import Step
from schema.domain.expected_loss import AT_MATURITY, MONTHS_OF_A_YEAR
from schema.domain.words import DelinquencyBucket, LoanKind, RiskClass
from schema.policy.quality import LOSSES, PROBABILITIES

IMPAIRED = ", ".join(f"'{each}'" for each in RiskClass if each.is_non_performing)
LATE = ", ".join(f"'{each}'" for each in AT_MATURITY)


def _case(column: str, name: str, words: type[RiskClass | DelinquencyBucket | LoanKind], known: object) -> str:
    cases = " ".join(f"when '{each}' then %({name}_{each})s" for each in known if isinstance(each, words))  # type: ignore[attr-defined]
    return f"case {column} {cases} else 0 end"


PROBABILITY = ", ".join(
    (
        _case("s.risk_class", "default_probability", RiskClass, PROBABILITIES),
        _case("s.bucket", "default_probability", DelinquencyBucket, PROBABILITIES),
    )
)
LOSS = ", ".join(
    (
        _case("s.kind", "loss_given_default", LoanKind, LOSSES),
        _case("s.risk_class", "loss_given_default", RiskClass, LOSSES),
    )
)
MONTHS = f"""
(extract(year from l.maturity_date) - extract(year from s.as_of)) * {MONTHS_OF_A_YEAR}
+ extract(month from l.maturity_date) - extract(month from s.as_of)
+ (extract(day from l.maturity_date) > extract(day from s.as_of))::int
"""


def _series(months: str) -> str:
    """The sum over so many months of survival, discount and the share of the exposure that is left."""
    powers = f"power(q, {months})"
    running = f"(q - {months} * {powers} + ({months} - 1) * {powers} * q) / power(1 - q, 2)"
    return f"((1 - {powers}) / (1 - q) - run_off / months * {running})"


# Each step is kept as it is: put into the next, its powers would be computed a dozen times a loan.
LOSSES_OF_LOANS = f"""
create temp table loan_stage on commit drop as
with known as materialized (
    select s.client_id, s.loan_id, s.org_unit_id, s.currency, s.risk_class, s.outstanding_principal_amount as amount,
           case when s.risk_class in ({IMPAIRED}) or s.days_past_due >= %(stage_3_days)s then 3
                when s.risk_class <> 'normal' or s.days_past_due > %(stage_2_days)s then 2 else 1 end as stage,
           greatest({PROBABILITY})::float8 as probability, greatest({LOSS})::float8 as loss,
           greatest({MONTHS}, 1)::float8 as months, (l.schedule_type not in ({LATE}))::int::float8 as run_off,
           power(1 + l.annual_rate::float8, -1.0 / {MONTHS_OF_A_YEAR}) as discount
    from core.loan_snapshot s join core.loan l using (client_id, loan_id)
    where s.as_of = %(as_of)s
), monthly as materialized (
    select *, 1 - power(1 - probability, 1.0 / {MONTHS_OF_A_YEAR}) as hazard,
           power(1 - probability, 1.0 / {MONTHS_OF_A_YEAR}) * discount as q,
           least(months, {MONTHS_OF_A_YEAR}) as year
    from known
), summed as materialized (
    select *, case when hazard = 0 then 0 else hazard * discount * loss * {_series("year")} end as year_share,
           case when hazard = 0 then 0 else hazard * discount * loss * {_series("months")} end as lifetime_share
    from monthly
), shared as materialized (
    select *, case when stage = 3 then loss else year_share end as loss_12_months,
           case when stage = 3 then loss else lifetime_share end as lifetime_loss
    from summed
)
select client_id, loan_id, org_unit_id, currency, risk_class, stage, amount,
       round((amount * loss_12_months)::numeric, 2) as loss_12_months_amount,
       round((amount * lifetime_loss)::numeric, 2) as lifetime_loss_amount,
       round((amount * case stage when 1 then loss_12_months else lifetime_loss end)::numeric, 2)
           as expected_loss_amount
from shared
"""
BY_UNIT = """
insert into mart.org_unit_stage
    (as_of, org_unit_id, currency, stage, risk_class, loan_count, outstanding_principal_amount, loss_12_months_amount,
     lifetime_loss_amount, expected_loss_amount)
with cell as (
    select org_unit_id, currency, stage, risk_class, count(*) as loan_count, sum(amount) as amount,
           sum(loss_12_months_amount) as loss_12_months_amount, sum(lifetime_loss_amount) as lifetime_loss_amount,
           sum(expected_loss_amount) as expected_loss_amount
    from loan_stage group by org_unit_id, currency, stage, risk_class
)
select %(as_of)s, o.ancestor_id, c.currency, c.stage, c.risk_class, sum(c.loan_count), sum(c.amount),
       sum(c.loss_12_months_amount), sum(c.lifetime_loss_amount), sum(c.expected_loss_amount)
from cell c join core.org_unit_closure o on o.descendant_id = c.org_unit_id
group by o.ancestor_id, c.currency, c.stage, c.risk_class
"""
CHECKS = """
insert into mart.reconciliation (as_of, check_name, currency, mart_value, fact_value)
with root as (
    select u.org_unit_id from core.org_unit u
    where not exists (select from core.org_unit_closure o where o.descendant_id = u.org_unit_id and o.depth > 0)
), by_stage as (
    select currency, sum(outstanding_principal_amount) as amount
    from mart.org_unit_stage join root using (org_unit_id) where as_of = %(as_of)s group by currency
), in_snapshot as (
    select currency, sum(outstanding_principal_amount) as amount
    from core.loan_snapshot where as_of = %(as_of)s group by currency
), compared as (
    select 'outstanding by stage' as check_name, currency, m.amount as mart_value, f.amount as fact_value
    from by_stage m full join in_snapshot f using (currency)
)
select %(as_of)s, check_name, currency, coalesce(mart_value, 0), coalesce(fact_value, 0) from compared
"""

STEP = Step(
    "expected loss",
    (
        LOSSES_OF_LOANS,
        "analyze loan_stage",
        "delete from mart.org_unit_stage where as_of = %(as_of)s",
        BY_UNIT,
    ),
    counted="loan_stage",
)
