"""Words and rules of post-loan inspections 贷后检查: who looks at whom, how often, with which form, and what is wrong.

Sources: requirements E7-09 to E7-11; the published hard numbers and the frequency matrix are parameters
(`schema.policy.inspections`), never constants here.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from schema.domain.words import LoanKind

SHINGLE = 3


class Layer(StrEnum):
    """Who is inspected: the client by its manager, or the manager's work by a risk manager (E7-09)."""

    CLIENT = "client"
    SUPERVISORY = "supervisory"


class InspectionKind(StrEnum):
    """Why an inspection takes place."""

    FIRST = "first"  # 首次检查, after disbursement
    ROUTINE = "routine"  # 常规检查
    SPECIAL = "special"  # 专项检查, because something happened
    SUPERVISORY = "supervisory"  # 检查客户经理的贷后管理


class FormKind(StrEnum):
    """The two loan kinds of E7-09; each has a form of its own."""

    WORKING_CAPITAL = "working_capital"
    FIXED_ASSET = "fixed_asset"


class PolicyCase(StrEnum):
    """The rows of the frequency matrix."""

    WORKING_CAPITAL = "working_capital"
    UNDER_CONSTRUCTION = "under_construction"
    IN_OPERATION = "in_operation"
    SPECIAL_MENTION = "special_mention"
    NON_PERFORMING = "non_performing"
    LOW_RISK = "low_risk"


class ExposureBand(StrEnum):
    """The columns of the frequency matrix, by what the obligor owes."""

    SMALL = "small"
    MIDDLE = "middle"
    LARGE = "large"


class FindingSeverity(StrEnum):
    """What an inspection found, least first."""

    NONE = "none"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class Trigger(StrEnum):
    """What asks for a special inspection."""

    CLASS_WORSENED = "class_worsened"
    LONG_ARREARS = "long_arrears"
    EXTERNAL_EVENT = "external_event"


class InspectionCheck(StrEnum):
    """What can be wrong with an inspection that was done."""

    LATE = "late"
    ONE_INSPECTOR = "one_inspector"
    NOT_ON_SITE = "not_on_site"
    LEADER_MISSING = "leader_missing"
    NOT_CONFIRMED = "not_confirmed"
    EVIDENCE_REUSED = "evidence_reused"
    TEMPLATED = "templated"
    REPEATED = "repeated"
    TOO_FREQUENT = "too_frequent"


class Answer(StrEnum):
    """How an item of a form is answered."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


SHARED_ITEMS = ("use_of_funds", "operations", "cash_flow", "repayment_source", "collateral_state", "guarantor_state")
FORM_ITEMS: dict[FormKind, tuple[str, ...]] = {
    FormKind.WORKING_CAPITAL: (*SHARED_ITEMS, "stock", "receivables", "inflow_through_us", "other_borrowing"),
    FormKind.FIXED_ASSET: (
        *SHARED_ITEMS,
        "construction_progress",
        "own_funds_paid",
        "cost_within_budget",
        "completion_on_time",
        "project_in_operation",
    ),
}
SUPERVISORY_ITEMS = (
    "inspections_on_time",
    "reports_specific",
    "evidence_genuine",
    "findings_followed",
    "warnings_raised",
    "file_complete",
)


def form_of(loan_kind: str) -> FormKind:
    """The form for a loan: what is built has one of its own, everything else turns over."""
    is_built = loan_kind == LoanKind.FIXED_ASSET
    return FormKind.FIXED_ASSET if is_built else FormKind.WORKING_CAPITAL


def items_of(layer: str, form: FormKind) -> tuple[str, ...]:
    """The items that are asked, in order."""
    return SUPERVISORY_ITEMS if layer == Layer.SUPERVISORY else FORM_ITEMS[form]


def similarity(one: str, other: str) -> float:
    """How alike two reports are, 0 to 1: twice the common runs of three signs over all runs (Dice).

    Figures, blanks and punctuation do not count, so that last quarter's text with new numbers is still the same text.
    Texts too short for a single run are 0.
    """
    mine, theirs = _shingles(one), _shingles(other)
    total = len(mine) + len(theirs)
    return 2 * len(mine & theirs) / total if mine and theirs else 0.0


def _shingles(text: str) -> frozenset[str]:
    letters = "".join(sign for sign in text.casefold() if sign.isalpha())
    return frozenset(letters[place : place + SHINGLE] for place in range(len(letters) - SHINGLE + 1))


def next_due(last_done: date, interval_days: int, triggered: date | None = None, special_days: int = 0) -> date:
    """Last completed + interval; what happened pulls it to its own day + the days for special inspections."""
    routine = last_done + timedelta(days=interval_days)
    return routine if triggered is None else min(routine, triggered + timedelta(days=special_days))


def repeats(days: Sequence[date], window_days: int) -> int:
    """How many visits follow another within less than the window; several on one day are one visit (E7-11)."""
    return sum((later - earlier).days < window_days for earlier, later in pairwise(sorted(set(days))))


def overdue_level(days_overdue: int, limits: Mapping[str, Decimal]) -> str | None:
    """The gravest level whose days are passed, strictly; None while it is not overdue."""
    passed = [(limit, level) for level, limit in limits.items() if days_overdue > limit]
    return max(passed)[1] if passed else None


def verified_ratio(amount: str, principal: Decimal) -> Decimal:
    """The verified part of what was paid out, to four places; 0 where nothing was paid out."""
    return round(Decimal(amount) / principal, 4) if principal else Decimal(0)
