"""The feed of what sets a class beside the days past due."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Field, Rule
from schema.contracts.fields import (
    SAME_CLIENT,
    VALID_FROM,
    VALID_TO,
    VALIDITY,
    client_parent,
    code,
    day,
    loan_parent,
    not_before,
    words,
)
from schema.domain.evidence import EvidenceKind
from schema.tables.quality import class_evidence

OF_OBLIGOR = [each.value for each in EvidenceKind if each.is_of_obligor]
WITH_RATIO = [each.value for each in EvidenceKind if each.needs_ratio]

FEEDS = (
    Feed(
        name="class_evidence",
        about="What is known of a loan or its obligor that sets a risk class beside the days past due.",
        table=class_evidence,
        key=("client_id", "evidence_code"),
        date_column="valid_from",
        affects_closes=True,
        fields=(
            code("client_code", "the obligor", "C000123"),
            code("evidence_code", "key of the finding, unique for the client", "EV-2026-17"),
            code("loan_code", "the loan; empty: everything the obligor owes", "", is_required=False),
            words("kind", "what was found", "credit_impaired", is_required=True, one_of=tuple(EvidenceKind)),
            VALID_FROM,
            VALID_TO,
            day("known_date", "day the bank learned of it", "2026-05-20"),
            Field(
                name="value_ratio",
                kind="ratio",
                about="credit_impaired: expected loss over carrying amount; overdue_at_all_banks: share over 90 days",
                example="0.55",
                is_required=False,
                at_least=0,
            ),
            words("source", "where it stands", "impairment test of the half-year"),
            words("note", "more about it", ""),
        ),
        parents=(client_parent(), loan_parent(is_required=False, owns_row=False)),
        rules=(
            VALIDITY,
            not_before("known_before_it_happened", "known_date", "valid_from", "known_date lies before valid_from."),
            SAME_CLIENT,
            Rule(
                code="of_obligor_only",
                column="loan_code",
                holds=~pl.col("kind").is_in(OF_OBLIGOR) | pl.col("loan_code").is_null(),
                sentence="This kind concerns the obligor and names no loan.",
            ),
            Rule(
                code="ratio_missing",
                column="value_ratio",
                holds=~pl.col("kind").is_in(WITH_RATIO) | pl.col("value_ratio").is_not_null(),
                sentence="This kind says nothing without value_ratio.",
            ),
        ),
    ),
)
