"""The loan book of a unit: headline, arrears, classes, kinds, the largest overdue loans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import polars as pl

from dashboard import counts, labels, states, tables
from dashboard import formatting as fmt
from dashboard.charts import loans as figures
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import book, cards, leading, positions, units
from dashboard.parts.leading import Lead
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from dashboard.theme import palette
from schema.domain.words import DelinquencyBucket, RiskClass
from schema.marts import closes, portfolio
from schema.marts.portfolio import PortfolioSlice

BALANCE = "outstanding_principal_amount"
STANDARD = "coverage_standard"


def show(selection: Selection) -> bool:
    """Everything about the loans of the selection; a designed empty state, and False, when it has none."""
    history = _history(selection)
    if not history:
        no_loans(selection)
        return False
    cards.headlines(book.headline(history, coverage_standard(selection.as_of)), book.note(history))
    cards.side_by_side((3, 2), lambda: arrears(history), lambda: _classes(history[-1]))
    units.show(selection, history[-1])
    cards.side_by_side((1, 2), lambda: _kinds(history[-1]), lambda: _overdue(history[-1]))
    return True


def coverage_standard(on: date) -> Decimal | None:
    """The coverage the parameters of the date ask for."""
    found = (row.number for row in answer(closes.parameters_on, on=on) if row.name == STANDARD)
    return next(found, None)


def _history(selection: Selection) -> list[PortfolioSlice]:
    """The slices up to the date asked for; none at all when the date itself has none."""
    if selection.currency is None:
        return []
    unit_id = selection.unit.org_unit_id
    slices = answer(portfolio.history, org_unit_id=unit_id, currency=selection.currency, until=selection.as_of)
    return slices if slices and slices[-1].as_of == selection.as_of else []


def no_loans(selection: Selection) -> None:
    """What is said where the unit has no loans on the date."""
    states.empty(
        _("No loans of {unit} on {date}.").format(unit=selection.unit.name, date=fmt.day(selection.as_of)),
        _(
            "Choose another date or unit above. If there should be loans, load the feed `loan` with its instalments "
            "and repayments, and close the date again."
        ),
        icon=":material/account_balance:",
    )


def arrears(history: Sequence[PortfolioSlice]) -> None:
    """The overdue balances by bucket at the closes of the slices, the last being the newest."""
    now, dates = history[-1], [one.as_of for one in history]
    buckets = answer(portfolio.buckets, org_unit_id=now.org_unit_id, currency=now.currency, dates=tuple(dates))
    overdue = buckets.filter(pl.col("bucket") != DelinquencyBucket.CURRENT.value)
    totals = dict(overdue.group_by("as_of").agg(pl.col(BALANCE).sum()).iter_rows())
    unit = fmt.unit_for(totals.values())
    header = unit.header(now.currency)
    names = {"as_of": _("As of"), "bucket": _("Days past due"), **_counted(header)}
    newest_first = overdue.sort(pl.col("as_of"), _place_of_bucket(), descending=[True, False])
    table = tables.worded(newest_first, "bucket", labels.BUCKETS)
    shown, columns = tables.amounts_table(table, names, unit)
    cards.chart(
        _("Arrears over the closes"),
        figures.arrears_trend(overdue, dates=dates, unit=unit, currency=now.currency, colours=palette()),
        key="arrears",
        note=fmt.with_unit(_("Balance of overdue loans by days past due"), header),
        alt=_("Loans past due stand at {amount} on {date}.").format(
            amount=fmt.money(totals.get(now.as_of, tables.NONE), now.currency), date=fmt.day(now.as_of)
        ),
        table=shown,
        columns=columns,
    )


def _place_of_bucket() -> pl.Expr:
    places = {bucket.value: place for place, bucket in enumerate(DelinquencyBucket)}
    return pl.col("bucket").replace_strict(places, return_dtype=pl.Int64)


def _classes(now: PortfolioSlice) -> None:
    classes = answer(portfolio.classes, org_unit_id=now.org_unit_id, currency=now.currency, as_of=now.as_of)
    unit = fmt.unit_for(classes[BALANCE])
    header = unit.header(now.currency)
    names = {"risk_class": _("Class"), **_counted(header)}
    order = {each.value: each.rank for each in RiskClass}
    table = classes.sort(pl.col("risk_class").replace_strict(order, return_dtype=pl.Int64))
    shown, columns = tables.amounts_table(tables.worded(table, "risk_class", labels.CLASSES), names, unit)
    cards.chart(
        _("Risk classes"),
        figures.classes_now(classes, unit=unit, currency=now.currency, colours=palette()),
        key="classes",
        note=fmt.with_unit(_("Balance by class and share of all loans"), header),
        alt=_("{npl} of the balance is substandard, doubtful or loss, {special} special mention.").format(
            npl=fmt.percent(now.npl_ratio.value), special=fmt.percent(now.special_mention_ratio.value)
        ),
        table=shown,
        columns=columns,
        totals=_totals(now, unit),
    )


def _kinds(now: PortfolioSlice) -> None:
    kinds = answer(portfolio.loan_kinds, org_unit_id=now.org_unit_id, currency=now.currency, as_of=now.as_of)
    unit = fmt.unit_for(kinds[BALANCE])
    header = unit.header(now.currency)
    names = {"kind": _("Loan kind"), **_counted(header)}
    bad = {"non_performing_amount": fmt.with_unit(_("Non-performing"), header)}
    shown, columns = tables.amounts_table(tables.worded(kinds, "kind", labels.KINDS), names | bad, unit)
    cards.chart(
        _("Loan kinds"),
        figures.kinds_now(kinds, unit=unit, currency=now.currency, colours=palette()),
        key="kinds",
        note=fmt.with_unit(_("Balance by kind"), header),
        alt=_("Balance and NPL ratio of {kinds} of loans, largest first: {list}.").format(
            kinds=counts.kinds(len(kinds)), list=fmt.listed(shown["kind"])
        ),
        table=shown,
        columns=columns,
        totals=_totals(now, unit),
    )


def _totals(now: PortfolioSlice, unit: Unit) -> dict[str, Decimal | int]:
    """What the parts of a slice come to: the slice itself, in the unit of their table."""
    return {
        "loan_count": now.loan_count,
        BALANCE: unit.scaled(now.outstanding_principal_amount),
        "non_performing_amount": unit.scaled(now.non_performing_amount),
    }


def _overdue(now: PortfolioSlice) -> None:
    unit_id, currency = now.org_unit_id, now.currency
    largest = answer(portfolio.largest_overdue, org_unit_id=unit_id, currency=currency, as_of=now.as_of)
    unit = fmt.unit_for(largest["overdue_amount"])
    leading.show(
        _("Largest overdue loans"),
        _of_how_many(now, len(largest)),
        Lead(page="loan", codes=largest["loan_code"].to_list(), hint=_("select a row to open the loan")),
        table=lambda: tables.overdue_table(largest, unit, now.currency, positions.class_colours()),
        none=_no_overdue(now.overdue_loan_count),
        alt=_("The loans with the largest overdue amounts."),
        key="overdue",
    )


def _no_overdue(count: int) -> str:
    """None to name: because there are none, or because single loans are not for this person."""
    if not count:
        return f":material/check: {_('Every loan is paid up to date.')}"
    told = _("{loans} in all. Single loans are shown to those who answer for them.")
    return f":material/lock: {told.format(loans=counts.overdue_loans(count))}"


def _of_how_many(now: PortfolioSlice, shown: int) -> str:
    if not shown:
        return ""
    loans = counts.overdue_loans(now.overdue_loan_count)
    return _("{shown} of {loans}, by overdue amount").format(shown=fmt.number(shown), loans=loans)


def _counted(header: str) -> dict[str, str]:
    """The names of the two columns that every breakdown has."""
    return {"loan_count": _("Number of loans"), BALANCE: fmt.with_unit(_("Balance"), header)}
