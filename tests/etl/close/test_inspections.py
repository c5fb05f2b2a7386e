"""Inspections of a bank small enough to count on one's fingers, closed on 2024-06-30."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from etl.close import inspections_totals
from etl.close.steps import STEPS
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
BEGINS = date(2024, 1, 1)
UP_TO_HERE = STEPS[: STEPS.index(inspections_totals.STEP) + 1]


class House(Bank):
    """A bank with one unit, staff and inspections."""

    def staff(self, code: str, unit: int) -> int:
        return self._key(
            "insert into core.staff (staff_code, name, org_unit_id) values (%s, %s, %s) returning staff_id",
            (code, code, unit),
        )

    def manages(self, staff_id: int, client_id: int, role: str = "client_manager") -> None:
        self._run(
            "insert into core.assignment (client_id, staff_id, role, share_percent, valid_from)"
            " values (%s, %s, %s, 100, '2020-01-01')",
            (client_id, staff_id, role),
        )

    def inspected(self, code: str, loan: Loan, done: date, **said: Any) -> None:
        row = {
            "client_id": loan.client_id, "loan_id": loan.loan_id, "inspection_code": code, "layer": "client",
            "kind": "routine", "is_on_site": True, "done_date": done, "severity": "none", **said,
        }  # fmt: skip
        names, places = ", ".join(row), ", ".join(f"%({name})s" for name in row)
        self._run(f"insert into core.inspection ({names}) values ({places})", row)

    def proved(self, code: str, loan: Loan, digits: str) -> None:
        self._run(
            "insert into core.inspection_evidence (client_id, inspection_code, sha256, kind) values (%s, %s, %s, 'x')",
            (loan.client_id, code, digits * 32),
        )


@pytest.fixture
def house(connection: Connection) -> House:
    return House(connection)


def lend(house: House, code: str, unit: int, *, kind: str = "working_capital", days: int = -1, **terms: Any) -> Loan:
    """A loan of a client of its own, past due for `days`."""
    client = house.client(f"C-{code}", unit, kind=terms.pop("client_kind", "corporate"))
    principal = terms.pop("principal", "1000.00")
    return house.overdue_loan(code, client, unit, as_of=AS_OF, days=days, principal=principal, kind=kind, **terms)


def plan(connection: Connection, code: str, layer: str = "client") -> list[tuple[Any, ...]]:
    question = f"""select p.kind, policy_case, band, due_date, days_overdue from mart.inspection_plan p
                   join core.loan using (client_id, loan_id) where loan_code = '{code}' and layer = '{layer}'"""
    return rows(connection, question)


def found(connection: Connection) -> list[tuple[Any, ...]]:
    return rows(
        connection, "select inspection_code, check_code, figure, other_code from mart.inspection_finding order by 1, 2"
    )


def test_the_next_one_is_due_an_interval_after_the_last(connection: Connection, house: House) -> None:
    """The rows and columns of the matrix: days from the last inspection on 1 June."""
    unit, last = house.org_unit("U"), date(2024, 6, 1)
    cases = {
        "small": ({}, "working_capital", "small", 180),
        "middle": ({"principal": "5000000"}, "working_capital", "middle", 90),
        "large": ({"principal": "30000000"}, "working_capital", "large", 90),
        "built": ({"kind": "fixed_asset"}, "in_operation", "small", 180),
        "building": ({"kind": "fixed_asset", "disbursed_date": BEGINS}, "under_construction", "small", 90),
        "watched": ({"days": 40}, "special_mention", "small", 60),
        "bad": ({"days": 91}, "non_performing", "small", 30),
        "home": ({"kind": "mortgage", "days": 91, "client_kind": "personal"}, "non_performing", "small", 30),
    }
    for code, (terms, *_) in cases.items():
        house.inspected(code, lend(house, code, unit, **{"kind": "working_capital", **terms}), last)
    lend(house, "card", unit, kind="credit_card", days=91)
    lend(house, "calm", unit, kind="mortgage", client_kind="personal")
    run_steps(connection, AS_OF, UP_TO_HERE)
    expected = {
        code: [("routine", case, band, last + timedelta(days), (AS_OF - last).days - days)]
        for code, (_, case, band, days) in cases.items() if code not in ("bad", "home")
    }  # fmt: skip
    assert {code: plan(connection, code) for code in expected} == expected
    assert plan(connection, "card") == plan(connection, "calm") == []
