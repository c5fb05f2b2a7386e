"""Partitions by date: which table is cut how, and the function that makes the missing pieces."""

from __future__ import annotations

PARTITION_STEP = {
    "core.instalment": "1 year",
    "core.repayment": "1 year",
    "core.account_transaction": "1 month",
    "core.account_balance": "1 month",
    "core.loan_snapshot": "1 month",
}
_STEPS = " ".join(f"when '{name}' then interval '{step}'" for name, step in PARTITION_STEP.items())

# A name is null for every table but those above: nobody's text gets into the statements that the owner executes.
# A piece is built beside the table and then attached: attaching does not shut readers out.
# A bulk load fills a piece before it has its key and before anybody sees it: an index built at the end costs half
# of one that grows row by row.
FUNCTIONS = f"""
create or replace function ops.partition_step(parent text) returns interval
language sql immutable set search_path = pg_catalog, pg_temp as $$ select case parent {_STEPS} end $$;

create or replace function ops.partition_name(parent text, day date) returns text
language sql immutable set search_path = pg_catalog, ops, pg_temp as $$
    select parent || to_char(day, case ops.partition_step(parent) when interval '1 year' then '"_"YYYY'
                                                                  when interval '1 month' then '"_"YYYYMM' end) $$;

create or replace function ops.partition_start(parent text, day date) returns date
language sql immutable set search_path = pg_catalog, ops, pg_temp as $$
    select date_trunc(case ops.partition_step(parent) when interval '1 year' then 'year'
                                                      when interval '1 month' then 'month' end,
                      day::timestamp)::date $$;

create or replace function ops.begin_partition(parent text, day date) returns text
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $body$
declare
    piece text := ops.partition_name(parent, day);
begin
    if piece is null then
        raise exception 'table % is not partitioned by date', parent;
    end if;
    perform pg_advisory_xact_lock(hashtext(piece));
    if to_regclass(piece) is not null then
        return null;
    end if;
    execute format('create table %s (like %s including defaults including constraints)', piece, parent);
    execute format('grant insert on %s to tandem_etl', piece);
    return piece;
end $body$;

create or replace function ops.finish_partition(parent text, day date) returns void
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $body$
declare
    piece text := ops.partition_name(parent, day);
    lower_bound date := ops.partition_start(parent, day);
    key text := (select pg_get_constraintdef(oid) from pg_constraint
                 where conrelid = parent::regclass and contype = 'p');
begin
    execute format('revoke all on %s from tandem_etl', piece);
    execute format('alter table %s add %s', piece, key);
    execute format('alter table %s attach partition %s for values from (%L) to (%L)',
                   parent, piece, lower_bound, (lower_bound + ops.partition_step(parent))::date);
end $body$;

create or replace function ops.ensure_partitions(parent text, from_date date, to_date date) returns integer
language plpgsql security definer set search_path = pg_catalog, ops, core, pg_temp as $body$
declare
    day date := ops.partition_start(parent, from_date);
    made integer := 0;
begin
    if day is null then
        raise exception 'table % is not partitioned by date', parent;
    end if;
    while day <= to_date loop
        if to_regclass(ops.partition_name(parent, day)) is null and ops.begin_partition(parent, day) is not null then
            perform ops.finish_partition(parent, day);
            made := made + 1;
        end if;
        day := (day + ops.partition_step(parent))::date;
    end loop;
    return made;
end $body$;
"""
