"""The four roles, what each is granted, and the first user.

tandem_owner migrates, tandem_etl loads and closes, tandem_app serves the dashboard, tandem_reader is for
BI tools.
Grants name parents only: a partition can never be read around its table's policy.
"""

from __future__ import annotations

from collections.abc import Iterator

from schema.marts.tables import metadata

EVERYBODY = ("tandem_etl", "tandem_app", "tandem_reader")
READERS = ("tandem_app", "tandem_reader")
FOR_FUNCTIONS_ONLY = {"ops.secret", "ops.user_session"}
LOGS = {"ops.access_log", "ops.export_log", "ops.admin_log"}
NOT_FOR_READERS = {"ops.demo_truth"} | FOR_FUNCTIONS_ONLY
NOT_FOR_ETL = LOGS | FOR_FUNCTIONS_ONLY
ETL_MAY_NOT_WRITE = {
    "ops.parameter",
    "ops.parameter_proposal",
    "ops.app_user",
    "ops.user_scope",
    "ops.persona",
    "ops.persona_right",
    "workflow.transition",
    "workflow.case_file",
    "workflow.event",
} | NOT_FOR_ETL

# Who may call what; a function that stands in no line is the owner's alone.
EXECUTE = {
    READERS: (
        "subject()",
        "today()",
        "current_scopes(text)",
        "holds(text)",
        "sees_whole_bank(text)",
        "visible_org_units(text)",
        "visible_org_units()",
        "has_own_book_scope(text)",
        "fully_visible_org_units(text)",
        "own_book()",
        "colleagues()",
        "loans_without_manager(date)",
        "leavers_with_access()",
    ),
    ("tandem_app", "tandem_etl"): (
        "open_case(text, text, bigint, bigint, text, text, jsonb)",
        "act_on_case(bigint, bigint, text, text, jsonb, integer)",
    ),
    ("tandem_app",): (
        "backend()",
        "steps_of_case(bigint, bigint)",
        "principal()",
        "demo_users()",
        "record_view(text, text, date, integer, jsonb)",
        "record_export(text, text, text, bigint, date, integer, jsonb)",
        "touch_session(text, integer)",
        "end_session(text, text)",
        "keep_preferences(text, text)",
        "save_user(text, text, integer, boolean, text)",
        "grant_scope(text, text, integer, boolean, date, date, text)",
        "end_scope(integer, date, text)",
        "set_working_day(date, boolean, text, text)",
        "staff_directory()",
        "org_tree()",
        "propose_parameter(text, text, numeric, text, text, date, text, text, text)",
        "decide_parameter(integer, boolean, text)",
        "parameter_on(text, text, date)",
        "parameter_end(text, text, date)",
        "needs_second_person(text, text, date, text)",
    ),
    ("tandem_etl",): (
        "partition_step(text)",
        "partition_name(text, date)",
        "partition_start(text, date)",
        "begin_partition(text, date)",
        "finish_partition(text, date)",
        "ensure_partitions(text, date, date)",
    ),
}

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
insert into ops.user_scope (subject, persona, is_whole_bank, valid_from)
select 'operator', 'operator', true, date '1900-01-01'
where not exists (select 1 from ops.user_scope where subject = 'operator');
"""


def grant_statements() -> Iterator[str]:
    """Everything each role may do, from nothing."""
    everyone = ", ".join(EVERYBODY)
    yield DATABASE
    yield "revoke create on schema public from public"
    for namespace in ("core", "mart", "ops", "workflow"):
        yield f"revoke all on all tables in schema {namespace} from public, {everyone}"
        yield f"revoke all on all sequences in schema {namespace} from public, {everyone}"
        yield f"grant usage on schema {namespace} to {everyone}"
    yield "grant usage, create on schema staging to tandem_etl"
    for table in metadata.sorted_tables:
        yield from _table_grants(
            f"{table.schema}.{table.name}", [column.name for column in table.columns if column.identity]
        )
    yield f"revoke execute on all functions in schema ops from public, {everyone}"
    for roles, functions in EXECUTE.items():
        for function in functions:
            yield f"grant execute on function ops.{function} to {', '.join(roles)}"


def _table_grants(name: str, identities: list[str]) -> Iterator[str]:
    if name not in NOT_FOR_ETL:
        writes = "" if name in ETL_MAY_NOT_WRITE else ", insert, update, delete, truncate"
        yield f"grant select{writes} on {name} to tandem_etl"
    if name not in ETL_MAY_NOT_WRITE:
        yield from (f"grant usage on sequence {name}_{column}_seq to tandem_etl" for column in identities)
    if name not in NOT_FOR_READERS:
        yield f"grant select on {name} to {', '.join(READERS)}"
