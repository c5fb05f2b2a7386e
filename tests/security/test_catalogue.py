"""Read from the catalogue: every table that somebody may read has its policy, and no door stands open beside it."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg2.extensions import connection as Connection

from schema.marts.tables import metadata
from tests.security.bank import ask

NAMESPACES = ["core", "mart", "ops", "workflow", "staging"]
# Read without a policy, and why nobody learns of somebody else's client by it.
OPEN: Mapping[str, str] = {
    "core.business_calendar": "days",
    "core.institution": "published names of banks",
    "core.institution_alias": "published names of banks",
    "core.market_volume": "published sums of whole banks",
    "core.org_unit": "the bank's own units stand on every page",
    "core.org_unit_closure": "which unit lies below which",
    "core.product": "what the bank sells",
    "core.region": "names of places",
    "mart.movement_basis": "which close is compared with which",
    "ops.alembic_version": "the number of the last migration",
    "ops.close_run": "when which date was closed",
    "ops.close_step": "how long the steps of a close took",
    "ops.closed_date": "when which date was closed",
    "ops.data_version": "a counter",
    "ops.installation": "what the start noted about itself",
    "ops.parameter": "thresholds are the same for everybody",
    "ops.persona": "what people work as",
    "ops.persona_right": "which rights go with that",
    "workflow.transition": "the rules of cases",
}
OWN_DATA = {"client_id", "client_code", "loan_id", "loan_code", "account_id", "account_code", "staff_id", "sale_id",
            "client_group_id", "org_unit_id", "raw_text"}  # fmt: skip
READABLE = """
    select c.oid::regclass::text from pg_class c
    where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace::regnamespace::text = any(%s)
      and (has_any_column_privilege('tandem_app', c.oid, 'select')
           or has_any_column_privilege('tandem_reader', c.oid, 'select'))
"""
GUARDED = """
    select c.oid::regclass::text from pg_class c
    where c.relrowsecurity and c.relforcerowsecurity and exists (
        select from pg_policy p where p.polrelid = c.oid and p.polcmd = 'r'
          and p.polroles @> array['tandem_app'::regrole::oid, 'tandem_reader'::regrole::oid])
"""
POLICIES_FOR_OTHERS = """
    select format('%s on %s', polname, polrelid::regclass) from pg_policy
    where polname <> 'scope'
      and polroles && array[0::oid, 'tandem_app'::regrole::oid, 'tandem_reader'::regrole::oid]
"""
GRANTS = """
    select format('%%s on %%s to %%s', privilege, thing,
                  case grantee when 0 then 'public' else grantee::regrole::text end)
    from (
        select a.privilege_type, oid::regclass::text, a.grantee, relnamespace from pg_class, aclexplode(relacl) a
        union all
        select a.privilege_type, attrelid::regclass || '.' || attname, a.grantee, relnamespace
        from pg_attribute join pg_class on pg_class.oid = attrelid, aclexplode(attacl) a
        union all
        select a.privilege_type, pg_proc.oid::regprocedure::text, a.grantee, pronamespace
        from pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) a
        union all
        select a.privilege_type, nspname, a.grantee, pg_namespace.oid from pg_namespace, aclexplode(nspacl) a
    ) g (privilege, thing, grantee, namespace)
    where namespace::regnamespace::text = any(%s)
"""


def unguarded(owner: Connection) -> set[str]:
    """Tables that readers may read and no policy guards."""
    return set(ask(owner, READABLE, NAMESPACES)) - set(ask(owner, GUARDED))


def grants(owner: Connection, *wanted: str) -> list[str]:
    found = ask(owner, GRANTS, NAMESPACES)
    return sorted(one for one in found if one.endswith(tuple(f" to {grantee}" for grantee in wanted)))


def test_what_is_read_without_a_policy_is_named_with_a_reason(owner: Connection) -> None:
    assert unguarded(owner) - set(OPEN) == set()


def test_open_tables_hold_nobodys_data() -> None:
    columns = {name: set(metadata.tables[name].columns.keys()) for name in OPEN if name in metadata.tables}
    assert {name for name, theirs in columns.items() if theirs & OWN_DATA} == {"core.org_unit"}


def test_a_new_table_without_a_policy_would_be_found(owner: Connection) -> None:
    ask(owner, "create table core.forgotten (client_id bigint); grant select on core.forgotten to tandem_reader")
    ask(owner, "create table core.half (client_id bigint); grant select (client_id) on core.half to tandem_app")
    ask(owner, "alter table core.half enable row level security")
    assert unguarded(owner) - set(OPEN) == {"core.forgotten", "core.half"}


def test_no_policy_but_the_scope_serves_the_readers(owner: Connection) -> None:
    assert ask(owner, POLICIES_FOR_OTHERS) == []


def test_there_are_no_views_that_read_with_the_rights_of_their_owner(owner: Connection) -> None:
    views = """select oid::regclass::text from pg_class where relkind in ('v', 'm', 'f')
               and relnamespace::regnamespace::text = any(%s)
               and not coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on']"""
    assert ask(owner, views, NAMESPACES) == []


def test_the_public_has_nothing(owner: Connection) -> None:
    assert grants(owner, "public") == []


def test_readers_read_and_call_and_no_more(owner: Connection) -> None:
    kinds = {one.split(" on ")[0] for one in grants(owner, "tandem_app", "tandem_reader")}
    assert kinds == {"SELECT", "EXECUTE", "USAGE"}
    usable = {one for one in grants(owner, "tandem_app", "tandem_reader") if one.startswith("USAGE")}
    assert usable == {
        f"USAGE on {name} to {role}"
        for name in ("core", "mart", "ops", "workflow")
        for role in ("tandem_app", "tandem_reader")
    }


def test_readers_have_no_right_on_a_partition(owner: Connection) -> None:
    ask(owner, "select ops.ensure_partitions('core.repayment', '2024-01-01', '2026-01-01')")
    question = """select oid::regclass::text from pg_class where relispartition
                  and exists (select from aclexplode(relacl) where grantee <> relowner)"""
    assert ask(owner, question) == []


def test_nobody_but_the_owner_passes_a_right_on(owner: Connection) -> None:
    question = """select oid::regclass::text from pg_class, aclexplode(relacl) a
                  where a.is_grantable and a.grantee <> relowner and relnamespace::regnamespace::text = any(%s)"""
    assert ask(owner, question, NAMESPACES) == []


def test_functions_of_the_owner_look_into_the_temporary_schema_last(owner: Connection) -> None:
    question = """select proname from pg_proc where pronamespace::regnamespace::text = any(%s) and prosecdef
                  and not exists (select from unnest(proconfig) s
                                  where s like 'search\\_path=pg\\_catalog, %%' and s like '%%, pg\\_temp')"""
    assert ask(owner, question, NAMESPACES) == []


READ = {
    "colleagues",
    "current_scopes",
    "fully_visible_org_units",
    "has_own_book_scope",
    "holds",
    "leavers_with_access",
    "loans_without_manager",
    "own_book",
    "sees_whole_bank",
    "subject",
    "visible_org_units",
}
# Each takes the author, if it needs one, from the transaction; who acts is checked and written down.
ACT = {
    "act_on_case",
    "backend",
    "decide_parameter",
    "demo_users",
    "end_scope",
    "end_session",
    "grant_scope",
    "keep_preferences",
    "org_tree",
    "principal",
    "propose_parameter",
    "record_export",
    "record_view",
    "open_case",
    "save_user",
    "steps_of_case",
    "set_working_day",
    "staff_directory",
    "touch_session",
}


def test_functions_of_the_owner_that_others_may_call_are_these(owner: Connection) -> None:
    question = "select proname from pg_proc where prosecdef and has_function_privilege(%s, oid, 'execute')"
    assert set(ask(owner, question, "tandem_app")) == READ | ACT
    assert set(ask(owner, question, "tandem_reader")) == READ
    assert set(ask(owner, question, "tandem_etl")) == {
        "act_on_case",
        "begin_partition",
        "ensure_partitions",
        "finish_partition",
        "open_case",
    }


def test_functions_that_run_as_the_caller_read_what_everybody_may_read(owner: Connection) -> None:
    question = """select proname from pg_proc where not prosecdef and pronamespace = 'ops'::regnamespace
                  and has_function_privilege(%s, oid, 'execute')"""
    assert set(ask(owner, question, "tandem_app")) == {
        "needs_second_person",
        "parameter_end",
        "parameter_on",
        "today",
    }
    assert set(ask(owner, question, "tandem_reader")) == {"today"}


def test_every_function_fixes_where_it_looks_for_names(owner: Connection) -> None:
    question = r"""select proname from pg_proc where pronamespace = 'ops'::regnamespace
                  and not coalesce(array_to_string(proconfig, ';'), '') like '%%search\_path=pg\_catalog%%'"""
    assert ask(owner, question) == []
