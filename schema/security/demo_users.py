"""Somebody to be in a demonstration: one user for every persona the data allows, chosen from the bank's own staff.

Written by the owner, once; whether they may be chosen at all is settled at every start. Where people sign in they are
locked out: nobody shall become one of them by having his name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import cursor as Cursor

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


@dataclass(frozen=True)
class Seat:
    """A persona of the whole bank, and who of the head office is it: the `place`th holder of a post, or a name."""

    persona: Persona
    post: str
    place: int
    name: str = "Demo"


# Two administrators, because one proposes and another decides.
OF_THE_BANK: Mapping[str, Seat] = {
    "demo-head-office-executive": Seat(Persona.HEAD_OFFICE_EXECUTIVE, "approver", 0),
    "demo-auditor": Seat(Persona.AUDITOR, "auditor", 0),
    "demo-hr": Seat(Persona.HR, "support", 0),
    "demo-administrator-a": Seat(Persona.ADMINISTRATOR, "support", 1, "Demo A"),
    "demo-administrator-b": Seat(Persona.ADMINISTRATOR, "support", 2, "Demo B"),
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
# The lowest unit that holds all clients of a book: they belong to a sub-branch, their manager to a team below it.
AROUND_BOOK = """
    with book as (
        select distinct client_id from core.assignment
        where staff_id = %s and current_date between valid_from and coalesce(valid_to, 'infinity')
    )
    select c.ancestor_id from book join core.client using (client_id)
    join core.org_unit_closure c on c.descendant_id = client.org_unit_id
    group by c.ancestor_id having count(*) = (select count(*) from book)
    order by (select count(*) from core.org_unit_closure a where a.descendant_id = c.ancestor_id) desc limit 1
"""
# The branch with most loans: for posts of a branch that the data name nobody for.
BRANCH = """
    select null, 'Demo', u.org_unit_id
    from core.org_unit u join core.org_unit_closure c on c.ancestor_id = u.org_unit_id
    left join core.loan l on l.org_unit_id = c.descendant_id
    where not exists (select from ops.app_user where subject = %(subject)s)
    group by u.org_unit_id
    order by u.kind = 'branch' desc, u.kind = 'head_office', count(l.loan_id) desc, u.org_unit_code limit 1
"""
SEATED = """
    select s.staff_id, s.name from core.staff_role r join core.staff s using (staff_id) join core.org_unit u
      on u.org_unit_id = r.org_unit_id
    where u.kind = 'head_office' and r.role = %s and coalesce(s.left_date, 'infinity') > current_date
      and current_date between r.valid_from and coalesce(r.valid_to, 'infinity')
    order by s.staff_code offset %s limit 1
"""
USER = """
    insert into ops.app_user (subject, display_name, staff_id, is_demo) values (%s, %s, %s, true) on conflict do nothing
"""
SCOPE = """
    insert into ops.user_scope (subject, persona, org_unit_id, is_whole_bank, is_own_book_only, valid_from)
    select %s, %s, %s, %s, %s, date '1900-01-01'
    where not exists (select from ops.user_scope where subject = %s)
"""
STATE = "select value from ops.installation where key = 'demo_identity'"
ACTIVATE = "update ops.app_user set is_active = %s where is_demo and subject <> %s"
SWITCH = """
    insert into ops.installation (key, value) values ('demo_identity', %s)
    on conflict (key) do update set value = excluded.value, updated_at = now()
"""


def settle(database: Database, *, is_demo: bool) -> None:
    """Make personas there to choose from, or lock them out: then people sign in."""
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            state = "on" if is_demo else "off"
            cursor.execute(STATE)
            if cursor.fetchall() != [(state,)]:
                cursor.execute(ACTIVATE, (is_demo, OPERATOR))
            cursor.execute(SWITCH, (state,))
            if is_demo:
                _write(cursor)
    finally:
        connection.close()


def _write(cursor: Cursor) -> None:
    cursor.execute("update ops.app_user set is_demo = true where subject = %s and not is_demo", (OPERATOR,))
    for persona, post in POSTS.items():
        subject = f"demo-{persona.replace('_', '-')}"
        for staff_id, name, org_unit_id in _holder(cursor, persona, {"post": post, "subject": subject}):
            is_own_book = persona is Persona.CLIENT_MANAGER
            unit = _around_book(cursor, staff_id, org_unit_id) if is_own_book else org_unit_id
            cursor.execute(USER, (subject, name, staff_id))
            cursor.execute(SCOPE, (subject, persona, unit, False, is_own_book, subject))
    for subject, seat in OF_THE_BANK.items():
        cursor.execute(SEATED, (seat.post, seat.place))
        staff_id, name = (cursor.fetchall() or [(None, seat.name)])[0]
        cursor.execute(USER, (subject, name, staff_id))
        cursor.execute(SCOPE, (subject, seat.persona, None, True, False, subject))


def _holder(cursor: Cursor, persona: Persona, asked: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Staff, name and unit of whom the persona becomes; nobody where a book is needed and the data have none."""
    cursor.execute(HOLDER, asked)
    found = cursor.fetchall()
    if not found and persona is not Persona.CLIENT_MANAGER:
        cursor.execute(BRANCH, asked)
        found = cursor.fetchall()
    return found


def _around_book(cursor: Cursor, staff_id: int, post_unit: int) -> int:
    """Where a client manager works: where his clients are; on his post while he has none."""
    cursor.execute(AROUND_BOOK, (staff_id,))
    found = cursor.fetchall()
    return int(found[0][0]) if found else post_unit
