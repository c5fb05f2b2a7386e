"""The demo bank's archive: mostly complete, with gaps to find; nothing of it lies before its cause."""

from datetime import date

import polars as pl
import pytest

from etl.demo.archive import EVALUATED_AFTER, document_frame
from etl.demo.chunk import Bank, Chunk
from etl.demo.plan import Plan
from schema.domain.archive import ArchiveStep

THROUGH = date(2026, 10, 31)


@pytest.fixture(scope="module")
def chunk() -> Chunk:
    return Chunk(Bank(Plan(clients=600, seed=7, through=THROUGH)), 0)


@pytest.fixture(scope="module")
def documents(chunk: Chunk) -> pl.DataFrame:
    return document_frame(chunk.book)


def test_every_item_occurs_and_codes_are_unique(documents: pl.DataFrame) -> None:
    assert set(documents["step"]) == {step.value for step in ArchiveStep}
    assert documents["document_code"].is_unique().all()
    assert documents["document_date"].max() <= THROUGH  # type: ignore[operator]


def test_a_few_per_cent_are_not_signed_or_not_registered(documents: pl.DataFrame) -> None:
    unsigned = documents.filter(pl.col("signed_count") < pl.col("needed_signature_count"))
    unregistered = documents.filter(pl.col("register_number").is_null())
    assert 0.02 < len(unsigned) / len(documents) < 0.04
    assert 0.012 < len(unregistered) / len(documents) < 0.03
    assert unregistered["custody_place"].is_null().all()


def test_an_evaluation_follows_the_end_of_its_loan(chunk: Chunk, documents: pl.DataFrame) -> None:
    closed = dict(zip(chunk.book.loan_codes.to_list(), chunk.book.payments.closed.tolist(), strict=True))
    found = documents.filter(pl.col("step") == ArchiveStep.CLOSING_EVALUATION.value)
    days = found["document_date"].cast(pl.Int32).to_list()
    assert len(found) > 50
    assert [day - closed[code] for code, day in zip(found["loan_code"], days, strict=True)] == [
        EVALUATED_AFTER for _ in days
    ]


def test_the_same_chunk_gives_the_same_documents(chunk: Chunk, documents: pl.DataFrame) -> None:
    assert document_frame(chunk.book).equals(documents)


def test_some_hand_overs_of_the_last_year_are_not_signed(chunk: Chunk) -> None:
    begun = chunk.assignments.filter((pl.col("role") == "client_manager") & (pl.col("valid_from") > date(2025, 10, 31)))
    assert begun["handover_document"].is_null().any()
    assert begun["handover_document"].is_not_null().any()
