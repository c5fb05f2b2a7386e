"""Feeds about post-loan inspections: what was done, and the hashes of what proves it."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Field, Parent, Rule
from schema.contracts.fields import SAME_CLIENT, client_parent, code, day, flag, loan_parent, money, not_before, words
from schema.domain.inspections import FindingSeverity, FormKind, InspectionKind, Layer
from schema.tables import inspections as tables

INSPECTION_CODE = code("inspection_code", "key of the inspection", "IN2026-00042")


def _inspector(field: str, gives: str) -> Parent:
    return Parent(map_name="staff", field=field, gives={"staff_id": gives}, is_required=False)


FEEDS = (
    Feed(
        name="inspection",
        about="Post-loan inspections that were done: of clients, and of the client manager's work.",
        table=tables.inspection,
        key=("inspection_code",),
        owner_column="client_id",
        date_column="done_date",
        affects_closes=True,
        fields=(
            INSPECTION_CODE,
            code("client_code", "the client", "C000123"),
            code("loan_code", "the loan; empty: all loans of the client", "L2024000123", is_required=False),
            words("layer", "who is inspected", "client", is_required=True, one_of=tuple(Layer)),
            words("kind", "kind of inspection", "routine", is_required=True, one_of=tuple(InspectionKind)),
            words("loan_kind", "which form was used", "working_capital", one_of=tuple(FormKind)),
            flag("is_on_site", "on site, not by phone", is_required=True),
            day("due_date", "day it was due", "2026-06-30", is_required=False),
            day("done_date", "day it was done", "2026-06-24"),
            code("inspector_code", "who did it", "275", is_required=False),
            code("second_inspector_code", "the second person", "", is_required=False),
            flag("has_leader", "somebody of the bank's leadership took part"),
            flag("is_confirmed", "confirmed by the borrower with seal and signature"),
            money("verified_amount", "money whose use was verified", "600000.00", is_required=False, at_least=0),
            Field(
                name="verified_ratio",
                kind="ratio",
                about="the same as a fraction of the loan",
                example="0.6",
                is_required=False,
                at_least=0,
                at_most=1,
            ),
            flag("is_collateral_seen", "the collateral was seen"),
            flag("is_in_operation", "the project is finished and in operation"),
            words("severity", "gravest finding", "none", is_required=True, one_of=tuple(FindingSeverity)),
            words("report", "what was seen", "Stock of cotton as booked, two looms stand still."),
            Field(
                name="postponed_count",
                kind="whole",
                about="how often it was put off",
                example="0",
                is_required=False,
                at_least=0,
            ),
        ),
        parents=(
            client_parent(),
            loan_parent(is_required=False, owns_row=False),
            _inspector("inspector_code", "inspector_id"),
            _inspector("second_inspector_code", "second_inspector_id"),
        ),
        rules=(
            SAME_CLIENT,
            not_before(
                "inspected_before_disbursement",
                "done_date",
                "loan_disbursed_date",
                "The inspection lies before the loan's disbursement.",
            ),
            Rule(
                code="one_inspector_twice",
                column="second_inspector_code",
                holds=pl.col("second_inspector_code") != pl.col("inspector_code"),
                sentence="The second person is the first one again.",
            ),
        ),
    ),
    Feed(
        name="inspection_evidence",
        about="Pictures and papers of an inspection: only their SHA-256, never the file itself.",
        table=tables.inspection_evidence,
        key=("client_id", "inspection_code", "sha256"),
        fields=(
            INSPECTION_CODE,
            code("sha256", "SHA-256 of the file, 64 hexadecimal digits in small letters", "ab" * 32),
            words("kind", "picture, paper, recording, other", "picture", is_required=True),
            words("file_name", "name of the file", "stock.jpg"),
            day("taken_date", "day it was taken", "2026-06-24", is_required=False),
            words("place", "where", "Xuhui"),
        ),
        parents=(Parent(map_name="inspection", field="inspection_code", gives={"client_id": "client_id"}),),
        rules=(
            Rule(
                code="not_a_hash",
                column="sha256",
                holds=pl.col("sha256").str.contains("^[0-9a-f]{64}$"),
                sentence="The SHA-256 must be 64 hexadecimal digits in small letters.",
            ),
        ),
    ),
)
