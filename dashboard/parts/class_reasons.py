"""Why a loan has its class: the reasons of the close in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import N_, _, n_

SIMPLE: Mapping[str, str] = {
    "obligor_has_non_performing_loan": N_("another loan of the client is non-performing"),
    "npl_elsewhere": N_("the client is non-performing at another bank"),
    "purpose_changed": N_("the purpose of the loan was changed without consent"),
    "rolled_over": N_("repaid with another loan"),
    "rating_cut": N_("an external rating was cut far"),
    "debt_evaded": N_("the client evades its bank debt"),
    "in_bankruptcy": N_("in bankruptcy"),
    "kept_non_performing": N_("non-performing until an upgrade is approved"),
    "kept_with_obligor": N_("was non-performing with the client's other loans; stays so until an upgrade is approved"),
}


def said(reasons: Iterable[str]) -> str:
    """All reasons of a loan one after the other."""
    return fmt.listed(reason(each) for each in reasons)


def reason(written: str) -> str:
    """`days_past_due:61` is `61 days past due`."""
    code, _separator, value = written.partition(":")
    if code in SIMPLE:
        return _(SIMPLE[code])
    return _VALUED[code](value) if code in _VALUED else labels.plain(code)


def _class(value: str) -> str:
    return labels.label(labels.CLASSES, value).lower()


def _impaired(value: str) -> str:
    if not value:
        return _("credit-impaired")
    return _("credit-impaired, expected loss {ratio}").format(ratio=fmt.percent(Decimal(value)))


_VALUED: Mapping[str, Callable[[str], str]] = {
    "days_past_due": lambda value: n_("{days} day past due", "{days} days past due", int(value)).format(days=value),
    "technical_overdue": lambda value: _("overdue for a technical reason, days: {days}").format(days=value),
    "delivered": lambda value: _("the bank's own class, {word}").format(word=_class(value)),
    "decided": lambda value: _("classed {word} by decision").format(word=_class(value)),
    "upgraded": lambda value: _("upgraded to {word} by decision").format(word=_class(value)),
    "credit_impaired": _impaired,
    "restructured": lambda value: _("restructured, observed until {date}").format(date=value),
    "restructured_again": lambda value: _("restructured again, observed until {date}").format(date=value),
    "obligor_rule": lambda value: _("{ratio} of what the client owes is non-performing").format(
        ratio=fmt.percent(Decimal(value))
    ),
    "overdue_at_all_banks": lambda value: _("{ratio} of the client's debt at all banks is long overdue").format(
        ratio=fmt.percent(Decimal(value))
    ),
}
