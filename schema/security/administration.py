"""Functions for administrators: users, scopes and the calendar. Each checks the right and writes the log itself.

Rows are never deleted: a scope ends, a user is locked out. One act at a time, each on what the one before committed,
so that two administrators cannot lock each other out at once.
"""

from __future__ import annotations

from schema.security.refusals import DAYS, LAST_ADMINISTRATOR, MISSING, NO_STAFF, NOT_THERE, ONESELF, WHOLE_BANK

ADVISORY_LOCK = 7_263_363

FUNCTIONS = f"""
-- Who administers, once nobody else does.
create or replace function ops.administrator_with(wanted text) returns text
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'administration needs the isolation level read committed';
    end if;
    perform ops.author_with(wanted);
    perform pg_advisory_xact_lock({ADVISORY_LOCK});
    return ops.author_with(wanted);
end $$;

create or replace function ops.log_act(act text, target text, reason text, before jsonb, after jsonb) returns void
language sql set search_path = pg_catalog, ops, pg_temp as $$
    insert into ops.admin_log (actor, act, target, reason, before, after)
    values (ops.author(), act, target, reason, before, after) $$;

-- Somebody must stay who can let others in, and not only for some time.
create or replace function ops.require_administrator() returns void
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    if not exists (
        select from ops.user_scope s join ops.app_user u using (subject) join ops.persona_right r using (persona)
        where u.is_active and r.right_code = 'act.manage_users' and s.is_whole_bank
          and s.valid_from <= ops.today() and s.valid_to is null) then
        perform ops.refuse('{LAST_ADMINISTRATOR}');
    end if;
end $$;

create or replace function ops.save_user(who text, shown_name text, staff integer, active boolean, why text)
returns void
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $$
declare
    before jsonb;
    after jsonb;
begin
    if ops.administrator_with('act.manage_users') = who then
        perform ops.refuse('{ONESELF}');
    end if;
    perform ops.require_text(who, shown_name, why);
    if active is null then
        perform ops.refuse('{MISSING}');
    end if;
    if staff is not null and not exists (select from core.staff s where s.staff_id = staff) then
        perform ops.refuse('{NOT_THERE}');
    end if;
    select to_jsonb(u) into before from ops.app_user u where u.subject = who;
    insert into ops.app_user as u (subject, display_name, staff_id, is_active)
    values (who, shown_name, staff, active)
    on conflict (subject) do update
        set display_name = excluded.display_name, staff_id = excluded.staff_id, is_active = excluded.is_active
    returning to_jsonb(u) into after;
    perform ops.require_administrator();
    perform ops.log_act('save_user', who, why, before, after);
end $$;

create or replace function ops.grant_scope(
    who text, as_persona text, unit integer, whole_bank boolean, first_day date, last_day date, why text)
returns integer
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $$
declare
    person ops.app_user;
    held ops.persona;
    granted ops.user_scope;
begin
    if ops.administrator_with('act.manage_users') = who then
        perform ops.refuse('{ONESELF}');
    end if;
    perform ops.require_text(why);
    select * into person from ops.app_user u where u.subject = who;
    select * into held from ops.persona p where p.persona = as_persona;
    if person is null or held is null or whole_bank is null or whole_bank = (unit is not null)
       or not whole_bank and not exists (select from core.org_unit o where o.org_unit_id = unit) then
        perform ops.refuse('{NOT_THERE}');
    end if;
    if held.is_own_book and person.staff_id is null then
        perform ops.refuse('{NO_STAFF}');
    end if;
    if held.is_whole_bank and not whole_bank then
        perform ops.refuse('{WHOLE_BANK}');
    end if;
    if first_day is null or first_day < ops.today() or last_day < first_day then
        perform ops.refuse('{DAYS}');
    end if;
    insert into ops.user_scope (subject, persona, org_unit_id, is_whole_bank, is_own_book_only, valid_from, valid_to)
    values (who, as_persona, unit, whole_bank, held.is_own_book, first_day, last_day)
    returning * into granted;
    perform ops.log_act('grant_scope', who, why, null, to_jsonb(granted));
    return granted.user_scope_id;
end $$;

-- `last_day` may be yesterday: then the scope is over at once.
create or replace function ops.end_scope(scope integer, last_day date, why text) returns void
language plpgsql security definer set search_path = pg_catalog, ops, pg_temp as $$
declare
    me text := ops.administrator_with('act.manage_users');
    before ops.user_scope;
    after ops.user_scope;
begin
    perform ops.require_text(why);
    select * into before from ops.user_scope s where s.user_scope_id = scope;
    if before is null then
        perform ops.refuse('{NOT_THERE}');
    end if;
    if before.subject = me then
        perform ops.refuse('{ONESELF}');
    end if;
    if last_day is null or last_day < ops.today() - 1 or before.valid_to <= last_day then
        perform ops.refuse('{DAYS}');
    end if;
    update ops.user_scope s set valid_to = last_day where s.user_scope_id = scope returning * into after;
    perform ops.require_administrator();
    perform ops.log_act('end_scope', before.subject, why, to_jsonb(before), to_jsonb(after));
end $$;

-- Null for `working` takes the exception back: the day is again what its weekday makes it.
create or replace function ops.set_working_day(which date, working boolean, remark text, why text) returns void
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $$
declare
    before jsonb;
    after jsonb;
begin
    perform ops.administrator_with('act.manage_calendar');
    perform ops.require_text(why);
    if which is null or not isfinite(which) then
        perform ops.refuse('{DAYS}');
    end if;
    select to_jsonb(c) into before from core.business_calendar c where c.day = which;
    if working is null then
        delete from core.business_calendar c where c.day = which;
    else
        insert into core.business_calendar as c (day, is_working_day, note) values (which, working, remark)
        on conflict (day) do update set is_working_day = excluded.is_working_day, note = excluded.note
        returning to_jsonb(c) into after;
    end if;
    update ops.data_version set version = version + 1, changed_at = clock_timestamp();
    perform ops.log_act('set_working_day', to_char(which, 'YYYY-MM-DD'), why, before, after);
end $$;

-- Whom a user can be: for those who see users and need not see staff.
create or replace function ops.staff_directory()
returns table (staff_id integer, staff_code text, name text, org_unit_id integer, org_unit_name text, left_date date)
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    select s.staff_id, s.staff_code, s.name, s.org_unit_id, o.name, s.left_date
    from core.staff s join core.org_unit o using (org_unit_id) where ops.sees_whole_bank('rows.user') $$;

-- The tree with who leads a unit today and how many work in it and below it.
create or replace function ops.org_tree()
returns table (org_unit_id integer, org_unit_code text, name text, kind text, parent_id integer, depth integer,
               heads text[], staff_count bigint, staff_below_count bigint, place text[])
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    with here as (
        select s.org_unit_id, count(*) as people from core.staff s
        where coalesce(s.left_date, 'infinity') >= ops.today() group by s.org_unit_id
    ), below as (
        select c.ancestor_id as org_unit_id, sum(h.people)::bigint as people
        from core.org_unit_closure c join here h on h.org_unit_id = c.descendant_id group by c.ancestor_id
    ), above as (
        select c.descendant_id as org_unit_id, array_agg(a.org_unit_code order by c.depth desc)::text[] as place
        from core.org_unit_closure c join core.org_unit a on a.org_unit_id = c.ancestor_id group by c.descendant_id
    ), lead as (
        select r.org_unit_id, array_agg(s.name order by r.role, s.staff_code) as names
        from core.staff_role r join core.staff s using (staff_id)
        where r.role in ('branch_head', 'market_manager')
          and ops.today() between r.valid_from and coalesce(r.valid_to, 'infinity') group by r.org_unit_id
    )
    select o.org_unit_id, o.org_unit_code, o.name, o.kind, o.parent_id, cardinality(a.place) - 1,
           coalesce(l.names, '{{}}'), coalesce(h.people, 0), coalesce(b.people, 0), a.place
    from core.org_unit o join above a using (org_unit_id) left join here h using (org_unit_id)
    left join below b using (org_unit_id) left join lead l using (org_unit_id)
    where ops.sees_whole_bank('page.administration') order by a.place $$;
"""
