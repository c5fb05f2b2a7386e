"""What somebody needs to know of rows that are not for him: a number, or a name, and nothing else of them.

Functions of the owner; each checks the right it belongs to.
"""

from __future__ import annotations

FUNCTIONS = """
-- Loans on the book of a date that nobody manages as client manager on that date, by unit: for who sees the staff.
create or replace function ops.loans_without_manager(on_day date)
returns table (org_unit_id integer, loan_count bigint)
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    select s.org_unit_id, count(*)
    from core.loan_snapshot s
    where s.as_of = on_day and s.org_unit_id = any ((select ops.visible_org_units('rows.staff'))::int[])
      and not exists (select from core.assignment a
                      where a.client_id = s.client_id and (a.loan_id is null or a.loan_id = s.loan_id)
                        and a.role = 'client_manager'
                        and on_day between a.valid_from and coalesce(a.valid_to, 'infinity'))
    group by s.org_unit_id $$;

-- Users with a scope of today who belong to somebody that has left the bank: for who sees the users.
create or replace function ops.leavers_with_access()
returns table (subject text, display_name text, left_date date)
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    select u.subject, u.display_name, p.left_date
    from ops.app_user u join core.staff p using (staff_id)
    where ops.sees_whole_bank('rows.user') and u.is_active and p.left_date < ops.today()
      and exists (select from ops.user_scope s
                  where s.subject = u.subject
                    and ops.today() between s.valid_from and coalesce(s.valid_to, 'infinity')) $$;
"""
