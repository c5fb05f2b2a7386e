"""Clients of one chunk: who they are, who serves them, how large they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo import names
from etl.demo.days import Bools, Floats, Ints, as_days, ints, words
from etl.demo.plan import LEAD_MONTHS, WINDOW_MONTHS, Plan
from etl.demo.structure import BRANCHES, CITIES_OF_BRANCHES, SUB_BRANCHES, Post

CORPORATE, SMALL_MICRO, PERSONAL = 0, 1, 2
KINDS = ("corporate", "small_micro", "personal")
KIND_SHARE = (0.18, 0.27, 0.55)
CREDIT_SHARE = (0.86, 0.82, 0.50)
BRANCH_SHARE = (0.45, 0.33, 0.22)
INDUSTRIES = (
    "textile",
    "machinery",
    "wholesale",
    "construction",
    "transport",
    "hospitality",
    "software",
    "agriculture",
    "chemicals",
    "healthcare",
)
OWNERSHIP = ("private", "state", "foreign", "collective")
RATINGS = ("AA", "A", "BBB", "BB", "B")
NEW_CLIENT_SHARE = 0.12
LEAD_SINCE = -LEAD_MONTHS - 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Clients:
    """Arrays with one entry per client of the chunk; money in cents a month, months of the plan.

    Posts are places in the bank's list of posts, -1 for none: `second_post` holds 40 % beside `post`, the client
    moves to `later_post` on `later_day`.
    """

    number: Ints
    kind: Ints
    sub_branch: Ints
    branch: Ints
    industry: Ints
    has_credit: Bools
    since_month: Ints
    since_day: Ints
    turnover: Floats
    post: Ints
    second_post: Ints
    co_post: Ints
    risk_post: Ints
    later_post: Ints
    later_day: Ints

    def __len__(self) -> int:
        return len(self.number)

    @property
    def is_business(self) -> Bools:
        """Corporate or small-micro."""
        return np.asarray(self.kind != PERSONAL, dtype=np.bool_)

    @property
    def codes(self) -> pl.Series:
        """The client code of each client."""
        return client_codes(self.number)


def client_codes(numbers: Ints | pl.Series) -> pl.Series:
    """C0000001 for client 1."""
    text = pl.Series("number", numbers).cast(pl.String).str.zfill(7)
    return ("C" + text).alias("client_code")


def clients(plan: Plan, chunk: int, posts: tuple[Post, ...]) -> Clients:
    """The clients of a chunk."""
    start, count = plan.sizes(chunk)
    random = plan.random("clients", chunk)
    kind = ints(random.choice(3, count, p=KIND_SHARE))
    sub_branch = _sub_branches(random, count)
    since_month = _since(random, count)
    has_credit = random.random(count) < np.take(CREDIT_SHARE, kind)
    return Clients(
        number=np.arange(start + 1, start + count + 1),
        kind=kind,
        sub_branch=sub_branch,
        branch=ints([unit.branch for unit in SUB_BRANCHES])[sub_branch],
        industry=ints(random.integers(0, len(INDUSTRIES), count)),
        has_credit=has_credit,
        since_month=since_month,
        since_day=plan.starts(since_month),
        turnover=_turnover(random, kind),
        later_day=plan.starts(ints(random.integers(4, WINDOW_MONTHS - 2, count))),
        **_posts(random, posts, kind=kind, sub_branch=sub_branch, has_credit=has_credit),
    )


def _sub_branches(random: np.random.Generator, count: int) -> Ints:
    size = [sum(unit.branch == b for unit in SUB_BRANCHES) for b in range(len(BRANCHES))]
    weight = [BRANCH_SHARE[unit.branch] / size[unit.branch] for unit in SUB_BRANCHES]
    return ints(random.choice(len(SUB_BRANCHES), count, p=weight))


def _since(random: np.random.Generator, count: int) -> Ints:
    old = random.integers(LEAD_SINCE - 84, LEAD_SINCE, count)
    new = random.integers(2, WINDOW_MONTHS - 4, count)
    return ints(np.where(random.random(count) < NEW_CLIENT_SHARE, new, old))


def _turnover(random: np.random.Generator, kind: Ints) -> Floats:
    """Money coming in each month when all is well, in cents."""
    middle = np.take([1_400_000.0, 260_000.0, 11_000.0], kind)
    spread = np.take([0.8, 0.7, 0.5], kind)
    return np.asarray(100 * middle * np.exp(spread * random.standard_normal(len(kind))), dtype=np.float64)


def _posts(
    random: np.random.Generator,
    posts: tuple[Post, ...],
    *,
    kind: Ints,
    sub_branch: Ints,
    has_credit: Bools,
) -> dict[str, Ints]:
    count = len(kind)
    line = np.where(kind == PERSONAL, 1, 0)
    role = np.array([post.role for post in posts])
    post_line = np.array([0 if post.line == "corporate" else 1 for post in posts])
    post_sub = ints([post.sub_branch for post in posts])
    post_branch = ints([post.branch for post in posts])
    branch = ints([unit.branch for unit in SUB_BRANCHES])[sub_branch]
    managers = role == "client_manager"
    own = _draw(random, sub_branch * 2 + line, ints(np.where(managers, post_sub * 2 + post_line, -1)))
    near = _draw(random, branch * 2 + line, ints(np.where(managers, post_branch * 2 + post_line, -1)))
    later = _draw(random, sub_branch * 2 + line, ints(np.where(managers, post_sub * 2 + post_line, -1)))
    third = _draw(random, branch * 2 + line, ints(np.where(managers, post_branch * 2 + post_line, -1)))
    risk = _draw(random, branch, ints(np.where(role == "risk_manager", post_branch, -1)))
    chance = random.random(count)
    shared = (kind == CORPORATE) & (chance < 0.18) & (near != own)
    assisted = (kind == CORPORATE) & (chance > 0.65) & (third != own)
    return {
        "post": own,
        "second_post": np.where(shared, near, -1),
        "later_post": np.where((chance > 0.4) & (chance < 0.46) & (later != own), later, -1),
        "co_post": np.where(assisted, third, -1),
        "risk_post": np.where(has_credit, risk, -1),
    }


def _draw(random: np.random.Generator, wanted: Ints, offered: Ints) -> Ints:
    """For each wanted group one of the places whose offered group is the same."""
    order = np.argsort(offered, kind="stable")
    ranked = offered[order]
    first = np.searchsorted(ranked, wanted, side="left")
    last = np.searchsorted(ranked, wanted, side="right")
    place = first + np.floor(random.random(len(wanted)) * (last - first)).astype(np.int64)
    return ints(order[place])


def client_names(plan: Plan, chunk: int, people: Clients) -> pl.Series:
    """Company names for businesses, names of persons for the others."""
    random = plan.random("names", chunk)
    city = ints(people.branch)
    company = names.company_names(people.number, people.industry, city)
    person = names.person_names(random, len(people))
    return company.zip_with(pl.Series(people.is_business), person).alias("name")


def client_frame(plan: Plan, chunk: int, people: Clients, ratings: Ints) -> pl.DataFrame:
    """The client feed of the chunk."""
    random = plan.random("client words", chunk)
    count = len(people)
    owner = ints(random.choice(len(OWNERSHIP), count, p=[0.78, 0.08, 0.07, 0.07]))
    business = people.is_business
    segment = ints(np.where(people.turnover > np.take([3e8, 6e7, 2.5e6], people.kind), 0, 1))
    return pl.DataFrame(
        {
            "client_code": people.codes,
            "name": client_names(plan, chunk, people),
            "kind": words(KINDS, people.kind),
            "org_unit_code": words([unit.code for unit in SUB_BRANCHES], people.sub_branch),
            "industry": words(INDUSTRIES, ints(np.where(business, people.industry, -1))),
            "ownership": words(OWNERSHIP, ints(np.where(business, owner, -1))),
            "segment": words(("key account", "ordinary"), segment),
            "internal_rating": words(RATINGS, ints(np.where(people.has_credit, ratings, -1))),
            "region_code": words(CITIES_OF_BRANCHES, people.branch),
            "since_date": as_days(people.since_day),
        }
    )
