"""Movements on accounts as arrays, and the words they are told in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from etl.demo.counterparties import NOBODY
from etl.demo.days import Bools, Ints, ints
from schema.domain.words import TransactionKind

KINDS = tuple(TransactionKind)
CHANNELS = ("e_channel", "counter", "machine")
NOTES = (
    "货款",
    "采购款",
    "工资",
    "缴税",
    "水电费",
    "手续费",
    "利息",
    "消费",
    "转账",
    "贷款发放",
    "贷款还款",
    "受托支付",
    "系统结转余额",
    "往来款",
    "购买证券",
    "购房款",
    "扣款失败退回",
    "同名划转",
    "取现",
    "理财购买",
    "定期存款",
)


def kind(one: TransactionKind) -> int:
    """Place of a kind in KINDS."""
    return KINDS.index(one)


def note(text: str) -> int:
    """Place of a note in NOTES."""
    return NOTES.index(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """One entry per movement: account, day, cents (in is positive), kind, counterparty, note, mark.

    `mark` is -1, or the number by which a story finds its movement again. Within a day money in comes first.
    """

    account: Ints
    day: Ints
    amount: Ints
    kind: Ints
    partner: Ints
    note: Ints
    mark: Ints

    def __len__(self) -> int:
        return len(self.account)

    def taken(self, places: Ints | Bools) -> Self:
        """The movements at those places."""
        return type(self)(**{one.name: getattr(self, one.name)[places] for one in fields(self)})

    def sorted(self) -> Self:
        """By account and day, money in before money out, the rest as it came."""
        return self.taken(np.lexsort((self.amount < 0, self.day, self.account)))


def moved(
    account: Ints,
    day: Ints,
    amount: Ints,
    *,
    of: TransactionKind,
    text: str,
    partner: Ints | int = NOBODY,
    mark: Ints | int = -1,
) -> Movements:
    """Movements of one kind."""
    count = len(account)
    return Movements(
        account=ints(account),
        day=ints(day),
        amount=ints(amount),
        kind=np.full(count, kind(of), dtype=np.int64),
        partner=ints(np.broadcast_to(partner, count)),
        note=np.full(count, note(text), dtype=np.int64),
        mark=ints(np.broadcast_to(mark, count)),
    )


def together(parts: Iterable[Movements]) -> Movements:
    """All movements of all parts but those of nothing."""
    every = list(parts)
    joined = Movements(
        **{one.name: np.concatenate([getattr(part, one.name) for part in every]) for one in fields(Movements)}
    )
    return joined.taken(joined.amount != 0)
