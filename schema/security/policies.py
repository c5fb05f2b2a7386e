"""Which rows of which table a subject sees: forced row-level security, as repeatable SQL."""

from __future__ import annotations

from collections.abc import Iterator

from schema.security.personas import Right


def in_unit(right: Right) -> str:
    """Rows of the units in which the right is held."""
    return f"org_unit_id = any ((select ops.visible_org_units('{right}'))::int[])"


def in_book(right: Right) -> str:
    """Rows of one's own clients, where the right is held for a book only.

    Somebody may lead one unit and keep only a book in another: the second scope must not open to the width of the
    first.
    """
    return (
        f"(not (select ops.has_own_book_scope('{right}'))"
        f" or org_unit_id = any ((select ops.fully_visible_org_units('{right}'))::int[])"
        " or client_id = any ((select ops.own_book())::bigint[]))"
    )


def whole_bank(right: Right) -> str:
    """Everything, for those who hold the right for the whole bank."""
    return f"(select ops.sees_whole_bank('{right}'))"


def _of_visible(right: Right, keys: str, table: str) -> str:
    """Rows whose keys stand in another table as the subject sees it."""
    return f"({whole_bank(right)} or ({keys}) in (select {keys} from {table}))"


OF_CLIENT = _of_visible(Right.ROWS_CLIENT, "client_id", "core.client")
OF_ACCOUNT = _of_visible(Right.ROWS_ACCOUNT, "client_id, account_id", "core.account")
OF_LOG = f"({whole_bank(Right.ROWS_LOG)} or {in_unit(Right.ROWS_LOG)})"
OF_CASE = _of_visible(Right.ROWS_CASE, "client_id, case_id", "workflow.case_file")
ON_PARAMETERS = (Right.ACT_PROPOSE_PARAMETER, Right.ACT_DECIDE_PARAMETER, Right.ROWS_LOG)
CLIENTS = f"{in_unit(Right.ROWS_CLIENT)} and {in_book(Right.ROWS_CLIENT)}"

SUPERVISED_MARTS = (
    "mart.fund_use",
    "mart.fund_flow",
    "mart.fund_payment",
    "mart.fund_finding",
    "mart.supervised_account",
    "mart.client_routing",
    "mart.due_cover",
)
# Sums of a unit are not for who sees only his own book in it.
WHOLE_ACCOUNT_UNITS = f"org_unit_id = any ((select ops.fully_visible_org_units('{Right.ROWS_ACCOUNT}'))::int[])"

POLICIES: dict[str, str] = {
    **dict.fromkeys(
        ("core.client", "core.loan", "core.loan_snapshot", "mart.overdue_loan", "mart.delivered_difference"),
        CLIENTS,
    ),
    **dict.fromkeys(("mart.inspection_plan", "mart.inspection_record", "mart.inspection_finding"), CLIENTS),
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
            "core.class_evidence",
            "core.collateral",
            "core.collateral_valuation",
            "core.guarantee",
            "core.delivered_snapshot",
            "core.inspection",
            "core.inspection_evidence",
            "core.document",
        ),
        OF_CLIENT,
    ),
    **dict.fromkeys(("mart.archive_gap", "mart.document_gap", "mart.open_handover"), CLIENTS),
    **dict.fromkeys(("mart.watched_loan", "mart.group_alert"), CLIENTS),
    **dict.fromkeys(
        ("mart.first_over_90", "mart.largest_obligor", "mart.guarantee_member", "mart.guarantee_edge"), CLIENTS
    ),
    "mart.largest_group": f"org_unit_id = any ((select ops.fully_visible_org_units('{Right.ROWS_CLIENT}'))::int[])",
    "core.client_group": _of_visible(Right.ROWS_CLIENT, "client_group_id", "core.client_group_member"),
    "core.sale": f"{in_unit(Right.ROWS_CLIENT)} and (client_id is null or {in_book(Right.ROWS_CLIENT)})",
    "core.sale_credit": _of_visible(Right.ROWS_CLIENT, "sale_id", "core.sale"),
    "core.account": f"{in_unit(Right.ROWS_ACCOUNT)} and {in_book(Right.ROWS_ACCOUNT)}",
    "workflow.case_file": f"{in_unit(Right.ROWS_CASE)} and {in_book(Right.ROWS_CASE)}",
    "workflow.event": OF_CASE,
    "core.account_transaction": OF_ACCOUNT,
    "core.account_balance": OF_ACCOUNT,
    **dict.fromkeys(SUPERVISED_MARTS, f"{in_unit(Right.ROWS_ACCOUNT)} and {in_book(Right.ROWS_ACCOUNT)}"),
    **dict.fromkeys(("mart.org_unit_supervision", "mart.org_unit_fund_check"), WHOLE_ACCOUNT_UNITS),
    **dict.fromkeys(
        (
            "mart.org_unit_portfolio",
            "mart.org_unit_class",
            "mart.org_unit_stage",
            "mart.org_unit_bucket",
            "mart.org_unit_loan_kind",
            "mart.org_unit_sales",
            "mart.org_unit_bucket_movement",
            "mart.org_unit_class_movement",
            "mart.org_unit_vintage",
            "mart.org_unit_maturity",
            "mart.org_unit_concentration",
            "mart.org_unit_industry",
            "mart.org_unit_guarantee",
            "mart.org_unit_archive",
            "mart.org_unit_archive_step",
            "mart.org_unit_duty",
        ),
        in_unit(Right.ROWS_AGGREGATE),
    ),
    "mart.org_unit_inspection": in_unit(Right.ROWS_AGGREGATE),
    "mart.manager_inspection": in_unit(Right.ROWS_STAFF),
    "core.staff": f"({in_unit(Right.ROWS_STAFF)} or staff_id = any ((select ops.colleagues())::int[]))",
    "core.staff_role": _of_visible(Right.ROWS_STAFF, "staff_id", "core.staff"),
    "core.sales_target": (
        f"(org_unit_id is not null and {in_unit(Right.ROWS_AGGREGATE)}"
        f" or staff_id is not null and {_of_visible(Right.ROWS_STAFF, 'staff_id', 'core.staff')})"
    ),
    **dict.fromkeys(("ops.load_batch", "mart.reconciliation"), whole_bank(Right.ROWS_LOAD)),
    **dict.fromkeys(("ops.rejected_row", "ops.finding"), whole_bank(Right.ROWS_RAW)),
    **dict.fromkeys(("ops.access_log", "ops.export_log"), OF_LOG),
    "ops.admin_log": whole_bank(Right.ROWS_LOG),
    **dict.fromkeys(("ops.app_user", "ops.user_scope"), whole_bank(Right.ROWS_USER)),
    "ops.parameter_proposal": f"({' or '.join(map(whole_bank, ON_PARAMETERS))})",
}


def removal_statements() -> Iterator[str]:
    """Nobody sees anything: the functions behind the policies may change."""
    for name in POLICIES:
        yield f"drop policy if exists scope on {name}"


def policy_statements() -> Iterator[str]:
    """Forced row-level security on every table with a client, a member of staff, a user or raw data."""
    for name, condition in POLICIES.items():
        yield f"alter table {name} enable row level security"
        yield f"alter table {name} force row level security"
        yield f"drop policy if exists maintenance on {name}"
        everything = "using (true) with check (true)"
        yield f"create policy maintenance on {name} to tandem_owner, tandem_etl, current_user {everything}"
        yield f"create policy scope on {name} for select to tandem_app, tandem_reader using ({condition})"
