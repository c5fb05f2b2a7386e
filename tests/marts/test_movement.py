"""Questions about movement: grouped by unit and date, whole months told apart, nothing of units one may not see."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Connection, insert

from schema.marts import movement
from schema.marts.tables_movement import org_unit_bucket_movement, org_unit_class_movement
from schema.storage.database import Database
from tests.marts import lender
from tests.marts.lender import AUGUST, EAST, HEAD_OFFICE, OCTOBER, SEPTEMBER, WEST

MID_OCTOBER = date(2026, 10, 15)


def cell(as_of: date, since: date, unit: int, one: str, other: str, amount: int) -> dict[str, object]:
    amounts = dict.fromkeys(("opening_amount", "closing_amount", "retained_amount"), Decimal(amount))
    place = {"as_of": as_of, "org_unit_id": unit, "currency": "CNY", "compared_as_of": since, "loan_count": 1}
    return {**place, "from_bucket": one, "to_bucket": other, **amounts}


@pytest.fixture(scope="module")
def asked(database: Database) -> Iterator[Connection]:
    """The dashboard's connection to a bank with three movements by bucket and one by class."""
    rows = [
        cell(SEPTEMBER, AUGUST, HEAD_OFFICE, "current", "d1_30", 1000),
        cell(MID_OCTOBER, SEPTEMBER, HEAD_OFFICE, "d1_30", "d1_30", 1000),
        cell(OCTOBER, SEPTEMBER, HEAD_OFFICE, "d1_30", "d61_90", 1000),
        cell(OCTOBER, SEPTEMBER, HEAD_OFFICE, "current", "current", 500),
        cell(OCTOBER, SEPTEMBER, WEST, "current", "current", 200),
        {**cell(OCTOBER, SEPTEMBER, EAST, "current", "current", 7), "currency": "USD"},
    ]
    with database.engine("owner").begin() as connection:
        lender.add_units(connection)
        connection.execute(insert(org_unit_bucket_movement), rows)
        words = {"from_bucket": "from_class", "to_bucket": "to_class"}
        by_class = {words.get(name, name): value for name, value in rows[3].items()}
        connection.execute(insert(org_unit_class_movement), [{**by_class, "from_class": "loss", "to_class": "loss"}])
    with database.engine("app", "operator").connect() as connection:
        yield connection


DATES = (AUGUST, SEPTEMBER, MID_OCTOBER, OCTOBER)


def test_movements_by_date_and_unit(asked: Connection) -> None:
    found = movement.by_bucket(asked, org_unit_ids=(HEAD_OFFICE, WEST), currency="CNY", dates=DATES)
    assert [(each.as_of, each.org_unit_id, len(each.flows)) for each in found] == [
        (SEPTEMBER, HEAD_OFFICE, 1), (MID_OCTOBER, HEAD_OFFICE, 1), (OCTOBER, HEAD_OFFICE, 2), (OCTOBER, WEST, 1),
    ]  # fmt: skip
    assert [flow.to_state for flow in found[2].flows] == ["current", "d61_90"]
    assert found[3].flows[0].opening_amount == Decimal(200)


def test_only_month_end_to_month_end_is_a_whole_month(asked: Connection) -> None:
    found = movement.by_bucket(asked, org_unit_ids=(HEAD_OFFICE,), currency="CNY", dates=DATES)
    assert [each.is_whole_month for each in found] == [True, False, True]


def test_two_months_are_not_one() -> None:
    gap = movement.Movement(as_of=OCTOBER, org_unit_id=1, compared_as_of=AUGUST, flows=())
    assert not gap.is_whole_month


def test_by_class_and_nothing_in_other_currencies(asked: Connection) -> None:
    (found,) = movement.by_class(asked, org_unit_ids=(HEAD_OFFICE,), currency="CNY", dates=DATES)
    assert (found.as_of, found.flows[0].from_state) == (OCTOBER, "loss")
    assert movement.by_class(asked, org_unit_ids=(HEAD_OFFICE,), currency="USD", dates=DATES) == []


def test_another_subject_sees_nothing(database: Database, asked: Connection) -> None:
    assert not asked.closed
    with database.engine("app", "nobody").connect() as connection:
        assert movement.by_bucket(connection, org_unit_ids=(HEAD_OFFICE,), currency="CNY", dates=DATES) == []
