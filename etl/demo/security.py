"""Collateral with its valuations, and guarantees: a tree without circles, plus the circles of the story."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import cast as stories
from etl.demo.book import Book
from etl.demo.days import Bools, Ints, as_days, as_money, ints, nullable, words
from etl.demo.lending import STORY_LOANS
from etl.demo.terms import MORTGAGE

SECURED_SHARE = (0.4, 0.85, 0.5, 0.0, 1.0, 0.0)
KINDS = ("real_estate", "equipment", "inventory", "receivables", "deposit")
DESCRIPTIONS = ("房产及土地使用权", "生产设备", "存货", "应收账款", "定期存单")
KIND_SHARES = (0.65, 0.15, 0.08, 0.07, 0.05)
GUARANTEED_SHARE = 0.35
MOST_VALUATIONS = 5
OVERVALUED, REVALUED = 2.1, 0.38
NEVER_AGAIN_SHARE = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Collateral:
    """One entry per collateral: place of the loan, kind, days of expiry, whether it is one of the story."""

    loan: Ints
    kind: Ints
    insurance_ends: Ints
    contract_ends: Ints
    is_story: Bools


def collateral_of(book: Book) -> Collateral:
    """Collateral of the loans; the story's contracts and insurances have run out before `through`."""
    random, loans = book.random("collateral"), book.loans
    story = loans.story == STORY_LOANS.index(stories.COLLATERAL)
    ordinary = (random.random(len(loans)) < np.take(SECURED_SHARE, loans.kind)) & (loans.story < 0)
    loan = np.flatnonzero(ordinary | story)
    count = len(loan)
    kind = np.where(loans.kind[loan] == MORTGAGE, 0, random.choice(len(KINDS), count, p=KIND_SHARES))
    is_story = story[loan]
    kind = np.where(is_story, 0, kind)
    gone = book.plan.last_day - random.integers(30, 200, count)
    insured = np.maximum(loans.maturity[loan], book.plan.last_day) + random.integers(30, 400, count)
    bound = loans.maturity[loan] + random.integers(90, 400, count)
    return Collateral(
        loan=loan,
        kind=ints(kind),
        insurance_ends=ints(np.where(is_story, gone, insured)),
        contract_ends=ints(np.where(is_story, gone + 15, bound)),
        is_story=is_story,
    )


def collateral_codes(book: Book, collateral: Collateral) -> pl.Series:
    """Code of each collateral: M and the loan's number."""
    return "M" + book.loan_codes.gather(collateral.loan).str.slice(1)


def collateral_frame(book: Book, collateral: Collateral) -> pl.DataFrame:
    """The collateral feed."""
    return pl.DataFrame(
        {
            "collateral_code": collateral_codes(book, collateral),
            "client_code": book.people.codes.gather(book.loans.client[collateral.loan]),
            "loan_code": book.loan_codes.gather(collateral.loan),
            "kind": words(KINDS, collateral.kind),
            "description": words(DESCRIPTIONS, collateral.kind),
            "insurance_expiry_date": as_days(nullable(collateral.insurance_ends, collateral.kind < 3)),
            "contract_expiry_date": as_days(collateral.contract_ends),
        }
    )


def valuation_frame(book: Book, collateral: Collateral) -> pl.DataFrame:
    """The collateral_valuation feed: at disbursement and about yearly; some are never valued again."""
    random, loans = book.random("valuations"), book.loans
    count = len(collateral.loan)
    place = np.repeat(np.arange(count), MOST_VALUATIONS)
    year = np.tile(np.arange(MOST_VALUATIONS), count)
    loan = collateral.loan[place]
    day = loans.disbursed[loan] - 12 + year * 365 + np.where(year > 0, random.integers(-30, 60, len(place)), 0)
    first = loans.principal[collateral.loan] / random.uniform(0.42, 0.72, count)
    drift = np.exp(year * random.uniform(-0.06, 0.03, count)[place])
    factor = np.where(year == 0, OVERVALUED, REVALUED * OVERVALUED)
    value = first[place] * np.where(collateral.is_story[place], factor, drift)
    stale = (random.random(count) < NEVER_AGAIN_SHARE) & ~collateral.is_story
    keep = (day <= book.plan.last_day) & (day < book.payments.closed[loan]) & ((year == 0) | ~stale[place])
    return pl.DataFrame(
        {
            "collateral_code": collateral_codes(book, collateral).gather(place),
            "valued_date": as_days(ints(day)),
            "value_amount": as_money(ints(value / 1_000_000) * 1_000_000),
            "currency": "CNY",
            "source": words(("external appraiser", "internal review"), ints(np.minimum(year, 1))),
        }
    ).filter(pl.Series(keep))


def guarantee_frame(book: Book, collateral: Collateral) -> pl.DataFrame:
    """The guarantee feed."""
    loan, guarantor = _edges(book, collateral)
    count = len(loan)
    loans = book.loans
    ended = np.minimum(loans.maturity[loan] + 730, book.payments.closed[loan])
    return pl.DataFrame(
        {
            "guarantee_code": "GU-" + pl.Series(np.arange(count) + 1).cast(pl.String).str.zfill(6),
            "client_code": book.people.codes.gather(loans.client[loan]),
            "guarantor_code": book.people.codes.gather(guarantor),
            "loan_code": book.loan_codes.gather(loan),
            "guaranteed_amount": as_money(loans.principal[loan]),
            "currency": "CNY",
            "valid_from": as_days(loans.disbursed[loan]),
            "valid_to": as_days(ended),
        }
    )


def _edges(book: Book, collateral: Collateral) -> tuple[Ints, Ints]:
    """Guaranteed loans and guarantors: an earlier business stands for a later one; circles close on themselves."""
    random, loans, people = book.random("guarantees"), book.loans, book.people
    outside = people.is_business.copy()
    outside[book.cast.of(stories.CIRCLE)] = False
    willing = np.flatnonzero(outside)
    open_to = outside[loans.client] & ~np.isin(np.arange(len(loans)), collateral.loan)
    loan = np.flatnonzero(open_to & (random.random(len(loans)) < GUARANTEED_SHARE) & (loans.client > willing[0]))
    earlier = np.searchsorted(willing, loans.client[loan])
    guarantor = willing[np.floor(random.random(len(loan)) * earlier).astype(np.int64)]
    circle_loan, circle_guarantor = _circles(book)
    return ints(np.concatenate([loan, circle_loan])), ints(np.concatenate([guarantor, circle_guarantor]))


def _circles(book: Book) -> tuple[Ints, Ints]:
    """In a circle each member's loan is guaranteed by the next member."""
    loans = book.loans
    own = np.full(len(book.people), -1, dtype=np.int64)
    story = np.flatnonzero(loans.story == STORY_LOANS.index(stories.CIRCLE))
    own[loans.client[story]] = story
    following = np.full(len(book.people), -1, dtype=np.int64)
    for members in book.cast.groups[stories.CIRCLE]:
        following[members] = np.roll(members, -1)
    places = np.flatnonzero((following >= 0) & (own >= 0))
    return own[places], following[places]
