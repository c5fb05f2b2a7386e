"""A load marks the closed dates it changes: from the first changed day on, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest

from schema.storage.database import Database
from tests.etl.load.world import PARENTS, Row, example, fetch, load_rows

CLOSED = ("2024-03-31", "2024-12-31", "2025-06-30", "2026-01-31")
LOAN = PARENTS["loan"][0]


@pytest.fixture
def closed(fresh_world: Database) -> Database:
    """The world with four closed dates, none of them stale."""
    for day in CLOSED:
        fetch(
            fresh_world,
            "with run as (insert into ops.close_run (as_of, state) values (%s, 'complete') returning close_run_id) "
            "insert into ops.closed_date (as_of, close_run_id) select %s, close_run_id from run",
            day,
            day,
        )
    return fresh_world


def stale(database: Database) -> list[str]:
    query = "select as_of::text from ops.closed_date where is_stale order by 1"
    return [day for (day,) in fetch(database, query)]


def load(database: Database, folder: Path, feed: str, *rows: Row) -> list[str]:
    load_rows(database, folder, feed, rows)
    return stale(database)


def test_a_payment_marks_from_its_own_day(closed: Database, tmp_path: Path) -> None:
    row = example("repayment", paid_date="2024-12-31")
    assert load(closed, tmp_path, "repayment", row) == ["2024-12-31", "2025-06-30", "2026-01-31"]
    (reason,) = fetch(closed, "select distinct stale_reason from ops.closed_date where is_stale")
    assert reason == ("repayment changed from 2024-12-31 on",)


def test_the_same_file_marks_nothing(closed: Database, tmp_path: Path) -> None:
    load(closed, tmp_path, "repayment", example("repayment"))
    fetch(closed, "update ops.closed_date set is_stale = false")
    fetch(closed, "update ops.load_batch set checksum = 'another'")
    assert load(closed, tmp_path, "repayment", example("repayment")) == []


def test_rows_that_stay_do_not_count(closed: Database, tmp_path: Path) -> None:
    early = example("repayment", paid_date="2024-04-15")
    load(closed, tmp_path, "repayment", early)
    fetch(closed, "update ops.closed_date set is_stale = false")
    late = example("repayment", paid_date="2026-01-15")
    assert load(closed, tmp_path, "repayment", early, late) == ["2026-01-31"]


def test_a_changed_amount_marks_from_its_day(closed: Database, tmp_path: Path) -> None:
    load(closed, tmp_path, "repayment", example("repayment", paid_date="2025-06-30"))
    fetch(closed, "update ops.closed_date set is_stale = false")
    row = example("repayment", paid_date="2025-06-30", paid_amount="1")
    assert load(closed, tmp_path, "repayment", row) == ["2025-06-30", "2026-01-31"]


def test_a_loan_that_ends_marks_from_its_end_only(closed: Database, tmp_path: Path) -> None:
    assert load(closed, tmp_path, "loan", {**LOAN, "closed_date": "2025-06-30"}) == ["2025-06-30", "2026-01-31"]


def test_an_end_that_moves_marks_from_the_earlier_of_both(closed: Database, tmp_path: Path) -> None:
    load(closed, tmp_path, "loan", {**LOAN, "closed_date": "2025-06-30"})
    fetch(closed, "update ops.closed_date set is_stale = false")
    assert load(closed, tmp_path, "loan", {**LOAN, "closed_date": "2026-01-31"}) == ["2025-06-30", "2026-01-31"]


def test_any_other_change_of_a_loan_marks_from_its_disbursement(closed: Database, tmp_path: Path) -> None:
    changed = {**LOAN, "closed_date": "2026-01-31", "annual_rate": "0.05"}
    assert load(closed, tmp_path, "loan", changed) == list(CLOSED)


def test_a_disbursement_that_moves_marks_from_the_earlier_of_both(closed: Database, tmp_path: Path) -> None:
    assert load(closed, tmp_path, "loan", {**LOAN, "disbursed_date": "2025-01-01"}) == list(CLOSED)


def test_refused_rows_mark_nothing(closed: Database, tmp_path: Path) -> None:
    assert load(closed, tmp_path, "repayment", example("repayment", paid_amount="0")) == []


def test_feeds_no_close_reads_mark_nothing(closed: Database, tmp_path: Path) -> None:
    assert load(closed, tmp_path, "external_event", example("external_event")) == []


def test_a_movement_marks_from_its_own_day(closed: Database, tmp_path: Path) -> None:
    row = example("account_transaction", booked_date="2025-06-30")
    assert load(closed, tmp_path, "account_transaction", row) == ["2025-06-30", "2026-01-31"]
