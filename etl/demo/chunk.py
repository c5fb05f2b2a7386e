"""One chunk of clients, made as far as a feed needs it; small results are remembered, large ones made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from etl.demo.assignments import assignment_frame
from etl.demo.balances import Statement, statement_of
from etl.demo.book import Book, book_of
from etl.demo.flows import ordinary
from etl.demo.inspections import inspection_frames
from etl.demo.loan_flows import loan_movements
from etl.demo.payees import Payees, payees_of
from etl.demo.plan import Plan
from etl.demo.security import Collateral, collateral_of
from etl.demo.selling import Sales, sales_of
from etl.demo.staffing import Staffing, staffing
from etl.demo.story_flows import Script, script_of
from etl.demo.structure import posts


@dataclass(frozen=True)
class Bank:
    """What all chunks share: the plan, the posts, who sat on them."""

    plan: Plan

    @cached_property
    def staffing(self) -> Staffing:
        """Everybody who works at the bank."""
        return staffing(self.plan, posts(self.plan))

    @cached_property
    def sittings(self) -> pl.DataFrame:
        """Who sat on which post when."""
        return self.staffing.sitting_frame()


@dataclass(frozen=True)
class Chunk:
    """The clients of one chunk and everything that happens to them."""

    bank: Bank
    number: int

    @cached_property
    def book(self) -> Book:
        """Clients, loans, payments, accounts."""
        return book_of(self.bank.plan, self.number, self.bank.staffing.posts)

    @cached_property
    def payees(self) -> Payees:
        """Who is paid with the loans."""
        return payees_of(self.book)

    @cached_property
    def script(self) -> Script:
        """What the stories move."""
        return script_of(self.book)

    @cached_property
    def collateral(self) -> Collateral:
        """What secures the loans."""
        return collateral_of(self.book)

    @cached_property
    def assignments(self) -> pl.DataFrame:
        """Who manages the clients."""
        return assignment_frame(self.bank.plan, self.book.people, self.bank.sittings)

    @cached_property
    def inspections(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Who was inspected, and what proves it."""
        return inspection_frames(self.book, self.assignments)

    @cached_property
    def sales(self) -> Sales:
        """What is sold to the clients."""
        return sales_of(self.book)

    @cached_property
    def statement(self) -> Statement:
        """Every movement on every account."""
        parts = [*ordinary(self.book), *loan_movements(self.book, self.payees), *self.script.movements]
        return statement_of(self.book, parts, month_ends=self.script.month_ends)
