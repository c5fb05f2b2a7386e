"""Words of the section about what the book is made of, and how its figures come about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard import formatting as fmt
from dashboard import labels, party_labels
from dashboard.language import N_, _, n_
from dashboard.parts.computed import Told
from schema.domain.maturities import MaturityBand

MATURITIES: Mapping[str, str] = {
    MaturityBand.OVERDUE.value: N_("Already overdue"),
    MaturityBand.UP_TO_1_MONTH.value: N_("Up to 1 month"),
    MaturityBand.UP_TO_3_MONTHS.value: N_("1–3 months"),
    MaturityBand.UP_TO_6_MONTHS.value: N_("3–6 months"),
    MaturityBand.UP_TO_1_YEAR.value: N_("6–12 months"),
    MaturityBand.UP_TO_3_YEARS.value: N_("1–3 years"),
    MaturityBand.OVER_3_YEARS.value: N_("Over 3 years"),
    MaturityBand.WITHOUT_SCHEDULE.value: N_("Without schedule"),
}
DIMENSIONS: Mapping[str, str] = {
    "client": N_("By client"),
    "group": N_("By client group"),
    "industry": N_("By industry"),
}
LIMITS_RULE = N_("Large-exposure rules of commercial banks, to be confirmed")
DEFINITIONS: tuple[Told, ...] = (
    (
        N_("Vintage"),
        N_(
            "Principal of loans that a close saw more than 90 days past due by that month on the book, even if paid "
            "since, ÷ everything disbursed in the quarter; nothing is said before every loan of the quarter can have "
            "reached the month"
        ),
        None,
    ),
    (
        N_("Maturity"),
        N_(
            "Outstanding principal by the due dates of the schedule; what is paid in advance comes off the earliest, "
            "what the schedule does not cover stands apart"
        ),
        None,
    ),
    (
        N_("HHI"),
        N_(
            "Sum of the squared shares of all names, not normalised: 0–1, or 0–10,000 when shares are in per cent; "
            "the effective number is 1 ÷ HHI"
        ),
        None,
    ),
    (N_("CR1, CR10"), N_("Share of the largest and of the ten largest names in the balance"), None),
    (
        N_("Limit"),
        N_(
            "Outstanding principal against the capital of the bank; undrawn commitments are not counted, and limits "
            "hold for the bank as a whole"
        ),
        LIMITS_RULE,
    ),
    (
        N_("Guarantee circle"),
        N_("Clients each of whom stands in for every other through a chain of guarantees in force on the date"),
        None,
    ),
    (
        N_("Called"),
        N_(
            "A client with a non-performing loan has failed; who guarantees it is one hop away, who guarantees that "
            "one two"
        ),
        None,
    ),
    (
        N_("Guarantees ÷ net assets"),
        N_("Guarantees given ÷ equity of the last financial statement received by the date"),
        None,
    ),
)


def quarter(first: date) -> str:
    """The quarter of a date: `2025 Q3`, `2025年3季度`."""
    return _("{year} Q{quarter}").format(year=first.year, quarter=(first.month + 2) // 3)


def circle(number: int | None) -> str:
    """The name of a circle; empty outside of any."""
    return "" if number is None else _("Circle {number}").format(number=number)


def circles(count: int) -> str:
    """`4 circles`."""
    return n_("{count} circle", "{count} circles", count).format(count=fmt.number(count))


def clients(count: int) -> str:
    """`16 clients`."""
    return n_("{count} client", "{count} clients", count).format(count=fmt.number(count))


def groups(count: int) -> str:
    """`12 groups` of clients."""
    return n_("{count} group", "{count} groups", count).format(count=fmt.number(count))


def maturities() -> dict[str, str]:
    """Every band in the language of the reader."""
    return {code: _(word) for code, word in MATURITIES.items()}


def industry(code: str | None) -> str:
    """The word of an industry; a client without one says so."""
    return labels.label(party_labels.INDUSTRIES, code) if code else _("Not stated")


def locked(said: str) -> str:
    """That single names are not this person's to see, after what may be said."""
    told = fmt.sentences(said, _("Single names are shown to those who answer for them."))
    return f":material/lock: {told}"
