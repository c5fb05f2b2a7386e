"""Inspections of a bank small enough to count on one's fingers, closed on 2024-06-30."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from etl.close import (
    inspections,
    inspections_done,
    inspections_findings,
    inspections_texts,
    inspections_totals,
    snapshot,
)
from etl.close.steps import STEPS
from tests.etl.close.bank import Bank, Loan, rows
from tests.etl.close.steps import run_steps

AS_OF = date(2024, 6, 30)
BEGINS = date(2024, 1, 1)
OURS = tuple(
    each.STEP for each in (inspections_done, inspections, inspections_findings, inspections_texts, inspections_totals)
)
NEEDED = (*STEPS[: STEPS.index(snapshot.STEP) + 1], *OURS)


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

    def sued(self, loan: Loan, known: date) -> None:
        self._run(
            "insert into core.external_event (client_id, event_code, kind, event_date, known_date)"
            " values (%s, 'E', 'litigation', %s, %s)",
            (loan.client_id, known, known),
        )

    def pledged(self, loan: Loan, value: str) -> None:
        key = self._key(
            "insert into core.collateral (client_id, collateral_code, loan_id, kind)"
            " values (%s, 'D' || %s, %s, 'deposit') returning collateral_id",
            (loan.client_id, loan.loan_id, loan.loan_id),
        )
        self._run(
            "insert into core.collateral_valuation (client_id, collateral_id, valued_date, value_amount, currency)"
            " values (%s, %s, '2024-01-01', %s, 'CNY')",
            (loan.client_id, key, value),
        )

    def proved(self, code: str, loan: Loan, digits: str) -> None:
        self._run(
            "insert into core.inspection_evidence (client_id, inspection_code, sha256, kind) values (%s, %s, %s, 'x')",
            (loan.client_id, code, digits * 32),
        )


@pytest.fixture
def house(connection: Connection) -> House:
    return House(connection)


def lend(house: House, code: str, unit: int, *, days: int = -1, **terms: Any) -> Loan:
    """A loan of a client of its own, past due for `days`."""
    client = house.client(f"C-{code}", unit, kind=terms.pop("client_kind", "corporate"))
    principal = terms.pop("principal", "1000.00")
    return house.overdue_loan(code, client, unit, as_of=AS_OF, days=days, principal=principal, **terms)


def plan(connection: Connection, code: str, columns: str, layer: str = "client") -> list[tuple[Any, ...]]:
    question = f"""select {columns} from mart.inspection_plan p join core.loan l using (client_id, loan_id)
                   where loan_code = '{code}' and layer = '{layer}' and as_of = '{AS_OF}'"""
    return rows(connection, question)


def found(connection: Connection, code: str) -> list[tuple[Any, ...]]:
    """The inspections a check speaks against, with figure and the other inspection."""
    question = f"""select inspection_code, figure, other_code from mart.inspection_finding
                   where check_code = '{code}' order by 1"""
    return rows(connection, question)


DUE = "p.kind, policy_case, band, due_date, days_overdue"
MATRIX: dict[str, tuple[dict[str, Any], str, str, int]] = {
    "small": ({}, "working_capital", "small", 180),
    "middle": ({"principal": "5000000"}, "working_capital", "middle", 90),
    "large": ({"principal": "30000000"}, "working_capital", "large", 90),
    "built": ({"kind": "fixed_asset"}, "in_operation", "small", 180),
    "building": ({"kind": "fixed_asset", "disbursed_date": BEGINS}, "under_construction", "small", 90),
    "watched": ({"days": 40}, "special_mention", "small", 60),
}


def test_the_next_one_is_due_an_interval_after_the_last(connection: Connection, house: House) -> None:
    """Rows and columns of the matrix, from an inspection on 1 June; cards and calm mortgages are not inspected."""
    unit, last = house.org_unit("U"), date(2024, 6, 1)
    for code, (terms, *_) in MATRIX.items():
        house.inspected(code, lend(house, code, unit, **terms), last)
    lend(house, "card", unit, kind="credit_card", days=91)
    lend(house, "calm", unit, kind="mortgage", client_kind="personal")
    run_steps(connection, AS_OF, NEEDED)
    assert {code: plan(connection, code, DUE) for code in MATRIX} == {
        code: [("routine", case, band, last + timedelta(days), (AS_OF - last).days - days)]
        for code, (_, case, band, days) in MATRIX.items()
    }
    assert plan(connection, "card", DUE) == plan(connection, "calm", DUE) == []


def test_a_new_loan_asks_for_its_first_inspection(connection: Connection, house: House) -> None:
    """15 days for a company, 90 for small and micro; loans from before the records count from their beginning."""
    unit = house.org_unit("U")
    house.inspected("any", lend(house, "seen", unit), BEGINS)
    on_15_june: dict[str, Any] = {"disbursed_date": date(2024, 6, 15)}
    lend(house, "due", unit, **on_15_june)
    lend(house, "micro", unit, kind="small_micro", client_kind="small_micro", **on_15_june)
    lend(house, "missed", unit, disbursed_date=date(2024, 6, 14))
    lend(house, "new", unit, disbursed_date=AS_OF)
    lend(house, "old", unit)
    run_steps(connection, AS_OF, NEEDED)
    columns = "p.kind, due_date - l.disbursed_date, days_overdue"
    assert plan(connection, "due", columns) == [("first", 15, 0)]
    assert plan(connection, "micro", columns) == [("first", 90, -75)]
    assert plan(connection, "missed", columns) == [("first", 15, 1)]
    assert plan(connection, "new", columns) == [("first", 15, -15)]
    assert plan(connection, "old", "p.kind, due_date") == [("routine", BEGINS + timedelta(180))]
    counts = "loan_count, due_count, overdue_count, first_missed_count"
    assert rows(connection, f"select {counts} from mart.org_unit_inspection") == [(6, 2, 3, 1)]


def test_without_any_record_nothing_is_late(connection: Connection, house: House) -> None:
    lend(house, "old", house.org_unit("U"))
    run_steps(connection, AS_OF, NEEDED)
    assert plan(connection, "old", "due_date, days_overdue") == [(AS_OF + timedelta(180), -180)]


def test_an_inspection_of_the_client_counts_for_its_loans_of_that_day(connection: Connection, house: House) -> None:
    unit, seen = house.org_unit("U"), date(2024, 5, 1)
    loan = lend(house, "before", unit)
    house.inspected("all", loan, seen, loan_id=None)
    after = house.loan("after", loan.client_id, unit, disbursed_date=date(2024, 5, 2))
    house.instalments(after, [(date(2024, 12, 1), "1000.00", "0.00")])
    run_steps(connection, AS_OF, NEEDED)
    assert plan(connection, "before", "last_done_date") == [(seen,)]
    assert plan(connection, "after", "last_done_date, p.kind") == [(None, "first")]


def test_what_happened_asks_for_a_special_inspection(connection: Connection, house: House) -> None:
    """61 days in arrears since today; a lawsuit known on 20 June; one that an inspection on 21 June answered."""
    unit, last = house.org_unit("U"), date(2024, 6, 1)
    house.inspected("A", lend(house, "arrears", unit, days=61), last)
    for code, day in (("sued", last), ("answered", date(2024, 6, 21))):
        loan = lend(house, code, unit)
        house.inspected(code, loan, day)
        house.sued(loan, date(2024, 6, 20))
    run_steps(connection, AS_OF, NEEDED)
    columns = "p.kind, due_date, triggers"
    assert plan(connection, "arrears", columns) == [("special", date(2024, 7, 10), ["long_arrears:2024-06-30"])]
    assert plan(connection, "sued", columns) == [("special", AS_OF, ["external_event:2024-06-20"])]
    assert plan(connection, "answered", columns) == [("routine", date(2024, 12, 18), [])]


def test_a_worse_class_asks_within_ten_days_and_until_it_is_answered(connection: Connection, house: House) -> None:
    """Normal in May, special mention in June: due 10 July although the last inspection was in March."""
    unit, last = house.org_unit("U"), date(2024, 3, 1)
    for code in ("open", "seen"):
        house.inspected(code, lend(house, code, unit, days=20), last)
    close_on(connection, date(2024, 5, 31))
    run_steps(connection, AS_OF, NEEDED)
    for code in ("open", "seen"):
        assert plan(connection, code, "p.kind, due_date") == [("special", date(2024, 7, 10))]
    mark_closed(connection, AS_OF)
    house.inspected("S", Loan(*rows(connection, "select client_id, loan_id from core.loan where loan_code='seen'")[0]),
                    date(2024, 7, 5), kind="special")  # fmt: skip
    connection.exec_driver_sql(DROP_TEMPORARY)
    run_steps(connection, date(2024, 7, 31), NEEDED)
    question = """select loan_code, p.kind, due_date from mart.inspection_plan p join core.loan using (loan_id)
                  where as_of = '2024-07-31' and layer = 'client' order by 1"""
    assert rows(connection, question) == [
        ("open", "special", date(2024, 7, 10)), ("seen", "routine", date(2024, 9, 3)),
    ]  # fmt: skip


def test_the_supervisory_layer_sees_all_that_is_in_trouble(connection: Connection, house: House) -> None:
    """Monthly from the day the trouble began, or from the last look; the risk manager answers."""
    unit = house.org_unit("U")
    loan = lend(house, "bad", unit, days=91)
    house.manages(house.staff("RM", unit), loan.client_id, "risk_manager")
    house.inspected("c", loan, date(2024, 1, 10))
    later = lend(house, "looked", unit, days=91)
    house.inspected("s", later, date(2024, 6, 20), layer="supervisory", kind="supervisory")
    run_steps(connection, AS_OF, NEEDED)
    columns = "p.kind, due_date, (select staff_code from core.staff s where s.staff_id = p.staff_id)"
    began = AS_OF - timedelta(91)
    assert plan(connection, "bad", columns, "supervisory") == [("supervisory", began + timedelta(30), "RM")]
    assert plan(connection, "looked", columns, "supervisory") == [("supervisory", date(2024, 7, 20), None)]


def test_a_deposit_for_all_of_it_is_low_risk(connection: Connection, house: House) -> None:
    unit = house.org_unit("U")
    for code, value in (("full", "1000.00"), ("short", "999.99")):
        loan = lend(house, code, unit)
        house.inspected(code, loan, date(2024, 6, 1))
        house.pledged(loan, value)
    run_steps(connection, AS_OF, NEEDED)
    assert plan(connection, "full", "policy_case, interval_days") == [("low_risk", 365)]
    assert plan(connection, "short", "policy_case, interval_days") == [("working_capital", 180)]


def test_what_is_wrong_with_an_inspection(connection: Connection, house: House) -> None:
    """One good inspection, and one for each rule it could break."""
    unit = house.org_unit("U")
    who = {"inspector_id": house.staff("E1", unit), "second_inspector_id": house.staff("E2", unit)}
    good = {**who, "due_date": date(2024, 6, 10), "is_confirmed": True}
    cases: dict[str, dict[str, Any]] = {
        "good": {},
        "late": {"due_date": date(2024, 6, 8)},
        "alone": {"second_inspector_id": None},
        "desk": {"is_on_site": False, "kind": "special"},
        "phone": {"is_on_site": False},
        "seal": {"is_confirmed": False},
        "led": {"has_leader": True},
        "leader": {},
    }
    for code, changes in cases.items():
        principal = "30000000.01" if code in ("leader", "led") else "30000000.00"
        house.inspected(code, lend(house, code, unit, principal=principal), date(2024, 6, 10), **{**good, **changes})
    run_steps(connection, AS_OF, NEEDED)
    assert found(connection, "late") == [("late", "2", None)]
    assert found(connection, "one_inspector") == [("alone", None, None)]
    assert found(connection, "not_on_site") == [("desk", None, None)]
    assert found(connection, "not_confirmed") == [("seal", None, None)]
    assert found(connection, "leader_missing") == [("leader", "30000000.01", None)]
    flawed = rows(connection, "select done_count, on_time_count, flawed_count from mart.manager_inspection")
    assert flawed == [(8, 7, 5)]


def test_evidence_that_was_shown_before(connection: Connection, house: House) -> None:
    """Of another client, long ago; the first one to show it is not to blame."""
    unit = house.org_unit("U")
    first, second = lend(house, "L1", unit), lend(house, "L2", unit)
    house.inspected("first", first, date(2024, 1, 5))
    house.inspected("again", second, date(2024, 6, 5))
    house.inspected("other", first, date(2024, 6, 6))
    for code, loan, digits in (("first", first, "ab"), ("again", second, "ab"), ("other", first, "cd")):
        house.proved(code, loan, digits)
    run_steps(connection, AS_OF, NEEDED)
    assert found(connection, "evidence_reused") == [("again", None, "first")]


def test_visits_that_burden_a_client(connection: Connection, house: House) -> None:
    """A loan of 180 days asks for one visit in 90 days: the second is too much, nine days after it is a repetition."""
    unit = house.org_unit("U")
    often, twice = lend(house, "often", unit), lend(house, "twice", unit)
    for code, day in (("o1", date(2024, 5, 1)), ("o2", date(2024, 5, 11)), ("o3", date(2024, 5, 20))):
        house.inspected(code, often, day)
    for code in ("t1", "t2"):
        house.inspected(code, twice, date(2024, 5, 1))
    run_steps(connection, AS_OF, NEEDED)
    assert found(connection, "too_frequent") == [("o2", "2", None), ("o3", "3", None)]
    assert found(connection, "repeated") == [("o3", "9", "o2")]


TEXT = "到厂区实地查看，车间两班生产，设备开工率约八成，贷款资金用于支付原材料款，与合同约定一致，存货账实相符。"


def test_reports_that_repeat_an_earlier_one(connection: Connection, house: House) -> None:
    """With other figures it is the same text, of the same client and of the same inspector; another text is not."""
    unit = house.org_unit("U")
    one, two, three = (lend(house, f"L{number}", unit) for number in (1, 2, 3))
    inspector = {"inspector_id": house.staff("E1", unit)}
    house.inspected("a", one, date(2024, 3, 1), report=TEXT)
    house.inspected("b", one, date(2024, 6, 1), report=f"{TEXT} 12")
    house.inspected("c", two, date(2024, 6, 2), report="抵押厂房出租他人，租金未入账。", **inspector)
    house.inspected("d", three, date(2024, 6, 3), report="抵押厂房出租他人，租金未入账。", **inspector)
    run_steps(connection, AS_OF, NEEDED)
    assert found(connection, "templated") == [("b", "1.0000", "a"), ("d", "1.0000", "c")]


def test_closing_again_gives_the_same(connection: Connection, house: House) -> None:
    unit = house.org_unit("U")
    loan = lend(house, "L", unit, days=61)
    house.inspected("a", loan, date(2024, 6, 1), report=TEXT)
    house.inspected("b", loan, date(2024, 6, 5), report=TEXT)
    everything = [f"select * from mart.{name} order by 1, 2, 3, 4" for name in MARTS]
    run_steps(connection, AS_OF, NEEDED)
    before = [rows(connection, each) for each in everything]
    connection.exec_driver_sql(DROP_TEMPORARY)
    run_steps(connection, AS_OF, NEEDED)
    assert [rows(connection, each) for each in everything] == before
    assert [len(each) for each in before] == [2, 2, 6, 1, 0]


MARTS = ("inspection_plan", "inspection_record", "inspection_finding", "org_unit_inspection", "manager_inspection")
DROP_TEMPORARY = """
do $$ declare each record; begin
    for each in select relname from pg_class where relpersistence = 't' and relkind = 'r' loop
        execute format('drop table if exists pg_temp.%%I', each.relname);
    end loop;
end $$
"""


def mark_closed(connection: Connection, as_of: date) -> None:
    run = "insert into ops.close_run (as_of, state, started_at) values (%s, 'complete', now()) returning close_run_id"
    key = connection.exec_driver_sql(run, (as_of,)).scalar_one()
    connection.exec_driver_sql(
        "insert into ops.closed_date (as_of, close_run_id, closed_at) values (%s, %s, now())", (as_of, key)
    )


def close_on(connection: Connection, as_of: date) -> None:
    """Close a date inside the test's transaction, and make room for the next one."""
    run_steps(connection, as_of, NEEDED)
    mark_closed(connection, as_of)
    connection.exec_driver_sql(DROP_TEMPORARY)
