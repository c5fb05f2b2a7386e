"""Feed of the archive: the register of the documents of the post-loan file."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Field, Rule
from schema.contracts.fields import SAME_CLIENT, client_parent, code, day, flag, loan_parent, words
from schema.domain.archive import ArchiveStep
from schema.tables import archive as tables


def _signatures(name: str, about: str, example: str) -> Field:
    return Field(name=name, kind="whole", about=about, example=example, at_least=0)


FEEDS = (
    Feed(
        name="document",
        about="What the archive holds of the post-loan file: which item, who signed, where it is kept.",
        table=tables.document,
        key=("document_code",),
        owner_column="client_id",
        affects_closes=True,
        date_column="document_date",
        fields=(
            code("document_code", "key of the document", "D2025-00017"),
            code("client_code", "the client", "C000123"),
            code("loan_code", "the loan; empty when it is about all of the client's", "", is_required=False),
            words("step", "item of the file it stands for", "inspection", is_required=True, one_of=tuple(ArchiveStep)),
            words("kind", "what sort of document it is", "inspection_report", is_required=True),
            words("title", "its title", "贷后检查报告", is_required=True),
            day("document_date", "day it was drawn up", "2025-03-14"),
            _signatures("needed_signature_count", "how many signatures it needs", "2"),
            _signatures("signed_count", "how many it has", "2"),
            words("register_number", "number in the register; empty while unregistered", "贷档2025-0311"),
            words("custody_place", "where it is kept", "档案室A-03"),
            flag("is_electronic", "whether it is kept electronically", is_required=True),
            code("sha256", "SHA-256 of the file, 64 hexadecimal digits in small letters", "ab" * 32, is_required=False),
        ),
        parents=(client_parent(), loan_parent(is_required=False, owns_row=False)),
        rules=(
            SAME_CLIENT,
            Rule(
                code="not_a_hash",
                column="sha256",
                holds=pl.col("sha256").str.contains("^[0-9a-f]{64}$"),
                sentence="The SHA-256 must be 64 hexadecimal digits in small letters.",
            ),
        ),
    ),
)
