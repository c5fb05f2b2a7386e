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

# A new piece is built beside the table and then attached: attaching does not shut readers out.
FUNCTION = f"""
create or replace function ops.ensure_partitions(parent text, from_date date, to_date date) returns integer
language plpgsql security definer set search_path = pg_catalog, ops, core as $body$
declare
    step interval := case parent {_STEPS} end;
    lower_bound date;
    piece text;
    suffix text := case when step = interval '1 year' then '"_"YYYY' else '"_"YYYYMM' end;
    made integer := 0;
begin
    if step is null then
        raise exception 'table % is not partitioned by date', parent;
    end if;
    lower_bound := date_trunc(case when step = interval '1 year' then 'year' else 'month' end, from_date);
    while lower_bound <= to_date loop
        piece := parent || to_char(lower_bound, suffix);
        if to_regclass(piece) is null then
            perform pg_advisory_xact_lock(hashtext(piece));
            if to_regclass(piece) is null then
                execute format('create table %s (like %s including all)', piece, parent);
                execute format('alter table %s attach partition %s for values from (%L) to (%L)',
                               parent, piece, lower_bound, (lower_bound + step)::date);
                made := made + 1;
            end if;
        end if;
        lower_bound := (lower_bound + step)::date;
    end loop;
    return made;
end $body$;
"""
