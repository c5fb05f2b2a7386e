"""Where a subject may see what: functions that name units, books and people, each for one right.

They run as the owner and are stable; the policies wrap them in a sub-select, so that Postgres evaluates each once per
statement (an InitPlan). Nothing a session may set changes their answer but the subject and its proof: names are looked
up in its temporary schema last, and a scope ends by the zone of the migration, not by that of the session.
"""

from __future__ import annotations

# Functions whose arguments or answer changed; policies that used them are dropped first.
OUTDATED = """
drop function if exists ops.sees_whole_bank();
drop function if exists ops.fully_visible_org_units();
drop function if exists ops.has_own_book_scope();
drop function if exists ops.visible_org_units();
drop function if exists ops.current_scopes();
drop function if exists ops.current_scopes(text);
"""

FUNCTIONS = """
create or replace function ops.today() returns date
language sql stable set search_path = pg_catalog, pg_temp set timezone from current as
$$ select current_date $$;

-- The scopes of today in which the subject holds a right; null asks for all of them.
create or replace function ops.current_scopes(wanted text)
returns table (persona text, org_unit_id integer, is_whole_bank boolean, is_own_book_only boolean,
               valid_from date, valid_to date)
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select s.persona, s.org_unit_id, s.is_whole_bank, s.is_own_book_only or p.is_own_book, s.valid_from, s.valid_to
   from ops.user_scope s join ops.app_user u using (subject) join ops.persona p using (persona)
   where s.subject = ops.subject() and u.is_active
     and ops.today() between s.valid_from and coalesce(s.valid_to, 'infinity')
     and (wanted is null
          or exists (select from ops.persona_right r where r.persona = s.persona and r.right_code = wanted)) $$;

create or replace function ops.holds(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select exists (select from ops.current_scopes(wanted)) $$;

create or replace function ops.sees_whole_bank(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select exists (select from ops.current_scopes(wanted) where is_whole_bank and not is_own_book_only) $$;

create or replace function ops.visible_org_units(wanted text) returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct u.org_unit_id), '{}')
   from ops.current_scopes(wanted) s cross join core.org_unit u
   where s.is_whole_bank
      or exists (select from core.org_unit_closure c
                 where c.ancestor_id = s.org_unit_id and c.descendant_id = u.org_unit_id) $$;

create or replace function ops.visible_org_units() returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select ops.visible_org_units(null) $$;

create or replace function ops.has_own_book_scope(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select coalesce(bool_or(is_own_book_only), true) from ops.current_scopes(wanted) $$;

create or replace function ops.fully_visible_org_units(wanted text) returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct u.org_unit_id), '{}')
   from ops.current_scopes(wanted) s cross join core.org_unit u
   where not s.is_own_book_only
     and (s.is_whole_bank
          or exists (select from core.org_unit_closure c
                     where c.ancestor_id = s.org_unit_id and c.descendant_id = u.org_unit_id)) $$;

create or replace function ops.own_book() returns bigint[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct a.client_id), '{}')
   from ops.app_user u join core.assignment a using (staff_id)
   where u.subject = ops.subject() and u.is_active
     and ops.today() between a.valid_from and coalesce(a.valid_to, 'infinity') $$;

-- Oneself, and everybody who is responsible for a client of one's own book.
create or replace function ops.colleagues() returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct k.staff_id), '{}')
   from (select u.staff_id from ops.app_user u where u.subject = ops.subject() and u.is_active
         union all
         select a.staff_id from core.assignment a
         where ops.holds('rows.client') and a.client_id = any ((select ops.own_book())::bigint[])
           and ops.today() between a.valid_from and coalesce(a.valid_to, 'infinity')) k
   where k.staff_id is not null $$;
"""
