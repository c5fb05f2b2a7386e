"""What can be, and hardly is: data that no rule refuses and somebody should look at."""

from etl.close.finding import finding
from etl.close.fragments import LIVE, rank_of

JUMP = 2  # classes at once between two closes

# The class two closes ago does not matter: a loan that fell step by step has not jumped.
CLASS_JUMPS = finding(
    "class_jumped",
    f"""
    select l.loan_code as example
    from core.loan_snapshot s
    join core.loan_snapshot b on b.client_id = s.client_id and b.loan_id = s.loan_id
     and b.as_of = (select max(d.as_of) from ops.closed_date d where d.as_of < %(as_of)s)
    join core.loan l on l.client_id = s.client_id and l.loan_id = s.loan_id
    where s.as_of = %(as_of)s and s.risk_class <> b.risk_class
      and abs({rank_of("s.risk_class")} - {rank_of("b.risk_class")}) >= {JUMP}
    """,
    what="Loans whose class moved by two or more since the close before",
)
NEGATIVE_BALANCES = finding(
    "account_overdrawn",
    """
    select distinct a.account_code as example
    from core.account_balance b join core.account a using (client_id, account_id)
    where b.balance_date between %(month_start)s and %(as_of)s and b.balance_amount < 0
    """,
    what="Accounts with a negative balance in the month",
)
CURRENCIES = finding(
    "currencies_mixed",
    f"""
    select l.loan_code as example from core.loan l join core.commitment c using (client_id, commitment_id)
    where {LIVE} and c.currency <> l.currency
    union
    select l.loan_code from core.loan l join core.guarantee g using (client_id, loan_id)
    where {LIVE} and g.currency <> l.currency
      and g.valid_from <= %(as_of)s and coalesce(g.valid_to, 'infinity') >= %(as_of)s
    """,
    what="Loans in another currency than their commitment or guarantee; nothing is converted",
)
DISBURSED_BEYOND = finding(
    "commitment_exceeded",
    f"""
    select c.commitment_code as example
    from core.commitment c
    join core.loan l using (client_id, commitment_id)
    join loan_position p on p.client_id = l.client_id and p.loan_id = l.loan_id and p.is_on_book
    where {LIVE} and c.currency = l.currency
    group by c.commitment_code, c.limit_amount having sum(p.outstanding_principal_amount) > c.limit_amount
    """,
    what="Commitments drawn beyond their limit",
)

FINDINGS = (CLASS_JUMPS, NEGATIVE_BALANCES, CURRENCIES, DISBURSED_BEYOND)
