"""A bank whose needs one can count by hand, closed on 30 September and 31 October 2026, a Saturday.

Every loan is personal, 1,000.00 CNY unless said, in one part unless said. Days past due are those of 31 October.

East  Ann (Mei 60, Noah 40)  A1 parts of 100.00 due 10 and 20 October, unpaid, and 3 November   21 days, was in order
                             A2 300.00 due 2 November
      Ben (Mei)              B1 61 days, B2 60 days
      Eve (Mei)              E1 91 days
West  Cat (Noah)             C1 84 days, C2 83 days
      Dan (nobody)           D1 matures 31 October, D2 in 30 days, D3 in 31, D4 in 60, D5 in 61
      Fay (Noah)             F1 parts of 500.00 due 6 and 7 November
      Gus (Noah)             G1 100.00 due 4 November, of which 40.00 is prepaid

Accounts: Ann 200.00 (and 9,000.00 a month before), Fay 800.00 and 200.00, Gus 60.00; the others have none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from etl.close.run import close
from etl.progress import silent
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan

BEFORE, NOW = date(2026, 9, 30), date(2026, 10, 31)
FAR = date(2028, 1, 1)


@dataclass(frozen=True)
class Desk:
    """Keys of what the tests ask for."""

    units: Mapping[str, int]
    staff: Mapping[str, int]
    clients: Mapping[str, int]


def build(database: Database, *, dates: Sequence[date] = (BEFORE, NOW)) -> Desk:
    """The bank above with its closes."""
    with database.engine("etl").begin() as connection:
        desk = _write(Bank(connection))
    for as_of in dates:
        close(database, as_of, progress=silent)
    return desk


def _write(bank: Bank) -> Desk:
    head = bank.org_unit("Bank", kind="head_office")
    units = {"Bank": head, **{name: bank.org_unit(name, parents=[head]) for name in ("East", "West")}}
    staff = {"Mei": _person(bank, "Mei", units["East"]), "Noah": _person(bank, "Noah", units["West"])}
    homes = dict.fromkeys(("Ann", "Ben", "Eve"), "East") | dict.fromkeys(("Cat", "Dan", "Fay", "Gus"), "West")
    clients = {name: bank.client(name, units[home], kind="personal") for name, home in homes.items()}
    desk = Desk(units, staff, clients)
    _loans(bank, desk, homes)
    _duties(bank.connection, desk)
    _accounts(bank.connection, desk, homes)
    return desk


def _person(bank: Bank, name: str, unit: int) -> int:
    key: int = bank.connection.exec_driver_sql(
        "insert into core.staff (staff_code, name, org_unit_id, hired_date) values (%s, %s, %s, '2020-01-01')"
        " returning staff_id",
        (f"S-{name}", name, unit),
    ).scalar_one()
    run = "insert into core.staff_role (staff_id, role, org_unit_id, valid_from) values (%s, 'client_manager', %s, %s)"
    bank.connection.exec_driver_sql(run, (key, unit, date(2020, 1, 1)))
    return key


def _loans(bank: Bank, desk: Desk, homes: Mapping[str, str]) -> None:
    def loan(code: str, client: str, maturity: date = FAR, principal: str = "1000.00") -> Loan:
        terms = {"kind": "personal", "scheme": "retail_2023", "maturity_date": maturity, "principal_amount": principal}
        return bank.loan(code, desk.clients[client], desk.units[homes[client]], **terms)

    a1 = loan("A1", "Ann", principal="300.00")
    bank.instalments(a1, [(date(2026, 10, 10), "100.00", "0.00"), (date(2026, 10, 20), "100.00", "0.00"),
                          (date(2026, 11, 3), "100.00", "0.00")])  # fmt: skip
    bank.instalments(loan("A2", "Ann", principal="300.00"), [(date(2026, 11, 2), "300.00", "0.00")])
    for code, client, days in (("B1", "Ben", 61), ("B2", "Ben", 60), ("E1", "Eve", 91), ("C1", "Cat", 84)):
        bank.instalments(loan(code, client), [(NOW - timedelta(days=days), "1000.00", "0.00")])
    bank.instalments(loan("C2", "Cat"), [(NOW - timedelta(days=83), "1000.00", "0.00")])
    for number, days in enumerate((0, 30, 31, 60, 61), start=1):
        matures = NOW + timedelta(days=days)
        bank.instalments(loan(f"D{number}", "Dan", matures), [(matures, "1000.00", "0.00")])
    f1 = loan("F1", "Fay")
    bank.instalments(f1, [(date(2026, 11, 6), "500.00", "0.00"), (date(2026, 11, 7), "500.00", "0.00")])
    g1 = loan("G1", "Gus", principal="100.00")
    bank.instalments(g1, [(date(2026, 11, 4), "100.00", "0.00")])
    bank.repayment(g1, date(2026, 10, 5), "40.00")


def _duties(connection: Connection, desk: Desk) -> None:
    duties: list[tuple[Any, ...]] = [("Ann", "Mei", 60), ("Ann", "Noah", 40), ("Ben", "Mei", 100), ("Eve", "Mei", 100)]
    duties += [(client, "Noah", 100) for client in ("Cat", "Fay", "Gus")]
    for client, person, share in duties:
        connection.exec_driver_sql(
            "insert into core.assignment (client_id, staff_id, role, share_percent, valid_from)"
            " values (%s, %s, 'client_manager', %s, '2020-01-01')",
            (desk.clients[client], desk.staff[person], share),
        )


def _accounts(connection: Connection, desk: Desk, homes: Mapping[str, str]) -> None:
    balances = (
        ("1", "Ann", "settlement", ((BEFORE, "9000.00"), (NOW, "200.00"))),
        ("2", "Fay", "settlement", ((NOW, "800.00"),)),
        ("3", "Fay", "repayment", ((NOW, "200.00"),)),
        ("4", "Fay", "deposit", ((NOW, "7000.00"),)),
        ("5", "Gus", "settlement", ((NOW, "60.00"),)),
    )
    for day in (BEFORE, NOW):
        connection.exec_driver_sql("select ops.ensure_partitions('core.account_balance', %s, %s)", (day, day))
    for code, client, purpose, amounts in balances:
        key = connection.exec_driver_sql(
            "insert into core.account (client_id, account_code, org_unit_id, purpose, currency)"
            " values (%s, %s, %s, %s, 'CNY') returning account_id",
            (desk.clients[client], code, desk.units[homes[client]], purpose),
        ).scalar_one()
        for day, amount in amounts:
            connection.exec_driver_sql(
                "insert into core.account_balance (balance_date, client_id, account_id, balance_amount)"
                " values (%s, %s, %s, %s)",
                (day, desk.clients[client], key, amount),
            )
