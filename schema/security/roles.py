"""The four roles, what each is granted, and the first user.

tandem_owner migrates, tandem_etl loads and closes, tandem_app serves the dashboard, tandem_reader is for
BI tools.
Grants name parents only: a partition can never be read around its table's policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from schema.marts.tables import metadata

NOT_FOR_READERS = {"ops.app_user", "ops.user_scope", "ops.demo_truth"}
ETL_MAY_NOT_WRITE = {"ops.parameter", "ops.app_user", "ops.user_scope"}

# The temporary schema is a place to write to like any other; only the close needs it.
DATABASE = """
do $$ begin
    execute format('revoke all on database %I from public', current_database());
    execute format('grant connect on database %I to tandem_owner, tandem_etl, tandem_app, tandem_reader',
                   current_database());
    execute format('grant temporary on database %I to tandem_etl', current_database());
end $$
"""
OPERATOR = """
insert into ops.app_user (subject, display_name) values ('operator', 'Operator') on conflict do nothing;
insert into ops.user_scope (subject, is_whole_bank, valid_from)
select 'operator', true, date '1900-01-01'
where not exists (select 1 from ops.user_scope where subject = 'operator');
"""


def grant_statements() -> Iterator[str]:
    """Everything each role may do, from nothing."""
    everyone = "tandem_etl, tandem_app, tandem_reader"
    yield DATABASE
    yield "revoke create on schema public from public"
    for namespace in ("core", "mart", "ops", "workflow"):
        yield f"revoke all on all tables in schema {namespace} from public, {everyone}"
        yield f"grant usage on schema {namespace} to {everyone}"
    yield "grant usage, create on schema staging to tandem_etl"
    yield "grant usage on all sequences in schema core, ops to tandem_etl"
    for table in metadata.sorted_tables:
        name = f"{table.schema}.{table.name}"
        writes = "" if name in ETL_MAY_NOT_WRITE else ", insert, update, delete, truncate"
        yield f"grant select{writes} on {name} to tandem_etl"
        if name not in NOT_FOR_READERS:
            yield f"grant select on {name} to tandem_app, tandem_reader"
    yield "revoke execute on all functions in schema ops from public"
    yield f"grant execute on all functions in schema ops to {everyone}"
    for function in ("ensure_partitions", "begin_partition", "finish_partition"):
        yield f"revoke execute on function ops.{function} from tandem_app, tandem_reader, public"
