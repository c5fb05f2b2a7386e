"""Somebody to be in a demonstration: one user for every persona the data allows, chosen from the bank's own staff.

Written by the owner, once; whether they may be chosen at all is settled at every start.
"""

from __future__ import annotations

from collections.abc import Mapping

from psycopg2.extensions import connection as RawConnection

from schema.security.personas import Persona
from schema.storage.database import Database

OPERATOR = "operator"
# Which post of the bank's own list a persona is; the others are nobody's post there.
POSTS: Mapping[Persona, str] = {
    Persona.CLIENT_MANAGER: "client_manager",
    Persona.RISK_MANAGER: "risk_manager",
    Persona.MARKET_MANAGER: "market_manager",
    Persona.BRANCH_EXECUTIVE: "branch_head",
    Persona.ACCOUNTANT: "accountant",
}
# Posts of the whole bank; two administrators, because one proposes and another decides.
OF_THE_BANK: Mapping[str, tuple[Persona, str]] = {
    "demo-head-office-executive": (Persona.HEAD_OFFICE_EXECUTIVE, "Demo"),
    "demo-auditor": (Persona.AUDITOR, "Demo"),
    "demo-hr": (Persona.HR, "Demo"),
    "demo-administrator-a": (Persona.ADMINISTRATOR, "Demo A"),
    "demo-administrator-b": (Persona.ADMINISTRATOR, "Demo B"),
}
# Who has most to do today: the client manager with most overdue loans, then most loans; the others near him.
HOLDER = """
    with book as (
        select a.staff_id, count(distinct o.loan_id) as overdue, count(distinct l.loan_id) as loans
        from core.assignment a
        left join core.loan l using (client_id)
        left join mart.overdue_loan o on o.client_id = l.client_id and o.loan_id = l.loan_id
             and o.as_of = (select max(as_of) from ops.closed_date)
        where a.role = 'client_manager' and current_date between a.valid_from and coalesce(a.valid_to, 'infinity')
        group by a.staff_id
    ), post as (
        select s.staff_id, s.name, s.staff_code, r.org_unit_id, coalesce(b.overdue, 0) as overdue,
               coalesce(b.loans, 0) as loans
        from core.staff_role r join core.staff s using (staff_id) left join book b using (staff_id)
        where r.role = %(post)s and current_date between r.valid_from and coalesce(r.valid_to, 'infinity')
          and coalesce(s.left_date, 'infinity') > current_date
    ), home as (
        select s.org_unit_id from book join core.staff s using (staff_id)
        order by overdue desc, loans desc, staff_code limit 1
    )
    select p.staff_id, p.name, p.org_unit_id from post p
    where not exists (select from ops.app_user where subject = %(subject)s)
    order by p.overdue desc, p.loans desc,
             exists (select from core.org_unit_closure c, home
                     where c.descendant_id = home.org_unit_id and c.ancestor_id = p.org_unit_id) desc,
             p.staff_code
    limit 1
"""
USER = """
    insert into ops.app_user (subject, display_name, staff_id, is_demo) values (%s, %s, %s, true) on conflict do nothing
"""
SCOPE = """
    insert into ops.user_scope (subject, persona, org_unit_id, is_whole_bank, is_own_book_only, valid_from)
    select %s, %s, %s, %s, %s, date '1900-01-01'
    where not exists (select from ops.user_scope where subject = %s)
"""
SWITCH = """
    insert into ops.installation (key, value) values ('demo_identity', %s)
    on conflict (key) do update set value = excluded.value, updated_at = now()
"""


def settle(database: Database, *, is_demo: bool) -> None:
    """Make personas there to choose from, or nobody: then people sign in."""
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(SWITCH, ("on" if is_demo else "off",))
            if is_demo:
                _write(connection)
    finally:
        connection.close()


def _write(connection: RawConnection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update ops.app_user set is_demo = true where subject = %s and not is_demo", (OPERATOR,))
        for persona, post in POSTS.items():
            subject = f"demo-{persona.replace('_', '-')}"
            cursor.execute(HOLDER, {"post": post, "subject": subject})
            for staff_id, name, org_unit_id in cursor.fetchall():
                cursor.execute(USER, (subject, name, staff_id))
                is_own_book = persona is Persona.CLIENT_MANAGER
                cursor.execute(SCOPE, (subject, persona, org_unit_id, False, is_own_book, subject))
        for subject, (persona, name) in OF_THE_BANK.items():
            cursor.execute(USER, (subject, name, None))
            cursor.execute(SCOPE, (subject, persona, None, True, False, subject))
