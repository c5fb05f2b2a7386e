"""The other side of a movement: a whole number stands for a name, an account and a bank.

0 and up: trading partners (as many as there are clients, and names repeat). Negative numbers: the special ones below.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo import names
from etl.demo.clients import INDUSTRIES
from etl.demo.days import Ints, ints, words

TRADERS = 4_000
FIRST_STORY_PAYEE = 10_000_000
NOBODY, TAX, POWER, WATER, GAS, OWN_NAME = -1, -2, -3, -4, -5, -6
SECURITIES = (-11, -12, -13)
PROPERTY = (-21, -22, -23)
_SPECIAL = {
    TAX: names.TAX_OFFICE,
    **dict(zip((POWER, WATER, GAS), names.UTILITIES, strict=True)),
    **dict(zip(SECURITIES, names.SECURITIES, strict=True)),
    **dict(zip(PROPERTY, names.PROPERTY, strict=True)),
}
_LOWEST = 30


def counterparty_names(numbers: Ints, own: pl.Series) -> pl.Series:
    """Name of each counterparty; `own` is the owner's name, used for money moved between own accounts."""
    trader = words(_trader_names(), ints(np.where(numbers >= 0, numbers % TRADERS, -1)))
    table = [_SPECIAL.get(-place) for place in range(_LOWEST)]
    special = pl.Series(table, dtype=pl.String).gather(pl.Series(np.clip(-numbers, 0, _LOWEST - 1)))
    named = trader.zip_with(pl.Series(numbers >= 0), special)
    return own.zip_with(pl.Series(numbers == OWN_NAME), named)


def counterparty_accounts(numbers: Ints) -> pl.Series:
    """Account of each counterparty; null for nobody and for own accounts elsewhere."""
    text = pl.Series(np.where(numbers >= 0, numbers, 90_000_000 - numbers)).cast(pl.String).str.zfill(10)
    known = (numbers != NOBODY) & (numbers != OWN_NAME)
    return pl.select(pl.when(pl.Series(known)).then("9588" + pl.lit(text))).to_series()


def counterparty_banks(numbers: Ints) -> pl.Series:
    """Bank of each counterparty; null for nobody and the treasury."""
    banks = names.COUNTERPARTY_BANKS
    known = (numbers != NOBODY) & (numbers != TAX)
    return words(banks, ints(np.where(known, np.abs(numbers) % len(banks), -1)))


def _trader_names() -> list[str]:
    numbers = np.arange(TRADERS) + 1_000_003
    return names.company_names(numbers, numbers % len(INDUSTRIES), (numbers // 7) % 3).to_list()


def usual_partner(random: np.random.Generator, client_numbers: Ints, choices: int) -> Ints:
    """One of the few trading partners each client deals with."""
    pick = random.integers(0, choices, len(client_numbers))
    return ints((client_numbers * 2_654_435_761 + pick * 40_503 + 17) % TRADERS)
