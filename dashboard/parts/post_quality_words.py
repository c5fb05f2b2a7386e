"""Words of the section about classes, and how its figures come about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard import formatting as fmt
from dashboard import labels, quality_labels
from dashboard.language import N_, _, n_
from dashboard.parts.computed import Told
from schema.marts.quality import View, WatchedLoan

VIEWS: Mapping[str, str] = {
    View.CHANGED.value: N_("Changed this month"),
    View.NOT_NORMAL.value: N_("Not normal"),
    View.OBSERVED.value: N_("Under observation"),
    View.CANDIDATES.value: N_("Paid up, non-performing"),
}
ORDER_2023 = N_("CBIRC/PBoC Order 2023 No. 1, Arts 7–14")
DEFINITIONS: tuple[Told, ...] = (
    (
        N_("Class"),
        N_(
            "The worst of: days past due, evidence, the rule of the whole obligor, observation after restructuring, "
            "what the bank delivered, what was decided; a decision cannot make it better than its floors"
        ),
        ORDER_2023,
    ),
    (
        N_("Kept non-performing"),
        N_(
            "Non-performing at the month end before and no upgrade approved since: at least substandard, also when "
            "everything is paid"
        ),
        ORDER_2023,
    ),
    (
        N_("Upgrade"),
        N_(
            "May be proposed two repayment periods or six months, whichever is longer, after the last arrears were "
            "cleared, when no other loan of the client is impaired; proposed, checked and approved by three persons"
        ),
        ORDER_2023,
    ),
    (
        N_("Observation"),
        N_(
            "Of loans restructured in difficulty: a year or two repayment periods from the first due date after the "
            "change, whichever is longer; a missed payment or another restructuring starts it again"
        ),
        ORDER_2023,
    ),
    (
        N_("Loan provision ratio"),
        N_("Computed allowance ÷ all loans"),
        labels.PROVISION_MEASURES,
    ),
    (
        N_("Stage"),
        N_(
            "3: non-performing, or at least 90 days past due; 2: special mention, or more than 30 days past due; "
            "1: everything else"
        ),
        N_("IFRS 9, ¶5.5.11 and ¶B5.5.37"),
    ),
    (
        N_("Expected loss"),
        N_(
            "Month by month: survival × probability of default × loss given default × exposure, discounted at the "
            "rate of the contract; 12 months in stage 1, to maturity in stage 2; in stage 3 exposure × loss. Exposure "
            "is the balance, which runs off in equal parts to maturity unless principal is due at the end"
        ),
        N_("IFRS 9"),
    ),
)


def loans(count: int) -> str:
    """`12 loans`."""
    return n_("{count} loan", "{count} loans", count).format(count=fmt.number(count))


def stage(number: int) -> str:
    """The name of a stage."""
    return labels.label(quality_labels.STAGES, str(number))


def change(loan: WatchedLoan) -> str:
    """`Normal → Special mention`; the class alone where it stayed."""
    now = labels.label(labels.CLASSES, loan.risk_class)
    if loan.class_before is None:
        return _("new: {word}").format(word=now)
    if loan.class_before == loan.risk_class:
        return now
    return _("{before} → {now}").format(before=labels.label(labels.CLASSES, loan.class_before), now=now)


def upgrade(loan: WatchedLoan, as_of: date) -> str:
    """Whether and from when on an upgrade may be proposed; empty for a loan that is performing."""
    if loan.npl_since_date is None:
        return ""
    if loan.upgrade_date is None:
        return _("not while something is overdue") if loan.days_past_due else _("at the next month end")
    if loan.other_impaired_count:
        return _("not while {loans} of the client are impaired").format(loans=_other(loan.other_impaired_count))
    if loan.may_be_upgraded(as_of):
        return _("may be proposed")
    return _("from {date} on, if paid until then").format(date=fmt.day(loan.upgrade_date))


def _other(count: int) -> str:
    return n_("{count} other loan", "{count} other loans", count).format(count=fmt.number(count))
