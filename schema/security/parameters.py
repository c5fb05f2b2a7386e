"""Functions that change parameters: a new dated row with author and reason, never another value for a past one.

What holds as published is changed by two people. Accepting ends the row before, marks the closed dates that were
computed with it, and tells caches that the data changed, all in one transaction with the log.
"""

from __future__ import annotations

from schema.marts.activity import ADVISORY_LOCK
from schema.policy.shipped import NOT_SET
from schema.security.refusals import BUSY, DECIDED, MISSING, NO_PARAMETER, NOT_THERE, SECOND_PERSON, TAKEN, VALUE

LARGEST = "1e15"  # what a numeric(24, 9) holds

FUNCTIONS = f"""
-- The row that holds on a day.
create or replace function ops.parameter_on(of_name text, of_key text, on_day date) returns ops.parameter
language sql stable set search_path = pg_catalog, ops, pg_temp as $$
    select p from ops.parameter p
    where p.name = of_name and p.key = of_key and on_day between p.valid_from and coalesce(p.valid_to, 'infinity')
    order by p.valid_from desc limit 1 $$;

-- A published value is replaced, or becomes one, by two people only.
create or replace function ops.needs_second_person(of_name text, of_key text, on_day date, new_status text)
returns boolean
language sql stable set search_path = pg_catalog, ops, pg_temp as $$
    select new_status = 'published' or coalesce((ops.parameter_on(of_name, of_key, on_day)).status = 'published', false)
$$;

-- The last day of a value that begins on a day: the day before the next one begins.
create or replace function ops.parameter_end(of_name text, of_key text, on_day date) returns date
language sql stable set search_path = pg_catalog, ops, pg_temp as $$
    select min(p.valid_from) - 1 from ops.parameter p
    where p.name = of_name and p.key = of_key and p.valid_from > on_day $$;

create or replace function ops.require_new_parameter(of_name text, of_key text, on_day date) returns void
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    if exists (select from ops.parameter p
               where p.name = of_name and p.key = of_key and p.valid_from = on_day) then
        perform ops.refuse('{TAKEN}');
    end if;
end $$;

create or replace function ops.propose_parameter(
    of_name text, of_key text, new_number numeric, new_word text, new_unit text, on_day date, new_source text,
    new_status text, why text)
returns integer
language plpgsql security definer set search_path = pg_catalog, ops, pg_temp as $$
declare
    me text := ops.administrator_with('act.propose_parameter');
    latest ops.parameter;
    proposal ops.parameter_proposal;
begin
    perform ops.require_text(new_source, why);
    if on_day is null or not isfinite(on_day) then
        perform ops.refuse('{MISSING}');
    end if;
    select * into latest from ops.parameter p where p.name = of_name and p.key = of_key
    order by p.valid_from desc limit 1;
    if latest is null then
        perform ops.refuse('{NO_PARAMETER}');
    end if;
    if (new_number is null) <> (latest.number is null and latest.word <> '{NOT_SET}')
       or (new_number is null) = (new_word is null)
       or new_number = 'NaN' or abs(new_number) >= {LARGEST}
       or coalesce(new_status, '') not in ('published', 'proposed', 'to_confirm', 'sample') then
        perform ops.refuse('{VALUE}');
    end if;
    perform ops.require_new_parameter(of_name, of_key, on_day);
    insert into ops.parameter_proposal (name, key, number, word, unit, valid_from, source, status, author, reason)
    values (of_name, of_key, new_number, new_word, coalesce(new_unit, latest.unit), on_day, new_source, new_status, me,
            why)
    returning * into proposal;
    perform ops.log_act('propose_parameter', concat_ws('/', of_name, nullif(of_key, '')), why, null,
                        to_jsonb(proposal));
    return proposal.parameter_proposal_id;
end $$;

create or replace function ops.decide_parameter(proposal_id integer, accept boolean, remark text) returns void
language plpgsql security definer set search_path = pg_catalog, ops, pg_temp as $$
declare
    me text := ops.administrator_with('act.decide_parameter');
    said ops.parameter_proposal;
    before ops.parameter;
    after ops.parameter;
begin
    select * into said from ops.parameter_proposal p where p.parameter_proposal_id = proposal_id;
    if said is null or accept is null then
        perform ops.refuse('{NOT_THERE}');
    end if;
    if said.decision is not null then
        perform ops.refuse('{DECIDED}');
    end if;
    before := ops.parameter_on(said.name, said.key, said.valid_from);
    if accept then
        if said.author = me and ops.needs_second_person(said.name, said.key, said.valid_from, said.status) then
            perform ops.refuse('{SECOND_PERSON}');
        end if;
        after := ops.apply_parameter(said);
    else
        perform ops.require_text(remark);
    end if;
    update ops.parameter_proposal p
    set decided_by = me, decided_at = clock_timestamp(), note = remark,
        decision = case when accept then 'accepted' else 'refused' end
    where p.parameter_proposal_id = proposal_id;
    perform ops.log_act('decide_parameter', concat_ws('/', said.name, nullif(said.key, '')),
                        coalesce(nullif(btrim(remark), ''), said.reason), to_jsonb(before), to_jsonb(after));
end $$;

-- A close that is at work has read the old value and would call its date up to date.
create or replace function ops.apply_parameter(said ops.parameter_proposal) returns ops.parameter
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
declare
    last_day date := ops.parameter_end(said.name, said.key, said.valid_from);
    applied ops.parameter;
begin
    if not pg_try_advisory_xact_lock({ADVISORY_LOCK}) then
        perform ops.refuse('{BUSY}');
    end if;
    perform ops.require_new_parameter(said.name, said.key, said.valid_from);
    update ops.parameter p set valid_to = said.valid_from - 1
    where p.name = said.name and p.key = said.key and p.valid_from < said.valid_from
      and coalesce(p.valid_to, 'infinity') >= said.valid_from;
    insert into ops.parameter (name, key, number, word, unit, valid_from, valid_to, source, status, author)
    values (said.name, said.key, said.number, said.word, said.unit, said.valid_from, last_day, said.source,
            said.status, said.author)
    returning * into applied;
    update ops.closed_date c
    set is_stale = true,
        stale_reason = format('%s changed from %s on', concat_ws('/', said.name, nullif(said.key, '')),
                              to_char(said.valid_from, 'YYYY-MM-DD'))
    where c.as_of between said.valid_from and coalesce(last_day, 'infinity') and not c.is_stale;
    update ops.data_version set version = version + 1, changed_at = clock_timestamp();
    return applied;
end $$;
"""
