"""First-in-first-out allocation of repayments by running totals; the reference is `schema.domain.delinquency`.

Whoever has paid exactly what was due needs no running total: one sum per loan says it all. Instalments are
looked at one by one only for loans in arrears (those due so far) and for loans ahead (those due later).
"""

from etl.close.step import Step

DUE = """
create temp table loan_due on commit drop as
select v.*, coalesce(i.principal_amount, 0) as due_principal_amount,
       coalesce(i.principal_amount + i.interest_amount, 0) as due_amount
from live_loan v
left join (
    select client_id, loan_id, sum(principal_amount) as principal_amount, sum(interest_amount) as interest_amount
    from core.instalment
    where due_date between %(first_date)s and %(as_of)s
    group by client_id, loan_id
) i using (client_id, loan_id)
"""
BEHIND = """
create temp table behind on commit drop as
select client_id, loan_id, paid_amount from loan_due where paid_amount < due_amount
"""

# One row per loan that has paid less than was due.
ARREARS = """
create temp table arrears on commit drop as
with running as (
    select client_id, loan_id, i.due_date, i.principal_amount, i.interest_amount, b.paid_amount,
           i.principal_amount + i.interest_amount as due_amount,
           sum(i.principal_amount + i.interest_amount) over (
               partition by client_id, loan_id order by i.due_date, i.instalment_no rows unbounded preceding
           ) as due_through
    from core.instalment i join behind b using (client_id, loan_id)
    where i.due_date between %(first_date)s and %(as_of)s
), filled as (
    select *, least(due_amount, greatest(paid_amount - (due_through - due_amount), 0)) as filled_amount
    from running
), split as (
    select *, filled_amount - least(filled_amount, interest_amount) as filled_principal_amount,
           due_date < %(as_of)s and due_amount - filled_amount > %(arrears_materiality)s * due_amount as is_overdue
    from filled
)
select client_id, loan_id, sum(filled_principal_amount) as paid_principal_amount,
       sum(due_amount - filled_amount) filter (where is_overdue) as overdue_amount,
       sum(principal_amount - filled_principal_amount) filter (where is_overdue) as overdue_principal_amount,
       min(due_date) filter (where is_overdue) as oldest_unpaid_date
from split
group by client_id, loan_id
"""

# Nearly every loan has its next instalment within a month; only the others and the prepaid look further.
NEXT_MONTH = """
create temp table next_month on commit drop as
select distinct on (client_id, loan_id) client_id, loan_id, due_date as next_due_date,
       principal_amount + interest_amount as next_due_amount
from core.instalment
where due_date > %(as_of)s and due_date <= %(as_of)s + 31 and principal_amount + interest_amount > 0
order by client_id, loan_id, due_date, instalment_no
"""
LATER = """
create temp table looks_later on commit drop as
select client_id, loan_id, greatest(d.paid_amount - d.due_amount, 0) as surplus_amount
from loan_due d left join next_month n using (client_id, loan_id)
where d.paid_amount > d.due_amount or n.loan_id is null
"""
AHEAD = """
create temp table ahead on commit drop as
with running as (
    select client_id, loan_id, i.due_date, i.interest_amount, a.surplus_amount,
           i.principal_amount + i.interest_amount as due_amount,
           sum(i.principal_amount + i.interest_amount) over (
               partition by client_id, loan_id order by i.due_date, i.instalment_no rows unbounded preceding
           ) as due_through
    from core.instalment i join looks_later a using (client_id, loan_id)
    where i.due_date > %(as_of)s
), filled as (
    select *, least(due_amount, greatest(surplus_amount - (due_through - due_amount), 0)) as filled_amount,
           due_through - due_amount <= surplus_amount and surplus_amount < due_through as is_next
    from running
)
select client_id, loan_id,
       sum(filled_amount - least(filled_amount, interest_amount)) as prepaid_principal_amount,
       min(surplus_amount) - sum(filled_amount) as credit_balance_amount,
       min(due_date) filter (where is_next) as next_due_date,
       sum(due_amount - filled_amount) filter (where is_next) as next_due_amount
from filled
group by client_id, loan_id
"""

STEP = Step(
    "allocation",
    (
        NEXT_MONTH,
        "analyze next_month",
        DUE,
        "analyze loan_due",
        BEHIND,
        "analyze behind",
        ARREARS,
        "analyze arrears",
        LATER,
        "analyze looks_later",
        AHEAD,
        "analyze ahead",
    ),
    counted="loan_due",
)
