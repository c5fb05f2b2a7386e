"""Words of the post-loan file 贷后档案: its nine items, why each is asked for, and what is done about problem loans."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class ArchiveStep(StrEnum):
    """The nine items of the post-loan file, in the order of the source (requirement E7-01)."""

    MAINTENANCE = "maintenance"  # 客户维护与服务
    ACCOUNT_SUPERVISION = "account_supervision"  # 账户监管
    INSPECTION = "inspection"  # 贷后检查
    JOINT_REVIEW = "joint_review"  # 贷后会审
    WARNING = "warning"  # 风险预警
    CLASSIFICATION = "classification"  # 贷款风险分类档案管理
    PROBLEM_LOAN = "problem_loan"  # 有问题贷款处理
    RECOVERY = "recovery"  # 贷款本息的收回
    CLOSING_EVALUATION = "closing_evaluation"  # 总结评估


class Reason(StrEnum):
    """Why a loan needs an item; the day it begins to hold is the day the days of the parameters count from."""

    ON_BOOK = "on_book"  # since the disbursement
    SUPERVISED_ACCOUNT = "supervised_account"  # since the loan and the supervised account are both there
    OVERDUE = "overdue"  # more than the parameter's days past due, since the oldest unpaid instalment fell due
    CLASSED = "classed"  # in the parameter's class or worse, since the oldest unpaid instalment fell due
    CLOSED = "closed"  # since the loan was closed


REASONS: Mapping[ArchiveStep, Reason] = {
    ArchiveStep.MAINTENANCE: Reason.ON_BOOK,
    ArchiveStep.ACCOUNT_SUPERVISION: Reason.SUPERVISED_ACCOUNT,
    ArchiveStep.INSPECTION: Reason.ON_BOOK,
    ArchiveStep.JOINT_REVIEW: Reason.CLASSED,
    ArchiveStep.WARNING: Reason.OVERDUE,
    ArchiveStep.CLASSIFICATION: Reason.ON_BOOK,
    ArchiveStep.PROBLEM_LOAN: Reason.CLASSED,
    ArchiveStep.RECOVERY: Reason.OVERDUE,
    ArchiveStep.CLOSING_EVALUATION: Reason.CLOSED,
}


class Measure(StrEnum):
    """What is done about a problem loan."""

    COLLECTION = "collection"  # 清收
    RESTRUCTURING = "restructuring"  # 重组
    COLLATERAL_ENFORCEMENT = "collateral_enforcement"  # 处置抵押物
    LITIGATION = "litigation"  # 诉讼
    WRITE_OFF_PROPOSAL = "write_off_proposal"  # 申报核销
    TRANSFER = "transfer"  # 转让


class Duty(StrEnum):
    """The five roles between which post-loan work is split by department (requirement E7-03)."""

    IMPLEMENTS = "implements"  # client department: the client manager of the loan
    MONITORS = "monitors"  # credit management: the risk manager of the loan
    CLASSIFIES = "classifies"  # risk department: a risk manager's post in the unit or above it
    SUPERVISES_ACCOUNTS = "supervises_accounts"  # accounting: an accountant's post in the unit or above it
    AUDITS = "audits"  # internal audit: an auditor's post in the unit or above it
