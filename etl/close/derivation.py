"""Instalments out of terms, by the closed forms of `schema.domain.schedule` and to the same cent."""

_INSERT = """
insert into core.instalment
    (due_date, client_id, loan_id, instalment_no, principal_amount, interest_amount, origin, load_batch_id)
"""
_DUE_DATE = """case when no = period_count then maturity_date
            else (first_date + make_interval(months => (no - 1) * period_months))::date end"""


def _balance_after(periods: str) -> str:
    """Balance of equal instalments after so many periods; float8 goes to numeric by its 15 digits."""
    return f"round((principal * (growth - power(1 + rate, {periods})) / (growth - 1))::numeric, 2)"


EQUAL_INSTALMENTS = f"""
with balanced as (
    select t.*, no, round((principal * rate * growth / (growth - 1))::numeric, 2) as payment_amount,
           case when no = 1 then principal_amount else {_balance_after("no - 1")} end as before_amount,
           case when no = period_count then 0 else {_balance_after("no")} end as after_amount
    from schedule_terms t cross join lateral generate_series(1, t.period_count) no
    where schedule_type = 'equal_instalment' and rate > 0 and period_count > 1
)
{_INSERT}
select {_DUE_DATE},
       client_id, loan_id, no, before_amount - after_amount,
       case when no = period_count then round(before_amount * annual_rate * last_months / 12, 2)
            else greatest(payment_amount - (before_amount - after_amount), 0) end,
       'derived', load_batch_id
from balanced
"""

# Equal parts of principal: whole shares as long as the cents last. Interest first: all principal at maturity.
OTHER_IN_PERIODS = f"""
with balanced as (
    select t.*, no,
           case schedule_type when 'interest_first' then principal_amount
                else greatest(principal_amount - share_amount * (no - 1), 0) end as before_amount,
           case when no = period_count then 0
                when schedule_type = 'interest_first' then principal_amount
                else greatest(principal_amount - share_amount * no, 0) end as after_amount,
           case when no = period_count then last_months else period_months end as months
    from schedule_terms t cross join lateral generate_series(1, t.period_count) no
    where schedule_type in ('equal_principal', 'interest_first')
       or schedule_type = 'equal_instalment' and (rate = 0 or period_count = 1)
)
{_INSERT}
select {_DUE_DATE},
       client_id, loan_id, no, before_amount - after_amount, round(before_amount * annual_rate * months / 12, 2),
       'derived', load_batch_id
from balanced
"""

# Whole months from disbursement that fit before maturity, and the days left over at a thirtieth of a month.
BULLETS = f"""
with spanned as (
    select *, (extract(year from maturity_date) - extract(year from disbursed_date))::int * 12
            + (extract(month from maturity_date) - extract(month from disbursed_date))::int as span_months
    from schedule_terms where schedule_type = 'bullet'
), whole as (
    select *, span_months
              - ((disbursed_date + make_interval(months => span_months))::date > maturity_date)::int as months
    from spanned
), counted as (
    select *, maturity_date - (disbursed_date + make_interval(months => months))::date as days from whole
)
{_INSERT}
select maturity_date, client_id, loan_id, 1, principal_amount,
       round(principal_amount * annual_rate * (30 * months + days) / 360, 2), 'derived', load_batch_id
from counted
"""
