"""Changes of staff, what waits for administrators and auditors, and own sales: a few rows of each."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Connection

from schema.marts.today_house import house_needs
from schema.marts.today_people import PeopleKind, people_needs
from schema.marts.today_sales import OwnSales, own_sales
from schema.marts.today_scope import Scope
from schema.marts.today_watch import watch_needs
from schema.storage.database import Database
from tests.etl.close.bank import Bank
from tests.marts.desk import NOW, Desk, build

PEOPLE: tuple[tuple[Any, ...], ...] = (
    # name, hired, left, posts from and to
    ("First", "2026-10-01", None, (("counter", "2026-10-01", None),)),  # joined on the first day of the month
    ("Late", "2026-09-30", None, (("counter", "2026-09-30", None),)),  # joined the day before it
    ("Gone", "2015-01-01", "2026-10-31", (("approver", "2015-01-01", "2026-10-31"),)),  # last day today
    ("Past", "2015-01-01", "2026-09-30", (("approver", "2015-01-01", "2026-09-30"),)),
    ("Mover", "2015-01-01", None, (("counter", "2015-01-01", "2026-10-14"), ("support", "2026-10-15", None))),
    ("Idle", "2015-01-01", None, (("counter", "2015-01-01", "2026-10-30"),)),
    ("Never", None, None, ()),
)


@pytest.fixture(scope="module")
def desk(database: Database) -> Desk:
    """The bank of `desk`, with more people and a unit that was closed."""
    desk = build(database, dates=(NOW,))
    with database.engine("etl").begin() as connection:
        for name, hired, left, posts in PEOPLE:
            _hire(connection, desk.units["West"], name, hired, left, posts)
        old = Bank(connection).org_unit("Old", parents=[desk.units["Bank"]])
        connection.exec_driver_sql("update core.org_unit set closed_date = '2026-10-31' where org_unit_code = 'Old'")
        _hire(connection, old, "Stayed", "2015-01-01", None, (("counter", "2015-01-01", None),))
    with database.engine("owner").begin() as connection:
        _users(connection)
    return desk


def _users(connection: Connection) -> None:
    """Anna's scope ended yesterday, Boris's ends today; Carl is locked out; Gina has left, Hugo has moved."""
    connection.exec_driver_sql(
        "insert into ops.app_user (subject, display_name, is_active, staff_id) values"
        " ('a', 'Anna', true, null), ('b', 'Boris', true, null), ('c', 'Carl', false, null),"
        " ('g', 'Gina', true, (select staff_id from core.staff where staff_code = 'S-Past')),"
        " ('h', 'Hugo', true, (select staff_id from core.staff where staff_code = 'S-Mover'))"
    )
    connection.exec_driver_sql(
        "insert into ops.user_scope (subject, persona, is_whole_bank, valid_from, valid_to) values"
        " ('a', 'auditor', true, '2020-01-01', ops.today() - 1), ('b', 'auditor', true, '2020-01-01', ops.today()),"
        " ('g', 'administrator', true, '2020-01-01', null), ('h', 'auditor', true, '2020-01-01', null)"
    )


def _hire(connection: Connection, unit: int, name: str, hired: Any, left: Any, posts: Any) -> None:
    person = connection.exec_driver_sql(
        "insert into core.staff (staff_code, name, org_unit_id, hired_date, left_date) values (%s, %s, %s, %s, %s)"
        " returning staff_id",
        (f"S-{name}", name, unit, hired, left),
    ).scalar_one()
    for role, start, end in posts:
        connection.exec_driver_sql(
            "insert into core.staff_role (staff_id, role, org_unit_id, valid_from, valid_to)"
            " values (%s, %s, %s, %s, %s)",
            (person, role, unit, start, end),
        )


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine("app", "operator").connect() as connection:
        yield connection


@pytest.fixture
def owner(database: Database) -> Iterator[Connection]:
    """As the owner, who sees and may write everything; nothing is kept."""
    with database.engine("owner").connect() as connection:
        yield connection


def test_people_of_the_month_gaps_first(connection: Connection, desk: Desk) -> None:
    needs = people_needs(connection, scope=Scope(org_unit_ids=(desk.units["Bank"],)), as_of=NOW)
    assert [(row.kind, row.name, row.on, row.role) for row in needs.rows] == [
        (PeopleKind.NO_POST, "Never", None, None),
        (PeopleKind.NO_POST, "Idle", date(2026, 10, 30), "counter"),
        (PeopleKind.CLOSED_UNIT, "Stayed", NOW, None),
        (PeopleKind.LEFT, "Gone", NOW, None),
        (PeopleKind.JOINED, "First", date(2026, 10, 1), "counter"),
        (PeopleKind.MOVED, "Mover", date(2026, 10, 15), "support"),
    ]
    assert needs.count(PeopleKind.NO_POST, PeopleKind.CLOSED_UNIT) == 3


def test_loans_without_client_manager_are_a_number(connection: Connection, desk: Desk) -> None:
    """Dan's five loans, all in the west."""
    counts = {
        unit: people_needs(connection, scope=Scope(org_unit_ids=(desk.units[unit],)), as_of=NOW).unmanaged_loan_count
        for unit in ("Bank", "East", "West")
    }
    assert counts == {"Bank": 5, "East": 0, "West": 5}


def test_counts_stand_although_few_are_shown(connection: Connection, desk: Desk) -> None:
    needs = people_needs(connection, scope=Scope(org_unit_ids=(desk.units["Bank"],)), as_of=NOW, most=1)
    assert [row.name for row in needs.rows] == ["Never"]
    assert needs.count(*PeopleKind) == 6


def _batch(connection: Connection, file: str, status: str, rejected: int, age: str, feed: str = "loan") -> None:
    connection.exec_driver_sql(
        "insert into ops.load_batch (run_code, feed, source_name, file_name, checksum, status, rows_read,"
        " rows_rejected, started_at) values ('r', %s, 'files', %s, 'c', %s, %s, %s, now() - %s::interval)",
        (feed, file, status, rejected, rejected, age),
    )


def test_files_of_the_last_week_that_were_not_mended(owner: Connection, desk: Desk) -> None:
    _batch(owner, "mended.csv", "refused", 0, "2 days")
    _batch(owner, "mended.csv", "loaded", 0, "1 day")
    _batch(owner, "rows.csv", "loaded", 3, "6 days 23 hours")
    _batch(owner, "old.csv", "refused", 0, "8 days")
    _batch(owner, "broken.csv", "refused", 0, "1 hour")
    found = house_needs(owner).batches
    assert [(one.file_name, one.is_refused, one.rows_rejected) for one in found] == [
        ("broken.csv", True, 0),
        ("rows.csv", False, 3),
    ]


def test_users_whose_scopes_are_not_right(connection: Connection, desk: Desk) -> None:
    """Nobody is stranded who is locked out; a scope that ends today still holds."""
    needs = house_needs(connection)
    assert [one.display_name for one in needs.stranded] == ["Anna"]
    assert [(one.display_name, one.left_date) for one in needs.leavers] == [("Gina", date(2026, 9, 30))]


def test_numbers_and_names_are_for_those_who_may_see_them(database: Database, desk: Desk) -> None:
    """An auditor sees staff and users, an administrator (Gina) no staff, a stranger nothing."""
    bank = Scope(org_unit_ids=(desk.units["Bank"],))
    seen = {}
    for subject in ("b", "g", "nobody"):
        with database.engine("app", subject).connect() as connection:
            unmanaged = people_needs(connection, scope=bank, as_of=NOW).unmanaged_loan_count
            seen[subject] = (unmanaged, len(house_needs(connection).leavers))
    assert seen == {"b": (5, 1), "g": (0, 1), "nobody": (0, 0)}


def test_proposals_wait_until_somebody_decides(owner: Connection, desk: Desk) -> None:
    owner.exec_driver_sql(
        "insert into ops.parameter_proposal (name, number, valid_from, source, status, author, reason, decided_by,"
        " decided_at, decision) values"
        " ('obligor_limit', 0.1, '2027-01-01', 'us', 'proposed', 'operator', 'tighter', null, null, null),"
        " ('obligor_limit', 0.2, '2027-01-01', 'us', 'proposed', 'operator', 'looser', 'x', now(), 'refused')"
    )
    assert [(one.number, one.author) for one in house_needs(owner).proposals] == [(Decimal("0.100000000"), "Operator")]


def test_what_was_looked_at_taken_away_and_changed(owner: Connection, desk: Desk) -> None:
    owner.exec_driver_sql(
        "insert into ops.access_log (subject, page, outcome, at) values"
        " ('eve', 'audit', 'forbidden', now()), ('eve', 'audit', 'forbidden', now()),"
        " ('eve', 'today', 'shown', now()), ('eve', 'audit', 'forbidden', now() - interval '8 days')"
    )
    owner.exec_driver_sql(
        "insert into ops.export_log (subject, page, title, format, row_count) values"
        " ('operator', 'overview', 'Units', 'xlsx', 7), ('operator', 'overview', 'Loans', 'csv', 5)"
    )
    owner.exec_driver_sql(
        "insert into ops.admin_log (actor, act, target, reason) values ('operator', 'disable_user', 'eve', 'left')"
    )
    seen = watch_needs(owner)
    assert [(one.person, one.page, one.count) for one in seen.refused] == [("eve", "audit", 2)]
    assert [(one.person, one.page, one.count, one.rows) for one in seen.exports] == [("Operator", "overview", 2, 12)]
    assert [(one.actor, one.act, one.target) for one in seen.acts] == [("Operator", "disable_user", "eve")]
    assert (seen.refused_count, seen.export_count, seen.act_count) == (2, 2, 1)


def test_own_sales_against_the_last_target(owner: Connection, desk: Desk) -> None:
    """Half of a 1,000.00 deposit of January and all of one of October, less 50.00 back; 3 cards of 4 asked for."""
    mei, unit = desk.staff["Mei"], desk.units["East"]
    owner.exec_driver_sql(
        "insert into core.product (product_id, product_code, name, kind) values"
        " (1, 'D', 'Deposits', 'deposit'), (2, 'K', 'Cards', 'service'), (3, 'X', 'Funds', 'service')"
    )
    sales = (
        (1, "2026-01-01", 1, "1000.00", None, 50), (2, "2026-10-01", 1, "300.00", None, 100),
        (3, "2026-10-31", 1, "-50.00", None, 100), (4, "2026-05-05", 2, "0.00", 3, 100),
        (5, "2025-12-31", 1, "9000.00", None, 100), (6, "2026-11-01", 1, "9000.00", None, 100),
    )  # fmt: skip
    for key, on, product, amount, quantity, share in sales:
        owner.exec_driver_sql(
            "insert into core.sale (sale_id, sale_code, sold_date, org_unit_id, product_id, amount, quantity, currency,"
            " unit) values (%s, %s, %s, %s, %s, %s, %s, 'CNY', %s)",
            (key, f"P{key}", on, unit, product, amount, quantity, "cards" if quantity else None),
        )
        owner.exec_driver_sql("insert into core.sale_credit values (%s, %s, %s)", (key, mei, share))
    targets = (
        (1, "2000.00", "CNY", "2025-12-01"), (1, "1500.00", "CNY", "2026-07-01"), (1, "9.00", "CNY", "2026-11-01"),
        (2, "4.00", "cards", "2025-12-01"), (3, "100.00", "CNY", "2025-12-01"),
    )  # fmt: skip
    for product, amount, unit_, set_on in targets:
        owner.exec_driver_sql(
            "insert into core.sales_target (staff_id, product_id, period_start_date, period_end_date, target_amount,"
            " unit, set_date) values (%s, %s, '2026-01-01', '2026-12-31', %s, %s, %s)",
            (mei, product, amount, unit_, set_on),
        )
    found = own_sales(owner, staff_id=mei, as_of=NOW)
    assert [_said(one) for one in found] == [
        ("Cards", "cards", Decimal("0.00"), Decimal("3.00"), Decimal("4.00"), True),
        ("Deposits", "CNY", Decimal("250.00"), Decimal("750.00"), Decimal("1500.00"), True),
        ("Funds", "CNY", Decimal("0.00"), Decimal("0.00"), Decimal("100.00"), True),
    ]
    assert found[1].elapsed_ratio(NOW).value == Decimal(304) / Decimal(365)
    assert own_sales(owner, staff_id=desk.staff["Noah"], as_of=NOW) == ()


def _said(one: OwnSales) -> tuple[Any, ...]:
    return (
        one.product, one.unit, one.month_amount, one.period_amount, one.target_amount, one.is_behind(NOW),
    )  # fmt: skip
