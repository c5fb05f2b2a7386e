"""Who plays in which story: distinct business clients of a chunk, drawn before anything else happens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from etl.demo.clients import CORPORATE, Clients
from etl.demo.days import Ints, ints
from etl.demo.plan import CHUNK_CLIENTS, Plan

DIVERSION = "fund_diversion"
ROUND_TRIP = "round_trip"
SPLIT = "split_payment"
SHARED_PAYEE = "shared_payee"
EVERGREENING = "evergreening"
CIRCLE = "guarantee_circle"
CONTAGION = "contagion"
SPIKE = "year_end_spike"
WINDOW_DRESSING = "window_dressing"
COLLATERAL = "collateral_gap"
LITIGATION = "litigation_before_default"
PAYROLL = "payroll_decline"
DISTRESS = "distress"
LEAST = 3
PER_CHUNK = {
    SPLIT: 3,
    DIVERSION: 4,
    ROUND_TRIP: 4,
    EVERGREENING: 4,
    SPIKE: 4,
    COLLATERAL: 4,
    LITIGATION: 3,
    PAYROLL: 4,
}
GROUP_SIZES = {SHARED_PAYEE: (5, 4), CIRCLE: (3, 5)}
WINDOW_CLIENTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Places (from 0, within the chunk) of the players; groups are one array each.

    Split payments need the largest clients; those who will default for a story are the smallest.
    """

    singles: dict[str, Ints]
    groups: dict[str, tuple[Ints, ...]]

    def of(self, story: str) -> Ints:
        """Everybody in a story."""
        if story in self.singles:
            return self.singles[story]
        members = self.groups.get(story, ())
        return ints(np.concatenate([ints([]), *members]))

    def everybody(self) -> Ints:
        """Everybody in any story."""
        return ints(np.concatenate([self.of(story) for story in (*self.singles, *self.groups)]))


@dataclass(slots=True)
class _Pool:
    waiting: list[int]

    def take(self, count: int) -> Ints:
        """That many, or nobody when there are too few."""
        if len(self.waiting) < count:
            return ints([])
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return ints(taken)


def cast_of(plan: Plan, chunk: int, people: Clients) -> Cast:
    """Players of every story; the first chunk has at least three of each."""
    random = plan.random("cast", chunk)
    old = people.is_business & people.has_credit & (people.since_month < 0)
    dressers = _dressers(people, np.flatnonzero(old))
    free = np.setdiff1d(np.flatnonzero(old), dressers)
    large_first = np.lexsort((-people.turnover[free], people.kind[free] != CORPORATE))
    pool = _Pool([int(place) for place in free[large_first]])
    share = len(people) / CHUNK_CLIENTS
    least = LEAST if chunk == 0 else 0
    counts = {story: max(least, round(count * share)) for story, count in PER_CHUNK.items()}
    singles = {SPLIT: pool.take(counts.pop(SPLIT))}
    pool.waiting.reverse()
    singles[LITIGATION] = pool.take(counts.pop(LITIGATION))
    groups = {CIRCLE: tuple(_groups(pool, GROUP_SIZES[CIRCLE], least=min(1, least), share=share))}
    pool.waiting = [int(place) for place in random.permutation(pool.waiting)]
    groups[SHARED_PAYEE] = tuple(_groups(pool, GROUP_SIZES[SHARED_PAYEE], least=min(1, least), share=share))
    singles |= {story: pool.take(count) for story, count in counts.items()}
    return Cast(singles={**singles, WINDOW_DRESSING: dressers}, groups=groups)


def _groups(pool: _Pool, sizes: tuple[int, ...], *, least: int, share: float) -> Iterator[Ints]:
    for size in sizes[: max(least, round(len(sizes) * share))]:
        members = pool.take(size)
        if len(members):
            yield members


def _dressers(people: Clients, candidates: Ints) -> Ints:
    """Up to six clients of the one client manager who has most candidates, alone responsible for them."""
    alone = candidates[(people.second_post[candidates] < 0) & (people.later_post[candidates] < 0)]
    if len(alone) == 0:
        return ints([])
    posts, counts = np.unique(people.post[alone], return_counts=True)
    if counts.max() < LEAST:
        return ints([])
    return ints(alone[people.post[alone] == posts[counts.argmax()]][:WINDOW_CLIENTS])
