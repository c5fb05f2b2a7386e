"""A bank small enough to know by heart: every code the feeds' own examples name, and files written by hand."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from etl.load.report import FileReport, LoadReport
from etl.load.run import load_path
from schema.contracts import FEEDS
from schema.storage.database import Database

Row = Mapping[str, str]

# Parents first. The disbursement of the loan of the examples is 2024-03-15, that of L2 is 2025-01-10.
PARENTS: Mapping[str, tuple[Row, ...]] = {
    "region": (
        {"region_code": "ZJ", "name": "浙江"},
        {"region_code": "NB", "name": "宁波", "parent_code": "ZJ"},
        {"region_code": "TW", "name": "臺灣"},
    ),
    "org_unit": (
        {"org_unit_code": "HO", "name": "总行", "kind": "head_office"},
        {"org_unit_code": "B01", "name": "海曙支行", "kind": "branch", "parent_code": "HO", "region_code": "NB"},
        {"org_unit_code": "T4", "name": "江北支行", "kind": "branch", "parent_code": "HO"},
    ),
    "product": (
        {"product_code": "LOANS", "name": "贷款", "kind": "loan"},
        {"product_code": "WC01", "name": "流动资金贷款", "kind": "loan", "parent_code": "LOANS"},
        {"product_code": "LN_SME", "name": "中小企業放款", "kind": "market"},
    ),
    "staff": (
        {"staff_code": "E1027", "name": "周敏", "org_unit_code": "B01"},
        {"staff_code": "275", "name": "李强", "org_unit_code": "T4"},
        {"staff_code": "E3", "name": "王芳", "org_unit_code": "T4"},
    ),
    "client": (
        {"client_code": "C000123", "name": "宏泰纺织有限公司", "kind": "corporate", "org_unit_code": "B01"},
        {"client_code": "C000777", "name": "华达钢材", "kind": "corporate", "org_unit_code": "T4"},
    ),
    "client_group": ({"client_group_code": "G007", "name": "宏泰集团"},),
    "commitment": (
        {
            "commitment_code": "CL2024-0042",
            "client_code": "C000123",
            "limit_amount": "5000000",
            "currency": "CNY",
            "valid_from": "2024-01-01",
        },
    ),
    "loan": (
        {
            "loan_code": "L2024000123",
            "client_code": "C000123",
            "org_unit_code": "B01",
            "kind": "working_capital",
            "scheme": "corporate_2023",
            "currency": "CNY",
            "principal_amount": "1000000",
            "annual_rate": "0.0435",
            "schedule_type": "delivered",
            "period_months": "1",
            "disbursed_date": "2024-03-15",
            "maturity_date": "2026-03-15",
        },
        {
            "loan_code": "L2",
            "client_code": "C000777",
            "org_unit_code": "T4",
            "kind": "working_capital",
            "scheme": "corporate_2023",
            "currency": "CNY",
            "principal_amount": "500000",
            "annual_rate": "0.05",
            "schedule_type": "bullet",
            "period_months": "1",
            "disbursed_date": "2025-01-10",
            "maturity_date": "2026-01-10",
        },
    ),
    "collateral": ({"collateral_code": "M2024-77", "client_code": "C000123", "kind": "real_estate"},),
    "account": (
        {
            "account_code": "6222000777",
            "client_code": "C000123",
            "org_unit_code": "B01",
            "purpose": "settlement",
            "is_supervised": "no",
            "currency": "CNY",
            "opened_date": "2018-05-02",
        },
    ),
    "inspection": (
        {
            "inspection_code": "IN2026-00042",
            "client_code": "C000123",
            "layer": "client",
            "kind": "routine",
            "is_on_site": "yes",
            "done_date": "2026-06-24",
            "severity": "none",
        },
    ),
    "sale": (
        {
            "sale_code": "SO43659",
            "sold_date": "2026-05-31",
            "org_unit_code": "T4",
            "amount": "20565.62",
            "currency": "USD",
        },
    ),
    "institution": (
        {"institution_code": "BOT", "name": "臺灣銀行", "kind": "institution", "is_own": "no"},
        {"institution_code": "TCB", "name": "台中銀行", "kind": "institution", "is_own": "no"},
    ),
}


def example(feed: str, **changes: str) -> dict[str, str]:
    """The feed's own example as a row; shares are whole, or no row could stand alone."""
    row = {one.name: one.example for one in FEEDS[feed].fields}
    if "share_percent" in row:
        row["share_percent"] = "100"
    return {**row, **changes}


def write(folder: Path, feed: str, rows: Iterable[Row], *, name: str | None = None) -> Path:
    """A CSV file with all columns of the feed; what a row does not say is empty."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{feed}.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FEEDS[feed].field_names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def load_world(database: Database, folder: Path) -> LoadReport:
    """Write and load every parent."""
    for feed, rows in PARENTS.items():
        write(folder, feed, rows)
    return load_path(database, folder)


def load_rows(database: Database, folder: Path, feed: str, rows: Iterable[Row]) -> FileReport:
    """Load rows as the one file of a feed."""
    (report,) = load_path(database, write(folder, feed, rows), feed=feed).files
    return report


def fetch(database: Database, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of a query as the loader sees them."""
    connection = database.connect("etl")
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query, values)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def reasons(database: Database, report: FileReport) -> dict[int, str]:
    """Reason code by row number of the refused rows."""
    query = "select row_number, reason_code from ops.rejected_row where load_batch_id = %s"
    return dict(fetch(database, query, report.load_batch_id))
