"""The post-loan steps of a close at three sizes, against the same aggregates by DuckDB over the same snapshots."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from etl.close.run import CloseReport, close
from etl.close.steps import STEPS
from etl.load.run import load_frames
from etl.progress import silent
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.benchmarks.conftest import renew
from tests.benchmarks.loans import AS_OF, loan_frames, write_parquet
from tests.browser.serving import ROOT, environment
from tests.pages.conftest import sign_in
from tests.security.bank import grant_scope

pytestmark = pytest.mark.bench
SIZES = (10_000, 100_000, 1_000_000)
BEFORE = date(2026, 9, 30)
SECTIONS = ("movement", "structure", "quality", "supervision", "inspections", "archive")
ROUNDS, MOST_MILLISECONDS = 5, 300
READER = "reader"
SCRIPT = Path(__file__).with_name("duck_post_loan.sql")
FEEDS = ("org_unit", "client", "loan", "instalment")
# Steps that closes had before, and those that only read lists.
EARLIER = {
    "schedule", "live loans", "allocation", "days past due", "risk class", "snapshot", "org_unit_class",
    "org_unit_bucket", "org_unit_loan_kind", "org_unit_portfolio", "overdue_loan", "org_unit_sales",
    "delivered_difference", "reconciliation", "findings",
}  # fmt: skip
OURS = {step.name for step in STEPS} - EARLIER
SNAPSHOT = """
copy (select s.as_of, c.client_code, l.loan_code, u.org_unit_code as unit, s.currency, s.bucket, s.risk_class,
             s.outstanding_principal_amount as amount, s.overdue_principal_amount as overdue, s.days_past_due as days,
             s.oldest_unpaid_date as oldest
      from core.loan_snapshot s join core.loan l using (client_id, loan_id) join core.client c using (client_id)
      join core.org_unit u on u.org_unit_id = s.org_unit_id) to stdout with csv header
"""


def _export(database: Database, folder: Path) -> None:
    connection = database.connect("owner")
    csv = folder / "snapshot.csv"
    with csv.open("wb") as file, connection.cursor() as cursor:
        cursor.copy_expert(SNAPSHOT, file)
    connection.close()
    (folder / "snapshot").mkdir()
    duckdb.sql(f"copy (from read_csv('{csv}')) to '{folder}/snapshot/all.parquet' (format parquet)")


def _with_duckdb(folder: Path) -> float:
    connection = duckdb.connect()
    for feed in (*FEEDS, "snapshot"):
        connection.execute(f"create view {feed} as from read_parquet('{folder}/{feed}/*.parquet')")
    started = perf_counter()
    for statement in SCRIPT.read_text(encoding="utf-8").split(";"):
        if "create" in statement:
            values = {"as_of": AS_OF, "before": BEFORE}
            connection.execute(statement, {key: value for key, value in values.items() if f"${key}" in statement})
    seconds = perf_counter() - started
    rows = connection.sql("select count(*) from bucket_movement").fetchall()
    assert rows[0][0] > 0
    connection.close()
    return seconds


def _seconds(report: CloseReport) -> float:
    return sum(step.seconds for step in report.steps if step.name in OURS)


def _measure(database: Database, loans: int, folder: Path) -> tuple[float, float]:
    load_frames(database, loan_frames(loans), source_name="benchmark")
    connection = database.connect("owner")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()
    close(database, BEFORE, progress=silent)
    reports = [close(database, AS_OF, progress=silent) for _ in range(2)]
    best = min(reports, key=_seconds)
    for step in best.steps:
        print(f"    {step.name:28s} {step.seconds:8.2f} s {step.row_count:12,} rows")
    write_parquet(loans, folder)
    _export(database, folder)
    return _seconds(best), _with_duckdb(folder)


def _page(section: str) -> float:
    """Milliseconds of one section over an empty cache, for who has just signed in."""
    test = AppTest.from_file(str(ROOT / "dashboard" / "app.py"), default_timeout=120)
    test.secrets["auth"] = {"redirect_uri": "http://localhost/oauth2callback"}
    test.user = {"is_logged_in": False}
    test.query_params["lang"], test.query_params["section"] = "en", section
    test.run()
    sign_in(test, READER)
    test.switch_page(str(ROOT / "pages" / "post_loan.py"))
    st.cache_data.clear()
    started = perf_counter()
    test.run()
    taken = (perf_counter() - started) * 1000
    assert not test.exception
    assert test.title[0].value == "Post-loan"
    return taken


def _pages(database: Database, monkeypatch: pytest.MonkeyPatch) -> float:
    """The 95th percentile over all sections as somebody who sees the whole bank."""
    grant_scope(database, READER, None, persona=Persona.AUDITOR)
    for name, value in environment(database).items():
        monkeypatch.setenv(name, value)
    _page(SECTIONS[0])  # the first one imports, and does not count
    taken = {section: [_page(section) for _ in range(ROUNDS)] for section in SECTIONS}
    for section, each in taken.items():
        print(f"    page {section:14s} p50 {median(each):6.0f} ms, most {max(each):6.0f} ms")
    st.cache_resource.clear()
    return quantiles([one for each in taken.values() for one in each], n=20, method="inclusive")[-1]


def test_post_loan_steps_against_duckdb(
    bench_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bars: at most 3 times DuckDB at a million loans; growth exponent at most 1.1; pages at most 300 ms there."""
    measured = {}
    for loans in SIZES:
        folder = tmp_path / str(loans)
        folder.mkdir()
        renew(bench_database)
        ours, ducks = measured[loans] = _measure(bench_database, loans, folder)
        print(f"post-loan steps {loans:>9,} loans: {ours:7.2f} s, DuckDB {ducks:6.2f} s, ratio {ours / ducks:.2f}")
    page = _pages(bench_database, monkeypatch)
    print(f"script of a post-loan section over {SIZES[-1]:,} loans: p95 {page:.0f} ms")
    small, (large, ducks) = measured[SIZES[0]][0], measured[SIZES[-1]]
    exponent = math.log(large / small) / math.log(SIZES[-1] / SIZES[0])
    print(f"post-loan growth exponent from {SIZES[0]:,} to {SIZES[-1]:,} loans: {exponent:.2f}")
    assert page <= MOST_MILLISECONDS
    assert exponent <= 1.1
    assert large <= 3 * ducks
