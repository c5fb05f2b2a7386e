"""Functions for whoever is signed in: who one is, what one looked at, how long one was here.

They run as the owner, take the author from the signed subject and never from an argument.
"""

from __future__ import annotations

SEEN_EVERY = "30 seconds"

FUNCTIONS = f"""
-- Also answers for a user who is locked out (without rights), so that he can be told; null for a stranger.
create or replace function ops.principal() returns jsonb
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    select jsonb_build_object(
        'subject', u.subject, 'display_name', u.display_name, 'staff_id', u.staff_id, 'is_active', u.is_active,
        'language', u.language, 'direction', u.direction,
        'rights', (select coalesce(jsonb_agg(distinct r.right_code), '[]')
                   from ops.current_scopes(null) s join ops.persona_right r using (persona)),
        'scopes', (select coalesce(jsonb_agg(jsonb_build_object(
                              'persona', s.persona, 'org_unit_id', s.org_unit_id, 'org_unit_name', o.name,
                              'is_whole_bank', s.is_whole_bank, 'is_own_book_only', s.is_own_book_only,
                              'valid_from', s.valid_from, 'valid_to', s.valid_to)
                              order by s.persona, o.org_unit_code nulls first), '[]')
                   from ops.current_scopes(null) s left join core.org_unit o using (org_unit_id)))
    from ops.app_user u where u.subject = ops.subject() $$;

-- Asked before anybody has signed in; answers only where the installation is a demonstration.
create or replace function ops.demo_users()
returns table (subject text, display_name text, persona text, org_unit_name text)
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as $$
    select u.subject, u.display_name, s.persona, o.name
    from ops.app_user u join ops.user_scope s using (subject) left join core.org_unit o using (org_unit_id)
    where u.is_demo and u.is_active and ops.today() between s.valid_from and coalesce(s.valid_to, 'infinity')
      and exists (select from ops.installation i where i.key = 'demo_identity' and i.value = 'on')
    order by u.subject, s.user_scope_id $$;

create or replace function ops.record_view(page text, outcome text, as_of date, org_unit_id integer, detail jsonb)
returns void
language sql security definer set search_path = pg_catalog, ops, pg_temp as $$
    insert into ops.access_log (subject, page, outcome, as_of, org_unit_id, detail)
    values (ops.author(), page, outcome, as_of, org_unit_id, coalesce(detail, '{{}}')) $$;

create or replace function ops.record_export(
    page text, title text, format text, row_count bigint, as_of date, org_unit_id integer, detail jsonb)
returns void
language plpgsql security definer set search_path = pg_catalog, ops, pg_temp as $$
begin
    if not ops.holds('act.export') then
        perform ops.author();
        perform ops.refuse('TN001');
    end if;
    insert into ops.export_log (subject, page, title, format, row_count, as_of, org_unit_id, detail)
    values (ops.author(), page, title, format, row_count, as_of, org_unit_id, coalesce(detail, '{{}}'));
end $$;

create or replace function ops.session_hash(key text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select encode(sha256(convert_to(key, 'UTF8')), 'hex') $$;

-- 'alive', 'idle' (nobody was here for too long) or 'ended' (signed out, locked out, or somebody else's).
create or replace function ops.touch_session(key text, idle_minutes integer) returns text
language plpgsql security definer set search_path = pg_catalog, ops, pg_temp as $$
declare
    me text := ops.author();
    seen ops.user_session;
begin
    if not exists (select from ops.app_user u where u.subject = me and u.is_active) then
        return 'ended';
    end if;
    select * into seen from ops.user_session s where s.session_key = ops.session_hash(key);
    if not found then
        insert into ops.user_session (session_key, subject) values (ops.session_hash(key), me) on conflict do nothing;
        select * into seen from ops.user_session s where s.session_key = ops.session_hash(key);
    end if;
    if seen.subject <> me or seen.ended_at is not null then
        return case when seen.subject = me and seen.ended_because = 'idle' then 'idle' else 'ended' end;
    end if;
    if clock_timestamp() > seen.last_seen_at + make_interval(mins => idle_minutes) then
        perform ops.end_session(key, 'idle');
        return 'idle';
    end if;
    if clock_timestamp() > seen.last_seen_at + interval '{SEEN_EVERY}' then
        update ops.user_session s set last_seen_at = clock_timestamp() where s.session_key = seen.session_key;
    end if;
    return 'alive';
end $$;

create or replace function ops.end_session(key text, because text) returns void
language sql security definer set search_path = pg_catalog, ops, pg_temp as $$
    update ops.user_session set ended_at = clock_timestamp(), ended_because = because
    where session_key = ops.session_hash(key) and subject = ops.author() and ended_at is null $$;

create or replace function ops.keep_preferences(language text, direction text) returns void
language sql security definer set search_path = pg_catalog, ops, pg_temp as $$
    update ops.app_user u set language = $1, direction = $2 where u.subject = ops.author() and u.is_active $$;
"""
