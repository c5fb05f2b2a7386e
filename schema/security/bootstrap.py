"""The first administrator: let in by whoever owns the database, since nobody is there yet to do it on a page."""

from __future__ import annotations

from schema.storage.database import Database

ACTOR = "tandem admit"
PERSON = """
    insert into ops.app_user as u (subject, display_name) values (%s, %s)
    on conflict (subject) do update set display_name = excluded.display_name, is_active = true
    returning to_jsonb(u)::text
"""
IS_THERE = """
    select exists (select from ops.user_scope s join ops.app_user u using (subject)
                   where s.subject = %s and u.is_active and s.persona = 'administrator' and s.is_whole_bank
                     and s.valid_from <= ops.today() and s.valid_to is null)
"""
SCOPE = """
    insert into ops.user_scope (subject, persona, is_whole_bank, valid_from)
    values (%s, 'administrator', true, ops.today())
"""
LOG = """
    insert into ops.admin_log (actor, act, target, reason, after)
    values (%s, 'admit', %s, 'let in by the owner of the database', %s::jsonb)
"""


def admit_administrator(database: Database, *, subject: str, display_name: str) -> bool:
    """Let somebody administer the whole bank from today on, with a line in the log; False when he does already."""
    connection = database.connect("owner")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(IS_THERE, (subject,))
            if cursor.fetchall() == [(True,)]:
                return False
            cursor.execute(PERSON, (subject, display_name))
            ((person,),) = cursor.fetchall()
            cursor.execute(SCOPE, (subject,))
            cursor.execute(LOG, (ACTOR, subject, person))
    finally:
        connection.close()
    return True
