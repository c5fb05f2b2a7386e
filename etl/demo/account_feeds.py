"""Feeds about account movements and balances of a chunk."""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo.balances import Statement
from etl.demo.book import Book
from etl.demo.counterparties import counterparty_accounts, counterparty_banks, counterparty_names
from etl.demo.days import as_days, as_money, ints, words
from etl.demo.flows import MONTHS
from etl.demo.movements import CHANNELS, KINDS, NOTES


def transaction_codes(statement: Statement) -> pl.Series:
    """T0000001 for the first movement of an account; the file's order."""
    account = statement.movements.account
    starts = np.flatnonzero(np.diff(account, prepend=-1))
    rank = np.arange(len(account)) - np.repeat(starts, np.diff(starts, append=len(account))) + 1
    return "T" + pl.Series(rank).cast(pl.String).str.zfill(7)


def transaction_frame(book: Book, statement: Statement) -> pl.DataFrame:
    """The account_transaction feed, by account and day."""
    moves = statement.movements
    client = book.accounts.client[moves.account]
    channel = book.random("channels").choice(len(CHANNELS), len(moves), p=[0.72, 0.2, 0.08])
    return pl.DataFrame(
        {
            "account_code": book.accounts.codes(book.people.number).gather(moves.account),
            "transaction_code": transaction_codes(statement),
            "booked_date": as_days(moves.day),
            "amount": as_money(moves.amount),
            "balance_after_amount": as_money(statement.after),
            "kind": words(KINDS, moves.kind),
            "channel": words(CHANNELS, ints(channel)),
            "counterparty_account_code": counterparty_accounts(moves.partner),
            "counterparty_name": counterparty_names(moves.partner, book.names.gather(client)),
            "counterparty_bank": counterparty_banks(moves.partner),
            "note": words(NOTES, moves.note),
        }
    )


def balance_frame(book: Book, statement: Statement) -> pl.DataFrame:
    """The account_balance feed: month ends with the average of the month."""
    account, month = np.nonzero(statement.is_open)
    return pl.DataFrame(
        {
            "account_code": book.accounts.codes(book.people.number).gather(account),
            "balance_date": as_days(book.plan.ends(ints(MONTHS))[month]),
            "balance_amount": as_money(statement.month_end[account, month]),
            "average_balance_amount": as_money(ints(np.rint(statement.average[account, month]))),
        }
    )
