"""What the checks of the use of money find, per loan; and for which checks data was missing.

D25 prohibited use, D26 round trip, D27 split payment, D28 shared payee, D29 cash, D30 related parties
(catalogue of indicators), payees outside the contract, and a payment that had to be entrusted and was not.
"""

from etl.close.step import Step
from etl.close.supervision_bounds import level_of
from schema.domain.supervision import Destination, FollowState, FundUseCheck, Severity
from schema.domain.words import ClientKind, LoanKind, PaymentMode, TransactionKind

COLUMNS = """
insert into mart.fund_finding
    (as_of, client_id, loan_id, check_code, org_unit_id, currency, severity, amount, share_ratio, evidence_count,
     borrower_count, payee_name, evidence)
"""
BY_DESTINATION = {
    FundUseCheck.PROHIBITED_USE: (Destination.PROHIBITED, "prohibited_share"),
    FundUseCheck.OUTSIDE_PAYEE: (Destination.OUTSIDE_PAYEE, "outside_payee_share"),
    FundUseCheck.CASH_WITHDRAWAL: (Destination.CASH, "cash_share"),
    FundUseCheck.RELATED_PARTY: (Destination.RELATED_PARTY, "related_party_share"),
}
PAID = f"('{TransactionKind.TRANSFER}', '{TransactionKind.LOAN_DISBURSEMENT}', '{TransactionKind.OTHER}')"
CODES = "array_agg(p.transaction_code order by p.booked_date, p.account_id, p.transaction_code)"
LARGEST = "(array_agg(p.payee_name order by p.attributed_amount desc, p.transaction_code))[1]"
BY_THE_BORROWER = f"('{Destination.SELF_PAYMENT}', '{Destination.OUTSIDE_PAYEE}', '{Destination.UNNAMED_PAYEE}')"
# The amount above which a payment of this loan has to be entrusted; null where no rule names one.
THRESHOLD = f"""
case when l.kind = '{LoanKind.FIXED_ASSET}' then %(entrusted_fixed_asset)s
     when l.kind = '{LoanKind.WORKING_CAPITAL}' then %(entrusted_working_capital)s
     when l.kind = '{LoanKind.SMALL_MICRO}' and l.client_kind = '{ClientKind.PERSONAL}'
          or l.kind = '{LoanKind.PERSONAL}' and l.client_kind <> '{ClientKind.PERSONAL}'
          then %(entrusted_personal_business)s
     when l.kind = '{LoanKind.SMALL_MICRO}' then %(entrusted_small_micro)s
     when l.kind = '{LoanKind.PERSONAL}' then %(entrusted_personal)s end
"""


def _of_destination(check: FundUseCheck, destination: Destination, limits: str) -> str:
    """The share of the draw that went to one kind of destination."""
    return f"""
    {COLUMNS}
    with went as (
        select p.client_id, p.loan_id, sum(p.attributed_amount) as amount, count(*) as payments,
               {LARGEST} as payee_name, {CODES} as evidence
        from mart.fund_payment p where p.as_of = %(as_of)s and p.destination = '{destination}'
        group by p.client_id, p.loan_id
    ), graded as (
        select w.*, l.org_unit_id, l.currency, w.amount / l.draw_amount as share,
               {level_of("w.amount / l.draw_amount", limits)} as severity
        from went w join fund_followed l using (client_id, loan_id)
    )
    select %(as_of)s, client_id, loan_id, '{check}', org_unit_id, currency, severity, amount, share, payments,
           null, payee_name, evidence
    from graded where severity is not null
    """


ROUND_TRIPS = f"""
{COLUMNS}
with came_back as (
    select p.client_id, p.loan_id, sum(p.returned_amount) as amount, count(*) as payments, {LARGEST} as payee_name,
           array_agg(p.returned_code order by p.returned_date, p.returned_code) as evidence
    from mart.fund_payment p where p.as_of = %(as_of)s and p.returned_amount > 0
    group by p.client_id, p.loan_id
), graded as (
    select w.*, l.org_unit_id, l.currency, w.amount / l.draw_amount as share,
           {level_of("w.amount / l.draw_amount", "round_trip_share")} as severity
    from came_back w join fund_followed l using (client_id, loan_id)
)
select %(as_of)s, client_id, loan_id, '{FundUseCheck.ROUND_TRIP}', org_unit_id, currency, severity, amount, share,
       payments, null, payee_name, evidence
from graded where severity is not null
"""
# At least so many payments below the threshold to one payee within the days, together reaching it; red where the
# client did it on two loans or with two payees.
SPLITS = f"""
{COLUMNS}
with below as (
    select p.client_id, p.loan_id, p.payee_account_code, p.payee_name, p.booked_date, p.transaction_code,
           p.paid_amount, {THRESHOLD} as threshold,
           sum(p.attributed_amount) over near as near_amount, count(*) over near as near_count,
           array_agg(p.transaction_code) over near as evidence
    from mart.fund_payment p join fund_followed l using (client_id, loan_id)
    where p.as_of = %(as_of)s and p.destination in {BY_THE_BORROWER} and p.payee_account_code is not null
      and l.kind in ('{LoanKind.FIXED_ASSET}', '{LoanKind.WORKING_CAPITAL}', '{LoanKind.SMALL_MICRO}')
      and p.paid_amount < {THRESHOLD}
    window near as (
        partition by p.client_id, p.loan_id, p.payee_account_code order by p.booked_date
        range between %(split_before)s::interval preceding and current row
    )
), split as (
    select distinct on (client_id, loan_id, payee_account_code) *
    from below where near_count >= %(split_payments)s and near_amount >= threshold
    order by client_id, loan_id, payee_account_code, near_amount desc, booked_date
), repeated as (
    select client_id, count(*) as times from split group by client_id
), worst as (
    select distinct on (client_id, loan_id) s.*, r.times
    from split s join repeated r using (client_id)
    order by client_id, loan_id, near_amount desc, payee_account_code
)
select %(as_of)s, client_id, loan_id, '{FundUseCheck.SPLIT_PAYMENT}', l.org_unit_id, l.currency,
       case when w.times > 1 then '{Severity.RED}' else '{Severity.ORANGE}' end, w.near_amount,
       w.near_amount / l.draw_amount, w.near_count, null, w.payee_name, w.evidence
from worst w join fund_followed l using (client_id, loan_id)
"""
SHARED = f"""
{COLUMNS}
with paid as (
    select p.client_id, p.loan_id, p.payee_account_code, sum(p.attributed_amount) as amount, count(*) as payments,
           {LARGEST} as payee_name, {CODES} as evidence
    from mart.fund_payment p join fund_attributed a
      using (client_id, loan_id, account_id, booked_date, transaction_code)
    where p.as_of = %(as_of)s and p.payee_account_code is not null and a.kind in {PAID}
    group by p.client_id, p.loan_id, p.payee_account_code
), material as (
    select p.*, l.org_unit_id, l.currency, p.amount / l.draw_amount as share
    from paid p join fund_followed l using (client_id, loan_id)
    where p.amount >= l.draw_amount * %(shared_payee_share)s
), shared as (
    select payee_account_code, count(distinct client_id) as borrowers from material group by payee_account_code
), worst as (
    select distinct on (m.client_id, m.loan_id) m.*, s.borrowers,
           {level_of("s.borrowers", "shared_payee")} as severity
    from material m join shared s using (payee_account_code)
    order by m.client_id, m.loan_id, s.borrowers desc, m.amount desc, m.payee_account_code
)
select %(as_of)s, client_id, loan_id, '{FundUseCheck.SHARED_PAYEE}', org_unit_id, currency, severity, amount, share,
       payments, borrowers, payee_name, evidence
from worst where severity is not null
"""
# A company loan: one payment above the threshold by the borrower. A personal loan: a draw above it, whoever is paid.
OMITTED = f"""
{COLUMNS}
with large as (
    select distinct on (p.client_id, p.loan_id) p.client_id, p.loan_id, p.attributed_amount, p.payee_name,
           p.transaction_code
    from mart.fund_payment p join fund_followed l using (client_id, loan_id)
    where p.as_of = %(as_of)s and p.destination in {BY_THE_BORROWER} and p.attributed_amount > {THRESHOLD}
    order by p.client_id, p.loan_id, p.attributed_amount desc, p.transaction_code
), omitted as (
    select l.*, case when l.kind = '{LoanKind.PERSONAL}' then l.draw_amount else p.attributed_amount end as amount,
           p.payee_name, p.transaction_code
    from fund_followed l left join large p using (client_id, loan_id)
    where l.payment_mode = '{PaymentMode.SELF}'
      and (p.client_id is not null or l.kind = '{LoanKind.PERSONAL}' and l.draw_amount > {THRESHOLD})
)
select %(as_of)s, client_id, loan_id, '{FundUseCheck.ENTRUSTED_OMITTED}', org_unit_id, currency,
       '{Severity.ORANGE}', amount, amount / draw_amount, (transaction_code is not null)::int, null, payee_name,
       array_remove(array[transaction_code], null)
from omitted
"""
# Checks whose data is missing for a loan: nothing was found there, but nothing was looked at either.
UNCHECKED = f"""
array_remove(array[
    case when l.state <> '{FollowState.FOLLOWED}' then '{FundUseCheck.PROHIBITED_USE}' end,
    case when l.state <> '{FollowState.FOLLOWED}' or not l.has_payees then '{FundUseCheck.ROUND_TRIP}' end,
    case when l.state <> '{FollowState.FOLLOWED}' or not l.names_payees or not l.has_payees
         then '{FundUseCheck.OUTSIDE_PAYEE}' end,
    case when l.payment_mode is null or l.state <> '{FollowState.FOLLOWED}' and l.kind <> '{LoanKind.PERSONAL}'
         then '{FundUseCheck.ENTRUSTED_OMITTED}' end,
    case when l.state <> '{FollowState.FOLLOWED}' or not l.has_payees then '{FundUseCheck.SPLIT_PAYMENT}' end,
    case when l.state <> '{FollowState.FOLLOWED}' or not l.has_payees then '{FundUseCheck.SHARED_PAYEE}' end,
    case when l.state <> '{FollowState.FOLLOWED}' then '{FundUseCheck.CASH_WITHDRAWAL}' end,
    case when l.state <> '{FollowState.FOLLOWED}' or not l.has_payees or not k.is_known
         then '{FundUseCheck.RELATED_PARTY}' end
], null)
"""
WORST = " ".join(f"when bool_or(f.severity = '{level}') then '{level}'" for level in tuple(Severity)[::-1])
USES = f"""
insert into mart.fund_use
    (as_of, client_id, loan_id, org_unit_id, currency, client_code, client_name, loan_code, kind, payment_mode,
     disbursed_date, followed_until_date, draw_amount, state, entrusted_amount, severity, unchecked)
with known as (
    select exists (select from core.client_group_member) or exists (select from core.guarantee) as is_known
), worst as (
    select f.client_id, f.loan_id, case {WORST} end as severity
    from mart.fund_finding f where f.as_of = %(as_of)s group by f.client_id, f.loan_id
), entrusted as (
    select client_id, loan_id, amount from mart.fund_flow
    where as_of = %(as_of)s and destination = '{Destination.ENTRUSTED}'
)
select %(as_of)s, l.client_id, l.loan_id, l.org_unit_id, l.currency, l.client_code, l.client_name, l.loan_code,
       l.kind, l.payment_mode, l.disbursed_date, l.last_date, l.draw_amount, l.state, coalesce(e.amount, 0),
       w.severity, {UNCHECKED}
from fund_followed l
cross join known k
left join worst w using (client_id, loan_id)
left join entrusted e using (client_id, loan_id)
"""

STEP = Step(
    "fund findings",
    (
        "delete from mart.fund_finding where as_of = %(as_of)s",
        *(_of_destination(check, *went) for check, went in BY_DESTINATION.items()),
        ROUND_TRIPS,
        SPLITS,
        SHARED,
        OMITTED,
        "delete from mart.fund_use where as_of = %(as_of)s",
        USES,
    ),
)
