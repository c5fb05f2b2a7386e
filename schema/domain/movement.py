"""How balances move between two closes: shares, roll rates, cure rates, migration rates, formation.

A flow is what moved from one state to another: buckets or classes, and `new` and `closed` for loans that are on one
of the two books only. Shares are of the opening balance, so that what left a state adds up to what was in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schema.domain.money import ZERO, Ratio
from schema.domain.words import DelinquencyBucket, RiskClass

NEW, CLOSED = "new", "closed"
OVERDUE = tuple(each.value for each in DelinquencyBucket if each is not DelinquencyBucket.CURRENT)
OVER_90 = tuple(each.value for each in DelinquencyBucket if each.min_days > 90)
NON_PERFORMING = tuple(each.value for each in RiskClass if each.is_non_performing)
SPECIAL_MENTION = (RiskClass.SPECIAL_MENTION.value,)
NORMAL = RiskClass.NORMAL.value
BUCKETS = tuple(each.value for each in DelinquencyBucket)
CLASSES = tuple(each.value for each in RiskClass)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What moved from one state to another.

    `retained_amount` is, loan by loan, what is left of the opening balance: the smaller of opening and closing.
    """

    from_state: str
    to_state: str
    loan_count: int
    opening_amount: Decimal
    closing_amount: Decimal
    retained_amount: Decimal


Flows = Sequence[Flow]


def pooled(periods: Iterable[Flows]) -> list[Flow]:
    """The flows of several periods added up, so that shares over all of them divide last."""
    summed: dict[tuple[str, str], list[Flow]] = defaultdict(list)
    for flow in (each for flows in periods for each in flows):
        summed[flow.from_state, flow.to_state].append(flow)
    return [_summed(*states, found) for states, found in summed.items()]


def _summed(from_state: str, to_state: str, found: Flows) -> Flow:
    return Flow(
        from_state=from_state,
        to_state=to_state,
        loan_count=sum(each.loan_count for each in found),
        opening_amount=sum((each.opening_amount for each in found), ZERO),
        closing_amount=sum((each.closing_amount for each in found), ZERO),
        retained_amount=sum((each.retained_amount for each in found), ZERO),
    )


def opening(flows: Flows, states: Collection[str]) -> Decimal:
    """Balance that was in these states at the earlier close."""
    return sum((each.opening_amount for each in flows if each.from_state in states), ZERO)


def closing(flows: Flows, states: Collection[str]) -> Decimal:
    """Balance that is in these states at the later close."""
    return sum((each.closing_amount for each in flows if each.to_state in states), ZERO)


def loan_count(flows: Flows, states: Collection[str]) -> int:
    """Loans that were in these states at the earlier close."""
    return sum(each.loan_count for each in flows if each.from_state in states)


def moved(flows: Flows, from_states: Collection[str], to_states: Collection[str]) -> Decimal:
    """Opening balance of the loans that went from the ones to the others."""
    return sum((each.opening_amount for each in _between(flows, from_states, to_states)), ZERO)


def _between(flows: Flows, from_states: Collection[str], to_states: Collection[str]) -> list[Flow]:
    return [each for each in flows if each.from_state in from_states and each.to_state in to_states]


def roll_rate(flows: Flows, bucket: str) -> Ratio:
    """Share of a bucket's opening balance that stands in the next worse bucket now (OCC; oracle W10).

    Raises ValueError for the last bucket, from which nothing rolls on.
    """
    place = BUCKETS.index(bucket)
    if place + 1 == len(BUCKETS):
        raise ValueError(f"nothing is worse than {bucket}")
    return Ratio(moved(flows, (bucket,), (BUCKETS[place + 1],)), opening(flows, (bucket,)))


def cure_rate(flows: Flows, buckets: Collection[str]) -> Ratio:
    """Share of the opening balance of overdue buckets that is up to date now; what was closed is no cure (W10)."""
    return Ratio(moved(flows, buckets, (DelinquencyBucket.CURRENT.value,)), opening(flows, buckets))


def chained(rates: Iterable[Ratio]) -> Decimal | None:
    """The rates multiplied: the share that gets through all of them; None when one is not known."""
    through = Decimal(1)
    for rate in rates:
        if rate.value is None:
            return None
        through *= rate.value
    return through


def migration_rate(flows: Flows, risk_classes: Collection[str], to_classes: Collection[str]) -> Ratio:
    """迁徙率 of return 1104: what of the opening balance went to worse classes ÷ opening less what it was reduced by.

    Both sides are what is left of the opening balance: repayments of the period leave numerator and base (W11).
    """
    fell = sum((each.retained_amount for each in _between(flows, risk_classes, to_classes)), ZERO)
    base = sum((each.retained_amount for each in flows if each.from_state in risk_classes), ZERO)
    return Ratio(fell, base)


def normal_migration_rate(flows: Flows) -> Ratio:
    """正常类贷款迁徙率: of the loans that were normal, what is in any worse class now."""
    return migration_rate(flows, (NORMAL,), CLASSES[1:])


def special_mention_migration_rate(flows: Flows) -> Ratio:
    """关注类贷款迁徙率: of the loans that were special mention, what is non-performing now."""
    return migration_rate(flows, SPECIAL_MENTION, NON_PERFORMING)


def combined_migration_rate(flows: Flows) -> Ratio:
    """正常贷款迁徙率: of the loans that were normal or special mention, what is non-performing now."""
    return migration_rate(flows, (NORMAL, *SPECIAL_MENTION), NON_PERFORMING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Formation:
    """How the balance of a group of classes came about; opening and all that follows add up to `closing_amount`.

    What came in counts with its closing balance, what went out with its opening balance; `paid_down_amount` is by
    how much the balance of those that stayed fell (negative: it grew).
    """

    opening_amount: Decimal
    worsened_amount: Decimal
    improved_amount: Decimal
    new_amount: Decimal
    cured_amount: Decimal
    left_worse_amount: Decimal
    closed_amount: Decimal
    paid_down_amount: Decimal

    @property
    def in_amount(self) -> Decimal:
        """Everything that came in."""
        return self.worsened_amount + self.improved_amount + self.new_amount

    @property
    def out_amount(self) -> Decimal:
        """Everything that went out."""
        return self.cured_amount + self.left_worse_amount + self.closed_amount + self.paid_down_amount

    @property
    def closing_amount(self) -> Decimal:
        """Opening, what came in, less what went out."""
        return self.opening_amount + self.in_amount - self.out_amount


def formation(flows: Flows, members: Sequence[str]) -> Formation:
    """Formation of neighbouring classes, best first (special mention alone, or all that is non-performing)."""
    first, last = CLASSES.index(members[0]), CLASSES.index(members[-1])
    better, worse = CLASSES[:first], CLASSES[last + 1 :]
    stayed = _between(flows, members, members)
    return Formation(
        opening_amount=opening(flows, members),
        worsened_amount=_arrived(flows, better, members),
        improved_amount=_arrived(flows, worse, members),
        new_amount=_arrived(flows, (NEW,), members),
        cured_amount=moved(flows, members, better),
        left_worse_amount=moved(flows, members, worse),
        closed_amount=moved(flows, members, (CLOSED,)),
        paid_down_amount=sum((each.opening_amount - each.closing_amount for each in stayed), ZERO),
    )


def _arrived(flows: Flows, from_states: Collection[str], members: Collection[str]) -> Decimal:
    return sum((each.closing_amount for each in _between(flows, from_states, members)), ZERO)
