"""A bank whose accounts are supervised, closed on 31 October 2026, in CNY. Draws are of 1 October, amounts in yuan.

East  Hai (Mei)   LH 100,000 entrusted, 60,000 to the named STEEL, 50,000 of it back on the 6th, 40,000 still there
      Bo (nobody) LB 50,000, self: 10,000 to a broker, 40,000 in cash
West  Cui (nobody) LC 20,000, no movement delivered

Hai's supervised account HS holds 40,000. Hai has a statement of 1,200,000 for 2025 and took in 120,000 in October.
Hai owes 30,000 on 3 November (T-2) and has 12,000 on the settlement account: 40 %, orange.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from etl.close.run import close
from etl.progress import silent
from schema.security.personas import Persona
from schema.storage.database import Database
from tests.etl.close.bank import Bank, Loan
from tests.etl.close.supervised import AS_OF, DRAWN, Till
from tests.security.bank import grant_scope


@dataclass(frozen=True)
class Watched:
    """Keys of what the tests ask for."""

    units: Mapping[str, int]
    loans: Mapping[str, Loan]


def build(database: Database) -> Watched:
    """The bank above with its close; `east` sees the branch, `mei` her own book in it, `whole` everything."""
    with database.engine("etl").begin() as connection:
        found = _write(Bank(connection))
    close(database, AS_OF, progress=silent)
    grant_scope(database, "east", "East", persona=Persona.RISK_MANAGER)
    grant_scope(database, "mei", "East", persona=Persona.CLIENT_MANAGER)
    grant_scope(database, "whole", "Bank", persona=Persona.RISK_MANAGER)
    with database.engine("owner").begin() as connection:
        connection.exec_driver_sql("update ops.app_user set staff_id = 1 where subject = 'mei'")
    return found


def _write(bank: Bank) -> Watched:
    head = bank.org_unit("Bank", kind="head_office")
    units = {"Bank": head, **{name: bank.org_unit(name, parents=[head]) for name in ("East", "West")}}
    hai = Till(bank, "Hai", units["East"])
    loans = {"LH": _entrusted(bank, hai), "LB": _misused(Till(bank, "Bo", units["East"]))}
    cui = bank.client("Cui", units["West"])
    loans["LC"] = bank.loan("LC", cui, units["West"], principal_amount="20000.00", disbursed_date=DRAWN)
    _of_hai(bank, hai, loans["LH"])
    return Watched(units, loans)


def _entrusted(bank: Bank, hai: Till) -> Loan:
    terms = {"principal_amount": "100000.00", "payment_mode": "entrusted", "disbursed_date": DRAWN}
    loan = bank.loan("LH", hai.client, hai.unit, **terms)
    watched = hai.opened("HS", "supervised", loan=loan)
    hai.names(loan, "STEEL")
    hai.moves("100000.00", "loan_disbursement", at=watched)
    hai.moves("-60000.00", "transfer", "STEEL", day=1, at=watched, name="Steel Ltd")
    hai.moves("50000.00", "transfer", "STEEL", day=5, name="Steel Ltd")
    _balance(bank, hai, watched, "40000.00")
    return loan


def _misused(bo: Till) -> Loan:
    loan = bo.draws("LB", "50000.00", payment_mode="self")
    bo.moves("-10000.00", "securities", "BROKER", day=1, name="Broker Ltd")
    bo.moves("-40000.00", "cash", day=2)
    return loan


def _of_hai(bank: Bank, hai: Till, loan: Loan) -> None:
    run = bank.connection.exec_driver_sql
    run(
        "insert into core.financial_statement (client_id, period_end_date, currency, revenue_amount)"
        " values (%s, '2025-12-31', 'CNY', 1200000)",
        (hai.client,),
    )
    hai.moves("70000.00", "transfer", "BUYER", day=10)
    _balance(bank, hai, hai.account, "12000.00")
    bank.instalments(loan, [(date(2026, 11, 3), "30000.00", "0.00")])
    run(
        "insert into core.staff (staff_id, staff_code, name, org_unit_id, hired_date)"
        " values (1, 'M', 'Mei', %s, '2020-01-01')",
        (hai.unit,),
    )
    run(
        "insert into core.assignment (client_id, staff_id, role, share_percent, valid_from)"
        " values (%s, 1, 'client_manager', 100, '2020-01-01')",
        (hai.client,),
    )


def _balance(bank: Bank, hai: Till, account: int, amount: str) -> None:
    run = bank.connection.exec_driver_sql
    run("select ops.ensure_partitions('core.account_balance', %s, %s)", (AS_OF, AS_OF))
    run(
        "insert into core.account_balance (balance_date, client_id, account_id, balance_amount)"
        " values (%s, %s, %s, %s)",
        (AS_OF, hai.client, account, amount),
    )
