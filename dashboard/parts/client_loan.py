"""One loan: its terms, its course over the closes, what is due and what was paid."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import labels, party_labels, tables
from dashboard.charts import course
from dashboard.charts.course import Floor
from dashboard.language import _
from dashboard.parts import cards, chips, client_amounts, client_payments
from dashboard.theme import palette
from schema.domain.words import RiskClass
from schema.marts.client_file import ClientFile
from schema.marts.client_loans import LoanFile, Position
from schema.marts.closes import ParameterRow


def show(file: ClientFile, loan: LoanFile, parameters: Sequence[ParameterRow]) -> None:
    """Everything about one loan of the file."""
    position = loan.on(file.as_of)
    st.subheader(_("Loan {code}").format(code=chips.as_text(loan.loan_code)), anchor=False)
    st.markdown(_where_it_stands(loan, position))
    cards.side_by_side((2, 3), lambda: _terms(loan, position), lambda: _course(loan, parameters))
    cards.side_by_side(
        (3, 2),
        lambda: client_payments.instalments(file, loan, position, parameters),
        lambda: client_payments.payments(file, loan),
    )


def _where_it_stands(loan: LoanFile, position: Position | None) -> str:
    """The state of the loan in one sentence."""
    if position is None:
        return f":material/task_alt: {_('Not on the book on this date: nothing is outstanding and nothing overdue.')}"
    chip = chips.risk_class(position.risk_class)
    if not position.days_past_due:
        return f"{chip} {_('Paid up to date.')}"
    said = _("{amount} overdue, unpaid since {date}: {days} days past due.")
    overdue = fmt.money(position.overdue_amount, loan.currency)
    since = fmt.day(position.oldest_unpaid_date)
    return f"{chip} {said.format(amount=overdue, date=since, days=fmt.number(position.days_past_due))}"


def _terms(loan: LoanFile, position: Position | None) -> None:
    with cards.card(_("Terms")):
        st.table(
            {label: chips.as_text(value) for label, value in _rows(loan, position)},
            border="horizontal",
            alt=_("The terms of the loan."),
        )


def _rows(loan: LoanFile, position: Position | None) -> list[tuple[str, str]]:
    mode = labels.label(party_labels.PAYMENT_MODES, loan.payment_mode) if loan.payment_mode else None
    rows: list[tuple[str, str | None]] = [
        (_("Loan kind"), labels.label(labels.KINDS, loan.kind)),
        (_("Product"), loan.product_name),
        (_("Purpose"), loan.purpose),
        (_("Principal"), fmt.money(loan.principal_amount, loan.currency)),
        (_("Annual rate"), fmt.percent(loan.annual_rate)),
        (_("Kind of schedule"), labels.label(party_labels.SCHEDULES, loan.schedule_type)),
        (_("Mode of payment"), mode),
        (_("Disbursed on"), fmt.day(loan.disbursed_date)),
        (_("Maturity date"), fmt.day(loan.maturity_date)),
        (_("Next instalment"), _next(loan, position)),
        (_("Class because of"), fmt.listed(_reasons(position)) or None),
    ]
    return [(label, value) for label, value in rows if value]


def _next(loan: LoanFile, position: Position | None) -> str | None:
    if position is None or position.next_due_date is None:
        return None
    amount = fmt.money(position.next_due_amount, loan.currency)
    return _("{amount} on {date}").format(amount=amount, date=fmt.day(position.next_due_date))


def _reasons(position: Position | None) -> list[str]:
    return [_reason(reason) for reason in position.class_reasons] if position else []


def _reason(reason: str) -> str:
    """A reason of the close, `days_past_due:61`, in words."""
    code, _separator, value = reason.partition(":")
    if code == "days_past_due":
        return _("{days} days past due").format(days=value)
    if code == "delivered":
        return _("the bank's own class, {word}").format(word=labels.label(labels.CLASSES, value).lower())
    if code == "obligor_rule":
        said = _("{ratio} of what the client owes is non-performing")
        return said.format(ratio=fmt.percent(Decimal(value)))
    if code == "obligor_has_non_performing_loan":
        return _("another loan of the client is non-performing")
    return labels.plain(code)


def _course(loan: LoanFile, parameters: Sequence[ParameterRow]) -> None:
    if not loan.positions:
        with cards.card(_("Course over the closes")):
            st.markdown(f":material/show_chart: {_('No close has found this loan on the book.')}")
        return
    amounts = [each.outstanding_principal_amount for each in loan.positions]
    unit = fmt.unit_for(amounts)
    header = unit.header(loan.currency)
    last = loan.positions[-1]
    shown, columns = _course_table(loan)
    cards.chart(
        _("Course over the closes"),
        course.loan_course(
            loan.positions, floors=floors(loan.scheme, parameters), unit=unit, currency=loan.currency, colours=palette()
        ),
        key="loan_course",
        note=_("Above the balance in the colour of its class, {unit}; below the days past due").format(unit=header),
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


def _course_table(loan: LoanFile) -> tables.Table:
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
