"""Two ways into a partitioned table, straight and through staging, and one result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from etl.load.partitions import NewPartitions
from etl.load.run import load_path
from etl.readers import source
from schema.storage.database import Database
from tests.etl.load.dump import Dump, natural_dump
from tests.etl.load.world import Row, example, fetch, load_rows, write

FEEDS = ("instalment", "repayment", "account_transaction", "account_balance")


def files(folder: Path) -> Path:
    """Rows over several partitions, a key twice among them."""
    days = [f"{year}-{month:02}-{day}" for year in (2024, 2025) for month in (4, 5, 12) for day in (10, 28)]
    numbered = enumerate(days, 1)
    write(folder, "instalment", [example("instalment", due_date=d, instalment_no=str(n)) for n, d in numbered])
    write(folder, "repayment", [example("repayment", paid_date=d) for d in [*days, days[0]]])
    write(folder, "account_transaction", [example("account_transaction", booked_date=d) for d in [*days, days[-1]]])
    write(folder, "account_balance", [example("account_balance", balance_date=d) for d in days])
    return folder


@pytest.fixture
def staging_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the loader's role might not pass the row policies."""
    monkeypatch.setattr(NewPartitions, "_may_copy", False)


def outcome(database: Database, folder: Path) -> tuple[Dump, list[tuple[object, ...]]]:
    reports = [one for one in load_path(database, files(folder)).files if one.feed in FEEDS]
    counts: list[tuple[object, ...]] = [(one.feed, one.rows_inserted, dict(one.by_reason)) for one in reports]
    return natural_dump(database), counts


@pytest.fixture
def straight(fresh_world: Database, tmp_path: Path) -> tuple[Dump, list[tuple[object, ...]]]:
    """What the straight way leaves."""
    return outcome(fresh_world, tmp_path / "straight")


def test_both_ways_give_the_same_rows(
    straight: tuple[Dump, list[tuple[object, ...]]],
    database: Database,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    request.getfixturevalue("staging_only")
    request.getfixturevalue("world")
    assert outcome(database, tmp_path / "staged") == straight


def test_a_partition_that_seemed_done_takes_more_rows(
    fresh_world: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In batches of two rows 2025 has its key when 2026 comes, and still gets the rows after that."""
    monkeypatch.setattr(source, "BATCH_ROWS", 2)
    days = ("2025-03-01", "2025-03-02", "2026-03-01", "2026-03-02", "2025-04-01", "2025-03-01", "2027-01-01")
    rows = [example("repayment", paid_date=day, repayment_code=f"R{day}") for day in days]
    file = tmp_path / "repayment.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    (report,) = load_path(fresh_world, file).files
    assert (report.rows_read, report.rows_inserted, dict(report.by_reason)) == (7, 6, {"duplicate_key": 1})
    stored = fetch(fresh_world, "select paid_date::text from core.repayment order by 1")
    assert [day for (day,) in stored] == sorted(set(days))
    partitions = "select tableoid::regclass::text, count(*) from core.repayment group by 1 order by 1"
    assert fetch(fresh_world, partitions) == [
        ("core.repayment_2025", 3),
        ("core.repayment_2026", 2),
        ("core.repayment_2027", 1),
    ]


def test_partitions_stay_open_while_rows_come_in_no_order(
    fresh_world: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each batch covers all years: no row may have to go through staging."""
    monkeypatch.setattr(source, "BATCH_ROWS", 3)
    taken: list[int] = []
    take = NewPartitions.take

    def watched(self: NewPartitions, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        written, others = take(self, rows)
        taken.append(others.height)
        return written, others

    monkeypatch.setattr(NewPartitions, "take", watched)
    days = [f"{year}-03-{day:02}" for day in (1, 2, 3) for year in (2025, 2026, 2027)]
    rows = [example("repayment", paid_date=day, repayment_code=f"R{day}") for day in days]
    file = tmp_path / "repayment.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    (report,) = load_path(fresh_world, file).files
    assert (report.rows_inserted, taken) == (9, [0, 0, 0])


@pytest.fixture
def plain_role(fresh_world: Database) -> Iterator[Database]:
    """The loader without the right to pass row policies, as on somebody's managed server."""
    fetch_as_superuser(fresh_world, "alter role tandem_etl nobypassrls")
    yield fresh_world
    fetch_as_superuser(fresh_world, "alter role tandem_etl bypassrls")


def fetch_as_superuser(database: Database, statement: str) -> None:
    connection = database.connect("owner")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def test_a_second_file_for_a_partition_is_merged(fresh_world: Database, tmp_path: Path) -> None:
    first = example("repayment", paid_date="2025-03-01")
    changes = ({"paid_amount": "1"}, {"repayment_code": "R2"}, {"paid_date": "2026-01-01"})
    rows: list[Row] = [{**first, **change} for change in changes]
    load_rows(fresh_world, tmp_path, "repayment", [first])
    report = load_rows(fresh_world, tmp_path, "repayment", rows)
    assert (report.rows_inserted, report.rows_updated, report.rows_unchanged) == (2, 1, 0)
    stored = fetch(
        fresh_world, "select paid_date::text, repayment_code, paid_amount::text from core.repayment order by 1, 2"
    )
    assert stored == [
        ("2025-03-01", "R2", "45291.67"),
        ("2025-03-01", "R2024-000987", "1.00"),
        ("2026-01-01", "R2024-000987", "45291.67"),
    ]
