"""What of the payments of a draw came back, and both as they are kept: by payment and by destination."""

from schema.domain.supervision import Destination, FollowState
from schema.domain.words import TransactionKind

ANSWERS = f"('{TransactionKind.TRANSFER}', '{TransactionKind.OTHER}', '{TransactionKind.CASH}')"
# A credit answers for one payment, the nearest in amount; a payment for all credits that answer for it.
RETURNS = f"""
create temp table fund_return on commit drop as
with answering as (
    select distinct on (c.client_id, c.account_id, c.booked_date, c.transaction_code)
           p.client_id, p.loan_id, p.account_id, p.booked_date, p.transaction_code, c.amount,
           c.booked_date as returned_date, c.transaction_code as returned_code
    from fund_attributed p
    join fund_movement c on c.client_id = p.client_id and c.payee_account_code = p.payee_account_code
    where p.attributed_amount > 0 and c.amount > 0 and not c.is_own and c.kind in {ANSWERS}
      and c.booked_date between p.booked_date and p.booked_date + %(round_trip_window)s
      and c.amount between p.paid_amount * %(round_trip_least)s and p.paid_amount * %(round_trip_most)s
    order by c.client_id, c.account_id, c.booked_date, c.transaction_code, abs(c.amount - p.paid_amount),
             p.booked_date, p.loan_id
)
select client_id, loan_id, account_id, booked_date, transaction_code, sum(amount) as amount,
       min(returned_date) as returned_date, min(returned_code) as returned_code
from answering
group by client_id, loan_id, account_id, booked_date, transaction_code
"""
PAYMENTS = """
insert into mart.fund_payment
    (as_of, client_id, loan_id, booked_date, account_id, transaction_code, org_unit_id, currency, destination,
     paid_amount, attributed_amount, returned_amount, returned_date, returned_code, payee_account_code, payee_name,
     note)
select %(as_of)s, p.client_id, p.loan_id, p.booked_date, p.account_id, p.transaction_code, p.org_unit_id, p.currency,
       p.destination, p.paid_amount, p.attributed_amount, least(coalesce(r.amount, 0), p.attributed_amount),
       r.returned_date, r.returned_code, p.payee_account_code, p.payee_name, p.note
from fund_attributed p
left join fund_return r using (client_id, loan_id, account_id, booked_date, transaction_code)
where p.attributed_amount > 0
"""
FLOWS = f"""
insert into mart.fund_flow
    (as_of, client_id, loan_id, destination, org_unit_id, currency, amount, returned_amount, payment_count)
with gone as (
    select client_id, loan_id, destination, sum(attributed_amount) as amount, sum(returned_amount) as returned_amount,
           count(*) as payment_count
    from mart.fund_payment where as_of = %(as_of)s
    group by client_id, loan_id, destination
), rest as (
    select l.client_id, l.loan_id, l.draw_amount - coalesce(sum(g.amount), 0) as amount
    from fund_followed l left join gone g using (client_id, loan_id)
    where l.state = '{FollowState.FOLLOWED}'
    group by l.client_id, l.loan_id, l.draw_amount
), every_flow as (
    select * from gone
    union all
    select client_id, loan_id, '{Destination.ON_ACCOUNT}', amount, 0, 0 from rest where amount > 0
)
select %(as_of)s, client_id, loan_id, f.destination, l.org_unit_id, l.currency, f.amount, f.returned_amount,
       f.payment_count
from every_flow f join fund_followed l using (client_id, loan_id)
"""
