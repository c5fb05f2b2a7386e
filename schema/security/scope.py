"""Who may see what: the scope functions and the row-level policies, as repeatable SQL.

The subject of a transaction is `tandem.subject`; functions run as the owner, are stable, and are wrapped in a
sub-select by the policies, so that Postgres evaluates them once per statement (an InitPlan).
Nothing a session may set changes their answer but the subject: names are looked up in its temporary schema last,
and a scope ends by the zone of the migration, not by that of the session.
"""

from __future__ import annotations

from collections.abc import Iterator

FUNCTIONS = """
create or replace function ops.subject() returns text
language sql stable parallel safe set search_path = pg_catalog, pg_temp as
$$ select nullif(current_setting('tandem.subject', true), '') $$;

create or replace function ops.current_scopes() returns setof ops.user_scope
language sql stable security definer set search_path = pg_catalog, ops, pg_temp set timezone from current as
$$ select s.* from ops.user_scope s join ops.app_user u using (subject)
   where s.subject = ops.subject() and u.is_active
     and current_date between s.valid_from and coalesce(s.valid_to, 'infinity') $$;

create or replace function ops.sees_whole_bank() returns boolean
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select exists (select 1 from ops.current_scopes() where is_whole_bank and not is_own_book_only) $$;

create or replace function ops.visible_org_units() returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct u.org_unit_id), '{}')
   from ops.current_scopes() s cross join core.org_unit u
   where s.is_whole_bank
      or exists (select 1 from core.org_unit_closure c
                 where c.ancestor_id = s.org_unit_id and c.descendant_id = u.org_unit_id) $$;

create or replace function ops.has_own_book_scope() returns boolean
language sql stable security definer set search_path = pg_catalog, ops, pg_temp as
$$ select coalesce(bool_or(is_own_book_only), true) from ops.current_scopes() $$;

create or replace function ops.fully_visible_org_units() returns integer[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp as
$$ select coalesce(array_agg(distinct u.org_unit_id), '{}')
   from ops.current_scopes() s cross join core.org_unit u
   where not s.is_own_book_only
     and (s.is_whole_bank
          or exists (select 1 from core.org_unit_closure c
                     where c.ancestor_id = s.org_unit_id and c.descendant_id = u.org_unit_id)) $$;

create or replace function ops.own_book() returns bigint[]
language sql stable security definer set search_path = pg_catalog, ops, core, pg_temp set timezone from current as
$$ select coalesce(array_agg(distinct a.client_id), '{}')
   from ops.app_user u join core.assignment a using (staff_id)
   where u.subject = ops.subject() and u.is_active
     and current_date between a.valid_from and coalesce(a.valid_to, 'infinity') $$;
"""

IN_UNIT = "org_unit_id = any ((select ops.visible_org_units())::int[])"
# Somebody may lead one unit and keep only a book in another: the second scope must not open to the width of the first.
IN_BOOK = (
    "(not (select ops.has_own_book_scope())"
    " or org_unit_id = any ((select ops.fully_visible_org_units())::int[])"
    " or client_id = any ((select ops.own_book())::bigint[]))"
)
WHOLE_BANK = "(select ops.sees_whole_bank())"
OF_VISIBLE_CLIENT = f"({WHOLE_BANK} or client_id in (select client_id from core.client))"
OF_VISIBLE_STAFF = f"({WHOLE_BANK} or staff_id in (select staff_id from core.staff))"
OF_VISIBLE_GROUP = f"({WHOLE_BANK} or client_group_id in (select client_group_id from core.client_group_member))"
OF_VISIBLE_SALE = f"({WHOLE_BANK} or sale_id in (select sale_id from core.sale))"

POLICIES: dict[str, str] = {
    **dict.fromkeys(
        (
            "core.client",
            "core.loan",
            "core.account",
            "core.loan_snapshot",
            "mart.overdue_loan",
            "mart.delivered_difference",
        ),
        f"{IN_UNIT} and {IN_BOOK}",
    ),
    **dict.fromkeys(
        (
            "core.client_group_member",
            "core.assignment",
            "core.financial_statement",
            "core.external_event",
            "core.commitment",
            "core.loan_payee",
            "core.instalment",
            "core.schedule_origin",
            "core.repayment",
            "core.restructuring",
            "core.collateral",
            "core.collateral_valuation",
            "core.guarantee",
            "core.delivered_snapshot",
            "core.account_transaction",
            "core.account_balance",
        ),
        OF_VISIBLE_CLIENT,
    ),
    **dict.fromkeys(
        (
            "core.staff",
            "mart.org_unit_portfolio",
            "mart.org_unit_class",
            "mart.org_unit_bucket",
            "mart.org_unit_loan_kind",
            "mart.org_unit_sales",
        ),
        IN_UNIT,
    ),
    "core.client_group": OF_VISIBLE_GROUP,
    "core.sale": f"{IN_UNIT} and (client_id is null or {IN_BOOK})",
    "core.staff_role": OF_VISIBLE_STAFF,
    "core.sale_credit": OF_VISIBLE_SALE,
    "core.sales_target": f"({WHOLE_BANK} or {IN_UNIT} or staff_id in (select staff_id from core.staff))",
    **dict.fromkeys(
        ("ops.load_batch", "ops.rejected_row", "ops.finding", "mart.reconciliation"),
        WHOLE_BANK,
    ),
}


def policy_statements() -> Iterator[str]:
    """Forced row-level security on every table with a client, a member of staff or raw data."""
    for name, condition in POLICIES.items():
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        yield f"drop policy if exists maintenance on {name}"
        everything = "using (true) with check (true)"
        yield f"create policy maintenance on {name} to tandem_owner, tandem_etl, current_user {everything}"
        yield f"drop policy if exists scope on {name}"
        yield f"create policy scope on {name} for select to tandem_app, tandem_reader using ({condition})"
