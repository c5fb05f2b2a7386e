"""The capital of the demo bank, which limits of concentration are measured against: figures of a sample, by size."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert

from schema.domain.words import ParameterStatus
from schema.policy.shipped import ALWAYS, NOT_SET
from schema.policy.structure import NET_CAPITAL, TIER_1
from schema.storage.database import Database
from schema.tables.operations import parameter

PER_CLIENT = {NET_CAPITAL: Decimal(100_000), TIER_1: Decimal(80_000)}
CURRENCY = "CNY"
SOURCE = "demo bank"


def store_capital(database: Database, clients: int) -> None:
    """Write the bank's own two figures as parameters of status sample, in the place of those that are not set."""
    rows = [
        {
            "name": name,
            "number": amount * clients,
            "word": None,
            "unit": CURRENCY,
            "valid_from": ALWAYS,
            "source": SOURCE,
            "status": ParameterStatus.SAMPLE,
            "author": SOURCE,
        }
        for name, amount in PER_CLIENT.items()
    ]
    with database.engine("owner").begin() as connection:
        written = insert(parameter).values(rows)
        values = {name: written.excluded[name] for name in ("number", "word", "source", "status", "author")}
        keys = ["name", "key", "valid_from"]
        unset = parameter.c.word == NOT_SET
        connection.execute(written.on_conflict_do_update(index_elements=keys, set_=values, where=unset))
