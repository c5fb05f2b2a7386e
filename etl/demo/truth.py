"""What is really going on, by client: the answers against which detection can be measured."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import polars as pl

from etl.demo import cast as stories
from etl.demo.account_feeds import transaction_codes
from etl.demo.balances import Statement
from etl.demo.book import Book
from etl.demo.counterparties import counterparty_accounts
from etl.demo.days import NEVER, day_of, ints
from etl.demo.flows import PAYROLL_FALL, PAYROLL_FALLS_AT
from etl.demo.party_feeds import event_frame
from etl.demo.payees import renewals, story_loans, story_payee
from etl.demo.story_flows import Script
from etl.demo.trouble import OUTCOMES

SCHEMA = {
    "story": pl.String,
    "client_code": pl.String,
    "loan_code": pl.String,
    "since_date": pl.Date,
    "details": pl.String,
}
Row = tuple[str, str, str | None, object, str]


def truth_frame(book: Book, script: Script, *, statement: Statement, assignments: pl.DataFrame) -> pl.DataFrame:
    """Columns story, client_code, loan_code (null: the client as a whole), since_date, details (JSON text)."""
    rows = [
        *_distress(book),
        *_circles(book),
        *_evergreening(book),
        *_shared_payees(book),
        *_collateral(book),
        *_payroll(book),
        *_marked(book, script, statement=statement, assignments=assignments),
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("story", "client_code", "since_date", "loan_code")


def _row(book: Book, story: str, client: int, *, day: int, details: dict[str, object], loan: int = -1) -> Row:
    code = str(book.people.codes[client])
    loan_code = None if loan < 0 else str(book.loan_codes[loan])
    return story, code, loan_code, day_of(day), json.dumps(details, ensure_ascii=False, sort_keys=True, default=str)


def _distress(book: Book) -> Iterator[Row]:
    """Clients whose long trouble begins in the window: since the month in which health began to fall."""
    trouble, plan = book.trouble, book.plan
    told = set(book.cast.of(stories.LITIGATION).tolist())
    for spell in np.flatnonzero(trouble.is_major & plan.in_window(trouble.start)).tolist():
        client = int(trouble.client[spell])
        end = int(trouble.end[spell])
        details: dict[str, object] = {
            "first_missed_date": day_of(trouble.start[spell]),
            "outcome": OUTCOMES[trouble.outcome[spell]],
            "end_date": None if end == NEVER else day_of(end),
            "lead_months": int(plan.months(trouble.start)[spell] - trouble.declines[spell]),
        }
        day = int(plan.starts(ints([trouble.declines[spell]]))[0])
        yield _row(book, stories.DISTRESS, client, day=day, details=details)
        if client in told:
            yield _row(book, stories.LITIGATION, client, day=_first_lawsuit(book, client), details=details)


def _first_lawsuit(book: Book, client: int) -> int:
    """Day on which the bank could first know that the client is sued."""
    own = (pl.col("client_code") == book.people.codes[client]) & (pl.col("kind") == "litigation")
    days = event_frame(book).filter(own)["known_date"].cast(pl.Int32)
    return int(days.sort()[0])


def _circles(book: Book) -> Iterator[Row]:
    """Every member of a circle, and the guarantor whom the fallen member pulls along."""
    loans = story_loans(book, stories.CIRCLE)
    loan_of = dict(zip(book.loans.client[loans].tolist(), loans.tolist(), strict=True))
    start = dict(zip(book.trouble.client.tolist(), book.trouble.start.tolist(), strict=True))
    for number, circle in enumerate(book.cast.groups[stories.CIRCLE]):
        members = [str(book.people.codes[int(who)]) for who in circle]
        since = max(int(book.loans.disbursed[loan_of[int(who)]]) for who in circle)
        for who in circle.tolist():
            details: dict[str, object] = {"circle": f"{book.chunk}-{number + 1}", "members": members}
            yield _row(book, stories.CIRCLE, who, day=since, loan=loan_of[who], details=details)
        fallen, pulled = int(circle[0]), int(circle[1])
        if fallen in start and pulled in start:
            details = {"from_client": members[0], "first_fell": day_of(start[fallen])}
            yield _row(book, stories.CONTAGION, pulled, day=start[pulled], details=details)


def _evergreening(book: Book) -> Iterator[Row]:
    for old, new in zip(*(places.tolist() for places in renewals(book)), strict=True):
        closed = int(book.payments.closed[old])
        details: dict[str, object] = {
            "repaid_loan": str(book.loan_codes[old]),
            "payoff_date": day_of(closed) if closed < NEVER else None,
        }
        client, day = int(book.loans.client[new]), int(book.loans.disbursed[new])
        yield _row(book, stories.EVERGREENING, client, day=day, loan=new, details=details)


def _shared_payees(book: Book) -> Iterator[Row]:
    loans = story_loans(book, stories.SHARED_PAYEE)
    accounts = counterparty_accounts(story_payee(book, stories.SHARED_PAYEE, loans)).to_list()
    for loan, account in zip(loans.tolist(), accounts, strict=True):
        day = int(book.loans.disbursed[loan])
        client = int(book.loans.client[loan])
        yield _row(book, stories.SHARED_PAYEE, client, day=day, loan=loan, details={"payee_account": account})


def _collateral(book: Book) -> Iterator[Row]:
    for loan in story_loans(book, stories.COLLATERAL).tolist():
        day = int(book.loans.disbursed[loan])
        gaps: dict[str, object] = {"gaps": ["over_valued", "insurance_expired", "contract_expired"]}
        yield _row(book, stories.COLLATERAL, int(book.loans.client[loan]), day=day, loan=loan, details=gaps)


def _payroll(book: Book) -> Iterator[Row]:
    day = int(book.plan.starts(ints([PAYROLL_FALLS_AT + 1]))[0])
    for who in book.cast.of(stories.PAYROLL).tolist():
        yield _row(book, stories.PAYROLL, who, day=day, details={"monthly_factor": PAYROLL_FALL})


def _marked(book: Book, script: Script, *, statement: Statement, assignments: pl.DataFrame) -> Iterator[Row]:
    """Stories that can be named by movements: account, movement, day and amount."""
    moves = statement.movements
    codes = transaction_codes(statement)
    accounts = book.accounts.codes(book.people.number)
    partners = counterparty_accounts(moves.partner)
    for place in np.flatnonzero(moves.mark >= 0).tolist():
        beat = script.beats[int(moves.mark[place])]
        details: dict[str, object] = {
            "what": beat.role,
            "account_code": accounts[int(moves.account[place])],
            "transaction_code": codes[place],
            "booked_date": day_of(moves.day[place]),
            "amount": f"{moves.amount[place] / 100:.2f}",
            "counterparty_account": partners[place],
        }
        if beat.story == stories.WINDOW_DRESSING:
            details["staff_code"] = _manager(book, beat.client, int(moves.day[place]), assignments)
        yield _row(book, beat.story, beat.client, day=int(moves.day[place]), loan=beat.loan, details=details)


def _manager(book: Book, client: int, day: int, assignments: pl.DataFrame) -> str:
    when = day_of(day)
    held = assignments.filter(
        (pl.col("client_code") == book.people.codes[client])
        & (pl.col("role") == "client_manager")
        & (pl.col("valid_from") <= when)
        & (pl.col("valid_to").is_null() | (pl.col("valid_to") >= when))
    )
    return str(held["staff_code"][0])
