"""The lender's inspections on 2026-10-31, as a close would have planned and judged them.

loan   layer        kind     due         overdue  responsible
L0011  client       special  2026-10-10       21  周明
L0012  client       routine  2026-11-20      -20  Wang Fang
L0021  client       first    2026-09-01       60  Wang Fang
L0011  supervisory  superv.  2026-10-30        1  林静
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine

from schema.marts.tables_inspections import (
    COUNTS,
    inspection_finding,
    inspection_plan,
    inspection_record,
    manager_inspection,
    org_unit_inspection,
)
from schema.tables.inspections import inspection, inspection_evidence
from tests.marts import lender
from tests.marts.lender import (
    EAST,
    HEAD_OFFICE,
    HONGTAI,
    LIN,
    OCTOBER,
    PLANT,
    SEAFOOD,
    SMALL,
    WANG,
    WEST,
    WORKING,
    ZHOU,
)

HASH = "ab" * 32
CLIENTS = {WORKING: (HONGTAI, EAST), PLANT: (HONGTAI, EAST), SMALL: (SEAFOOD, WEST)}


def _plan(loan: int, kind: str, due: date, staff: int, **terms: Any) -> dict[str, Any]:
    client, unit = CLIENTS[loan]
    return {
        "as_of": OCTOBER,
        "client_id": client,
        "loan_id": loan,
        "layer": "client",
        "org_unit_id": unit,
        "currency": "CNY",
        "loan_kind": "working_capital",
        "kind": kind,
        "policy_case": "working_capital",
        "band": "small",
        "interval_days": 180,
        "due_date": due,
        "days_overdue": (OCTOBER - due).days,
        "triggers": [],
        "staff_id": staff,
        "risk_class": "normal",
        "outstanding_principal_amount": Decimal(1_000_000),
        "exposure_amount": Decimal(1_400_000),
        **terms,
    }


def add_plans(connection: Connection) -> None:
    worse = {"risk_class": "special_mention", "triggers": ["class_worsened:2026-09-30"], "interval_days": 60}
    seen = {"last_done_date": date(2026, 5, 24), "loan_kind": "fixed_asset", "policy_case": "in_operation"}
    plans = [
        _plan(WORKING, "special", date(2026, 10, 10), ZHOU, policy_case="special_mention", **worse),
        _plan(PLANT, "routine", date(2026, 11, 20), WANG, **seen),
        _plan(SMALL, "first", date(2026, 9, 1), WANG),
        _plan(WORKING, "supervisory", date(2026, 10, 30), LIN, layer="supervisory"),
    ]
    lender.write(connection, inspection_plan, *plans)


def add_done(connection: Connection) -> None:
    """One inspection of L0012, a day late and with a picture."""
    done = {"client_id": HONGTAI, "inspection_code": "I1", "loan_id": PLANT, "layer": "client", "kind": "routine"}
    days = {"due_date": date(2026, 5, 23), "done_date": date(2026, 5, 24)}
    said = {"severity": "none", "report": "Stock as booked."}
    lender.write(connection, inspection, {**done, **days, **said, "is_on_site": True, "inspector_id": WANG})
    proof = {"client_id": HONGTAI, "inspection_code": "I1", "sha256": HASH, "kind": "picture"}
    lender.write(connection, inspection_evidence, proof)
    record = {"as_of": OCTOBER, "org_unit_id": EAST, "staff_id": WANG, "is_on_site": True, "severity": "none"}
    lender.write(connection, inspection_record, {**done, **days, **record})
    late = {"check_code": "late", "figure": "1", "org_unit_id": EAST, "staff_id": WANG, "as_of": OCTOBER}
    names = ("client_id", "inspection_code", "loan_id", "layer")
    lender.write(
        connection,
        inspection_finding,
        {**late, **{name: done[name] for name in names}, "done_date": days["done_date"]},
    )


def add_counts(connection: Connection) -> None:
    """The figures of the bank, and of Wang Fang."""
    figures = dict(zip(COUNTS, (3, 1, 2, 1, 0, 1, 4, 4, 3, 2, 0, 0, 1), strict=True))
    unit = {"as_of": OCTOBER, "org_unit_id": HEAD_OFFICE, "ownerless_count": 0}
    lender.write(connection, org_unit_inspection, {**unit, **figures})
    lender.write(connection, org_unit_inspection, {**unit, **figures, "org_unit_id": EAST})
    person = {"as_of": OCTOBER, "staff_id": WANG, "org_unit_id": WEST}
    lender.write(connection, manager_inspection, {**person, **figures})


def build(engine: Engine) -> None:
    """The whole lender with its inspections."""
    lender.build(engine, (*lender.WHOLE, add_plans, add_done, add_counts))
