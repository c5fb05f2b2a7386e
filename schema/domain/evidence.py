"""Kinds of evidence that set a class beside the days past due (Order 2023 No. 1, Arts 7 to 13)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from schema.domain.classification import Trigger


class EvidenceKind(StrEnum):
    """What was found out about a loan or, without a loan, about everything its obligor owes."""

    PURPOSE_CHANGED = "purpose_changed"  # 改变资金用途
    ROLLED_OVER = "rolled_over"  # 借新还旧
    QUALIFYING_RENEWAL = "qualifying_renewal"  # 符合条件的小微企业续贷: lifts ROLLED_OVER
    CREDIT_IMPAIRED = "credit_impaired"  # 已发生信用减值; with the expected loss over the carrying amount
    RATING_CUT = "rating_cut"
    DEBT_EVADED = "debt_evaded"  # 逃废债
    IN_BANKRUPTCY = "in_bankruptcy"
    TECHNICAL_OVERDUE = "technical_overdue"  # 操作性或技术性原因导致的逾期
    RECOGNISED_ENHANCEMENT = "recognised_enhancement"  # keeps the loan out of the whole-obligor rule
    NPL_ELSEWHERE = "npl_elsewhere"  # of the obligor, at another bank
    OVERDUE_AT_ALL_BANKS = "overdue_at_all_banks"  # of the obligor; with the share more than 90 days past due

    @property
    def is_of_obligor(self) -> bool:
        """Whether it concerns the obligor and never a single loan."""
        return self in {EvidenceKind.NPL_ELSEWHERE, EvidenceKind.OVERDUE_AT_ALL_BANKS}

    @property
    def needs_ratio(self) -> bool:
        """Whether it says nothing without a share."""
        return self is EvidenceKind.OVERDUE_AT_ALL_BANKS


TRIGGERS: Mapping[EvidenceKind, Trigger] = {EvidenceKind(each.value): each for each in Trigger}


def triggers_of(kinds: Iterable[EvidenceKind]) -> frozenset[Trigger]:
    """The findings that set a floor; a roll-over that is a qualifying renewal is none."""
    known = frozenset(kinds)
    found = frozenset(TRIGGERS[each] for each in known if each in TRIGGERS)
    return found - {Trigger.ROLLED_OVER} if EvidenceKind.QUALIFYING_RENEWAL in known else found
