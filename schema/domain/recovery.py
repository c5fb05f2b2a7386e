"""What an overdue book is expected to give back: a roll-rate forecast, its interval, and how right it was before.

Recovered is what leaves the overdue buckets for good within the horizon: brought up to date, repaid, or paid down.
It is a balance and not cash. Of each bucket, the share that is still overdue after a month is taken from months that
were observed, added up (not averaged), and applied month after month. What is cured and falls behind again counts as
recovered; what falls behind later is not part of today's book.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schema.domain.money import ZERO, Ratio, to_cents
from schema.domain.movement import OVERDUE, Flows, loan_count, opening, pooled
from schema.domain.transitions import TransitionMatrix

GONE = "recovered"
STATES = (*OVERDUE, GONE)
Book = Mapping[str, Decimal]
Row = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How many months are looked back on, how few do not suffice, and how few loans do not."""

    most_months: int
    least_months: int
    least_loans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What so many months give back; the interval is the lowest and the highest had one month repeated itself."""

    months: int
    expected_amount: Decimal
    low_amount: Decimal
    high_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """One recovery per horizon; empty when the history is too short or a bucket was never seen.

    `month_count` months with `loan_count` overdue loans were looked back on; `is_wider` says that they are those of
    the wider unit, because the own ones have too few loans.
    """

    recoveries: tuple[Recovery, ...]
    month_count: int
    loan_count: int
    is_wider: bool


def forecast(book: Book, own: Sequence[Flows], wider: Sequence[Flows], *, horizons: int, terms: Terms) -> Forecast:
    """The next `horizons` months; `own` and `wider` are months of flows by bucket, oldest first.

    Months are the last ones; the wider unit's where the own ones have fewer loans than asked for.
    """
    recent = own[-terms.most_months :]
    is_wider = _seen(recent) < terms.least_loans
    months = wider[-terms.most_months :] if is_wider else recent
    rows = _rows(pooled(months))
    known = len(months) >= terms.least_months and _fits(rows, book)
    return Forecast(
        recoveries=_recoveries(book, rows, months, horizons) if known else (),
        month_count=len(months),
        loan_count=_seen(months),
        is_wider=is_wider,
    )


def recovered(flows: Flows) -> Decimal:
    """What of the overdue balance of the earlier close is not overdue any more at the later one."""
    return opening(flows, OVERDUE) - _still_overdue(flows)


def recovery_rate(flows: Flows) -> Ratio:
    """The same as a share of the overdue balance."""
    return Ratio(recovered(flows), opening(flows, OVERDUE))


def _still_overdue(flows: Flows) -> Decimal:
    kept = (each for each in flows if each.from_state in OVERDUE and each.to_state in OVERDUE)
    return sum((each.retained_amount for each in kept), ZERO)


def _seen(months: Sequence[Flows]) -> int:
    return sum(loan_count(flows, OVERDUE) for flows in months)


def _rows(flows: Flows) -> dict[str, Row]:
    """Per bucket that had a balance: the shares still overdue by bucket, and last what was recovered."""
    rows = {}
    for bucket in OVERDUE:
        whole = opening(flows, (bucket,))
        if whole:
            kept = [sum((f.retained_amount for f in flows if (f.from_state, f.to_state) == (bucket, to)), ZERO)
                    for to in OVERDUE]  # fmt: skip
            rows[bucket] = (*(part / whole for part in kept), (whole - sum(kept, ZERO)) / whole)
    return rows


def _fits(rows: Mapping[str, Row], book: Book) -> bool:
    """Whether every bucket of the book, and every bucket its balance gets to, was seen."""
    reached = {bucket for bucket in OVERDUE if book.get(bucket)}
    while reached <= rows.keys():
        further = {to for bucket in reached for to, share in zip(OVERDUE, rows[bucket], strict=False) if share}
        if further <= reached:
            return True
        reached |= further
    return False


def _recoveries(book: Book, rows: Mapping[str, Row], months: Sequence[Flows], horizons: int) -> tuple[Recovery, ...]:
    expected = _paths(book, rows, horizons)
    paths = [expected, *(_paths(book, {**rows, **_rows(flows)}, horizons) for flows in months)]
    return tuple(
        Recovery(
            months=at + 1,
            expected_amount=to_cents(expected[at]),
            low_amount=to_cents(min(path[at] for path in paths)),
            high_amount=to_cents(max(path[at] for path in paths)),
        )
        for at in range(horizons)
    )


def _paths(book: Book, rows: Mapping[str, Row], horizons: int) -> list[Decimal]:
    """What is recovered after one, two … months."""
    at_once = (*(ZERO for _ in OVERDUE), Decimal(1))
    matrix = TransitionMatrix(STATES, (*(rows.get(bucket, at_once) for bucket in OVERDUE), at_once))
    amounts = (*(book.get(bucket, ZERO) for bucket in OVERDUE), ZERO)
    found = []
    for _ in range(horizons):
        amounts = matrix.moved(amounts)
        found.append(amounts[-1])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One month: what had been forecast at its beginning, and what happened."""

    forecast_amount: Decimal
    actual_amount: Decimal

    @property
    def error_ratio(self) -> Decimal | None:
        """Absolute error as a share of what happened; None when nothing did."""
        if not self.actual_amount:
            return None
        return abs(self.forecast_amount - self.actual_amount) / self.actual_amount


def outcomes(own: Sequence[Flows], wider: Sequence[Flows], *, most: int, terms: Terms) -> list[Outcome | None]:
    """The last `most` months, oldest first: the forecast made with what was known before each, against it.

    None for a month before which the history was too short. `own` and `wider` hold the same months.
    """
    return [_outcome(own[: at + 1], wider[: at + 1], terms) for at in range(max(0, len(own) - most), len(own))]


def _outcome(own: Sequence[Flows], wider: Sequence[Flows], terms: Terms) -> Outcome | None:
    *before, happened = own
    book = {bucket: opening(happened, (bucket,)) for bucket in OVERDUE}
    made = forecast(book, before, wider[:-1], horizons=1, terms=terms)
    if not made.recoveries:
        return None
    return Outcome(forecast_amount=made.recoveries[0].expected_amount, actual_amount=recovered(happened))
