"""The course of a loan over the closes: balance in the colour of its class, days past due against the floors."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, tables
from dashboard.charts import course
from dashboard.charts.course import Floor
from dashboard.language import _
from dashboard.parts import cards, client_amounts
from dashboard.theme import palette
from schema.domain.words import RiskClass
from schema.marts.client_loans import LoanFile
from schema.marts.closes import ParameterRow


def show(loan: LoanFile, parameters: Sequence[ParameterRow]) -> None:
    """The figure with its table behind it; a sentence for a loan that no close has found."""
    if not loan.positions:
        with cards.card(_("Course over the closes")):
            st.markdown(f":material/show_chart: {_('No close has found this loan on the book.')}")
        return
    unit = fmt.unit_for([each.outstanding_principal_amount for each in loan.positions])
    last = loan.positions[-1]
    shown, columns = _table(loan)
    note = _("Above the balance in the colour of its class, {unit}; below the days past due")
    cards.chart(
        _("Course over the closes"),
        course.loan_course(
            loan.positions, floors=floors(loan.scheme, parameters), unit=unit, currency=loan.currency, colours=palette()
        ),
        key="loan_course",
        note=note.format(unit=unit.header(loan.currency)),
        alt=_("On {date} {amount} is outstanding, {days} days past due, class {word}.").format(
            date=fmt.day(last.as_of),
            amount=fmt.money(last.outstanding_principal_amount, loan.currency),
            days=fmt.number(last.days_past_due),
            word=labels.label(labels.CLASSES, last.risk_class).lower(),
        ),
        table=shown,
        columns=columns,
    )


def floors(scheme: str, parameters: Sequence[ParameterRow]) -> list[Floor]:
    """The class floors of a scheme as the parameters of the date have them, the non-performing ones; lowest first."""
    found = [
        Floor(risk_class=key, days=int(row.number))
        for row in parameters
        if row.name == "class_floor" and row.number is not None
        for key_scheme, _separator, key in [row.key.partition("/")]
        if key_scheme == scheme and RiskClass(key).is_non_performing
    ]
    return sorted(found, key=lambda floor: floor.days)


def _table(loan: LoanFile) -> tables.Table:
    unit = client_amounts.unit_of(
        amount for each in loan.positions for amount in (each.outstanding_principal_amount, each.overdue_amount)
    )
    header = unit.header(loan.currency)
    names = {
        "as_of": _("As of"),
        "balance": fmt.with_unit(_("Balance"), header),
        "overdue": fmt.with_unit(_("Overdue"), header),
        "days": _("Days past due"),
        "risk_class": _("Class"),
    }
    rows = [
        (each.as_of, each.outstanding_principal_amount, each.overdue_amount, each.days_past_due, each.risk_class)
        for each in reversed(loan.positions)
    ]
    schema = [pl.Date(), pl.Decimal(38, 2), pl.Decimal(38, 2), pl.Int64(), pl.String()]
    frame = pl.DataFrame(rows, schema=dict(zip(names, schema, strict=True)), orient="row")
    return tables.amounts_table(tables.worded(frame, "risk_class", labels.CLASSES), names, unit)
