"""Whatever a file holds, each of its rows is either in the table or among the rejected ones, exactly once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.load.report import FileReport
from etl.load.run import load_path
from etl.readers import delimited
from schema.storage.database import Database
from tests.etl.load.dump import exact_dump, natural_dump
from tests.etl.load.generated import CLIENT, REPAYMENT, Cell, Drawn, Record, accepted, files
from tests.etl.load.world import fetch

FEW = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FEWER = settings(FEW, max_examples=10)
STORED = {
    "repayment": (
        "select l.loan_code, r.repayment_code, r.paid_date, r.paid_amount, r.principal_amount, r.payer_name, "
        "r.is_third_party from core.repayment r join core.loan l using (client_id, loan_id)"
    ),
    "client": (
        "select c.client_code, c.name, c.kind, u.org_unit_code, c.industry, c.since_date "
        "from core.client c join core.org_unit u using (org_unit_id) where c.client_code like 'K%%'"
    ),
}
KEYS = {"repayment": ("loan_code", "paid_date", "repayment_code"), "client": ("client_code",)}
ANY_FILE = st.one_of(st.tuples(st.just("repayment"), files(REPAYMENT)), st.tuples(st.just("client"), files(CLIENT)))
Load = Callable[[str, Drawn], FileReport]


@pytest.fixture(params=[delimited.BLOCK_BYTES, 1024], ids=["one block", "many blocks"])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the file in one piece, or in pieces of a few rows each."""
    monkeypatch.setattr(delimited, "BLOCK_BYTES", request.param)


@pytest.fixture
def load(world: Database, tmp_path: Path) -> Load:
    """Loads a drawn file, each time under the same name."""

    def once(feed: str, drawn: Drawn) -> FileReport:
        (report,) = load_path(world, drawn.write(tmp_path / f"{feed}.csv")).files
        return report

    return once


def forget(world: Database) -> None:
    """What earlier examples loaded."""
    fetch(world, "delete from ops.rejected_row")
    fetch(world, "delete from ops.load_batch")
    fetch(world, "truncate core.repayment")
    fetch(world, "delete from core.client where client_code like 'K%%'")


def stored(world: Database, feed: str) -> list[tuple[object, ...]]:
    return sorted(fetch(world, STORED[feed]), key=repr)


def said(drawn: Drawn, rows: dict[int, Record]) -> list[tuple[object, ...]]:
    return sorted((tuple(record.value(name) for name in drawn.columns) for record in rows.values()), key=repr)


@pytest.mark.usefixtures("blocks")
@FEW
@given(ANY_FILE)
def test_every_row_is_taken_or_refused(world: Database, load: Load, case: tuple[str, Drawn]) -> None:
    feed, drawn = case
    forget(world)
    report = load(feed, drawn)
    raw_texts, taken = drawn.raw_texts(), accepted(drawn, KEYS[feed])
    assert report.rows_read == len(raw_texts) == report.rows_accepted + report.rows_rejected
    assert report.rows_accepted == report.rows_inserted == len(taken)
    assert stored(world, feed) == said(drawn, taken)
    query = "select row_number, raw_text from ops.rejected_row where load_batch_id = %s"
    refused = {row: text.replace("\x00", "\ufffd") for row, text in raw_texts.items() if row not in taken}
    assert dict(fetch(world, query, report.load_batch_id)) == refused
    assert sum(report.by_reason.values()) == report.rows_rejected


@FEWER
@given(ANY_FILE)
def test_loading_twice_is_loading_once(world: Database, load: Load, case: tuple[str, Drawn]) -> None:
    feed, drawn = case
    forget(world)
    first = load(feed, drawn)
    before = exact_dump(world)
    again = load(feed, drawn)
    fetch(world, "update ops.load_batch set checksum = 'another'")
    anew = load(feed, drawn)
    assert exact_dump(world) == before
    assert again.status == ("loaded" if first.rows_rejected else "unchanged")
    assert (anew.rows_unchanged, anew.rows_inserted, anew.rows_updated) == (first.rows_accepted, 0, 0)


@FEWER
@given(files(REPAYMENT), st.randoms(use_true_random=False))
def test_a_corrected_part_updates_and_deletes_nothing(
    world: Database, load: Load, drawn: Drawn, chance: random.Random
) -> None:
    forget(world)
    load("repayment", drawn)
    rows = accepted(drawn, KEYS["repayment"])
    mended = {row: _renamed(record) for row, record in rows.items() if chance.random() < 0.5}
    report = load("repayment", replace(drawn, records=tuple(mended.values())))
    changed = sum(mended[row].value("payer_name") != rows[row].value("payer_name") for row in mended)
    assert (report.rows_updated, report.rows_unchanged) == (changed, len(mended) - changed)
    assert stored(world, "repayment") == said(drawn, {**rows, **mended})


def _renamed(record: Record) -> Record:
    return replace(record, cells={**record.cells, "payer_name": Cell("Li", "Li")})


@FEWER
@given(drawn=files(REPAYMENT), parts=st.integers(2, 4), chance=st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(
    world: Database, tmp_path: Path, drawn: Drawn, parts: int, chance: random.Random
) -> None:
    rows = tuple(accepted(drawn, KEYS["repayment"]).values())
    pieces = [replace(drawn, records=rows[part::parts]).write(tmp_path / f"part{part}.csv") for part in range(parts)]
    dumps = []
    for _ in range(2):
        forget(world)
        chance.shuffle(pieces)
        for piece in pieces:
            load_path(world, piece, feed="repayment")
        dumps.append(natural_dump(world))
    assert dumps[0] == dumps[1]
    assert stored(world, "repayment") == said(drawn, dict(enumerate(rows)))
