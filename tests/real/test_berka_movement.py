"""Balances, days past due and roll rates of the Czech bank, close by close, computed again from the raw files.

Nothing of the product is used for the expectation: the loans, their payments and the calendar, one loan at a time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import streamlit as st
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

from etl.close.run import close_through
from etl.load.report import LoadReport
from etl.progress import silent
from schema.domain import movement as rules
from schema.marts import movement
from schema.marts.movement import Movement
from schema.storage.database import Database
from tests.pages.conftest import open_page as open_page  # noqa: PLC0414 - the fixture of the pages
from tests.real.conftest import Rows
from tests.real.test_berka import MATERIALITY, day, due_dates, raw

SOURCE = "berka"
CLOSES = tuple(
    date(year, month, last)
    for year, month, last in ((1993, 7, 31), (1993, 8, 31), (1993, 9, 30), (1993, 10, 31), (1993, 11, 30),
                              (1993, 12, 31), (1994, 1, 31), (1994, 2, 28), (1994, 3, 30))
)  # fmt: skip
UPPER_BOUNDS = (("current", 0), ("d1_30", 30), ("d31_60", 60), ("d61_90", 90), ("d91_180", 180), ("d181_270", 270))
Book = Mapping[str, tuple[Decimal, int]]


@dataclass(frozen=True)
class RawLoan:
    """One loan of the files: what was lent, its equal payments, and what was paid when."""

    code: str
    granted: date
    amount: Decimal
    payment: Decimal
    dues: list[date]
    paid: list[tuple[date, Decimal]]

    def on(self, as_of: date) -> tuple[Decimal, int]:
        """Balance and days past due; the loans carry no interest, so all that is paid is principal."""
        paid = sum((amount for when, amount in self.paid if when <= as_of), Decimal(0))
        left, oldest = paid, None
        for due in self.dues:
            covered = min(self.payment, left)
            left -= covered
            if due < as_of and self.payment - covered > MATERIALITY * self.payment:
                oldest = due
                break
        return max(self.amount - paid, Decimal(0)), (as_of - oldest).days if oldest else 0


@pytest.fixture(scope="module")
def database(database: Database) -> Iterator[Database]:
    """The module's database; the dashboard lets go of it before it is dropped."""
    yield database
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[date, Book]:
    """Per close and loan code: balance and days past due of what is not repaid."""
    paid: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for one in raw(folder, "trans"):
        if one["k_symbol"] == "UVER":
            paid[one["account_id"]].append((day(one["date"]), Decimal(one["amount"])))
    loans = [
        RawLoan(
            code=one["loan_id"],
            granted=day(one["date"]),
            amount=Decimal(one["amount"]),
            payment=Decimal(one["payments"]),
            dues=due_dates(day(one["date"]), int(one["duration"])),
            paid=paid[one["account_id"]],
        )
        for one in raw(folder, "loan")
        if day(one["date"]) <= CLOSES[-1]
    ]
    books = {on: {loan.code: loan.on(on) for loan in loans if loan.granted <= on} for on in CLOSES}
    return {on: {code: found for code, found in book.items() if found[0] > 0} for on, book in books.items()}


def bucket(days: int) -> str:
    return next((name for name, upper in UPPER_BOUNDS if days <= upper), "more")


@pytest.fixture(scope="module")
def closed(database: Database, report: LoadReport) -> Database:
    """The bank after every close up to 30 March 1994."""
    assert report.files
    assert tuple(each.as_of for each in close_through(database, CLOSES[-1], progress=silent)) == CLOSES
    return database


@pytest.fixture(scope="module")
def asked(closed: Database) -> Iterator[Connection]:
    """The dashboard's connection to the closed bank."""
    with closed.engine("app", "operator").connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def moves(asked: Connection) -> list[Movement]:
    """The movements of the whole bank, oldest first."""
    ((head,),) = asked.exec_driver_sql("select org_unit_id from core.org_unit where org_unit_code = 'HO'")
    return movement.by_bucket(asked, org_unit_ids=(head,), currency="CZK", dates=CLOSES)


@pytest.mark.usefixtures("closed")
def test_balances_and_days_past_due_of_every_close(rows: Rows, expected: dict[date, Book]) -> None:
    found: dict[date, dict[str, tuple[Decimal, int]]] = defaultdict(dict)
    for as_of, code, balance, days in rows("""
        select s.as_of, l.loan_code, s.outstanding_principal_amount, s.days_past_due
        from core.loan_snapshot s join core.loan l using (client_id, loan_id)
    """):
        found[as_of][code] = (balance, days)
    assert found == expected
    assert [len(expected[on]) for on in CLOSES][::8] == [3, 37]
    assert expected[CLOSES[-1]]["5314"] == (Decimal("88362.80"), 230)


def test_what_moved_between_the_closes(moves: list[Movement], expected: dict[date, Book]) -> None:
    found = {
        (each.as_of, flow.from_state, flow.to_state): (flow.loan_count, flow.opening_amount, flow.closing_amount)
        for each in moves
        for flow in each.flows
    }
    assert found == {
        (later, *states): figures for before, later in pairwise(CLOSES)
        for states, figures in flows(expected[before], expected[later]).items()
    }  # fmt: skip
    assert [each.compared_as_of for each in moves] == list(CLOSES[:-1])
    assert [each.is_whole_month for each in moves] == [True] * 7 + [False]


def flows(before: Book, later: Book) -> dict[tuple[str, str], tuple[int, Decimal, Decimal]]:
    found: dict[tuple[str, str], tuple[int, Decimal, Decimal]] = {}
    for code in before.keys() | later.keys():
        one, other = before.get(code), later.get(code)
        states = (bucket(one[1]) if one else "new", bucket(other[1]) if other else "closed")
        count, opening, closing = found.get(states, (0, Decimal(0), Decimal(0)))
        found[states] = (
            count + 1, opening + (one[0] if one else 0), closing + (other[0] if other else 0),
        )  # fmt: skip
    return found


@pytest.mark.parametrize("name", ["current", "d1_30", "d31_60", "d61_90", "d91_180"])
def test_roll_rates(moves: list[Movement], expected: dict[date, Book], name: str) -> None:
    """Balance that was in the bucket and stands in the next one, over what was in the bucket."""
    names = [each for each, _ in UPPER_BOUNDS]
    following = names[names.index(name) + 1]
    for each, (before, later) in zip(moves, pairwise(CLOSES), strict=True):
        was = {code: balance for code, (balance, days) in expected[before].items() if bucket(days) == name}
        rolled = (
            was[code] for code in was if code in expected[later] and bucket(expected[later][code][1]) == following
        )
        rate = rules.roll_rate(each.flows, name)
        assert (rate.part, rate.whole) == (sum(rolled), sum(was.values()))


@pytest.mark.usefixtures("closed")
def test_the_margins_are_the_balance_of_the_ledger(rows: Rows, expected: dict[date, Book]) -> None:
    assert rows("select check_name from mart.reconciliation where mart_value <> fact_value") == []
    found = rows("""
        select m.as_of, sum(m.closing_amount) from mart.org_unit_bucket_movement m
        join core.org_unit u using (org_unit_id) where u.org_unit_code = 'HO' group by 1 order by 1
    """)
    assert found == [(on, sum(balance for balance, _ in expected[on].values())) for on in CLOSES[1:]]


def test_the_page_shows_them(
    open_page: Callable[..., AppTest],
    closed: Database,
    expected: dict[date, Book],
) -> None:
    """The one loan that is behind is 202 days late at the end of February and 230 on 30 March."""
    page = open_page("post_loan", closed, as_of="1994-03-30", states="bucket")
    balance = sum(balance for balance, _ in expected[CLOSES[-1]].values())
    assert page.metric[0].value == f"{balance / 1_000:,.1f}"
    shown = next(table.value for table in page.dataframe if {"before", "now", "closing"} <= set(table.value.columns))
    late = [row for row in shown.to_dict("records") if row["now"] == "181–270 days"]
    assert [(row["before"], row["loan_count"], row["share"]) for row in late] == [("181–270 days", 1, 100.0)]
    assert late[0]["closing"] == pytest.approx(88.3628)
    said = "\n".join(caption.value for caption in page.caption)
    assert "Movement is loan by loan, from 1994-02-28 to 1994-03-30." in said
    assert "That is not a whole month" in said
