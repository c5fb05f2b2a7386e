"""The sales force: orders, quotas with their history, and credit by the territory held on the day of the order."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from etl.load.report import LoadReport
from schema.marts.credit import sale_credits, territory_credits
from schema.storage.database import Database
from tests.real.conftest import Rows

SOURCE = "adventureworks"
FIRST, LAST = date(2011, 5, 31), date(2014, 5, 1)
Held = list[tuple[str, date, date | None]]


def raw(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def day(text: str) -> date:
    return date.fromisoformat(text.split(maxsplit=1)[0])


def cents(text: str) -> Decimal:
    return Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.fixture(scope="module")
def orders(folder: Path) -> list[dict[str, str]]:
    return list(raw(folder, "sales_orders"))


@pytest.fixture(scope="module")
def held(folder: Path) -> dict[str, Held]:
    """Territories of each person with their first and last day."""
    periods: dict[str, Held] = defaultdict(list)
    for one in raw(folder, "SalesTerritoryHistory"):
        last = day(one["EndDate"]) if one["EndDate"] else None
        periods[one["BusinessEntityID"]].append((one["TerritoryID"], day(one["StartDate"]), last))
    return periods


def territory(held: dict[str, Held], person: str, on: date) -> str | None:
    found = [code for code, first, last in held.get(person, []) if first <= on and (last is None or on <= last)]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.fixture(scope="module")
def credits(database: Database, report: LoadReport) -> pl.DataFrame:
    assert report.files
    with database.engine("app", "operator").connect() as connection:
        return sale_credits(connection, first=FIRST, last=LAST)


def test_every_row_is_accepted(report: LoadReport) -> None:
    assert {one.status for one in report.files} == {"loaded"}
    assert {one.feed: one.rows_accepted for one in report.files if one.rows_accepted == one.rows_read} == {
        "region": 6,
        "org_unit": 10,
        "staff": 17,
        "staff_role": 17,
        "sale": 3_806,
        "sale_credit": 3_806,
        "sales_target": 163,
    }


def test_orders_are_rounded_to_the_cent_one_by_one(rows: Rows, orders: list[dict[str, str]]) -> None:
    expected = {
        (one["SalesOrderID"], day(one["OrderDate"]), one["TerritoryID"], cents(one["SubTotal"])) for one in orders
    }
    found = rows("""
        select s.sale_code, s.sold_date, u.org_unit_code, s.amount
        from core.sale s join core.org_unit u using (org_unit_id)
    """)
    assert set(found) == expected
    assert len(found) == 3_806
    exact = sum(Decimal(one["SubTotal"]) for one in orders)
    assert exact == Decimal("80487704.1832")
    assert abs(sum(amount for *_, amount in found) - exact) <= 3_806 * Decimal("0.005")


def test_persons_without_a_territory_sit_at_the_head_office(rows: Rows) -> None:
    found = rows("""
        select s.staff_code from core.staff s join core.org_unit u using (org_unit_id)
        where u.org_unit_code = 'HO' order by 1
    """)
    assert found == [("274",), ("285",), ("287",)]


def test_territories_stand_under_their_group_of_countries(rows: Rows) -> None:
    found = rows("""
        select p.name, string_agg(u.org_unit_code, ' ' order by u.org_unit_code) from core.org_unit u
        join core.org_unit p on p.org_unit_id = u.parent_id where u.kind = 'team' group by p.name order by 1
    """)
    assert found == [("Europe", "10 7 8"), ("North America", "1 2 3 4 5 6"), ("Pacific", "9")]


def test_quotas_with_their_history(rows: Rows, folder: Path) -> None:
    quotas = list(raw(folder, "SalesPersonQuotaHistory"))
    expected = {
        (one["BusinessEntityID"], day(one["QuotaDate"]), Decimal(one["SalesQuota"]), day(one["ModifiedDate"]))
        for one in quotas
    }
    found = rows("""
        select s.staff_code, t.period_start_date, t.target_amount, t.set_date
        from core.sales_target t join core.staff s using (staff_id)
    """)
    assert set(found) == expected
    assert len(found) == 163
    assert len({start for _, start, _, _ in found}) == 12
    assert sum(amount for _, _, amount, _ in found) == 95_714_000


def test_quarters_of_a_person_neither_overlap_nor_leave_a_gap(rows: Rows) -> None:
    quarters: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for code, first, last in rows("""
        select s.staff_code, t.period_start_date, t.period_end_date
        from core.sales_target t join core.staff s using (staff_id) order by 1, 2
    """):
        quarters[code].append((first, last))
    for periods in quarters.values():
        assert all(last + timedelta(days=1) == first for (_, last), (first, _) in pairwise(periods))
    assert {periods[-1] for periods in quarters.values()} == {(date(2014, 3, 1), date(2014, 5, 31))}


def test_a_quota_is_found_by_person_and_day(rows: Rows) -> None:
    found = rows(
        """
        select t.target_amount, t.set_date from core.sales_target t join core.staff s using (staff_id)
        where s.staff_code = '275' and %s between t.period_start_date and t.period_end_date
        """,
        date(2012, 2, 28),
    )
    assert found == [(Decimal("502000.00"), date(2011, 10, 17))]


def test_transfers_are_dated_posts(rows: Rows) -> None:
    found = rows("""
        select s.staff_code, u.org_unit_code, r.valid_from, r.valid_to
        from core.staff_role r join core.staff s using (staff_id) join core.org_unit u on u.org_unit_id = r.org_unit_id
        where s.staff_code in ('275', '277', '280', '282') order by 1, 3
    """)
    assert found == [
        ("275", "2", date(2011, 5, 31), date(2012, 11, 29)),
        ("275", "3", date(2012, 11, 30), None),
        ("277", "3", date(2011, 5, 31), date(2012, 11, 29)),
        ("277", "2", date(2012, 11, 30), None),
        ("280", "1", date(2011, 5, 31), date(2012, 9, 29)),
        ("282", "6", date(2011, 5, 31), date(2012, 5, 29)),
        ("282", "10", date(2012, 5, 30), None),
    ]


def test_credit_goes_to_the_territory_held_on_the_day(
    credits: pl.DataFrame, orders: list[dict[str, str]], held: dict[str, Held]
) -> None:
    expected = {
        one["SalesOrderID"]: (
            one["SalesPersonID"],
            territory(held, one["SalesPersonID"], day(one["OrderDate"])),
            cents(one["SubTotal"]),
        )
        for one in orders
    }
    columns = ("sale_code", "staff_code", "territory_code", "credited_amount")
    found = {code: tuple(rest) for code, *rest in credits.select(columns).iter_rows()}
    assert credits.height == 3_806
    assert found == expected


@pytest.mark.parametrize(
    ("person", "on", "code"),
    [
        ("275", date(2012, 10, 30), "2"),
        ("275", date(2012, 11, 30), "3"),
        ("277", date(2012, 10, 30), "3"),
        ("277", date(2012, 11, 30), "2"),
        ("282", date(2012, 4, 30), "6"),
        ("282", date(2012, 5, 30), "10"),
        ("280", date(2012, 8, 30), "1"),
        ("280", date(2012, 10, 30), None),
    ],
)
def test_credit_on_both_sides_of_a_transfer(credits: pl.DataFrame, person: str, on: date, code: str | None) -> None:
    found = credits.filter((pl.col("staff_code") == person) & (pl.col("sold_date") == on))
    assert set(found["territory_code"]) == {code}


def test_credit_by_territory_and_quarter(
    database: Database, report: LoadReport, orders: list[dict[str, str]], held: dict[str, Held]
) -> None:
    assert report.files
    expected: dict[tuple[date, str | None], list[Decimal]] = defaultdict(list)
    for one in orders:
        on = day(one["OrderDate"])
        start = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
        expected[start, territory(held, one["SalesPersonID"], on)].append(cents(one["SubTotal"]))
    with database.engine("app", "operator").connect() as connection:
        found = territory_credits(connection, first=FIRST, last=LAST)
    columns = ("period_start_date", "territory_code", "sale_count", "credited_amount")
    assert {(start, code): (count, amount) for start, code, count, amount in found.select(columns).iter_rows()} == {
        key: (len(amounts), sum(amounts)) for key, amounts in expected.items()
    }


def test_only_the_days_asked_for_count(database: Database, report: LoadReport) -> None:
    assert report.files
    with database.engine("app", "operator").connect() as connection:
        found = territory_credits(connection, first=date(2012, 5, 30), last=date(2012, 5, 30), period="month")
        nothing = territory_credits(connection, first=date(2030, 1, 1), last=date(2030, 12, 31))
    assert set(found["period_start_date"]) == {date(2012, 5, 1)}
    assert nothing.is_empty()
