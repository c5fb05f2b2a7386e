"""Inspections that were done: mostly in time, some late, some never; a few copied, repeated or proved by old pictures.

Managers inspect business loans by the proposed matrix, and any loan once it is in trouble; a few copy their reports.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from etl.demo import inspection_words as texts
from etl.demo.book import Book
from etl.demo.clients import CORPORATE
from etl.demo.days import NEVER, day_of
from etl.demo.inspection_people import People
from etl.demo.terms import FIXED_ASSET, KINDS, SMALL_MICRO_LOAN
from schema.contracts.registry import FEEDS

MIDDLE, LARGE, BUILT_AFTER = 5_000_000_00, 30_000_000_00, 540
FIRST_DAYS, MICRO_DAYS, SPECIAL_DAYS, TROUBLED_DAYS = 15, 90, 10, 30
ON_TIME, LATE, LAZY_SHARE, COPIES, OLD_PICTURES = 0.84, 0.11, 0.04, 0.5, 0.25
REPEATS, SUPERVISED, ALONE, BY_PHONE, UNSEALED, LED = 0.012, 0.07, 0.05, 0.06, 0.06, 0.75
EARLY, SUPERVISED_IN_TROUBLE, AFTERCARE = 30, 0.55, 200
SEVERITIES = ("none", "yellow", "orange", "red")
# Up to which luck nothing, yellow and orange is found; beyond it red.
FOUND, FOUND_IN_TROUBLE = (0.78, 0.94, 0.99), (0.15, 0.50, 0.85)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One inspection of a loan: when it was due and done, and why."""

    due: int
    done: int
    kind: str
    is_troubled: bool


def inspection_frames(book: Book, assignments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The feeds `inspection` and `inspection_evidence` of the chunk."""
    writer = _Writer(book, People.of(assignments), book.random("inspections"))
    spells = _spells(book)
    visits = [
        (loan, visit)
        for loan in range(len(book.loans))
        for visit in _visits(book, loan, spells.get(int(book.loans.client[loan]), []), writer.random)
    ]
    for loan, some in _together(book, visits).items():
        writer.write(loan, some)
    return _frame("inspection", writer.rows), _frame("inspection_evidence", writer.proofs)


def _frame(feed: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    fields = FEEDS[feed].fields
    plain = {each.name: pl.Float64() if each.dtype.is_decimal() else each.dtype for each in fields}
    frame = pl.DataFrame(rows, schema=plain)
    return frame.with_columns(pl.col(each.name).cast(each.dtype) for each in fields)


def _spells(book: Book) -> dict[int, list[tuple[int, int]]]:
    """Per client its spells: from the first close that sees it to its end, of long ones half a year more."""
    trouble, plan = book.trouble, book.plan
    seen = plan.ends(plan.months(trouble.start))
    spells: dict[int, list[tuple[int, int]]] = {}
    over = trouble.end + np.where(trouble.is_major, AFTERCARE, 0)
    for client, begin, end in zip(trouble.client.tolist(), seen.tolist(), over.tolist(), strict=True):
        if begin < end:
            spells.setdefault(client, []).append((begin, end))
    return {client: sorted(some) for client, some in spells.items()}


def _visits(book: Book, loan: int, spells: list[tuple[int, int]], random: np.random.Generator) -> Iterator[Visit]:
    kind, begin = int(book.loans.kind[loan]), int(book.loans.disbursed[loan])
    last = min(int(book.payments.closed[loan]) - 1, book.plan.last_day)
    since, interval = max(begin, book.plan.first_day), _interval(book, loan)
    if kind <= SMALL_MICRO_LOAN and begin >= book.plan.first_day:
        due, why = begin + (MICRO_DAYS if kind == SMALL_MICRO_LOAN else FIRST_DAYS), "first"
    else:
        due, why = since + interval - int(random.integers(0, min(interval, 90))), "routine"
    if any(start <= since <= end for start, end in spells):
        due = since + TROUBLED_DAYS
    done = since
    while True:
        due, why = _pulled(due, why, done, spells)
        if due > last + TROUBLED_DAYS:
            return
        done = due + _delay(random)
        if max(done, begin + 1) > last:
            return
        done = max(done, begin + 1)
        is_troubled = any(start <= done <= end for start, end in spells)
        yield Visit(due=due, done=done, kind=why, is_troubled=is_troubled)
        due, why = done + (TROUBLED_DAYS if is_troubled else interval), "routine"


def _together(book: Book, visits: list[tuple[int, Visit]]) -> dict[int, list[Visit]]:
    """Several loans of a client are looked at on one day, where that is at most a few weeks early."""
    client, disbursed = book.loans.client, book.loans.disbursed
    who, anchor = -1, -1
    together: dict[int, list[Visit]] = {}
    for loan, visit in sorted(visits, key=lambda each: (int(client[each[0]]), each[1].done, each[0])):
        is_near = int(client[loan]) == who and visit.done - anchor <= EARLY and int(disbursed[loan]) < anchor
        who, anchor = int(client[loan]), anchor if is_near else visit.done
        together.setdefault(loan, []).append(replace(visit, done=anchor))
    return together


def _interval(book: Book, loan: int) -> int:
    kind, principal = int(book.loans.kind[loan]), int(book.loans.principal[loan])
    if kind > SMALL_MICRO_LOAN:
        return NEVER  # a personal loan is inspected in trouble only
    return 90 if principal >= MIDDLE or kind == FIXED_ASSET else 180


def _pulled(due: int, why: str, done: int, spells: list[tuple[int, int]]) -> tuple[int, str]:
    """The next due day, or earlier because the client got into trouble."""
    asked = next((start + SPECIAL_DAYS for start, _ in spells if done < start < due), due)
    return (asked, "special") if asked < due else (due, why)


def _delay(random: np.random.Generator) -> int:
    """Days after the due day; below nought is early."""
    luck = random.random()
    if luck < ON_TIME:
        return -int(random.integers(0, 8))
    return int(random.integers(1, 20)) if luck < ON_TIME + LATE else int(random.integers(30, 120))


class _Writer:
    """Rows of both feeds; what is copied is copied from the last inspection of the same loan."""

    def __init__(self, book: Book, people: People, random: np.random.Generator) -> None:
        self.book, self.people, self.random = book, people, random
        self.rows: list[dict[str, object]] = []
        self.proofs: list[dict[str, object]] = []
        self.codes = book.loan_codes.to_list()
        self.clients = pl.Series(book.people.codes).to_list()
        self.picture = ""

    def write(self, loan: int, visits: list[Visit]) -> None:
        report = ""
        for visit in visits:
            report = self._client(loan, visit, report)
            if self.random.random() < REPEATS:
                again = Visit(due=visit.done + 5, done=visit.done + 5, kind="routine", is_troubled=False)
                if again.done <= self._last(loan):
                    self._client(loan, again, "", texts.REPEATED_VISIT.format(n=int(self.random.integers(2, 9))))
            if self.random.random() < (SUPERVISED_IN_TROUBLE if visit.is_troubled else SUPERVISED):
                self._supervisory(loan, visit.done + int(self.random.integers(10, 40)))

    def _client(self, loan: int, visit: Visit, before: str, said: str = "") -> str:
        client = self._client_code(loan)
        managers = self.people.on(visit.done, client, "client_manager", "co_manager", "risk_manager")
        is_lazy = bool(managers) and _chance(managers[0]) < LAZY_SHARE
        is_copied = bool(before) and is_lazy and self.random.random() < COPIES
        report = said or (before if is_copied else texts.client_report(self.random, is_troubled=visit.is_troubled))
        is_alone = self.random.random() < ALONE
        row = self._row(loan, visit, managers[: 1 if is_alone else 2], report)
        self._prove(str(row["inspection_code"]), visit.done, is_old=is_lazy and self.random.random() < OLD_PICTURES)
        return report

    def _supervisory(self, loan: int, day: int) -> None:
        managers = self.people.on(day, self._client_code(loan), "risk_manager")
        if managers and day <= self._last(loan):
            visit = Visit(due=day + int(self.random.integers(0, 20)), done=day, kind="supervisory", is_troubled=False)
            self._row(loan, visit, managers[:1], texts.supervisory_report(self.random))

    def _row(self, loan: int, visit: Visit, inspectors: list[str], report: str) -> dict[str, object]:
        loans, random = self.book.loans, self.random
        is_client, amount = visit.kind != "supervisory", float(loans.principal[loan]) / 100
        verified = round(float(random.uniform(0.6, 1.0)), 2) if visit.kind == "first" else None
        is_built = bool(loans.kind[loan] == FIXED_ASSET)
        row: dict[str, object] = {
            "inspection_code": f"{self.codes[loan]}-{len(self.rows) + 1:05d}",
            "client_code": self._client_code(loan),
            "loan_code": self.codes[loan],
            "layer": "client" if is_client else "supervisory",
            "kind": visit.kind,
            "loan_kind": KINDS[FIXED_ASSET] if is_built else KINDS[0],
            "is_on_site": is_client and random.random() >= BY_PHONE,
            "due_date": day_of(visit.due),
            "done_date": day_of(visit.done),
            "inspector_code": inspectors[0] if inspectors else None,
            "second_inspector_code": inspectors[1] if len(inspectors) > 1 else None,
            "has_leader": int(loans.principal[loan]) > LARGE and random.random() < LED if is_client else None,
            "is_confirmed": self._is_corporate(loan) and random.random() >= UNSEALED if is_client else None,
            "verified_amount": None if verified is None else round(amount * verified, 2),
            "verified_ratio": verified,
            "is_collateral_seen": random.random() < 0.8 if is_client else None,
            "is_in_operation": visit.done - int(loans.disbursed[loan]) > BUILT_AFTER if is_built else None,
            "severity": _severity(random.random(), FOUND_IN_TROUBLE if visit.is_troubled else FOUND),
            "report": report,
            "postponed_count": int(visit.done - visit.due > 25),
        }
        self.rows.append(row)
        return row

    def _prove(self, code: str, day: int, *, is_old: bool) -> None:
        for number in range(int(self.random.integers(1, 3))):
            fresh = hashlib.sha256(f"{code}/{number}".encode()).hexdigest()
            shown = self.picture if is_old and number == 0 and self.picture else fresh
            self.picture = fresh
            self.proofs.append(
                {
                    "inspection_code": code,
                    "sha256": shown,
                    "kind": "picture",
                    "file_name": f"IMG_{day % 10_000:04d}_{number + 1}.jpg",
                    "taken_date": day_of(day),
                    "place": None,
                }
            )

    def _last(self, loan: int) -> int:
        return min(self.book.plan.last_day, int(self.book.payments.closed[loan]) - 1)

    def _client_code(self, loan: int) -> str:
        return str(self.clients[int(self.book.loans.client[loan])])

    def _is_corporate(self, loan: int) -> bool:
        return bool(self.book.people.kind[int(self.book.loans.client[loan])] == CORPORATE)


def _severity(luck: float, limits: tuple[float, ...]) -> str:
    return SEVERITIES[sum(luck >= limit for limit in limits)]


def _chance(code: str) -> float:
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4]) / 2**32
