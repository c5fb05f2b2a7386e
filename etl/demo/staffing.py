"""Who sat on which post when: hires, leavers, rotations between posts, promotions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import polars as pl

from etl.demo.days import as_days, ints
from etl.demo.names import person_names
from etl.demo.plan import LEAD_MONTHS, Plan
from etl.demo.structure import Post

ROTATION, LEAVING = 0.3, 0.3
BECOMES_RISK_MANAGER = 0.3
WAS_COUNTER = 0.25


@dataclass(slots=True, kw_only=True)
class Person:
    """One member of staff; days are day numbers, `left` is None while employed."""

    code: str
    org_unit_code: str
    line: str
    hired: int
    left: int | None = None
    roles: list[tuple[str, str, int, int | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A person on a post from day to day; `until` is None while it lasts."""

    post: int
    person: int
    since: int
    until: int | None


@dataclass(slots=True)
class _Office:
    plan: Plan
    posts: tuple[Post, ...]
    random: np.random.Generator
    people: list[Person] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)

    @property
    def records_start(self) -> int:
        return records_start(self.plan)

    def hire(self, post: Post, day: int) -> int:
        code = f"E{len(self.people) + 1:05d}"
        person = Person(code=code, org_unit_code=post.org_unit_code, line=post.line, hired=day)
        self.people.append(person)
        return len(self.people) - 1

    def veteran(self, post: Post) -> int:
        """Somebody hired before the records start, perhaps as a teller first."""
        hired = self.records_start - int(self.random.integers(400, 4_500))
        person = self.hire(post, hired)
        begins = hired
        if post.role == "client_manager" and self.random.random() < WAS_COUNTER:
            begins = hired + 366
            self.people[person].roles.append(("counter", post.org_unit_code[:4], hired, begins - 1))
        self.people[person].roles.append((post.role, post.org_unit_code, begins, None))
        return person

    def move(self, person: int, to: Post, day: int) -> None:
        """Ends the person's present role the day before and starts the next one."""
        self.end_role(person, day - 1)
        self.people[person].roles.append((to.role, to.org_unit_code, day, None))
        self.people[person].org_unit_code = to.org_unit_code

    def end_role(self, person: int, day: int) -> None:
        role, unit, since, _ = self.people[person].roles.pop()
        self.people[person].roles.append((role, unit, since, day))

    def some_day(self) -> int:
        first = self.plan.first_day
        return int(self.random.integers(first + 20, self.plan.last_day - 20))

    def sit(self, post: int, *stays: tuple[int, int]) -> None:
        """`stays` are (person, first day) in order; each lasts until the next one begins."""
        for (person, since), (_, following) in pairwise([*stays, (-1, 0)]):
            until = following - 1 if following else None
            self.sittings.append(Sitting(post=post, person=person, since=since, until=until))


def records_start(plan: Plan) -> int:
    """First day on which the bank's records of responsibility exist: before any loan."""
    return int(plan.starts(ints([-LEAD_MONTHS - 1]))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """Everybody and where they sat."""

    posts: tuple[Post, ...]
    people: tuple[Person, ...]
    sittings: tuple[Sitting, ...]

    def staff(self, plan: Plan) -> pl.DataFrame:
        """The staff feed."""
        people = self.people
        return pl.DataFrame(
            {
                "staff_code": [one.code for one in people],
                "name": person_names(plan.random("staff names"), len(people)),
                "org_unit_code": [one.org_unit_code for one in people],
                "line": [one.line for one in people],
                "hired_date": as_days(pl.Series([one.hired for one in people])),
                "left_date": as_days(pl.Series([one.left for one in people], dtype=pl.Int64)),
            }
        )

    def staff_roles(self) -> pl.DataFrame:
        """The staff_role feed."""
        rows = [(one.code, *role) for one in self.people for role in one.roles]
        names = ("staff_code", "role", "org_unit_code")
        schema = {**dict.fromkeys(names, pl.String), "valid_from": pl.Int64, "valid_to": pl.Int64}
        frame = pl.DataFrame(rows, schema=schema, orient="row")
        return frame.with_columns(pl.col("valid_from", "valid_to").cast(pl.Int32).cast(pl.Date))

    def sitting_frame(self) -> pl.DataFrame:
        """Post, staff code, first and last day (day numbers; null while it lasts)."""
        rows = [(one.post, self.people[one.person].code, one.since, one.until) for one in self.sittings]
        schema = {"post": pl.Int64, "staff_code": pl.String, "since": pl.Int64, "until": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")


def staffing(plan: Plan, posts: tuple[Post, ...]) -> Staffing:
    """Everybody who works at the bank, from before the records start to `through`."""
    office = _Office(plan, posts, plan.random("staffing"))
    partners = dict(_rotations(office))
    seconds = set(partners.values())
    for place, post in enumerate(posts):
        if place in partners:
            _rotate(office, place, partners[place])
        elif place not in seconds:
            _fill(office, place, post)
    return Staffing(posts=posts, people=tuple(office.people), sittings=tuple(office.sittings))


def _rotations(office: _Office) -> Iterator[tuple[int, int]]:
    """Pairs of client managers' posts of one branch and line that change places."""
    groups: dict[tuple[int, str], list[int]] = {}
    for place, post in enumerate(office.posts):
        if post.role == "client_manager":
            groups.setdefault((post.branch, post.line), []).append(place)
    for places in groups.values():
        for first, second in zip(places[::2], places[1::2], strict=False):
            if office.random.random() < ROTATION:
                yield first, second


def _rotate(office: _Office, first: int, second: int) -> None:
    one, other = office.veteran(office.posts[first]), office.veteran(office.posts[second])
    day = office.some_day()
    office.move(one, office.posts[second], day)
    office.move(other, office.posts[first], day)
    office.sit(first, (one, office.records_start), (other, day))
    office.sit(second, (other, office.records_start), (one, day))


def _fill(office: _Office, place: int, post: Post) -> None:
    person = office.veteran(post)
    if post.role != "client_manager" or office.random.random() >= LEAVING:
        office.sit(place, (person, office.records_start))
        return
    day = office.some_day()
    if office.random.random() < BECOMES_RISK_MANAGER:
        branch = post.org_unit_code[:2]
        desk = Post(role="risk_manager", org_unit_code=branch, line=post.line, branch=post.branch, sub_branch=-1)
        office.move(person, desk, day)
    else:
        office.end_role(person, day - 1)
        office.people[person].left = day - 1
    successor = office.hire(post, day)
    office.people[successor].roles.append((post.role, post.org_unit_code, day, None))
    office.sit(place, (person, office.records_start), (successor, day))
