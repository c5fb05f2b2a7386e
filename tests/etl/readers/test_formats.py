"""The same rows through every format and encoding are the same rows in the table."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from etl.load.report import FileReport
from etl.load.run import load_path
from schema.storage.database import Database
from tests.etl.load.world import fetch
from tests.etl.readers.written import BOOKS, SHAPES, Paid, select_of, write_as

FEW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
STORED = (
    "select l.loan_code, r.repayment_code, r.paid_date, r.paid_amount, r.principal_amount, r.payer_name, "
    "r.is_third_party from core.repayment r join core.loan l using (client_id, loan_id)"
)


def stored(world: Database) -> list[tuple[object, ...]]:
    return sorted(fetch(world, STORED), key=repr)


def forget(world: Database) -> None:
    fetch(world, "delete from ops.rejected_row")
    fetch(world, "delete from ops.load_batch")
    fetch(world, "truncate core.repayment")


def taken(report: FileReport, book: list[Paid], world: Database) -> bool:
    """Whether every row came in as it was meant."""
    assert (report.status, report.rows_read, report.rows_accepted) == ("loaded", len(book), len(book)), report
    return stored(world) == sorted((tuple(vars(one).values()) for one in book), key=repr)


@pytest.mark.parametrize("shape", SHAPES)
@FEW
@given(book=BOOKS)
def test_a_file(world: Database, tmp_path: Path, shape: str, book: list[Paid]) -> None:
    forget(world)
    (report,) = load_path(world, write_as(shape, book, tmp_path), feed="repayment").files
    assert taken(report, book, world)


@FEW
@given(book=BOOKS)
def test_a_query(world: Database, tmp_path: Path, book: list[Paid]) -> None:
    forget(world)
    columns = "\n".join(f"{name} = '{name}'" for name in vars(book[0]))
    mapping = tmp_path / "query.toml"
    mapping.write_text(
        f"[[feeds]]\nfeed = 'repayment'\nfile = '{world.url('owner')}'\n"
        f"query = '''{select_of(book)}'''\n[feeds.columns]\n{columns}\n",
        encoding="utf-8",
    )
    (report,) = load_path(world, tmp_path, mapping=str(mapping)).files
    assert taken(report, book, world)
