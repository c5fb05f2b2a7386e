"""Terms of loans: what each kind of loan looks like, and the arrays that hold the loans of a chunk."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
import polars as pl

from etl.demo.clients import client_codes
from etl.demo.days import Bools, Floats, Ints, add_months, ints
from etl.demo.plan import Plan
from etl.demo.workdays import payout_day_before

WORKING_CAPITAL, FIXED_ASSET, SMALL_MICRO_LOAN, CONSUMPTION, MORTGAGE, CARD = range(6)
KINDS = ("working_capital", "fixed_asset", "small_micro", "personal", "mortgage", "credit_card")
PRODUCT_CODES = ("WC01", "FA01", "SM01", "PC01", "MG01", "CC01")
SCHEMES = ("corporate_2023", "corporate_2023", "retail_2023", "retail_2023", "retail_2023", "credit_card")
PURPOSES = ("购买原材料", "购置设备及厂房建设", "经营周转", "装修及耐用消费品", "购买住房", "信用卡分期消费")
EQUAL_INSTALMENT, EQUAL_PRINCIPAL, INTEREST_FIRST, BULLET = range(4)
SHAPES = ("equal_instalment", "equal_principal", "interest_first", "bullet")
DELIVERED_SHARE = 0.7
ENTRUSTED_ABOVE = 1_000_000_000
MIDDLE = (1_800_000, 5_500_000, 650_000, 110_000, 800_000, 25_000)
SPREAD = (0.75, 0.6, 0.6, 0.5, 0.45, 0.5)
LARGEST = (18_000_000, 30_000_000, 5_000_000, 300_000, 3_000_000, 100_000)
STEP = (10_000, 100_000, 10_000, 1_000, 10_000, 1_000)
RATE_FROM = (380, 400, 430, 480, 330, 900)
RATE_TO = (520, 500, 650, 900, 420, 1_300)
TERMS = (
    ((12, 24, 6), (0.8, 0.15, 0.05)),
    ((60, 84, 96, 36), (0.4, 0.2, 0.2, 0.2)),
    ((12, 24, 36), (0.5, 0.3, 0.2)),
    ((12, 24, 36, 60), (0.25, 0.3, 0.3, 0.15)),
    ((120, 180, 240, 360), (0.2, 0.2, 0.35, 0.25)),
    ((12, 24), (0.7, 0.3)),
)
SHAPE_SHARES = (
    (0.0, 0.08, 0.86, 0.06),
    (0.0, 1.0, 0.0, 0.0),
    (0.55, 0.0, 0.35, 0.10),
    (1.0, 0.0, 0.0, 0.0),
    (0.8, 0.2, 0.0, 0.0),
    (1.0, 0.0, 0.0, 0.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loans:
    """One entry per loan: places of clients, cents, basis points a year, months, day numbers.

    `story` is a place in STORY_LOANS or -1; `serial` counts the loans of a client from 1.
    """

    client: Ints
    kind: Ints
    principal: Ints
    rate: Ints
    shape: Ints
    is_delivered: Bools
    period: Ints
    term: Ints
    disbursed: Ints
    is_entrusted: Bools
    is_supervised: Bools
    story: Ints
    serial: Ints

    def __len__(self) -> int:
        return len(self.client)

    @property
    def maturity(self) -> Ints:
        """Last due day."""
        return add_months(self.disbursed, self.term)

    @property
    def first_due(self) -> Ints:
        """First due day."""
        return add_months(self.disbursed, self.period)

    @property
    def is_corporate(self) -> Bools:
        """Working capital or fixed asset: classified by obligor."""
        return self.kind <= FIXED_ASSET

    def taken(self, places: Ints | Bools) -> Self:
        """The loans at those places."""
        chosen = {one.name: getattr(self, one.name)[places] for one in fields(self)}
        return replace(self, **chosen)

    def codes(self, numbers: Ints) -> pl.Series:
        """Loan codes, from the client numbers of the chunk."""
        parts = pl.DataFrame({"client": client_codes(numbers[self.client]), "serial": self.serial})
        code = pl.concat_str(pl.lit("L"), pl.col("client").str.slice(1), pl.col("serial").cast(pl.String).str.zfill(2))
        return parts.select(code.alias("loan_code")).to_series()


def drawn_terms(
    random: np.random.Generator, plan: Plan, *, client: Ints, kind: Ints, size: Floats, disbursed: Ints
) -> Loans:
    """Ordinary loans of those kinds; `size` scales the usual principal of the kind, 1 is ordinary."""
    term, shape = _term_and_shape(random, kind)
    count = len(kind)
    money = np.take(MIDDLE, kind) * size * np.exp(np.take(SPREAD, kind) * random.standard_normal(count))
    step = np.take(STEP, kind)
    rounded = ints(np.maximum(np.rint(np.minimum(money, np.take(LARGEST, kind)) / step), 1) * step)
    principal = rounded * 100
    entrusted = (principal > ENTRUSTED_ABOVE) | ((kind <= FIXED_ASSET) & (random.random(count) < 0.45))
    return Loans(
        client=client,
        kind=kind,
        principal=principal,
        rate=ints(random.integers(np.take(RATE_FROM, kind), np.take(RATE_TO, kind) + 1)),
        shape=shape,
        is_delivered=random.random(count) < DELIVERED_SHARE,
        period=_period(random, kind, term=term, shape=shape),
        term=term,
        disbursed=payout_day_before(plan, disbursed),
        is_entrusted=entrusted | (kind == MORTGAGE),
        is_supervised=(kind <= FIXED_ASSET) & (random.random(count) < 0.3),
        story=np.full(count, -1, dtype=np.int64),
        serial=np.ones(count, dtype=np.int64),
    )


def _term_and_shape(random: np.random.Generator, kind: Ints) -> tuple[Ints, Ints]:
    term, shape = np.zeros_like(kind), np.zeros_like(kind)
    for one, ((months, chances), shares) in enumerate(zip(TERMS, SHAPE_SHARES, strict=True)):
        term = np.where(kind == one, random.choice(months, len(kind), p=chances), term)
        shape = np.where(kind == one, random.choice(len(SHAPES), len(kind), p=shares), shape)
    shape = np.where((shape == BULLET) & (term > 12), INTEREST_FIRST, shape)
    return ints(term), ints(shape)


def _period(random: np.random.Generator, kind: Ints, *, term: Ints, shape: Ints) -> Ints:
    quarterly = (kind == FIXED_ASSET) | ((kind == WORKING_CAPITAL) & (random.random(len(kind)) < 0.3))
    return ints(np.where(shape == BULLET, term, np.where(quarterly, 3, 1)))


def numbered(loans: Loans) -> Loans:
    """The loans by client and day of disbursement, numbered within each client."""
    order = np.lexsort((loans.kind, loans.disbursed, loans.client))
    ranked = loans.taken(order)
    first = np.searchsorted(ranked.client, ranked.client, side="left")
    return replace(ranked, serial=np.arange(len(ranked)) - first + 1)


def joined(*parts: Loans) -> Loans:
    """All loans of all parts."""
    together = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Loans)}
    return Loans(**together)
