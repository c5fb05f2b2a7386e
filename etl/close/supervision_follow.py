"""The money of new loans followed: which payments it made, where they went, and what of them came back.

How a payment is attributed to a draw (the draw is the principal of a loan disbursed in the window of the parameters):

1. Followed are payments out of the accounts of the client in the currency of the loan, from the day of disbursement
   for the days of the parameters (30). Money moved between accounts of the client stays with the client and is no
   payment; nor is a debit that was returned on the same day.
2. A payment belongs to one loan only: to the loan whose supervised account it left; else to the loan whose contract
   names the payee; else to the loan disbursed last.
3. Within a loan, first in, first out: payments by day, on the same day those to named payees first, each takes what
   is left of the draw until nothing is left. What is not taken after the last payment is still on the account.
4. Where the loan was paid out to its supervised account, payments from other accounts count from the first day on
   which that account handed money on to them, and for no more than was handed on.

So a draw of 100 with 60 paid to the supplier on the second day, 30 to a broker on the fourth and 30 in wages on the
fifth is 60 entrusted, 30 prohibited and 10 wages. If 55 comes back from the supplier within 7 days, 55 of the 60 made
a round trip: the amount may differ from the payment by 20 %.

A loan of a client without any movement, or without one that pays out a loan, is not followed: nothing is known of it.
"""

from etl.close.step import Step
from etl.close.supervision_flows import FLOWS, PAYMENTS, RETURNS
from schema.domain.supervision import Destination, FollowState
from schema.domain.words import AccountPurpose, LoanKind, PaymentMode, TransactionKind

PAYOUT = f"'{TransactionKind.LOAN_DISBURSEMENT}'"
ALWAYS_PROHIBITED = f"('{TransactionKind.SECURITIES}', '{TransactionKind.WEALTH}')"
FOR_PROPERTY = f"('{LoanKind.MORTGAGE}', '{LoanKind.FIXED_ASSET}')"
RUNNING = ", ".join(
    f"'{TransactionKind(kind)}'" for kind in ("payroll", "tax", "utility", "fee", "interest", "card")
)  # fmt: skip

LOANS = """
create temp table fund_loan on commit drop as
select l.client_id, l.loan_id, l.loan_code, l.org_unit_id, l.kind, l.currency, l.payment_mode, l.disbursed_date,
       least(l.disbursed_date + %(fund_use_followed)s, %(as_of)s) as last_date, l.principal_amount as draw_amount,
       c.client_code, c.name as client_name, c.kind as client_kind
from core.loan l join core.client c using (client_id)
where l.disbursed_date between %(fund_use_first)s and %(as_of)s
"""
OWN_ACCOUNTS = f"""
create temp table fund_account on commit drop as
select a.client_id, a.account_id, a.account_code, a.currency, a.loan_id as supervised_loan_id, c.name
from core.account a
join (select distinct client_id from fund_loan) l using (client_id)
join core.client c using (client_id)
where a.purpose <> '{AccountPurpose.INTERNAL}'
"""
# Money moved between own accounts: the other account is one of them, or the name is one's own and the same amount
# went the other way on that day. A debit that bounced stands beside its return.
MOVEMENTS = f"""
create temp table fund_movement on commit drop as
with near as (
    select t.client_id, t.account_id, t.booked_date, t.transaction_code, t.amount, t.kind,
           t.counterparty_account_code as payee_account_code, t.counterparty_name as payee_name, t.note, a.currency,
           a.supervised_loan_id, t.counterparty_name = a.name as is_own_name
    from core.account_transaction t join fund_account a using (client_id, account_id)
    where t.booked_date between %(fund_use_first)s and %(as_of)s
), mirror as (
    select distinct client_id, booked_date, -amount as amount from near where is_own_name
), returned as (
    select distinct client_id, account_id, booked_date, -amount as amount
    from near where kind = '{TransactionKind.RETURNED}'
)
select n.*, o.account_id is not null or (n.is_own_name and m.client_id is not null) as is_own,
       r.client_id is not null as is_bounced
from near n
left join fund_account o on o.client_id = n.client_id and o.account_code = n.payee_account_code
left join mirror m on m.client_id = n.client_id and m.booked_date = n.booked_date and m.amount = n.amount
left join returned r on r.client_id = n.client_id and r.account_id = n.account_id
                    and r.booked_date = n.booked_date and r.amount = n.amount
"""
# How far each loan can be followed, and from when on accounts other than its supervised one count.
FOLLOWED = f"""
create temp table fund_followed on commit drop as
with seen as (
    select client_id, bool_or(payee_account_code is not null) as has_payees from fund_movement group by client_id
), paid_out as (
    select l.client_id, l.loan_id, bool_or(m.amount > 0 and m.supervised_loan_id = l.loan_id) as is_supervised
    from fund_loan l
    join fund_movement m on m.client_id = l.client_id and m.currency = l.currency and m.kind = {PAYOUT}
                        and m.booked_date between l.disbursed_date and l.last_date
    group by l.client_id, l.loan_id
), released as (
    select l.client_id, l.loan_id, min(m.booked_date) as release_date, -sum(m.amount) as released_amount
    from fund_loan l
    join fund_movement m on m.client_id = l.client_id and m.supervised_loan_id = l.loan_id and m.is_own
                        and m.amount < 0 and m.booked_date between l.disbursed_date and l.last_date
    group by l.client_id, l.loan_id
), named as (
    select distinct client_id, loan_id from core.loan_payee
    where client_id in (select client_id from fund_loan)
)
select l.*, case when s.client_id is null then '{FollowState.NO_MOVEMENTS}'
                 when p.client_id is null then '{FollowState.NO_CREDIT}' else '{FollowState.FOLLOWED}' end as state,
       coalesce(s.has_payees, false) as has_payees, n.client_id is not null as names_payees,
       coalesce(p.is_supervised, false) as is_supervised,
       case when p.is_supervised then r.release_date else l.disbursed_date end as release_date,
       case when p.is_supervised then coalesce(r.released_amount, 0) else l.draw_amount end as released_amount
from fund_loan l
left join seen s using (client_id)
left join paid_out p using (client_id, loan_id)
left join released r using (client_id, loan_id)
left join named n using (client_id, loan_id)
"""
# Accounts of who is related to the client on the date: members of its groups, its guarantors.
RELATED = """
create temp table fund_related on commit drop as
with related as (
    select l.client_id, o.client_id as other_id
    from (select distinct client_id from fund_loan) l
    join core.client_group_member m on m.client_id = l.client_id
    join core.client_group_member o on o.client_group_id = m.client_group_id and o.client_id <> l.client_id
    where m.valid_from <= %(as_of)s and coalesce(m.valid_to, 'infinity') >= %(fund_use_first)s
      and o.valid_from <= %(as_of)s and coalesce(o.valid_to, 'infinity') >= %(fund_use_first)s
    union
    select g.client_id, g.guarantor_client_id
    from core.guarantee g join (select distinct client_id from fund_loan) l using (client_id)
    where g.valid_from <= %(as_of)s and coalesce(g.valid_to, 'infinity') >= %(fund_use_first)s
)
select distinct r.client_id, a.account_code
from related r join core.account a on a.client_id = r.other_id
"""
DESTINATION = f"""
case when m.kind in {ALWAYS_PROHIBITED} then '{Destination.PROHIBITED}'
     when r.client_id is not null then '{Destination.RELATED_PARTY}'
     when m.kind = {PAYOUT} then '{Destination.ENTRUSTED}'
     when p.client_id is not null and l.payment_mode = '{PaymentMode.ENTRUSTED}' then '{Destination.ENTRUSTED}'
     when p.client_id is not null then '{Destination.SELF_PAYMENT}'
     when m.kind = '{TransactionKind.PROPERTY}' and l.kind not in {FOR_PROPERTY} then '{Destination.PROHIBITED}'
     when m.kind = '{TransactionKind.CASH}' then '{Destination.CASH}'
     when m.kind in ({RUNNING}) then '{Destination.OPERATING}'
     when m.kind = '{TransactionKind.LOAN_REPAYMENT}' then '{Destination.LOAN_REPAYMENT}'
     when m.is_own_name then '{Destination.OTHER}'
     when l.names_payees then '{Destination.OUTSIDE_PAYEE}'
     else '{Destination.UNNAMED_PAYEE}' end
"""
CANDIDATES = f"""
create temp table fund_candidate on commit drop as
select distinct on (m.client_id, m.account_id, m.booked_date, m.transaction_code)
       l.client_id, l.loan_id, l.org_unit_id, l.currency, l.draw_amount, l.released_amount, m.account_id,
       m.booked_date, m.transaction_code, -m.amount as paid_amount, m.kind, m.payee_account_code, m.payee_name,
       m.note, p.client_id is not null as is_named,
       l.is_supervised and m.supervised_loan_id = l.loan_id as is_from_supervised, {DESTINATION} as destination
from fund_movement m
join fund_followed l on l.client_id = m.client_id and l.currency = m.currency
left join core.loan_payee p on p.client_id = l.client_id and p.loan_id = l.loan_id
                           and p.payee_account_code = m.payee_account_code
left join fund_related r on r.client_id = m.client_id and r.account_code = m.payee_account_code
where m.amount < 0 and not m.is_own and not m.is_bounced and l.state = '{FollowState.FOLLOWED}'
  and m.booked_date between l.disbursed_date and l.last_date
  and case when m.supervised_loan_id is not null and l.is_supervised and m.supervised_loan_id = l.loan_id then true
           else m.booked_date >= l.release_date end
  and (m.supervised_loan_id is null or m.supervised_loan_id = l.loan_id)
order by m.client_id, m.account_id, m.booked_date, m.transaction_code,
         coalesce(m.supervised_loan_id = l.loan_id, false) desc, p.client_id is not null desc,
         l.disbursed_date desc, l.loan_id desc
"""
ATTRIBUTED = """
create temp table fund_attributed on commit drop as
with spent as (
    select client_id, loan_id, least(min(draw_amount), sum(paid_amount)) as spent_amount
    from fund_candidate where is_from_supervised group by client_id, loan_id
), queued as (
    select c.*, case when c.is_from_supervised then c.draw_amount
                     else least(c.released_amount, c.draw_amount - coalesce(s.spent_amount, 0)) end as limit_amount,
           sum(c.paid_amount) over (
               partition by c.client_id, c.loan_id, c.is_from_supervised
               order by c.booked_date, c.is_named desc, c.account_id, c.transaction_code
           ) as queued_amount
    from fund_candidate c left join spent s using (client_id, loan_id)
)
select q.*, greatest(least(limit_amount, queued_amount) - (queued_amount - paid_amount), 0) as attributed_amount
from queued q
"""
STEP = Step(
    "fund flows",
    (
        LOANS,
        "analyze fund_loan",
        OWN_ACCOUNTS,
        "analyze fund_account",
        MOVEMENTS,
        "analyze fund_movement",
        FOLLOWED,
        "analyze fund_followed",
        RELATED,
        "analyze fund_related",
        CANDIDATES,
        "analyze fund_candidate",
        ATTRIBUTED,
        "analyze fund_attributed",
        RETURNS,
        "analyze fund_return",
        "delete from mart.fund_payment where as_of = %(as_of)s",
        PAYMENTS,
        "delete from mart.fund_flow where as_of = %(as_of)s",
        FLOWS,
    ),
    counted="fund_followed",
)
