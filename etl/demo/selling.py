"""Sales of the twelve appraisal items and of loans, their returns, and who gets the credit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import terms
from etl.demo.book import Book
from etl.demo.clients import KINDS
from etl.demo.days import Floats, Ints, as_days, as_money, ints, words
from etl.demo.flows import is_open, window_health
from etl.demo.plan import WINDOW_MONTHS
from etl.demo.structure import ITEMS, SUB_BRANCHES
from etl.demo.terms import CONSUMPTION

# item: sales a month per client (corporate, small-micro, personal), usual money (0: counted), spread
ITEM_SALES = (
    ("deposits", (0.0, 0.0, 0.035), 80_000, 0.8),
    ("credit_cards", (0.0, 0.0, 0.012), 0, 0.0),
    ("insurance", (0.0, 0.0, 0.012), 12_000, 0.7),
    ("e_banking", (0.0, 0.004, 0.015), 0, 0.0),
    ("managed_accounts", (0.0, 0.0, 0.008), 0, 0.0),
    ("vip_banking", (0.0, 0.0, 0.005), 0, 0.0),
    ("corporate_deposits", (0.06, 0.03, 0.0), 900_000, 0.9),
    ("accounts", (0.02, 0.03, 0.0), 0, 0.0),
    ("corporate_sms", (0.015, 0.02, 0.0), 0, 0.0),
    ("corporate_wealth", (0.02, 0.008, 0.0), 1_200_000, 0.6),
    ("third_party_custody", (0.0, 0.0, 0.006), 0, 0.0),
)
RETURNED_SHARE = 0.03
CAN_BE_RETURNED = ("insurance", "corporate_wealth", "deposits", "corporate_deposits")
PRODUCT_TABLE = (*(code for code, *_ in ITEMS), *terms.PRODUCT_CODES)
UNIT_TABLE = (*(unit for _, _, unit, _ in ITEMS), *("CNY" for _ in terms.PRODUCT_CODES))
SEASON = (1.5, 0.8, 1.3, 0.9, 0.9, 1.2, 0.8, 0.8, 1.1, 0.8, 0.9, 1.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sales:
    """One entry per sale, by day; cents are negative and `returned` (place of the sale, else -1) set for returns."""

    client: Ints
    product: Ints
    day: Ints
    quantity: Ints
    amount: Ints
    returned: Ints


def sales_of(book: Book) -> Sales:
    """Every sale of the window and, after them, the returns."""
    random = book.random("sales")
    parts = [_item_sales(book, random, *item) for item in ITEM_SALES]
    client, product, day, quantity, amount = (
        ints(np.concatenate([column, more])) for column, more in zip(_stacked(parts), _loan_sales(book), strict=True)
    )
    order = np.lexsort((product, client, day))
    sold = Sales(
        client=client[order],
        product=product[order],
        day=day[order],
        quantity=quantity[order],
        amount=amount[order],
        returned=np.full(len(order), -1, dtype=np.int64),
    )
    return _with_returns(book, random, sold)


def _stacked(parts: list[tuple[Ints, Ints, Ints, Ints, Ints]]) -> list[Ints]:
    return [ints(np.concatenate(column)) for column in zip(*parts, strict=True)]


def _item_sales(
    book: Book, random: np.random.Generator, code: str, rates: tuple[float, float, float], usual: int, spread: float
) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    calendar = (book.plan.month_zero + np.arange(WINDOW_MONTHS)) % 12
    mean = np.take(rates, book.people.kind)[:, None] * np.take(SEASON, calendar)
    counts = random.poisson(np.where(is_open(book), mean, 0.0))
    client, month = np.nonzero(counts)
    quantity = counts[client, month] if usual == 0 else np.ones(len(client), dtype=np.int64)
    day = book.plan.starts(month) + random.integers(0, 28, len(client))
    amount = _amounts(random, len(client), usual, spread=spread, size=_size(book, client))
    return ints(client), np.full(len(client), PRODUCT_TABLE.index(code)), ints(day), ints(quantity), amount


def _amounts(random: np.random.Generator, count: int, usual: int, *, spread: float, size: Floats) -> Ints:
    money = usual * size * np.exp(spread * random.standard_normal(count))
    return ints(np.ceil(money / 1_000)) * 100_000


def _size(book: Book, client: Ints) -> Floats:
    usual = np.take([1.9e8, 3.3e7, 1.2e6], book.people.kind[client])
    mood = np.exp(0.1 * np.clip(window_health(book)[client, -1], -2, 2))
    return np.asarray(np.sqrt(book.people.turnover[client] / usual) * mood, dtype=np.float64)


def _loan_sales(book: Book) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Each loan of the window is a sale; personal ones count as the appraisal item."""
    loans = book.loans
    new = np.flatnonzero(book.plan.in_window(loans.disbursed))
    own = len(ITEMS) + loans.kind[new]
    product = np.where(loans.kind[new] >= CONSUMPTION, PRODUCT_TABLE.index("personal_loans"), own)
    return loans.client[new], ints(product), loans.disbursed[new], np.ones_like(new), loans.principal[new]


def _with_returns(book: Book, random: np.random.Generator, sold: Sales) -> Sales:
    can = np.isin(sold.product, [PRODUCT_TABLE.index(code) for code in CAN_BE_RETURNED])
    day = sold.day + random.integers(3, 45, len(sold.day))
    back = np.flatnonzero(can & (random.random(len(sold.day)) < RETURNED_SHARE) & (day <= book.plan.last_day))
    part = np.where(random.random(len(back)) < 0.6, 1.0, random.uniform(0.2, 0.7, len(back)))
    amount = -ints(np.ceil(sold.amount[back] * part / 100_000)) * 100_000
    return Sales(
        client=ints(np.concatenate([sold.client, sold.client[back]])),
        product=ints(np.concatenate([sold.product, sold.product[back]])),
        day=ints(np.concatenate([sold.day, day[back]])),
        quantity=ints(np.concatenate([sold.quantity, -sold.quantity[back]])),
        amount=ints(np.concatenate([sold.amount, amount])),
        returned=ints(np.concatenate([sold.returned, back])),
    )


def sale_codes(book: Book, sales: Sales) -> pl.Series:
    """Code of each sale: the chunk and a running number."""
    number = pl.Series(np.arange(len(sales.client)) + 1).cast(pl.String).str.zfill(7)
    return f"S{book.chunk:04d}-" + number


def sale_frame(book: Book, sales: Sales) -> pl.DataFrame:
    """The sale feed; returns stand after the sales they take back."""
    people = book.people
    codes = sale_codes(book, sales)
    origin = pl.Series(sales.returned).set(pl.Series(sales.returned < 0), None)
    return pl.DataFrame(
        {
            "sale_code": codes,
            "sold_date": as_days(sales.day),
            "org_unit_code": words([unit.code for unit in SUB_BRANCHES], people.sub_branch[sales.client]),
            "product_code": words(PRODUCT_TABLE, sales.product),
            "client_code": people.codes.gather(sales.client),
            "client_type": words(KINDS, people.kind[sales.client]),
            "quantity": pl.Series(sales.quantity).cast(pl.Decimal(18, 9)),
            "unit": words(UNIT_TABLE, sales.product),
            "amount": as_money(sales.amount),
            "currency": "CNY",
            "returned_sale_code": codes.gather(origin),
        }
    )


def credit_frame(book: Book, sales: Sales, *, assignments: pl.DataFrame) -> pl.DataFrame:
    """The sale_credit feed: whoever managed the client on the day; a return goes to those of the sale."""
    origin = np.where(sales.returned >= 0, sales.returned, np.arange(len(sales.day)))
    sold = pl.DataFrame(
        {
            "sale_code": sale_codes(book, sales),
            "client_code": book.people.codes.gather(sales.client),
            "day": as_days(sales.day[origin]),
        }
    )
    managers = assignments.filter(pl.col("role") == "client_manager")
    held = (pl.col("day") >= pl.col("valid_from")) & (
        pl.col("valid_to").is_null() | (pl.col("day") <= pl.col("valid_to"))
    )
    joined = sold.join(managers, on="client_code", how="inner", maintain_order="left").filter(held)
    return joined.select("sale_code", "staff_code", "share_percent")
