"""The demo bank as frames of the incoming feeds, in the order of loading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from etl.demo import account_feeds, archive, evidence, lending_feeds, market, party_feeds, security, selling, structure
from etl.demo.accounts import account_frame
from etl.demo.arrears import delivered_snapshots, position
from etl.demo.chunk import Bank, Chunk
from etl.demo.clients import client_frame
from etl.demo.days import ints
from etl.demo.payees import payee_frame
from etl.demo.plan import DEFAULT_CLIENTS, DEFAULT_SEED, WINDOW_MONTHS, Plan
from etl.demo.targets import target_frame
from etl.demo.truth import truth_frame
from etl.demo.workdays import business_calendar
from schema.contracts.registry import LOAD_ORDER

REMEMBERED_CHUNKS = 6


@dataclass
class DemoBank:
    """A whole generated bank. The chunks of a small one are remembered, those of a large one made for each feed."""

    bank: Bank
    own: market.OwnVolumes = field(default_factory=market.OwnVolumes.nothing)
    remembered: dict[int, Chunk] = field(default_factory=dict)

    def frames(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """(feed, frame) pairs in the order of loading; to be run through once, from start to end."""
        for feed in LOAD_ORDER:
            if feed == "market_volume":
                yield feed, market.volume_frame(self.bank.plan, self.own)
            elif feed in _OF_THE_BANK:
                yield feed, _OF_THE_BANK[feed](self.bank)
            else:
                yield from ((feed, frame) for frame in self._of_chunks(feed))

    def truth(self) -> Iterator[pl.DataFrame]:
        """What is really going on, chunk by chunk."""
        for chunk in self._chunks():
            yield truth_frame(chunk.book, chunk.script, statement=chunk.statement, assignments=chunk.assignments)

    def _chunks(self) -> Iterator[Chunk]:
        for number in range(self.bank.plan.chunks):
            if self.bank.plan.chunks > REMEMBERED_CHUNKS:
                yield Chunk(self.bank, number)
            else:
                yield self.remembered.setdefault(number, Chunk(self.bank, number))

    def _of_chunks(self, feed: str) -> Iterator[pl.DataFrame]:
        for chunk in self._chunks():
            yield _OF_A_CHUNK[feed](chunk)
            if feed == "account_balance":
                _count(chunk, self.own)


def demo_bank(*, clients: int = DEFAULT_CLIENTS, seed: int = DEFAULT_SEED, through: date) -> DemoBank:
    """The bank of those arguments; nothing is generated yet. Raises as `demo_frames`."""
    return DemoBank(Bank(Plan(clients=clients, seed=seed, through=through)))


def demo_frames(
    *, clients: int = DEFAULT_CLIENTS, seed: int = DEFAULT_SEED, through: date
) -> Iterator[tuple[str, pl.DataFrame]]:
    """(feed, frame) pairs in the order of loading; a feed comes in one piece per thousand clients.

    Frames have the feed's columns and types. `through` is the last month end; the same arguments give the same
    frames. Memory stays bounded for any number of clients.

    Raises:
        ConfigurationFault: fewer than 200 or more than 1,000,000 clients, or `through` is no month end.
    """
    return demo_bank(clients=clients, seed=seed, through=through).frames()


def demo_truth(*, clients: int = DEFAULT_CLIENTS, seed: int = DEFAULT_SEED, through: date) -> pl.DataFrame:
    """What is really going on in the bank of the same arguments; see `truth_frame`."""
    return pl.concat(list(demo_bank(clients=clients, seed=seed, through=through).truth()))


def _count(chunk: Chunk, own: market.OwnVolumes) -> None:
    """Adds the chunk's deposits and loans to what the bank holds in its cities."""
    book = chunk.book
    branch = book.people.branch
    own.add(branch[book.accounts.client], product="MK_DEPOSITS", amounts=chunk.statement.month_end)
    lent = np.zeros((len(book.loans), WINDOW_MONTHS), dtype=np.int64)
    for month in range(WINDOW_MONTHS):
        day = int(book.plan.ends(ints([month]))[0])
        held = position(day, loans=book.loans, schedule=book.schedule, payments=book.payments)
        lent[held.loan, month] = held.outstanding
    own.add(branch[book.loans.client], product="MK_LOANS", amounts=lent)


def _loans(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return lending_feeds.loan_frame(
        book.people,
        loans=book.loans,
        codes=book.loan_codes,
        commitments=party_feeds.commitment_frame(book)[1],
        closed=book.payments.closed,
    )


def _repayments(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return lending_feeds.repayment_frame(
        book.repayments,
        codes=book.loan_codes,
        accounts=book.accounts.codes(book.people.number),
        client=book.loans.client,
        names=book.names,
    )


def _instalments(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return lending_feeds.instalment_frame(loans=book.loans, schedule=book.schedule, codes=book.loan_codes)


def _restructurings(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return lending_feeds.restructuring_frame(
        book.plan,
        book.chunk,
        loans=book.loans,
        payments=book.payments,
        trouble=book.trouble,
        codes=book.loan_codes,
    )


def _snapshots(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return delivered_snapshots(
        book.plan,
        book.chunk,
        loans=book.loans,
        codes=book.loan_codes,
        schedule=book.schedule,
        payments=book.payments,
    )


def _clients(chunk: Chunk) -> pl.DataFrame:
    return client_frame(chunk.bank.plan, chunk.number, chunk.book.people, party_feeds.ratings(chunk.book))


def _accounts(chunk: Chunk) -> pl.DataFrame:
    book = chunk.book
    return account_frame(book.people, book.accounts, loan_codes=book.loan_codes)


_OF_THE_BANK: dict[str, Callable[[Bank], pl.DataFrame]] = {
    "region": lambda _: structure.regions(),
    "org_unit": lambda _: structure.org_units(),
    "product": lambda _: structure.products(),
    "staff": lambda bank: bank.staffing.staff(bank.plan),
    "staff_role": lambda bank: bank.staffing.staff_roles(),
    "business_calendar": lambda bank: business_calendar(bank.plan),
    "sales_target": lambda bank: target_frame(bank.plan, bank.staffing),
    "institution": lambda bank: market.institution_frame(bank.plan),
    "institution_alias": lambda bank: market.alias_frame(bank.plan),
}
_OF_A_CHUNK: dict[str, Callable[[Chunk], pl.DataFrame]] = {
    "client": _clients,
    "client_group": lambda chunk: party_feeds.group_frames(chunk.book)[0],
    "client_group_member": lambda chunk: party_feeds.group_frames(chunk.book)[1],
    "financial_statement": lambda chunk: party_feeds.statement_frame(chunk.book),
    "external_event": lambda chunk: party_feeds.event_frame(chunk.book),
    "commitment": lambda chunk: party_feeds.commitment_frame(chunk.book)[0],
    "loan": _loans,
    "loan_payee": lambda chunk: payee_frame(chunk.book, chunk.payees),
    "assignment": lambda chunk: chunk.assignments,
    "instalment": _instalments,
    "repayment": _repayments,
    "restructuring": _restructurings,
    "class_evidence": lambda chunk: evidence.evidence_frame(chunk.book),
    "collateral": lambda chunk: security.collateral_frame(chunk.book, chunk.collateral),
    "collateral_valuation": lambda chunk: security.valuation_frame(chunk.book, chunk.collateral),
    "guarantee": lambda chunk: security.guarantee_frame(chunk.book, chunk.collateral),
    "delivered_snapshot": _snapshots,
    "document": lambda chunk: archive.document_frame(chunk.book),
    "inspection": lambda chunk: chunk.inspections[0],
    "inspection_evidence": lambda chunk: chunk.inspections[1],
    "account": _accounts,
    "account_transaction": lambda chunk: account_feeds.transaction_frame(chunk.book, chunk.statement),
    "account_balance": lambda chunk: account_feeds.balance_frame(chunk.book, chunk.statement),
    "sale": lambda chunk: selling.sale_frame(chunk.book, chunk.sales),
    "sale_credit": lambda chunk: selling.credit_frame(chunk.book, chunk.sales, assignments=chunk.assignments),
}
