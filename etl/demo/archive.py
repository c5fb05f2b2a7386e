"""The register of the post-loan file: mostly complete, with documents that are missing, unsigned or unregistered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from etl.demo.arrears import position
from etl.demo.book import Book
from etl.demo.days import Ints, as_days, ints, words
from etl.demo.plan import WINDOW_MONTHS
from schema.domain.archive import ArchiveStep

MISSING_SHARE, UNSIGNED_SHARE, UNREGISTERED_SHARE, ELECTRONIC_SHARE = 0.025, 0.03, 0.02, 0.6
SIGNATURES = 2
ROOMS = ("档案室A-01", "档案室A-02", "档案室B-01", "影像档案系统")
ELECTRONIC_ROOM = 3
# Item, kind of document, its title, first day after the disbursement, days until the next.
REGULAR = (
    (ArchiveStep.MAINTENANCE, "visit_note", "客户走访记录", 60, 350),
    (ArchiveStep.INSPECTION, "inspection_report", "贷后检查报告", 12, 170),
    (ArchiveStep.CLASSIFICATION, "class_sheet", "风险分类认定表", 25, 340),
)
# Item, kind, title, days after the oldest unpaid instalment fell due, worst class it is not yet needed for.
TROUBLED = (
    (ArchiveStep.WARNING, "warning_opinion", "风险预警处置意见", 6, 0),
    (ArchiveStep.RECOVERY, "collection_letter", "逾期贷款催收通知书", 20, 0),
    (ArchiveStep.JOINT_REVIEW, "meeting_minutes", "贷后会审纪要", 22, 0),
    (ArchiveStep.PROBLEM_LOAN, "disposal_plan", "问题贷款处置方案", 105, 1),
)
SUPERVISION = (ArchiveStep.ACCOUNT_SUPERVISION, "account_agreement", "账户监管协议")
EVALUATION = (ArchiveStep.CLOSING_EVALUATION, "closing_evaluation", "贷款结清总结评价")
EVALUATED_AFTER = 12
Drawn = tuple[tuple[ArchiveStep, str, str], Ints, Ints]


def document_frame(book: Book) -> pl.DataFrame:
    """The document feed: what the archive holds of every loan of the chunk up to `through`."""
    drawn = [*_regular(book), *_troubled(book), _supervised(book), _evaluated(book)]
    frame = pl.concat([_rows(book, *each) for each in drawn]).filter(pl.col("day") <= book.plan.last_day)
    kept = book.random("documents").random(len(frame)) >= MISSING_SHARE
    return _described(book, frame.filter(pl.Series(kept)).sort("loan", "day", "step"))


def _regular(book: Book) -> Iterator[Drawn]:
    loans, closed = book.loans, book.payments.closed
    for step, kind, title, after, every in REGULAR:
        begin = loans.disbursed + after
        first = begin + np.maximum(-(-(book.plan.first_day - every - begin) // every), 0) * every
        for turn in range(-(-WINDOW_MONTHS * 31 // every) + 2):
            day = first + turn * every
            place = np.flatnonzero(day < closed)
            yield (step, kind, title), place, day[place]


def _troubled(book: Book) -> Iterator[Drawn]:
    spells: dict[tuple[int, int], int] = {}
    for month in range(WINDOW_MONTHS):
        day = int(book.plan.ends(ints([month]))[0])
        held = position(day, loans=book.loans, schedule=book.schedule, payments=book.payments)
        late = held.days > 0
        found = zip(held.loan[late].tolist(), (day - held.days[late]).tolist(), strict=True)
        spells |= dict(zip(found, held.risk_class[late].tolist(), strict=True))
    loan, oldest = ints([key[0] for key in spells]), ints([key[1] for key in spells])
    worst = ints(list(spells.values()))
    for step, kind, title, after, mildest in TROUBLED:
        chosen = worst > mildest
        yield (step, kind, title), loan[chosen], oldest[chosen] + after


def _supervised(book: Book) -> Drawn:
    place = np.flatnonzero(book.loans.is_supervised)
    return SUPERVISION, place, book.loans.disbursed[place]


def _evaluated(book: Book) -> Drawn:
    closed = book.payments.closed
    place = np.flatnonzero((closed <= book.plan.last_day) & (closed >= book.plan.first_day))
    return EVALUATION, place, closed[place] + EVALUATED_AFTER


def _rows(book: Book, what: tuple[ArchiveStep, str, str], loan: Ints, day: Ints) -> pl.DataFrame:
    step, kind, title = what
    said = [pl.lit(step.value).alias("step"), pl.lit(kind).alias("kind"), pl.lit(title).alias("title")]
    return pl.DataFrame({"loan": ints(loan), "day": ints(day)}).with_columns(said)


def _described(book: Book, frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with their codes, signatures and places."""
    random, count = book.random("document details"), len(frame)
    loan = frame["loan"].to_numpy()
    electronic = random.random(count) < ELECTRONIC_SHARE
    unsigned = random.random(count) < UNSIGNED_SHARE
    registered = pl.Series(random.random(count) >= UNREGISTERED_SHARE)
    codes = "D" + pl.Series(np.arange(count) + 1 + book.chunk * 1_000_000).cast(pl.String).str.zfill(9)
    room = np.where(electronic, ELECTRONIC_ROOM, random.integers(0, ELECTRONIC_ROOM, count))
    none = pl.Series([None], dtype=pl.String).gather(np.zeros(count, dtype=np.int64))
    return pl.DataFrame(
        {
            "document_code": codes,
            "client_code": book.people.codes.gather(book.loans.client[loan]),
            "loan_code": book.loan_codes.gather(loan),
            **{name: frame[name] for name in ("step", "kind", "title")},
            "document_date": as_days(frame["day"]),
            "needed_signature_count": np.full(count, SIGNATURES, dtype=np.int64),
            "signed_count": ints(np.where(unsigned, random.integers(0, SIGNATURES, count), SIGNATURES)),
            "register_number": ("贷档-" + codes).zip_with(registered, none),
            "custody_place": words(ROOMS, ints(room)).zip_with(registered, none),
            "is_electronic": pl.Series(electronic),
            "sha256": none,
        }
    )
