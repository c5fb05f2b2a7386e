"""Feeds about clients of a chunk beside themselves: groups, statements, outside events, limits."""

from __future__ import annotations

import numpy as np
import polars as pl

from etl.demo import cast as stories
from etl.demo.book import Book
from etl.demo.clients import CORPORATE
from etl.demo.days import NEVER, Floats, Ints, as_days, as_money, first_days, ints, months_of, nullable, words
from etl.demo.plan import ALL_MONTHS, LEAD_MONTHS
from etl.demo.staffing import records_start
from etl.demo.terms import WORKING_CAPITAL

GROUPED_SHARE = 0.07
GROUP_SIZE = 3
RATING_STEPS = (0.8, 0.0, -0.9, -1.8)
HALF_YEARS = 6
NOT_ROUTED_HERE = 0.75
OPINIONS = ("unqualified", "qualified", "none")


def ratings(book: Book) -> Ints:
    """Internal rating of each client, from 0 the best, by health two months before `through`."""
    health = book.health[:, -3]
    return ints(len(RATING_STEPS) - np.searchsorted(RATING_STEPS[::-1], health))


def group_frames(book: Book) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The client_group and client_group_member feeds: groups of three, the first member the parent."""
    random = book.random("groups")
    business = np.flatnonzero(book.people.is_business & (book.people.since_month < 0))
    count = round(len(business) * GROUPED_SHARE / GROUP_SIZE)
    members = random.permutation(business)[: count * GROUP_SIZE]
    number = pl.Series(np.arange(count) + book.chunk * 1_000 + 1).cast(pl.String).str.zfill(7)
    codes = ("G" + number).alias("client_group_code")
    parent = book.names.gather(members[::GROUP_SIZE]).str.slice(0, 4) + "集团"
    group = np.repeat(np.arange(count), GROUP_SIZE)
    relation = ints(np.minimum(np.arange(len(members)) % GROUP_SIZE, 1))
    listed = pl.DataFrame(
        {
            "client_code": book.people.codes.gather(members),
            "client_group_code": codes.gather(group),
            "relation": words(("parent", "subsidiary"), relation),
            "valid_from": as_days(book.people.since_day[members]),
            "valid_to": pl.Series([None] * len(members), dtype=pl.Date),
        }
    )
    return pl.DataFrame({"client_group_code": codes, "name": parent}), listed


def statement_frame(book: Book) -> pl.DataFrame:
    """The financial_statement feed: half-yearly, later and worse the poorer the health."""
    random, plan, people = book.random("financial statements"), book.plan, book.people
    reports = people.is_business & people.has_credit & ((people.kind == CORPORATE) | (random.random(len(people)) < 0.6))
    client = np.repeat(np.flatnonzero(reports), HALF_YEARS)
    end = np.tile(_half_year_ends(book), int(reports.sum()))
    place = np.clip(plan.months(end) + LEAD_MONTHS, 0, ALL_MONTHS - 1)
    health = book.health[client, place]
    wait = random.integers(35, 100, len(client)) + np.where(health < -1.2, random.integers(0, 120, len(client)), 0)
    wait = wait + np.where(random.random(len(client)) < 0.05, 90, 0)
    keep = (end + wait <= plan.last_day) & (end > people.since_day[client])
    figures = _figures(random, people.turnover[client], health=health)
    opinion = np.where(people.kind[client] != CORPORATE, 2, np.where(health < -1.8, 1, 0))
    return pl.DataFrame(
        {
            "client_code": people.codes.gather(client),
            "period_end_date": as_days(end),
            "received_date": as_days(ints(end + wait)),
            "currency": "CNY",
            **{name: as_money(ints(np.rint(amount))) for name, amount in figures.items()},
            "audit_opinion": words(OPINIONS, ints(opinion)),
            "is_audited": pl.Series(opinion < 2),
        }
    ).filter(pl.Series(keep))


def _half_year_ends(book: Book) -> Ints:
    months = np.arange(-14, ALL_MONTHS - LEAD_MONTHS) + book.plan.month_zero
    ends = months[months % 6 == 5][-HALF_YEARS:]
    return first_days(ends + 1) - 1


def _figures(random: np.random.Generator, turnover: Floats, *, health: Floats) -> dict[str, Floats]:
    count = len(turnover)
    mood = np.exp(np.where(health < 0, 0.3, 0.12) * np.clip(health, -3.2, 2))
    revenue = 6 * turnover * mood / NOT_ROUTED_HERE * np.exp(0.05 * random.standard_normal(count))
    margin = 0.05 + 0.035 * np.clip(health, -3.2, 2) + 0.01 * random.standard_normal(count)
    interest = revenue * random.uniform(0.01, 0.025, count)
    profit = revenue * margin
    assets = revenue * random.uniform(1.2, 2.2, count)
    equity = assets * np.clip(0.42 + 0.11 * np.clip(health, -3.5, 2), -0.1, 0.7)
    stretch = np.exp(-0.15 * np.clip(health, -3.2, 2))
    current = assets * 0.55
    return {
        "revenue_amount": revenue,
        "profit_before_tax_amount": profit,
        "ebit_amount": profit + interest,
        "interest_expense_amount": interest,
        "operating_cash_flow_amount": profit * random.uniform(0.4, 1.2, count),
        "total_assets_amount": assets,
        "equity_amount": equity,
        "current_assets_amount": current,
        "current_liabilities_amount": current / np.clip(1.5 + 0.3 * health, 0.5, 2.5),
        "inventory_amount": revenue * 0.2 * stretch,
        "receivable_amount": revenue * 0.25 * stretch,
        "payable_amount": revenue * 0.18 * stretch,
    }


def event_frame(book: Book) -> pl.DataFrame:
    """The external_event feed: lawsuits before default for the story, more once in trouble, a few for anybody."""
    random, trouble = book.random("events"), book.trouble
    major = np.flatnonzero(trouble.is_major)
    told = np.isin(trouble.client[major], book.cast.of(stories.LITIGATION))
    story, others = major[told], major[~told]
    some = others[random.random(len(others)) < 0.45]
    anybody = random.choice(len(book.people), max(len(book.people) // 50, 1), replace=False)
    day = np.concatenate(
        [
            trouble.start[story] - random.integers(60, 150, len(story)),
            trouble.start[some] + random.integers(-40, 200, len(some)),
            book.plan.first_day + random.integers(0, 720, len(anybody)),
        ]
    )
    client = ints(np.concatenate([trouble.client[story], trouble.client[some], anybody]))
    kinds = ("litigation", "enforcement", "tax", "rating", "control_change", "news", "freeze")
    kind = np.concatenate(
        [
            np.zeros(len(story)),
            random.choice([0, 1, 2, 3, 6], len(some), p=[0.4, 0.2, 0.15, 0.15, 0.1]),
            random.choice([0, 4, 5], len(anybody), p=[0.15, 0.25, 0.6]),
        ]
    )
    return _events(book, client, ints(day), kinds=kinds, kind=ints(kind))


def _events(book: Book, client: Ints, day: Ints, *, kinds: tuple[str, ...], kind: Ints) -> pl.DataFrame:
    random = book.random("event words")
    count = len(client)
    known = day + random.integers(1, 15, count)
    amount = book.people.turnover[client] * random.uniform(0.5, 3, count)
    texts = ("货款纠纷", "列为被执行人", "欠税公告", "外部评级下调", "法定代表人变更", "媒体报道", "账户冻结")
    is_rating = kind == 3
    keep = (known <= book.plan.last_day) & (day >= book.people.since_day[client])
    return pl.DataFrame(
        {
            "client_code": book.people.codes.gather(client),
            "event_code": "EV" + pl.Series(np.arange(count) + 1).cast(pl.String).str.zfill(5),
            "kind": words(kinds, kind),
            "event_date": as_days(day),
            "known_date": as_days(ints(known)),
            "amount": as_money(nullable(ints(np.rint(amount)), np.isin(kind, (0, 1, 2, 6)))),
            "currency": "CNY",
            "grade_before": words(("A",), ints(np.where(is_rating, 0, -1))),
            "grade_after": words(("BB",), ints(np.where(is_rating, 0, -1))),
            "description": words(texts, kind),
            "source": words(("court register", "tax bureau", "rating agency", "press"), ints(_sources(kind))),
        }
    ).filter(pl.Series(keep))


def _sources(kind: Ints) -> Ints:
    return ints(np.take([0, 0, 1, 2, 3, 3, 0], kind))


def commitment_frame(book: Book) -> tuple[pl.DataFrame, pl.Series]:
    """The commitment feed and each client's commitment code (null without a limit).

    Whoever falls into long trouble has the limit cut to what is drawn two months after health begins to fall.
    """
    random, plan, people = book.random("commitments"), book.plan, book.people
    drawn = _drawn(book)
    peak = drawn.max(axis=1)
    has = peak > 0
    limit = ints(np.ceil(peak / random.uniform(0.55, 0.9, len(people)) / 1e7)) * 10_000_000
    begin = np.maximum(people.since_day, records_start(plan))
    cut = np.full(len(people), NEVER, dtype=np.int64)
    major = book.trouble.is_major
    month = np.clip(book.trouble.declines[major] + 2, -LEAD_MONTHS + 1, ALL_MONTHS - LEAD_MONTHS - 1)
    cut[book.trouble.client[major]] = plan.starts(ints(month))
    place = np.clip(months_of(cut) - plan.month_zero + LEAD_MONTHS, 0, ALL_MONTHS - 1)
    lower = ints(np.ceil(drawn[np.arange(len(people)), place] * 1.02 / 1e6)) * 1_000_000
    is_cut = has & (cut > begin) & (cut <= plan.last_day)
    code = "CL" + people.codes.str.slice(1)
    first = _limits(people.codes, code + "-1", limit, begin=begin, end=nullable(cut - 1, is_cut))
    second = _limits(people.codes, code + "-2", lower, begin=cut, end=nullable(cut, np.zeros(len(people), dtype=bool)))
    none = pl.Series([None], dtype=pl.String).gather(np.zeros(len(people), dtype=np.int64))
    frame = pl.concat([first.filter(pl.Series(has)), second.filter(pl.Series(is_cut))])
    return frame, (code + "-1").zip_with(pl.Series(has), none)


def _drawn(book: Book) -> Floats:
    """Working-capital principal on the books at month ends, clients × months, cents."""
    loans, plan = book.loans, book.plan
    drawn = np.zeros((len(book.people), ALL_MONTHS + 1))
    own = loans.kind == WORKING_CAPITAL
    begin = np.clip(plan.months(loans.disbursed[own]) + LEAD_MONTHS, 0, ALL_MONTHS)
    end = np.minimum(np.minimum(book.payments.closed[own], plan.last_day + 40), plan.last_day + 31)
    stop = np.clip(plan.months(end) + LEAD_MONTHS, 0, ALL_MONTHS)
    np.add.at(drawn, (loans.client[own], begin), loans.principal[own])
    np.subtract.at(drawn, (loans.client[own], stop), loans.principal[own])
    return np.asarray(np.maximum(drawn.cumsum(axis=1)[:, :ALL_MONTHS], 0), dtype=np.float64)


def _limits(clients: pl.Series, codes: pl.Series, limit: Ints, *, begin: Ints, end: pl.Series) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "commitment_code": codes,
            "client_code": clients,
            "limit_amount": as_money(limit),
            "currency": "CNY",
            "valid_from": as_days(begin),
            "valid_to": as_days(end),
        }
    )
