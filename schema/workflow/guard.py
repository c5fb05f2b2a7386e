"""The guard of cases: functions that open and move them, and triggers that hold whoever writes to the rules.

Whatever a page, a program or the owner's own session inserts as an event goes through the same trigger: it looks up
the step, the right in the unit of the case, the four eyes and what must be said, numbers and chains the event, and
moves the case. Events are never changed and never deleted.
"""

from __future__ import annotations

from schema.security.refusals import (
    FORBIDDEN,
    FOUR_EYES,
    INCOMPLETE,
    KEPT,
    MOVED_ON,
    NO_STEP,
    NOBODY,
    NOT_THERE,
    OPEN_ALREADY,
)
from schema.workflow.rules import SYSTEM

FUNCTIONS = f"""
-- The first working day with so many working days after a day up to and on it.
create or replace function ops.working_day_after(from_day date, days integer) returns date
language sql stable set search_path = pg_catalog, core, pg_temp as $$
    select d.day from (
        select g::date as day, row_number() over (order by g) as place
        from generate_series(from_day + 1, from_day + 30 + days * 3, interval '1 day') g
        left join core.business_calendar c on c.day = g::date
        where coalesce(c.is_working_day, extract(isodow from g) < 6)
    ) d where d.place = greatest(days, 1) $$;

-- Whether the subject holds a right where a case stands: in its unit, and in the own book where it is for that only.
create or replace function ops.holds_for(wanted text, unit integer, client bigint) returns boolean
language sql stable set search_path = pg_catalog, ops, pg_temp as $$
    select unit = any (ops.visible_org_units(wanted))
       and (not ops.has_own_book_scope(wanted) or unit = any (ops.fully_visible_org_units(wanted))
            or client = any (ops.own_book())) $$;

-- Who acts: the subject that proved itself, or the close.
create or replace function ops.actor() returns text
language plpgsql stable set search_path = pg_catalog, ops, pg_temp as $$
declare
    login text := coalesce(nullif(current_setting('role'), 'none'), session_user);
    me text := ops.subject();
begin
    if me is not null then
        return me;
    end if;
    if pg_has_role(login, 'tandem_etl', 'usage') then
        return '{SYSTEM}';
    end if;
    perform ops.refuse('{NOBODY}');
end $$;

create or replace function ops.event_hash(e workflow.event) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
    select sha256(e.previous_hash || convert_to(jsonb_build_array(
        e.client_id, e.case_id, e.seq, e.workflow, e.action, e.from_state, e.to_state, e.actor_id, e.actor_name,
        e.actor_staff_id,
        extract(epoch from e.acted_at)::text, e.note, e.payload)::text, 'UTF8')) $$;

-- What keeps somebody from a step of a case: the code of a refusal, or null.
create or replace function ops.step_refusal(f workflow.case_file, t workflow.transition, me text, said text, load jsonb)
returns text
language plpgsql stable set search_path = pg_catalog, ops, workflow, pg_temp as $$
begin
    if (t.right_name = '{SYSTEM}') <> (me = '{SYSTEM}')
       or me <> '{SYSTEM}' and not ops.holds_for(t.right_name, f.org_unit_id, f.client_id) then
        return '{FORBIDDEN}';
    end if;
    if exists (select from workflow.event e where e.client_id = f.client_id and e.case_id = f.case_id
               and e.actor_id = me and e.action = any (t.not_same_as)) then
        return '{FOUR_EYES}';
    end if;
    if said is not null and exists (
        select from unnest(t.needs) n
        where btrim(coalesce(case n when 'note' then said else load ->> n end, '')) = '') then
        return '{INCOMPLETE}';
    end if;
    return null;
end $$;

create or replace function ops.due_after(f workflow.case_file, in_state text) returns date
language sql stable set search_path = pg_catalog, ops, pg_temp as $$
    select ops.working_day_after(ops.today(), p.number::integer)
    from (values (concat_ws('/', f.workflow, in_state, f.level), 1),
                 (concat_ws('/', f.workflow, in_state), 2)) k (key, place)
    cross join lateral ops.parameter_on('step_due', k.key, ops.today()) p
    where p.number is not null
    order by k.place limit 1 $$;

create or replace function ops.guard_event() returns trigger
language plpgsql security definer set search_path = pg_catalog, ops, workflow, pg_temp as $$
declare
    file workflow.case_file;
    step workflow.transition;
    why text;
begin
    select * into file from workflow.case_file c
    where c.client_id = new.client_id and c.case_id = new.case_id for update;
    if file is null then
        perform ops.refuse('{NOT_THERE}');
    end if;
    new.actor_id := ops.actor();
    new.workflow := file.workflow;
    select u.display_name, u.staff_id into new.actor_name, new.actor_staff_id
    from ops.app_user u where u.subject = new.actor_id;
    new.from_state := file.state;
    select * into step from workflow.transition t
    where t.workflow = file.workflow and t.action = new.action and t.from_state = file.state and not file.is_closed;
    if step is null then
        perform ops.refuse('{NO_STEP}');
    end if;
    new.payload := coalesce(new.payload, '{{}}');
    why := ops.step_refusal(file, step, new.actor_id, coalesce(new.note, ''), new.payload);
    if why is not null then
        perform ops.refuse(why);
    end if;
    new.to_state := step.to_state;
    new.seq := file.last_seq + 1;
    new.acted_at := clock_timestamp();
    new.previous_hash := file.last_hash;
    new.hash := ops.event_hash(new);
    file.level := coalesce(new.payload ->> 'level', file.level);
    update workflow.case_file c
    set state = step.to_state, is_closed = step.is_final, last_seq = new.seq, last_hash = new.hash,
        changed_at = new.acted_at, level = file.level, detail = c.detail || new.payload,
        due_date = case when step.is_final then null else ops.due_after(file, step.to_state) end
    where c.client_id = new.client_id and c.case_id = new.case_id;
    if step.changes_closes then
        update ops.closed_date d set is_stale = true, stale_reason = 'A decision about a loan came into force.'
        where not d.is_stale
          and d.as_of >= coalesce(((file.detail || new.payload) ->> 'effective_date')::date, ops.today());
        update ops.data_version set version = version + 1, changed_at = clock_timestamp();
    end if;
    return new;
end $$;

create or replace function ops.refuse_change() returns trigger
language plpgsql set search_path = pg_catalog, ops, pg_temp as $$
begin
    perform ops.refuse('{KEPT}');
    return null;
end $$;

-- Opens a case about a client (or one of its loans) with its first step; refuses a second one about the same thing.
create or replace function ops.open_case(
    of_workflow text, about text, client bigint, loan bigint, first_action text, said text, load jsonb)
returns bigint
language plpgsql security definer set search_path = pg_catalog, ops, workflow, core, pg_temp as $$
declare
    unit integer;
    me text := ops.actor();
    opened bigint;
begin
    if loan is null then
        select c.org_unit_id into unit from core.client c where c.client_id = client;
    else
        select l.org_unit_id into unit from core.loan l where l.client_id = client and l.loan_id = loan;
    end if;
    if unit is null or me <> '{SYSTEM}' and not ops.holds_for('rows.case', unit, client) then
        perform ops.refuse('{NOT_THERE}');
    end if;
    insert into workflow.case_file (client_id, loan_id, org_unit_id, workflow, subject_key, state)
    values (client, loan, unit, of_workflow, about, '')
    on conflict do nothing returning case_id into opened;
    if opened is null then
        perform ops.refuse('{OPEN_ALREADY}');
    end if;
    insert into workflow.event (client_id, case_id, action, note, payload)
    values (client, opened, first_action, said, load);
    return opened;
end $$;

-- One step of a case. `seen` is the number of the last event the person saw: who comes second is told.
create or replace function ops.act_on_case(
    client bigint, on_case bigint, wanted text, said text, load jsonb, seen integer)
returns integer
language plpgsql security definer set search_path = pg_catalog, ops, workflow, pg_temp as $$
declare
    file workflow.case_file;
    me text := ops.actor();
    done integer;
begin
    select * into file from workflow.case_file c where c.client_id = client and c.case_id = on_case for update;
    if file is null or me <> '{SYSTEM}' and not ops.holds_for('rows.case', file.org_unit_id, client) then
        perform ops.refuse('{NOT_THERE}');
    end if;
    if file.last_seq <> seen then
        perform ops.refuse('{MOVED_ON}');
    end if;
    insert into workflow.event (client_id, case_id, action, note, payload)
    values (client, on_case, wanted, said, load) returning seq into done;
    return done;
end $$;

-- The next steps of a case, and what keeps the person from each: a code, or null where nothing does.
create or replace function ops.steps_of_case(client bigint, on_case bigint)
returns table (action text, to_state text, needs text[], refusal text)
language sql stable security definer set search_path = pg_catalog, ops, workflow, pg_temp as $$
    select t.action, t.to_state, t.needs, ops.step_refusal(f, t, ops.actor(), null, null)
    from workflow.case_file f join workflow.transition t on t.workflow = f.workflow and t.from_state = f.state
    where f.client_id = client and f.case_id = on_case and not f.is_closed and t.right_name <> '{SYSTEM}'
      and ops.holds_for('rows.case', f.org_unit_id, f.client_id)
    order by t.is_final, t.action $$;
"""
TRIGGERS = """
create or replace trigger guard before insert on workflow.event for each row execute function ops.guard_event();
create or replace trigger kept before update or delete on workflow.event
for each row execute function ops.refuse_change();
create or replace trigger kept_whole before truncate on workflow.event execute function ops.refuse_change();
"""
