"""A bank one can add up by hand: two branches, two closes, written straight into the read models.

CNY, in thousands:         2026-09-30   2026-10-31    East    West
balance                        80,000      100,000   60,000  40,000
special mention                 4,000        3,000    2,500     500
non-performing                  2,000        2,000    1,800     200
computed allowance              1,800        2,500    2,200     300
required allowance              3,000        3,000    2,700   1,000
overdue amount                  1,000        1,250    1,000     250
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, update
from sqlalchemy.dialects.postgresql import insert

from schema.marts import tables as marts
from schema.storage.database import Database
from schema.tables import operations as ops
from schema.tables.organisation import org_unit, org_unit_closure, product
from schema.tables.sales import institution, market_volume

BEFORE, NOW = date(2026, 9, 30), date(2026, 10, 31)
BANK, EAST, WEST = 1, 2, 3
NAMES = {BANK: "Tiny Bank", EAST: "East branch", WEST: "West branch"}
MISSING_COLUMN = "guarantee_4.csv is refused: it has no column 'loan_code' to join on. Mend the mapping."
AT = datetime(2026, 11, 1, 3, 12, tzinfo=UTC)


def thousands(amount: float) -> Decimal:
    """An amount of the table above."""
    return Decimal(str(amount)) * 1000


def demonstrate(database: Database) -> None:
    """Let every user there is be chosen instead of signing in."""
    with database.engine("owner").begin() as connection:
        connection.execute(update(ops.app_user).values(is_demo=True))
        state = insert(ops.installation).values(key="demo_identity", value="on")
        connection.execute(state.on_conflict_do_nothing())


def add_units(connection: Connection) -> None:
    """The bank and its two branches."""
    units = [
        {"org_unit_id": key, "org_unit_code": f"0{key}", "name": NAMES[key], "kind": kind, "parent_id": parent}
        for key, kind, parent in ((BANK, "head_office", None), (EAST, "branch", BANK), (WEST, "branch", BANK))
    ]
    tree = [(BANK, BANK, 0), (EAST, EAST, 0), (WEST, WEST, 0), (BANK, EAST, 1), (BANK, WEST, 1)]
    connection.execute(insert(org_unit), units)
    rows = [{"ancestor_id": above, "descendant_id": below, "depth": depth} for above, below, depth in tree]
    connection.execute(insert(org_unit_closure), rows)


def add_closes(connection: Connection, *, dates: Sequence[date] = (BEFORE, NOW)) -> None:
    """Complete closes with two timed steps each."""
    for number, as_of in enumerate(dates, start=1):
        run = {"close_run_id": number, "as_of": as_of, "state": "complete", "started_at": AT, "finished_at": AT}
        steps = [("allocation", 120, Decimal("1.500")), ("findings", 3, Decimal("0.250"))]
        connection.execute(insert(ops.close_run), [run])
        connection.execute(
            insert(ops.close_step),
            [
                {"close_run_id": number, "step_no": no, "name": name, "row_count": rows, "seconds": seconds}
                for no, (name, rows, seconds) in enumerate(steps, start=1)
            ],
        )
        connection.execute(insert(ops.closed_date), [{"as_of": as_of, "close_run_id": number, "closed_at": AT}])


def _portfolio(as_of: date, unit: int, loans: int, *figures: float, currency: str = "CNY") -> dict[str, Any]:
    balance, special, bad, general, specific, required, overdue = map(thousands, figures)
    return {
        "as_of": as_of,
        "org_unit_id": unit,
        "currency": currency,
        "loan_count": loans,
        "client_count": loans,
        "outstanding_principal_amount": balance,
        "special_mention_amount": special,
        "non_performing_amount": bad,
        "over_90_days_amount": bad,
        "overdue_loan_count": 2,
        "overdue_amount": overdue,
        "general_allowance_amount": general,
        "specific_allowance_amount": specific,
        "required_allowance_amount": required,
    }


PORTFOLIO = (
    _portfolio(BEFORE, BANK, 90, 80_000, 4_000, 2_000, 800, 1_000, 3_000, 1_000),
    _portfolio(BEFORE, EAST, 50, 50_000, 3_000, 1_750, 500, 900, 2_625, 800),
    _portfolio(NOW, BANK, 100, 100_000, 3_000, 2_000, 1_000, 1_500, 3_000, 1_250),
    _portfolio(NOW, EAST, 60, 60_000, 2_500, 1_800, 600, 1_600, 2_700, 1_000),
    _portfolio(NOW, WEST, 40, 40_000, 500, 200, 400, -100, 1_000, 250),
)
CLASSES = {"normal": 95_000, "special_mention": 3_000, "substandard": 1_500, "loss": 500}
BUCKETS = {"current": 94_000, "d1_30": 4_000, "d91_180": 1_500, "d361_up": 500}
KINDS = {"working_capital": (70_000, 1_400), "mortgage": (30_000, 600)}


def _of_bank(**columns: Any) -> dict[str, Any]:
    return {"as_of": NOW, "org_unit_id": BANK, "currency": "CNY", "loan_count": 10, **columns}


def add_loans(connection: Connection) -> None:
    """The slices of the loan book, with classes, buckets, kinds and two overdue loans of the bank on NOW."""
    connection.execute(insert(marts.org_unit_portfolio), list(PORTFOLIO))
    balance = "outstanding_principal_amount"
    classes = [_of_bank(risk_class=code, **{balance: thousands(amount)}) for code, amount in CLASSES.items()]
    connection.execute(insert(marts.org_unit_class), classes)
    buckets = [
        _of_bank(bucket=code, overdue_amount=Decimal(0), **{balance: thousands(amount)})
        for code, amount in BUCKETS.items()
    ]
    connection.execute(insert(marts.org_unit_bucket), buckets)
    kinds = [
        _of_bank(kind=code, non_performing_amount=thousands(bad), **{balance: thousands(amount)})
        for code, (amount, bad) in KINDS.items()
    ]
    connection.execute(insert(marts.org_unit_loan_kind), kinds)
    connection.execute(
        insert(marts.overdue_loan),
        [
            _overdue(1, EAST, "Hongtai Textile", "1000000", 421, "loss"),
            _overdue(2, WEST, "Sanjiang Seafood", "250000", 12, "special_mention"),
        ],
    )


def _overdue(number: int, unit: int, name: str, amount: str, days: int, risk_class: str) -> Mapping[str, Any]:
    return {
        "as_of": NOW,
        "client_id": number,
        "loan_id": number,
        "org_unit_id": unit,
        "client_code": f"C{number}",
        "client_name": name,
        "loan_code": f"L{number}",
        "kind": "working_capital",
        "currency": "CNY",
        "outstanding_principal_amount": Decimal("1500000"),
        "overdue_amount": Decimal(amount),
        "oldest_unpaid_date": date.fromordinal(NOW.toordinal() - days),
        "days_past_due": days,
        "bucket": "d361_up",
        "risk_class": risk_class,
    }


def add_sales(connection: Connection) -> None:
    """Sold in the month: bank 300 after 200 thousand, East 180, West 120."""
    sold = ((BEFORE, BANK, 200, 900), (NOW, BANK, 300, 1_200), (NOW, EAST, 180, 700), (NOW, WEST, 120, 500))
    rows = [
        {
            "as_of": as_of,
            "org_unit_id": unit,
            "currency": "CNY",
            "sale_count": 3,
            "sold_amount": thousands(month),
            "returned_amount": thousands(10),
            "year_to_date_amount": thousands(year),
        }
        for as_of, unit, month, year in sold
    ]
    connection.execute(insert(marts.org_unit_sales), rows)


def add_market(connection: Connection) -> None:
    """Two institutions over two months and a total row that is no institution."""
    codes = (("A", "institution"), ("B", "institution"), ("ALL", "total"))
    connection.execute(
        insert(institution),
        [
            {"institution_id": number, "institution_code": code, "name": f"Bank {code}", "kind": kind}
            for number, (code, kind) in enumerate(codes, start=1)
        ],
    )
    connection.execute(
        insert(product), [{"product_id": 1, "product_code": "SME", "name": "SME loans", "kind": "small_micro"}]
    )
    connection.exec_driver_sql("insert into core.region (region_id, region_code, name) values (1, 'TW', 'Taiwan')")
    rows = [
        {
            "institution_id": number,
            "region_id": 1,
            "product_id": 1,
            "period_end_date": on,
            "volume": Decimal(1),
            "unit": "million TWD",
        }
        for number in (1, 2, 3)
        for on in (BEFORE, NOW)
    ]
    connection.execute(insert(market_volume), rows)


def _batch(number: int, feed: str, rejected: int = 0, **columns: Any) -> dict[str, Any]:
    return {
        "load_batch_id": number,
        "run_code": "r1",
        "feed": feed,
        "source_name": "files",
        "file_name": f"{feed}_{number}.csv",
        "checksum": f"c{number}",
        "status": "loaded",
        "message": None,
        "superseded_by": None,
        "rows_read": 1_000,
        "rows_accepted": 1_000 - rejected,
        "rows_rejected": rejected,
        "rows_inserted": 1_000 - rejected,
        "first_date": BEFORE,
        "last_date": date(2026, 10, 28),
        "started_at": AT,
        "finished_at": AT,
        **columns,
    }


def add_loads(connection: Connection) -> None:
    """Four batches; of three rejected reasons one belongs to a file that was loaded again since."""
    nothing: dict[str, Any] = {"rows_read": 0, "rows_accepted": 0, "rows_inserted": 0, "last_date": None}
    refused: dict[str, Any] = {"status": "refused", "message": MISSING_COLUMN, **nothing}
    connection.execute(
        insert(ops.load_batch),
        [
            _batch(1, "loan", 7, superseded_by=2),
            _batch(2, "loan", 60),
            _batch(3, "repayment", 3, last_date=NOW),
            _batch(4, "guarantee", **refused),
        ],
    )
    rejects: list[tuple[int, int, str, str | None]] = [(1, n, "not_a_date", "maturity_date") for n in range(7)]
    rejects += [(2, n, "not_a_date", "maturity_date") for n in range(60)]
    rejects += [(3, n, "duplicate_key", None) for n in range(3)]
    connection.execute(
        insert(ops.rejected_row),
        [
            {
                "load_batch_id": batch,
                "row_number": number + 2,
                "raw_text": f"L{number};=1+1",
                "column_name": column,
                "value": "31.02.2026",
                "reason_code": code,
                "sentence": "maturity_date must be a date; it is '31.02.2026'.",
            }
            for batch, number, code, column in rejects
        ],
    )


def add_checks(connection: Connection) -> None:
    """Two checks on NOW, one of which differs by 0.50; a delivered difference; findings of both closes."""
    checks = (("outstanding by class", "100000000.00"), ("number of loans", "100.50"))
    connection.execute(
        insert(marts.reconciliation),
        [
            {"as_of": NOW, "check_name": name, "currency": "CNY", "mart_value": Decimal(value), "fact_value": fact}
            for (name, value), fact in zip(checks, (Decimal("100000000"), Decimal(100)), strict=True)
        ],
    )
    difference = {"measure": "days_past_due", "delivered": "31", "computed": "28", "loan_code": "L1"}
    connection.execute(
        insert(marts.delivered_difference),
        [{"as_of": NOW, "client_id": 1, "loan_id": 1, "org_unit_id": EAST, **difference}],
    )
    code, sentence = "loan_without_client_manager", "Loans without a client manager on this date: 4."
    connection.execute(
        insert(ops.finding), [{"as_of": as_of, "code": code, "sentence": sentence} for as_of in (BEFORE, NOW)]
    )


def make_stale(connection: Connection) -> None:
    """The newest close has to be done again."""
    connection.execute(
        update(ops.closed_date)
        .where(ops.closed_date.c.as_of == NOW)
        .values(is_stale=True, stale_reason="repayment changed from 2026-10-12 on")
    )


def fail_a_close(connection: Connection) -> None:
    """Closing the month after failed."""
    message = "Closing 2026-11-30 failed at the step 'risk class': no reason given."
    run = {"close_run_id": 99, "as_of": date(2026, 11, 30), "state": "failed", "message": message, "started_at": AT}
    connection.execute(insert(ops.close_run), [run])


def build(engine: Engine, *parts: Any) -> None:
    """The named parts of the bank, and a new version of the data."""
    with engine.begin() as connection:
        for part in parts:
            part(connection)
        connection.execute(update(ops.data_version).values(version=ops.data_version.c.version + 1))


WHOLE = (add_units, add_closes, add_loans, add_sales, add_loads, add_checks)
