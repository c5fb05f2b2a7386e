"""Which loans the clients of a chunk take, one after the other, and the loans the stories need."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from etl.demo import cast as stories
from etl.demo.cast import Cast
from etl.demo.clients import CORPORATE, PERSONAL, SMALL_MICRO, Clients
from etl.demo.days import Bools, Floats, Ints, ints
from etl.demo.plan import LEAD_MONTHS, WINDOW_MONTHS, Plan
from etl.demo.terms import (
    CARD,
    CONSUMPTION,
    FIXED_ASSET,
    INTEREST_FIRST,
    MORTGAGE,
    SMALL_MICRO_LOAN,
    WORKING_CAPITAL,
    Loans,
    drawn_terms,
    joined,
    numbered,
)

LONGEST_CHAIN = 9
STARTS_IN_WINDOW = 0.2
ENDS_AT_MATURITY = (0.05, 0.5, 0.08, 0.35, 1.0, 0.3)
GAP_DAYS = (15, 75)
STORY_LOANS = (
    stories.DIVERSION,
    stories.ROUND_TRIP,
    stories.SPLIT,
    stories.SHARED_PAYEE,
    stories.EVERGREENING,
    stories.CIRCLE,
    stories.WINDOW_DRESSING,
    stories.COLLATERAL,
    stories.LITIGATION,
)
USUAL_TURNOVER = (1.4e8, 2.6e7, 1.1e6)
RENEWED_AFTER_MONTHS = 12


def loans_of(plan: Plan, chunk: int, people: Clients, *, cast: Cast) -> Loans:
    """Every loan the clients would take if all went well, and those of the stories, numbered per client."""
    random = plan.random("loans", chunk)
    client, kind, month = _first_loans(random, people)
    parts = list(_chains(random, plan, people, client=client, kind=kind, month=month))
    return numbered(joined(*parts, *_story_loans(plan, chunk, people, cast=cast)))


def _first_loans(random: np.random.Generator, people: Clients) -> tuple[Ints, Ints, Ints]:
    """Client, kind and first month of each line of loans that follow one another."""
    count = len(people)
    chance = random.random((4, count))
    corporate, micro, person = (people.has_credit & (people.kind == k) for k in (CORPORATE, SMALL_MICRO, PERSONAL))
    lines: list[tuple[Bools, int]] = [
        (corporate & (chance[0] < 0.95), WORKING_CAPITAL),
        (corporate & (chance[1] < 0.35), WORKING_CAPITAL),
        (corporate & (chance[2] < 0.22), FIXED_ASSET),
        (micro, SMALL_MICRO_LOAN),
        (micro & (chance[1] < 0.15), SMALL_MICRO_LOAN),
        (person & (chance[0] < 0.45), MORTGAGE),
        (person & (chance[0] >= 0.45) & (chance[0] < 0.8), CONSUMPTION),
        (person & ((chance[0] >= 0.8) | (chance[1] < 0.2)), CARD),
    ]
    client = ints(np.concatenate([np.flatnonzero(who) for who, _ in lines]))
    kind = ints(np.concatenate([np.full(int(who.sum()), k) for who, k in lines]))
    return client, kind, _first_months(random, people, client=client)


def _first_months(random: np.random.Generator, people: Clients, *, client: Ints) -> Ints:
    late = random.random(len(client)) < STARTS_IN_WINDOW
    month = np.where(
        late,
        random.integers(0, WINDOW_MONTHS, len(client)),
        random.integers(-LEAD_MONTHS, 0, len(client)),
    )
    return ints(np.maximum(month, people.since_month[client] + 1))


def _chains(
    random: np.random.Generator, plan: Plan, people: Clients, *, client: Ints, kind: Ints, month: Ints
) -> Iterator[Loans]:
    disbursed = plan.starts(month) + random.integers(0, 26, len(month))
    size = _size(people, client)
    for _ in range(LONGEST_CHAIN):
        keep = disbursed <= plan.last_day
        client, kind, size, disbursed = client[keep], kind[keep], size[keep], disbursed[keep]
        loans = drawn_terms(random, plan, client=client, kind=kind, size=size, disbursed=disbursed)
        yield loans
        goes_on = random.random(len(client)) >= np.take(ENDS_AT_MATURITY, kind)
        gap = random.integers(*GAP_DAYS, len(client))
        disbursed = ints(np.where(goes_on, loans.maturity + gap, plan.last_day + 1))


def _size(people: Clients, client: Ints) -> Floats:
    """Larger clients borrow more, with the square root of their turnover."""
    usual = np.take(USUAL_TURNOVER, people.kind[client])
    return np.asarray(np.sqrt(people.turnover[client] / usual), dtype=np.float64)


def _story_loans(plan: Plan, chunk: int, people: Clients, *, cast: Cast) -> Iterator[Loans]:
    for story in STORY_LOANS:
        random = plan.random(f"loans of {story}", chunk)
        members = cast.of(story)
        first = _story_loan(
            random, plan, people, story=story, members=members, days=_story_days(random, plan, cast, story)
        )
        yield first
        if story == stories.EVERGREENING:
            yield replace(first, disbursed=first.maturity - ints(random.integers(0, 4, len(first))))


def _story_days(random: np.random.Generator, plan: Plan, cast: Cast, story: str) -> Ints:
    """Early in a month, so that what happens to the money happens in the same month."""
    count = len(cast.of(story))
    if story == stories.SHARED_PAYEE:
        starts = [np.full(len(group), random.integers(8, 20)) for group in cast.groups[story]]
        month = ints(np.concatenate([ints([]), *starts])) + ints(random.integers(0, 2, count))
    elif story == stories.EVERGREENING:
        month = ints(random.integers(-6, 10, count))
    elif story in (stories.CIRCLE, stories.COLLATERAL, stories.LITIGATION):
        month = ints(random.integers(-8, 2, count))
    elif story == stories.WINDOW_DRESSING:
        return _quarter_ends(random, plan, count) - ints(random.integers(2, 6, count))
    else:
        month = ints(random.integers(5, 22, count))
    return plan.starts(month) + ints(random.integers(2, 12, count))


def _quarter_ends(random: np.random.Generator, plan: Plan, count: int) -> Ints:
    months = np.arange(6, WINDOW_MONTHS - 1)
    last_of_quarter = months[(months + plan.month_zero) % 3 == 2]
    return plan.ends(ints(random.choice(last_of_quarter, count)))


def _story_loan(
    random: np.random.Generator, plan: Plan, people: Clients, *, story: str, members: Ints, days: Ints
) -> Loans:
    """One loan per member: interest monthly, principal after a year (two or three for long stories)."""
    count = len(members)
    corporate = people.kind[members] == CORPORATE
    kind = ints(np.where(corporate | (story == stories.SPLIT), WORKING_CAPITAL, SMALL_MICRO_LOAN))
    base = drawn_terms(random, plan, client=members, kind=kind, size=np.ones(count), disbursed=days)
    tenths = random.integers(8, 20, count)
    if story == stories.SPLIT:
        tenths = random.integers(120, 181, count)
    if story in (stories.CIRCLE, stories.LITIGATION):
        tenths = random.integers(2, 6, count)
    is_long = story in (stories.CIRCLE, stories.COLLATERAL, stories.LITIGATION)
    return replace(
        base,
        principal=ints(tenths * 10_000_000),
        shape=np.full(count, INTEREST_FIRST, dtype=np.int64),
        period=np.ones(count, dtype=np.int64),
        term=np.full(count, 36 if is_long else RENEWED_AFTER_MONTHS, dtype=np.int64),
        is_entrusted=np.full(count, story in (stories.ROUND_TRIP, stories.SHARED_PAYEE)),
        is_supervised=np.zeros(count, dtype=bool),
        story=np.full(count, STORY_LOANS.index(story), dtype=np.int64),
    )
