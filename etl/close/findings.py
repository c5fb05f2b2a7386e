"""What a close noticed about the data: one row per kind of finding, with a count and a few examples."""

from etl.close import plausibility
from etl.close.finding import finding
from etl.close.fragments import LIVE
from etl.close.step import Step

UNSCHEDULED = finding(
    "loan_without_schedule",
    """
    select l.loan_code as example
    from loan_position p join core.loan l using (client_id, loan_id)
    where p.due_amount = 0 and p.next_due_date is null
      and not exists (select from core.instalment i
                      where i.client_id = p.client_id and i.loan_id = p.loan_id)
    """,
    what="Live loans without a schedule, of which nothing ever falls due",
)
SCHEDULE_DIFFERS = finding(
    "schedule_differs_from_principal",
    f"""
    select l.loan_code as example
    from core.loan l
    join loan_due d using (client_id, loan_id)
    left join (
        select client_id, loan_id, sum(principal_amount) as principal_amount
        from core.instalment
        where due_date > %(as_of)s
          and (select exists (select from core.loan l where l.schedule_type = 'delivered' and {LIVE}))
        group by client_id, loan_id
    ) i using (client_id, loan_id)
    where l.schedule_type = 'delivered'
      and l.principal_amount <> d.due_principal_amount + coalesce(i.principal_amount, 0)
      and (d.due_amount > 0 or i.loan_id is not null)
    """,
    what="Delivered schedules that do not add up to the principal of their loan",
)
CREDIT_BALANCE = finding(
    "repaid_more_than_owed",
    """
    select l.loan_code as example
    from loan_position p join core.loan l using (client_id, loan_id)
    where p.credit_balance_amount > 0
    """,
    what="Loans that have received more than all their instalments, the rest being a credit balance",
)
ORPHANS = finding(
    "transaction_without_account",
    """
    select t.transaction_code as example
    from core.account_transaction t left join core.account a using (client_id, account_id)
    where t.booked_date between %(month_start)s and %(as_of)s and a.account_id is null
    """,
    what="Account transactions of the month that belong to no known account",
)

# Client managers valid on the date: of the whole client (no loan named) or of one loan.
MANAGED = """
create temp table client_manager on commit drop as
select distinct client_id, loan_id, staff_id from core.assignment
where role = 'client_manager' and valid_from <= %(as_of)s and (valid_to is null or valid_to >= %(as_of)s)
"""
UNMANAGED = finding(
    "loan_without_client_manager",
    """
    select l.loan_code as example
    from loan_position p join core.loan l using (client_id, loan_id)
    left join (select distinct client_id from client_manager where loan_id is null) c using (client_id)
    left join (select distinct client_id, loan_id from client_manager where loan_id is not null) m
        using (client_id, loan_id)
    where p.is_on_book and c.client_id is null and m.loan_id is null
    """,
    what="Loans without a client manager on this date",
)
SEVERAL_MANAGERS = finding(
    "client_with_several_managers",
    """
    select c.client_code as example
    from client_manager m join core.client c using (client_id)
    where m.loan_id is null
    group by c.client_code having count(*) > 1
    """,
    what="Clients with more than one client manager on this date",
)

STEP = Step(
    "findings",
    (
        "delete from ops.finding where as_of = %(as_of)s and load_batch_id is null",
        UNSCHEDULED,
        SCHEDULE_DIFFERS,
        CREDIT_BALANCE,
        ORPHANS,
        MANAGED,
        "analyze client_manager",
        UNMANAGED,
        SEVERAL_MANAGERS,
        *plausibility.FINDINGS,
        "select finding_id from ops.finding where as_of = %(as_of)s and load_batch_id is null",
    ),
)
