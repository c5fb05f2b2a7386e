"""A loan book of any size for measuring closes: the same frames go to Postgres and, as Parquet, to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

AS_OF = date(2026, 10, 31)
FIRST_DISBURSED = date(2024, 11, 10)
MONTHS = 24
BRANCHES = 30
CHUNK = 100_000
LATE_SHARE = 0.03
TRANSACTIONS_A_LOAN = 20
KINDS = ("working_capital", "fixed_asset", "personal", "mortgage", "small_micro")


def loan_frames(loans: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Feeds in load order; `loans` x 24 instalments, about half of them paid by `AS_OF`, x 20 transactions."""
    yield "org_unit", _org_units()
    chunks = [(start, min(CHUNK, loans - start)) for start in range(0, loans, CHUNK)]
    for name, make in (
        ("client", _clients),
        ("loan", _loans),
        ("instalment", _instalments),
        ("repayment", _repayments),
        ("account", _accounts),
        ("account_transaction", _transactions),
    ):
        for start, count in chunks:
            yield name, make(start, count)


def write_parquet(loans: int, folder: Path) -> None:
    """One folder per feed, one file per chunk."""
    for number, (name, frame) in enumerate(loan_frames(loans)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / name / f"{number:05d}.parquet")


def _code(letter: str, numbers: pl.Expr) -> pl.Expr:
    return pl.format(letter + "{}", numbers.cast(pl.String).str.zfill(8))


def _numbers(start: int, count: int) -> pl.DataFrame:
    return pl.DataFrame({"n": np.arange(start, start + count)})


def _branch() -> pl.Expr:
    return pl.format("B{}", pl.col("n") % BRANCHES).alias("org_unit_code")


def _org_units() -> pl.DataFrame:
    codes = ["HO", *(f"B{number}" for number in range(BRANCHES))]
    return pl.DataFrame(
        {
            "org_unit_code": codes,
            "name": codes,
            "kind": ["head_office"] + ["branch"] * BRANCHES,
            "parent_code": [None] + ["HO"] * BRANCHES,
        }
    )


def _clients(start: int, count: int) -> pl.DataFrame:
    return _numbers(start, count).select(
        _code("C", pl.col("n")).alias("client_code"),
        _code("客户", pl.col("n")).alias("name"),
        pl.when(pl.col("n") % 3 == 0).then(pl.lit("corporate")).otherwise(pl.lit("personal")).alias("kind"),
        _branch(),
    )


def _terms(start: int, count: int) -> pl.DataFrame:
    """Per loan: disbursement month, principal, and after how many due instalments the borrower stops paying."""
    generator = np.random.default_rng((7, start))
    month = generator.integers(0, MONTHS - 1, count)
    elapsed = MONTHS - 1 - month
    stops = np.where(generator.random(count) < LATE_SHARE, generator.integers(0, 14, count), 0)
    return _numbers(start, count).with_columns(
        pl.Series("month", month),
        pl.Series("principal", generator.integers(10, 500, count) * 2400.0),
        pl.Series("paid", np.maximum(elapsed - stops, 0)),
    )


def _loans(start: int, count: int) -> pl.DataFrame:
    disbursed = pl.lit(FIRST_DISBURSED).dt.offset_by(pl.format("{}mo", pl.col("month")))
    # Every fourth client has two loans.
    client = pl.when(pl.col("n") % 4 == 3).then(pl.col("n") - 1).otherwise(pl.col("n"))
    return _terms(start, count).select(
        _code("L", pl.col("n")).alias("loan_code"),
        _code("C", client).alias("client_code"),
        _branch(),
        pl.col("n").mod(len(KINDS)).replace_strict(dict(enumerate(KINDS)), return_dtype=pl.String).alias("kind"),
        pl.lit("corporate_2023").alias("scheme"),
        pl.lit("CNY").alias("currency"),
        pl.col("principal").alias("principal_amount"),
        pl.lit(0.048).alias("annual_rate"),
        pl.lit("delivered").alias("schedule_type"),
        pl.lit(1).alias("period_months"),
        disbursed.alias("disbursed_date"),
        disbursed.dt.offset_by("24mo").alias("maturity_date"),
    )


def _dues(start: int, count: int) -> pl.DataFrame:
    every = pl.DataFrame({"no": np.arange(1, MONTHS + 1)})
    share = pl.col("principal") / MONTHS
    return (
        _terms(start, count)
        .join(every, how="cross")
        .with_columns(
            pl.lit(FIRST_DISBURSED).dt.offset_by(pl.format("{}mo", pl.col("month") + pl.col("no"))).alias("due_date"),
            share.alias("principal_amount"),
            ((pl.col("principal") - share * (pl.col("no") - 1)) * 0.004).round(2).alias("interest_amount"),
        )
    )


def _instalments(start: int, count: int) -> pl.DataFrame:
    return _dues(start, count).select(
        _code("L", pl.col("n")).alias("loan_code"),
        pl.col("no").alias("instalment_no"),
        "due_date",
        "principal_amount",
        "interest_amount",
    )


def _repayments(start: int, count: int) -> pl.DataFrame:
    paid = _dues(start, count).filter((pl.col("no") <= pl.col("paid")) & (pl.col("due_date") <= AS_OF))
    return paid.select(
        _code("L", pl.col("n")).alias("loan_code"),
        pl.format("R{}", pl.col("no")).alias("repayment_code"),
        pl.col("due_date").alias("paid_date"),
        (pl.col("principal_amount") + pl.col("interest_amount")).round(2).alias("paid_amount"),
    )


def _accounts(start: int, count: int) -> pl.DataFrame:
    return _numbers(start, count).select(
        _code("A", pl.col("n")).alias("account_code"),
        _code("C", pl.col("n")).alias("client_code"),
        _branch(),
        pl.lit("settlement").alias("purpose"),
        pl.lit(value=False).alias("is_supervised"),
        pl.lit("CNY").alias("currency"),
    )


def _transactions(start: int, count: int) -> pl.DataFrame:
    generator = np.random.default_rng((11, start))
    rows = count * TRANSACTIONS_A_LOAN
    days = np.datetime64(FIRST_DISBURSED) + generator.integers(0, 720, rows)
    return pl.DataFrame(
        {
            "n": np.repeat(np.arange(start, start + count), TRANSACTIONS_A_LOAN),
            "t": np.tile(np.arange(TRANSACTIONS_A_LOAN), count),
            "booked_date": days,
            "amount": generator.integers(1, 5_000_000, rows) / 100,
        }
    ).select(
        _code("A", pl.col("n")).alias("account_code"),
        pl.format("T{}", pl.col("t")).alias("transaction_code"),
        "booked_date",
        "amount",
        pl.lit("transfer").alias("kind"),
    )
