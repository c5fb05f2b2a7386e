"""Evidence of classes: impairment tests of those in long trouble, debts at other banks, technical overdue, and a few
whose money went elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from etl.demo.book import Book
from etl.demo.days import NEVER, Bools, Floats, Ints, as_days, ints, nullable, words
from etl.demo.trouble import CURED, RECOVERED, WRITTEN_OFF
from schema.domain.evidence import EvidenceKind

KINDS = tuple(each.value for each in EvidenceKind)
SOURCES = ("impairment test", "credit reference report", "court register", "inspection", "operations")
NOTES = ("减值测试", "征信报告显示他行逾期", "法院公告", "贷后检查发现资金挪用", "扣款系统故障")
PURPOSE_SHARE, PURPOSE_DAYS = 0.004, 183


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One entry per finding; `end` is NEVER while it holds, `ratio` below 0 where there is none."""

    kind: EvidenceKind
    word: int
    client: Ints
    begin: Ints
    end: Ints
    ratio: Floats


def evidence_frame(book: Book) -> pl.DataFrame:
    """The class_evidence feed of a chunk: what the bank knew of it up to its last day."""
    random = book.random("class evidence")
    found = [*_of_trouble(book, random), _technical(book, random), _purposes(book, random)]
    frame = pl.concat([_rows(book, each, random) for each in found]).filter(pl.col("known") <= book.plan.last_day)
    frame = frame.sort("client", "begin", "kind").with_row_index("no", offset=1)
    return pl.DataFrame(
        {
            "client_code": book.people.codes.gather(frame["client"]),
            "evidence_code": "CE" + frame["no"].cast(pl.String).str.zfill(5),
            "loan_code": pl.Series([None] * len(frame), dtype=pl.String),
            "kind": words(KINDS, ints(frame["kind"].to_numpy())),
            "valid_from": as_days(frame["begin"]),
            "valid_to": as_days(nullable(ints(frame["end"].to_numpy()), frame["end"].to_numpy() < NEVER)),
            "known_date": as_days(frame["known"]),
            "value_ratio": frame["ratio"].set(frame["ratio"] < 0, None).round(4).cast(pl.Decimal(18, 9)),
            "source": words(SOURCES, ints(frame["word"].to_numpy())),
            "note": words(NOTES, ints(frame["word"].to_numpy())),
        }
    )


def _of_trouble(book: Book, random: np.random.Generator) -> list[_Found]:
    trouble = book.trouble
    ends = np.where(np.isin(trouble.outcome, (CURED, RECOVERED)), trouble.end, NEVER)

    def some(kind: EvidenceKind, word: int, chosen: Bools, after: int, span: tuple[float, float]) -> _Found:
        place = np.flatnonzero(chosen & (random.random(len(chosen)) < 0.4) & (trouble.start + after < ends))
        low, high = span
        return _Found(
            kind=kind, word=word, client=trouble.client[place], begin=trouble.start[place] + after,
            end=ints(ends[place]), ratio=random.uniform(low, high, len(place)),
        )  # fmt: skip

    major, lost = trouble.is_major, np.asarray(trouble.outcome == WRITTEN_OFF, dtype=np.bool_)
    return [
        some(EvidenceKind.CREDIT_IMPAIRED, 0, major, 100, (0.2, 0.95)),
        some(EvidenceKind.OVERDUE_AT_ALL_BANKS, 1, major, 60, (0.05, 0.6)),
        some(EvidenceKind.NPL_ELSEWHERE, 1, major, -20, (-1, -1)),
        some(EvidenceKind.IN_BANKRUPTCY, 2, lost, 220, (-1, -1)),
    ]


def _technical(book: Book, random: np.random.Generator) -> _Found:
    trouble = book.trouble
    place = np.flatnonzero(~trouble.is_major & (random.random(len(trouble.client)) < 0.1))
    return _Found(
        kind=EvidenceKind.TECHNICAL_OVERDUE, word=4, client=trouble.client[place], begin=trouble.start[place],
        end=trouble.end[place], ratio=np.full(len(place), -1.0),
    )  # fmt: skip


def _purposes(book: Book, random: np.random.Generator) -> _Found:
    client = np.flatnonzero(random.random(len(book.people)) < PURPOSE_SHARE)
    begin = book.plan.first_day + random.integers(0, book.plan.last_day - book.plan.first_day, len(client))
    return _Found(
        kind=EvidenceKind.PURPOSE_CHANGED, word=3, client=ints(client), begin=ints(begin),
        end=ints(begin + PURPOSE_DAYS), ratio=np.full(len(client), -1.0),
    )  # fmt: skip


def _rows(book: Book, found: _Found, random: np.random.Generator) -> pl.DataFrame:
    """As numbers, those of clients that were ours by then."""
    count = len(found.client)
    return pl.DataFrame(
        {
            "client": found.client,
            "kind": np.full(count, KINDS.index(found.kind), dtype=np.int64),
            "word": np.full(count, found.word, dtype=np.int64),
            "begin": ints(found.begin),
            "end": ints(found.end),
            "known": ints(found.begin + random.integers(0, 10, count)),
            "ratio": found.ratio.astype(np.float64),
        }
    ).filter(pl.Series(found.begin >= book.people.since_day[found.client]))
