"""A small lender written fact by fact, with three closes, for pages about one client and one member of staff.

Head office HO has EAST (clients C001, C003, C004) and WEST (client C002). On 2026-10-31, in CNY unless said:

loan   client  balance    overdue  days  class            client managers
L0011  C001    1,000,000   10,000    61  special mention  E01 60 %, E04 40 %
L0012  C001      400,000        0     0  normal           E04 alone (E01 and E04 share the client, not this loan)
L0031  C003      300,000        0     0  normal           E01
L0032  C003  USD  10,000        0     0  normal           E01
L0021  C002      200,000  200,000   421  loss             E04

L0011 owes interest of 5,000 at every month's end since February and got the six of February to July.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, update

from schema.marts import tables as marts
from schema.security.partitions import PARTITION_STEP
from schema.tables import accounts, lending, operations, organisation, party, sales

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)
AT = datetime(2026, 11, 1, 3, 12, tzinfo=UTC)
HEAD_OFFICE, EAST, WEST = 1, 2, 3
HONGTAI, SEAFOOD, ANNA, TRADING = 1, 2, 3, 4
ZHOU, LIN, LI, WANG = 1, 2, 3, 4
WORKING, PLANT, REPAID, SMALL, HOME, DOLLARS = 11, 12, 13, 21, 31, 32
Row = Mapping[str, Any]


def write(connection: Connection, table: Table, *rows: Row) -> None:
    """The rows, and the partitions they need."""
    if table.fullname in PARTITION_STEP:
        for day in sorted({row[next(iter(table.primary_key)).name] for row in rows}):
            connection.execute(select(func.ops.ensure_partitions(table.fullname, day, day)))
    for row in rows:
        connection.execute(insert(table), [dict(row)])


def add_units(connection: Connection) -> None:
    """The head office and its two branches."""
    names = {HEAD_OFFICE: ("HO", "Head office"), EAST: ("EAST", "East branch"), WEST: ("WEST", "West branch")}
    for key, (code, name) in names.items():
        kind, parent = ("head_office", None) if key == HEAD_OFFICE else ("branch", HEAD_OFFICE)
        row = {"org_unit_id": key, "org_unit_code": code, "name": name, "kind": kind, "parent_id": parent}
        write(connection, organisation.org_unit, row)
    tree = [(1, 1, 0), (2, 2, 0), (3, 3, 0), (1, 2, 1), (1, 3, 1)]
    rows = [dict(zip(("ancestor_id", "descendant_id", "depth"), row, strict=True)) for row in tree]
    write(connection, organisation.org_unit_closure, *rows)


def add_people(connection: Connection) -> None:
    """Two client managers of today, one who left, one risk manager, and the posts they held."""
    people = [
        (ZHOU, "E01", "周明", EAST, "corporate", date(2015, 1, 1), None),
        (LIN, "E02", "林静", EAST, "corporate", date(2018, 1, 1), None),
        (LI, "E03", "李强", EAST, None, date(2015, 1, 1), date(2025, 12, 31)),
        (WANG, "E04", "Wang Fang", WEST, "retail", date(2019, 1, 1), None),
    ]
    names = ("staff_id", "staff_code", "name", "org_unit_id", "line", "hired_date", "left_date")
    write(connection, organisation.staff, *_rows(names, people))
    posts = [
        (ZHOU, "counter", EAST, date(2015, 1, 1), date(2016, 12, 31)),
        (ZHOU, "client_manager", EAST, date(2017, 1, 1), None),
        (LIN, "risk_manager", EAST, date(2018, 1, 1), None),
        (LI, "client_manager", EAST, date(2015, 1, 1), date(2025, 12, 31)),
        (WANG, "client_manager", WEST, date(2019, 1, 1), None),
    ]
    write(connection, organisation.staff_role, *_rows(("staff_id", "role", "org_unit_id", *DATES), posts))


DATES = ("valid_from", "valid_to")


def _rows(names: Sequence[str], values: Iterable[Sequence[Any]]) -> list[Row]:
    return [dict(zip(names, row, strict=True)) for row in values]


def add_clients(connection: Connection) -> None:
    """Four clients, two of them a group."""
    names = ("client_id", "client_code", "name", "kind", "org_unit_id", "industry", "internal_rating", "since_date")
    clients = [
        (HONGTAI, "C001", "宏泰纺织有限公司", "corporate", EAST, "textile", "A", date(2020, 1, 1)),
        (SEAFOOD, "C002", "Sanjiang Seafood", "small_micro", WEST, None, None, None),
        (ANNA, "C003", "Anna Maria Müller", "personal", EAST, None, None, date(2021, 5, 1)),
        (TRADING, "C004", "宏泰紡織貿易公司", "corporate", EAST, None, None, None),
    ]
    write(connection, party.client, *_rows(names, clients))
    group = {"client_group_id": 1, "client_group_code": "G1", "name": "Hongtai group"}
    write(connection, party.client_group, group)
    members = [(HONGTAI, 1, "parent", date(2020, 1, 1)), (TRADING, 1, "subsidiary", date(2020, 1, 1))]
    columns = ("client_id", "client_group_id", "relation", "valid_from")
    write(connection, party.client_group_member, *_rows(columns, members))


def _loan(key: int, code: str, client: int, unit: int, amount: int, **terms: Any) -> Row:
    return {
        "loan_id": key,
        "loan_code": code,
        "client_id": client,
        "org_unit_id": unit,
        "kind": "working_capital",
        "scheme": "corporate_2023",
        "currency": "CNY",
        "principal_amount": Decimal(amount),
        "annual_rate": Decimal("0.06"),
        "schedule_type": "interest_first",
        "disbursed_date": date(2026, 1, 31),
        "maturity_date": date(2027, 1, 31),
        **terms,
    }


def add_loans(connection: Connection) -> None:
    """Five loans on the book and one long repaid."""
    product = {"product_id": 1, "product_code": "WC", "name": "Working capital loan", "kind": "loan"}
    write(connection, organisation.product, product)
    plant = {"disbursed_date": date(2025, 6, 30), "maturity_date": date(2028, 6, 30), "kind": "fixed_asset"}
    past = {"disbursed_date": date(2024, 1, 31), "maturity_date": date(2025, 1, 31), "closed_date": date(2025, 1, 31)}
    home = {"kind": "mortgage", "scheme": "retail_2023", "maturity_date": date(2046, 1, 31)}
    purpose = {"product_id": 1, "purpose": "raw materials", "payment_mode": "entrusted"}
    loans = [
        _loan(WORKING, "L0011", HONGTAI, EAST, 1_000_000, **purpose),
        _loan(PLANT, "L0012", HONGTAI, EAST, 500_000, **plant),
        _loan(REPAID, "L0013", HONGTAI, EAST, 50_000, **past),
        _loan(SMALL, "L0021", SEAFOOD, WEST, 200_000, kind="small_micro", scheme="retail_2023"),
        _loan(HOME, "L0031", ANNA, EAST, 300_000, **home),
        _loan(DOLLARS, "L0032", ANNA, EAST, 10_000, **{**home, "currency": "USD"}),
    ]
    write(connection, lending.loan, *loans)


def _snapshot(as_of: date, loan: int, balance: int, overdue: int = 0, days: int = 0, **terms: Any) -> Row:
    client, unit = {1: (HONGTAI, EAST), 2: (SEAFOOD, WEST), 3: (ANNA, EAST)}[loan // 10]
    oldest = date.fromordinal(as_of.toordinal() - days) if days else None
    return {
        "as_of": as_of,
        "client_id": client,
        "loan_id": loan,
        "org_unit_id": unit,
        "kind": "working_capital",
        "scheme": "corporate_2023",
        "currency": "CNY",
        "outstanding_principal_amount": Decimal(balance),
        "due_amount": Decimal(0),
        "paid_amount": Decimal(0),
        "overdue_amount": Decimal(overdue),
        "overdue_principal_amount": Decimal(0),
        "credit_balance_amount": Decimal(0),
        "oldest_unpaid_date": oldest,
        "days_past_due": days,
        "bucket": "current",
        "risk_class": "normal",
        "floor_class": "normal",
        "class_reasons": [],
        **terms,
    }


def _watched(days: int) -> dict[str, Any]:
    return {"risk_class": "special_mention", "class_reasons": [f"days_past_due:{days}"]}


def _owing(due: int, paid: int, next_due: date) -> dict[str, Any]:
    amounts = {"due_amount": Decimal(due), "paid_amount": Decimal(paid)}
    return {**amounts, "next_due_date": next_due, "next_due_amount": Decimal(5_000)}


def add_snapshots(connection: Connection) -> None:
    """What three closes found; L0011 fell behind in September."""
    loss = {"risk_class": "loss", "class_reasons": ["days_past_due:421", "delivered:loss"], "kind": "small_micro"}
    october = {**_watched(61), **_owing(45_000, 30_000, date(2026, 11, 30))}
    rows = [
        _snapshot(AUGUST, WORKING, 1_000_000, **_owing(35_000, 30_000, SEPTEMBER)),
        _snapshot(SEPTEMBER, WORKING, 1_000_000, 5_000, 30, **_watched(30), **_owing(40_000, 30_000, OCTOBER)),
        _snapshot(OCTOBER, WORKING, 1_000_000, 10_000, 61, **october),
        _snapshot(AUGUST, PLANT, 500_000, kind="fixed_asset"),
        _snapshot(SEPTEMBER, PLANT, 450_000, kind="fixed_asset"),
        _snapshot(OCTOBER, PLANT, 400_000, kind="fixed_asset"),
        _snapshot(OCTOBER, SMALL, 200_000, 200_000, 421, **loss),
        _snapshot(OCTOBER, HOME, 300_000, kind="mortgage"),
        _snapshot(OCTOBER, DOLLARS, 10_000, kind="mortgage", currency="USD"),
    ]
    write(connection, lending.loan_snapshot, *rows)


def add_payments(connection: Connection) -> None:
    """Twelve instalments of L0011, six of them paid on the day."""
    ends = [date(2026, month, day) for month, day in enumerate((28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), start=2)]
    loan = {"client_id": HONGTAI, "loan_id": WORKING}
    for no, due in enumerate([*ends, date(2027, 1, 31)], start=1):
        principal = Decimal(1_000_000 if no == 12 else 0)
        amounts = {"principal_amount": principal, "interest_amount": Decimal(5_000)}
        write(connection, lending.instalment, {**loan, "due_date": due, "instalment_no": no, **amounts})
    for no, paid in enumerate(ends[:6], start=1):
        payment = {"repayment_code": f"R{no}", "paid_amount": Decimal(5_000), "payer_name": "宏泰纺织有限公司"}
        write(connection, lending.repayment, {**loan, "paid_date": paid, **payment})


def add_assignments(connection: Connection) -> None:
    """李强 handed C001 over to 周明 and Wang Fang at the end of 2025; L0012 is Wang Fang's alone since June."""
    new_year = date(2026, 1, 1)
    duties = [
        (HONGTAI, None, LI, "client_manager", 100, date(2020, 1, 1), date(2025, 12, 31), None),
        (HONGTAI, None, ZHOU, "client_manager", 60, new_year, None, "HO-2025-17"),
        (HONGTAI, None, WANG, "client_manager", 40, new_year, None, None),
        (HONGTAI, PLANT, WANG, "client_manager", 100, date(2026, 6, 1), None, None),
        (HONGTAI, None, LIN, "risk_manager", 100, date(2020, 1, 1), None, None),
        (ANNA, None, ZHOU, "client_manager", 100, date(2021, 5, 1), None, None),
        (SEAFOOD, None, WANG, "client_manager", 100, date(2020, 1, 1), None, None),
    ]
    names = ("client_id", "loan_id", "staff_id", "role", "share_percent", *DATES, "handover_document")
    write(connection, party.assignment, *_rows(names, duties))


def add_securities(connection: Connection) -> None:
    """A factory valued twice whose insurance ran out, a machine never valued; guarantees from and for others."""
    factory = {"collateral_id": 1, "collateral_code": "M1", "kind": "real_estate", "description": "厂房"}
    dates = {"loan_id": WORKING, "insurance_expiry_date": date(2026, 6, 30), "contract_expiry_date": date(2027, 1, 31)}
    machine = {"collateral_id": 2, "collateral_code": "M2", "kind": "equipment"}
    for row in ({**factory, **dates}, machine):
        write(connection, lending.collateral, {"client_id": HONGTAI, **row})
    valuations = [(date(2025, 2, 28), 2_000_000), (date(2026, 2, 28), 2_400_000), (date(2026, 11, 30), 9)]
    for day, value in valuations:
        key = {"client_id": HONGTAI, "collateral_id": 1, "valued_date": day}
        write(connection, lending.collateral_valuation, {**key, "value_amount": Decimal(value), "currency": "CNY"})
    names = ("client_id", "guarantee_code", "guarantor_client_id", "loan_id", "guaranteed_amount", "currency", *DATES)
    guarantees = [
        (HONGTAI, "GU1", TRADING, WORKING, Decimal(500_000), "CNY", date(2026, 1, 31), None),
        (ANNA, "GU2", HONGTAI, None, Decimal(100_000), "CNY", date(2026, 1, 31), None),
        (HONGTAI, "GU3", SEAFOOD, None, Decimal(70_000), "CNY", date(2024, 1, 31), date(2025, 1, 31)),
    ]
    write(connection, lending.guarantee, *_rows(names, guarantees))


def add_accounts(connection: Connection) -> None:
    """A settlement account with a delivered balance, a deposit whose last movement tells it, one without either."""
    for key, purpose in enumerate(("settlement", "deposit", "supervised"), start=1):
        row = {"account_id": key, "account_code": f"A{key}", "client_id": HONGTAI, "org_unit_id": EAST}
        supervised = {"purpose": purpose, "currency": "CNY", "is_supervised": purpose == "supervised"}
        write(connection, accounts.account, {**row, **supervised, "opened_date": date(2020, 1, 1)})
    for day, balance in ((SEPTEMBER, 70_000), (OCTOBER, 80_000)):
        key_ = {"balance_date": day, "client_id": HONGTAI, "account_id": 1}
        write(connection, accounts.account_balance, {**key_, "balance_amount": Decimal(balance)})
    for code, after in (("T1", "1000.00"), ("T2", "1234.56")):
        booked = {"booked_date": date(2026, 10, 15), "client_id": HONGTAI, "account_id": 2, "transaction_code": code}
        amounts = {"amount": Decimal(1), "balance_after_amount": Decimal(after), "kind": "transfer"}
        write(connection, accounts.account_transaction, {**booked, **amounts})


def add_events(connection: Connection) -> None:
    """A lawsuit of May, one that the bank learns of only in November, and an extension of L0012."""
    suits = [("V1", date(2026, 5, 10), date(2026, 5, 20)), ("V2", date(2026, 10, 20), date(2026, 11, 5))]
    for code, day, known in suits:
        row = {"client_id": HONGTAI, "event_code": code, "kind": "litigation", "event_date": day, "known_date": known}
        stake = {"amount": Decimal(300_000), "currency": "CNY", "description": "货款纠纷", "source": "court register"}
        write(connection, party.external_event, {**row, **stake})
    terms = {"restructured_date": date(2026, 4, 30), "kind": "extension", "is_in_difficulty": True}
    dates = {"new_maturity_date": date(2028, 12, 31)}
    write(connection, lending.restructuring, {"client_id": HONGTAI, "loan_id": PLANT, **terms, **dates})


def add_sales(connection: Connection) -> None:
    """周明 sold 50,000 to C001 in March, 10,000 came back in April; half of 20,000 to somebody; one of last year."""
    product = {"product_id": 2, "product_code": "DP", "name": "Deposits", "kind": "deposit"}
    write(connection, organisation.product, product)
    sold = [
        (1, "S1", date(2026, 3, 15), HONGTAI, Decimal(50_000), None, 100),
        (2, "S2", date(2026, 4, 1), HONGTAI, Decimal(-10_000), "S1", 100),
        (3, "S3", date(2026, 5, 1), None, Decimal(20_000), None, 50),
        (4, "S4", date(2025, 12, 31), HONGTAI, Decimal(7_000), None, 100),
    ]
    for key, code, day, client, amount, returned, share in sold:
        row = {"sale_id": key, "sale_code": code, "sold_date": day, "client_id": client, "amount": amount}
        where = {"org_unit_id": EAST, "product_id": 2, "currency": "CNY", "returned_sale_code": returned}
        write(connection, sales.sale, {**row, **where})
        write(connection, sales.sale_credit, {"sale_id": key, "staff_id": ZHOU, "share_percent": Decimal(share)})


def add_closes(connection: Connection) -> None:
    """Three closed dates."""
    for number, as_of in enumerate((AUGUST, SEPTEMBER, OCTOBER), start=1):
        run = {"close_run_id": number, "as_of": as_of, "state": "complete", "started_at": AT, "finished_at": AT}
        write(connection, operations.close_run, run)
        write(connection, operations.closed_date, {"as_of": as_of, "close_run_id": number, "closed_at": AT})
    version = operations.data_version
    connection.execute(update(version).values(version=version.c.version + 1))


def add_overdue(connection: Connection) -> None:
    """The mart of overdue loans on the last date."""
    rows = [
        ("L0011", HONGTAI, EAST, "C001", "宏泰纺织有限公司", 1_000_000, 10_000, 61, "special_mention"),
        ("L0021", SEAFOOD, WEST, "C002", "Sanjiang Seafood", 200_000, 200_000, 421, "loss"),
    ]
    for loan, client, unit, code, name, balance, overdue, days, risk_class in rows:
        row = {"as_of": OCTOBER, "client_id": client, "loan_id": int(loan[1:]), "org_unit_id": unit, "currency": "CNY"}
        names = {"client_code": code, "client_name": name, "loan_code": loan, "kind": "working_capital"}
        amounts = {"outstanding_principal_amount": Decimal(balance), "overdue_amount": Decimal(overdue)}
        oldest = {"oldest_unpaid_date": date.fromordinal(OCTOBER.toordinal() - days), "days_past_due": days}
        found = {**row, **names, **amounts, **oldest, "bucket": "d61_90", "risk_class": risk_class}
        write(connection, marts.overdue_loan, found)


WHOLE = (
    add_units,
    add_people,
    add_clients,
    add_loans,
    add_snapshots,
    add_payments,
    add_assignments,
    add_securities,
    add_accounts,
    add_events,
    add_sales,
    add_overdue,
    add_closes,
)


def build(engine: Engine, parts: Sequence[Any] = WHOLE) -> None:
    """The lender, or the named parts of it."""
    with engine.begin() as connection:
        for part in parts:
            part(connection)
