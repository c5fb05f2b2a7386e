"""Feeds about clients: the clients, their groups, who manages them, their statements and outside events."""

from __future__ import annotations

from schema.contracts.field import Feed, Field, GroupRule, Parent
from schema.contracts.fields import (
    CURRENCY,
    SAME_CLIENT,
    VALID_FROM,
    VALID_TO,
    VALIDITY,
    client_parent,
    code,
    day,
    flag,
    loan_parent,
    money,
    no_overlap,
    not_before,
    share,
    words,
)
from schema.contracts.organisation import ORG_UNIT, REGION, STAFF
from schema.domain.words import ClientKind, StaffRole
from schema.tables import party as tables

SHARES_OF_A_CLIENT = GroupRule(
    code="shares_not_100",
    column="share_percent",
    violators="""
        with every_row as (
            select client_id, loan_id, role, staff_id, share_percent, valid_from, valid_to from {staging}
            union all
            select c.client_id, c.loan_id, c.role, c.staff_id, c.share_percent, c.valid_from, c.valid_to
            from core.assignment c
            where (c.client_id, coalesce(c.loan_id, 0), c.role) in
                  (select client_id, coalesce(loan_id, 0), role from {staging})
              and not exists (select 1 from {staging} r where r.client_id = c.client_id and r.role = c.role
                              and r.loan_id is not distinct from c.loan_id and r.staff_id = c.staff_id
                              and r.valid_from = c.valid_from)
        ), edge as (
            select client_id, loan_id, role, valid_from as day from every_row
            union select client_id, loan_id, role, valid_to + 1 from every_row where valid_to is not null
        ), total as (
            select e.client_id, e.loan_id, e.role, e.day, sum(r.share_percent) as share
            from edge e join every_row r on r.client_id = e.client_id and r.role = e.role
             and r.loan_id is not distinct from e.loan_id
             and e.day between r.valid_from and coalesce(r.valid_to, 'infinity')
            group by e.client_id, e.loan_id, e.role, e.day
        ), wrong as (
            select client_id, loan_id, role, min(day) as day,
                   (array_agg(share order by day))[1] as share
            from total where share <> 100 group by client_id, loan_id, role
        )
        select s.row_number, trim_scale(w.share)::text || ' on ' || w.day::text as detail
        from {staging} s join wrong w on w.client_id = s.client_id and w.role = s.role
         and w.loan_id is not distinct from s.loan_id
    """,
    sentence="The shares of this client or loan in this role must add up to 100, they are {detail}.",
)
STATEMENT_FIGURES = (
    ("revenue_amount", "revenue of the period"),
    ("profit_before_tax_amount", "profit before tax"),
    ("ebit_amount", "earnings before interest and tax"),
    ("interest_expense_amount", "interest expense"),
    ("operating_cash_flow_amount", "cash flow from operations"),
    ("total_assets_amount", "total assets"),
    ("equity_amount", "equity"),
    ("current_assets_amount", "current assets"),
    ("current_liabilities_amount", "current liabilities"),
    ("inventory_amount", "inventory"),
    ("receivable_amount", "trade receivables"),
    ("payable_amount", "trade payables"),
)


def _figures() -> tuple[Field, ...]:
    return tuple(money(name, about, "1000000.00", is_required=False) for name, about in STATEMENT_FIGURES)


FEEDS = (
    Feed(
        name="client",
        about="Any party the bank serves, lends to or wants to win.",
        table=tables.client,
        key=("client_code",),
        fields=(
            code("client_code", "key of the client", "C000123"),
            words("name", "name people read", "宏泰纺织有限公司", is_required=True),
            words(
                "kind",
                "corporate, small_micro or personal",
                "corporate",
                is_required=True,
                one_of=tuple(ClientKind),
            ),
            code("org_unit_code", "org unit that serves the client", "B01"),
            words("industry", "industry", "manufacturing"),
            words("ownership", "state, private, foreign, collective", "private"),
            words("segment", "the bank's own segment", "key account"),
            words("internal_rating", "the bank's internal rating", "A"),
            code("region_code", "where the client lives or works", "NB", is_required=False),
            day("since_date", "client since", "2018-05-02", is_required=False),
        ),
        parents=(ORG_UNIT, REGION),
    ),
    Feed(
        name="client_group",
        about="Clients that are managed as one risk.",
        table=tables.client_group,
        key=("client_group_code",),
        fields=(
            code("client_group_code", "key of the group", "G007"),
            words("name", "name people read", "宏泰集团", is_required=True),
        ),
    ),
    Feed(
        name="client_group_member",
        about="Which client belongs to which group, from when to when.",
        table=tables.client_group_member,
        key=("client_id", "client_group_id", "valid_from"),
        fields=(
            code("client_code", "the client", "C000123"),
            code("client_group_code", "the group", "G007"),
            words("relation", "parent, subsidiary, related", "subsidiary"),
            VALID_FROM,
            VALID_TO,
        ),
        parents=(
            client_parent(),
            Parent(
                map_name="client_group",
                field="client_group_code",
                gives={"client_group_id": "client_group_id"},
            ),
        ),
        rules=(VALIDITY,),
        group_rules=(
            no_overlap(
                ("client_id", "client_group_id"),
                "core.client_group_member",
                ("client_id", "client_group_id", "valid_from"),
            ),
        ),
    ),
    Feed(
        name="assignment",
        about="Who manages a client (or one loan), in which role, with which share, from when to when.",
        table=tables.assignment,
        key=("client_id", "loan_id", "role", "staff_id", "valid_from"),
        fields=(
            code("client_code", "the client", "C000123"),
            code("loan_code", "the loan, when only one loan is meant", "", is_required=False),
            code("staff_code", "the person", "E1027"),
            words("role", "the duty", "client_manager", is_required=True, one_of=tuple(StaffRole)),
            share(),
            VALID_FROM,
            VALID_TO,
            words("handover_document", "reference of the signed hand-over", "HO-2025-17"),
        ),
        parents=(client_parent(), loan_parent(is_required=False, owns_row=False), STAFF),
        rules=(VALIDITY, SAME_CLIENT),
        group_rules=(
            no_overlap(
                ("client_id", "loan_id", "role", "staff_id"),
                "core.assignment",
                ("client_id", "loan_id", "role", "staff_id", "valid_from"),
            ),
            SHARES_OF_A_CLIENT,
        ),
    ),
    Feed(
        name="financial_statement",
        about="A client's statement for one period.",
        table=tables.financial_statement,
        key=("client_id", "period_end_date"),
        fields=(
            code("client_code", "the client", "C000123"),
            day("period_end_date", "last day of the period", "2025-12-31"),
            day("received_date", "day the bank received it", "2026-03-20", is_required=False),
            CURRENCY,
            *_figures(),
            words("audit_opinion", "unqualified, qualified, adverse, disclaimer or none", "unqualified"),
            flag("is_audited", "whether an auditor signed"),
        ),
        parents=(client_parent(),),
        rules=(
            not_before(
                "received_before_period_end",
                "received_date",
                "period_end_date",
                "The statement is received before its period ends.",
            ),
        ),
    ),
    Feed(
        name="external_event",
        about="Litigation, enforcement, ratings, tax arrears, freezes, changes of control, news.",
        table=tables.external_event,
        key=("client_id", "event_code"),
        fields=(
            code("client_code", "the client", "C000123"),
            code("event_code", "key of the event", "L-2026-0012"),
            words(
                "kind",
                "litigation, enforcement, rating, tax, freeze, control_change, news",
                "litigation",
                is_required=True,
            ),
            day("event_date", "day it happened", "2026-04-02"),
            day("known_date", "day the bank could know it", "2026-04-09"),
            money("amount", "amount at stake", "1200000.00", is_required=False),
            words("currency", "currency of the amount", "CNY"),
            words("grade_before", "rating before", "AA"),
            words("grade_after", "rating after", "A"),
            words("description", "what happened", "货款纠纷"),
            words("source", "where it was read", "court register"),
        ),
        parents=(client_parent(),),
        rules=(
            not_before("known_before_it_happened", "known_date", "event_date", "known_date lies before event_date."),
        ),
    ),
)
