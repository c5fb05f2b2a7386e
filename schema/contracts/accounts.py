"""Feeds about accounts: the accounts, their movements, their balances."""

from __future__ import annotations

import polars as pl

from schema.contracts.field import Feed, Parent, Rule
from schema.contracts.fields import (
    CURRENCY,
    SAME_CLIENT,
    client_parent,
    code,
    day,
    flag,
    loan_parent,
    money,
    not_before,
    words,
)
from schema.contracts.organisation import ORG_UNIT
from schema.domain.words import AccountPurpose, TransactionKind
from schema.tables import accounts as tables

ACCOUNT_CODE = code("account_code", "the account", "6222000777")
ACCOUNT = Parent(
    map_name="account",
    field="account_code",
    gives={"client_id": "client_id", "account_id": "account_id", "opened_date": "account_opened_date"},
)

FEEDS = (
    Feed(
        name="account",
        about="Deposit, settlement and repayment accounts, supervised or not.",
        table=tables.account,
        key=("account_code",),
        owner_column="client_id",
        fields=(
            ACCOUNT_CODE,
            code("client_code", "the owner", "C000123"),
            code("org_unit_code", "org unit that keeps it", "B01"),
            code("loan_code", "the loan whose use it supervises", "", is_required=False),
            words("purpose", "what it serves", "settlement", is_required=True, one_of=tuple(AccountPurpose)),
            flag("is_supervised", "under fund-use supervision", is_required=True),
            CURRENCY,
            day("opened_date", "first day", "2018-05-02", is_required=False),
            day("closed_date", "last day", "", is_required=False),
        ),
        parents=(client_parent(), ORG_UNIT, loan_parent(is_required=False, owns_row=False)),
        rules=(
            SAME_CLIENT,
            not_before("closed_before_opened", "closed_date", "opened_date", "closed_date lies before opened_date."),
        ),
    ),
    Feed(
        name="account_transaction",
        about="Movements on accounts; money in is positive, money out is negative.",
        table=tables.account_transaction,
        key=("booked_date", "client_id", "account_id", "transaction_code"),
        date_column="booked_date",
        affects_closes=True,
        is_partitioned=True,
        fields=(
            ACCOUNT_CODE,
            code("transaction_code", "key of the movement within its account and day", "T0000123"),
            day("booked_date", "booking date", "2026-10-30"),
            money("amount", "signed amount", "-1200.00"),
            money("balance_after_amount", "balance after it", "88000.00", is_required=False),
            words("kind", "what it is", "transfer", is_required=True, one_of=tuple(TransactionKind)),
            words("channel", "counter, e_channel, machine", "e_channel"),
            code("counterparty_account_code", "account on the other side", "6222000012", is_required=False),
            words("counterparty_name", "name on the other side", "华达钢材"),
            words("counterparty_bank", "bank on the other side", "ICBC"),
            words("note", "text of the booking", "货款"),
        ),
        parents=(ACCOUNT,),
        rules=(
            not_before(
                "booked_before_opening",
                "booked_date",
                "account_opened_date",
                "booked_date lies before the account was opened.",
            ),
            Rule(
                code="amount_is_zero",
                column="amount",
                holds=pl.col("amount") != 0,
                sentence="A movement of zero moves nothing.",
            ),
        ),
    ),
    Feed(
        name="account_balance",
        about="Balance of an account at the end of a day, with the average of its month when known.",
        table=tables.account_balance,
        key=("balance_date", "client_id", "account_id"),
        date_column="balance_date",
        affects_closes=True,
        is_partitioned=True,
        fields=(
            ACCOUNT_CODE,
            day("balance_date", "the day", "2026-10-31"),
            money("balance_amount", "balance at the end of the day", "88000.00"),
            money("average_balance_amount", "average since the month began", "91000.00", is_required=False),
        ),
        parents=(ACCOUNT,),
    ),
)
