"""Files to load: a bank of one head office, n / 20 accounts and n transactions over two years."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

CHUNK = 1_000_000
DAYS = 725
FIRST_DAY = np.datetime64("2024-01-01")
KINDS = ("transfer", "cash", "interest", "payroll")


def write_bank(folder: Path, transactions: int) -> None:
    """Four CSV files with the feeds' own columns; the transactions in the order of their days."""
    folder.mkdir(parents=True, exist_ok=True)
    accounts = max(1, transactions // 20)
    pl.DataFrame({"org_unit_code": ["HO"], "name": ["总行"], "kind": ["head_office"]}).write_csv(
        folder / "org_unit.csv"
    )
    number = pl.int_range(accounts, eager=True).cast(pl.String).str.zfill(8)
    client = pl.DataFrame({"client_code": "C" + number, "name": "客户" + number})
    client = client.with_columns(kind=pl.lit("corporate"), org_unit_code=pl.lit("HO"))
    client.write_csv(folder / "client.csv")
    account = pl.DataFrame({"account_code": "A" + number, "client_code": "C" + number})
    account.with_columns(
        org_unit_code=pl.lit("HO"), purpose=pl.lit("settlement"), is_supervised=pl.lit("no"), currency=pl.lit("CNY")
    ).write_csv(folder / "account.csv")
    _write_transactions(folder / "account_transaction.csv", transactions, accounts)


def _write_transactions(path: Path, transactions: int, accounts: int) -> None:
    generator = np.random.default_rng(20260131)
    with path.open("wb") as file:
        for start in range(0, transactions, CHUNK):
            count = min(CHUNK, transactions - start)
            days = (np.arange(start, start + count) * DAYS) // transactions
            cents = generator.integers(1, 5_000_000, count) * generator.choice((-1, 1), count)
            frame = pl.DataFrame(
                {
                    "account_code": generator.integers(0, accounts, count),
                    "transaction_code": np.arange(start, start + count),
                    "booked_date": FIRST_DAY + days,
                    "amount": cents / 100,
                    "kind": generator.choice(KINDS, count),
                    "channel": generator.choice(("counter", "e_channel"), count),
                    "counterparty_name": generator.integers(0, 50_000, count),
                }
            ).with_columns(
                pl.format("A{}", pl.col("account_code").cast(pl.String).str.zfill(8)).alias("account_code"),
                pl.format("T{}", pl.col("transaction_code").cast(pl.String).str.zfill(9)).alias("transaction_code"),
                pl.format("华达商贸{}", "counterparty_name").alias("counterparty_name"),
            )
            frame.write_csv(file, include_header=start == 0, float_precision=2)
