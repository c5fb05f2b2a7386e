"""Loading account transactions, against raw COPY, dlt and pandas, in one run."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import dlt
import pandas as pd
import polars as pl
import pytest

from schema.storage.database import Database
from tests.benchmarks.conftest import renew
from tests.benchmarks.files import write_bank

pytestmark = pytest.mark.bench
ROWS = 2_000_000
SLOW_ROWS = 100_000
ROUNDS = 3
COLUMNS = (
    "account_code text, transaction_code text, booked_date date, amount numeric(18,2), "
    "kind text, channel text, counterparty_name text"
)
KEY = ", primary key (booked_date, account_code, transaction_code)"


@dataclass(frozen=True)
class Loaded:
    """One load in a process of its own."""

    rows_per_second: float
    peak_megabytes: float


def _loaded(bench_folder: Path, files: Path) -> Loaded:
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.load_once"]
    done = subprocess.run(
        [*command, str(bench_folder / "home"), "bench", str(files)], check=True, capture_output=True, text=True
    )
    said = json.loads(done.stdout)
    transactions = said["files"]["account_transaction"]
    return Loaded(transactions["rows"] / transactions["seconds"], said["peak_megabytes"])


def _raw_copy(database: Database, file: Path, *, has_key: bool) -> float:
    """Rows a second of COPY into a plain logged table, with or without a primary key."""
    connection = database.connect("etl")
    with connection.cursor() as cursor, file.open("rb") as content:
        cursor.execute(f"create table staging.raw ({COLUMNS}{KEY if has_key else ''})")
        connection.commit()
        started = perf_counter()
        cursor.copy_expert("copy staging.raw from stdin with (format csv, header)", content)
        connection.commit()
        seconds = perf_counter() - started
        cursor.execute("drop table staging.raw")
        connection.commit()
    connection.close()
    return ROWS / seconds


def _with_dlt(database: Database, rows: pl.DataFrame, folder: Path) -> float:
    pipeline = dlt.pipeline(
        pipeline_name="bench",
        destination=dlt.destinations.postgres(credentials=database.url("owner").split("?")[0]),
        dataset_name="dlt_bench",
        pipelines_dir=str(folder / "dlt"),
    )
    started = perf_counter()
    pipeline.run(rows.to_arrow(), table_name="transactions", write_disposition="append")
    return rows.height / (perf_counter() - started)


def _with_pandas(database: Database, rows: pl.DataFrame) -> float:
    frame: Any = pd.DataFrame(rows.to_dict(as_series=False))
    started = perf_counter()
    frame.to_sql("pandas_bench", database.engine("owner"), schema="staging", index=False)
    return rows.height / (perf_counter() - started)


def test_speed(bench_folder: Path, bench_database: Database) -> None:
    """Bars: at least 0.5 of raw COPY of the same file, at least 5 times dlt without validation.

    The best of three rounds each, taken in turns, because the machine is never quite alone.
    """
    files = bench_folder / "speed"
    write_bank(files, ROWS)
    transactions = files / "account_transaction.csv"
    plain = keyed = ours = 0.0
    for _ in range(ROUNDS):
        renew(bench_database)
        plain = max(plain, _raw_copy(bench_database, transactions, has_key=False))
        keyed = max(keyed, _raw_copy(bench_database, transactions, has_key=True))
        ours = max(ours, _loaded(bench_folder, files).rows_per_second)
    few = pl.read_csv(transactions, n_rows=SLOW_ROWS, try_parse_dates=True)
    with_dlt = _with_dlt(bench_database, few, bench_folder)
    with_pandas = _with_pandas(bench_database, few)
    for name, speed in (
        ("raw COPY, no key", plain),
        ("raw COPY, with key", keyed),
        (f"dlt ({SLOW_ROWS:,} rows)", with_dlt),
        (f"pandas.to_sql ({SLOW_ROWS:,} rows)", with_pandas),
        ("Tandem", ours),
    ):
        print(f"load {name:32s} {speed:12,.0f} rows/s   Tandem is {ours / speed:6.2f} times as fast")
    assert ours >= 0.5 * plain
    assert ours >= 5 * with_dlt


@pytest.mark.parametrize("rows", [200_000, 2_000_000, 10_000_000])
def test_memory(bench_folder: Path, bench_database: Database, rows: int) -> None:
    """Bar: at most 1.5 GB, whatever the size of the file."""
    files = bench_folder / f"memory-{rows}"
    write_bank(files, rows)
    loaded = _loaded(bench_folder, files)
    print(f"load {rows:>12,} rows: peak {loaded.peak_megabytes:6,.0f} MB, {loaded.rows_per_second:,.0f} rows/s")
    assert loaded.peak_megabytes <= 1_500
