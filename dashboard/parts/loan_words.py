"""A loan in words: where it stands, and why it has its class."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import formatting as fmt
from dashboard import labels
from dashboard.language import _
from dashboard.parts import chips, class_reasons
from schema.marts.client_loans import LoanFile, Position


def where_it_stands(loan: LoanFile, position: Position | None) -> str:
    """The state of the loan in one sentence, after the chip of its class."""
    if position is None:
        return f":material/task_alt: {off_book()}"
    return f"{chips.risk_class(position.risk_class)} {arrears(loan, position)}"


def off_book() -> str:
    """Why there is neither balance nor class."""
    return _("Not on the book on this date: nothing is outstanding and nothing overdue.")


def arrears(loan: LoanFile, position: Position) -> str:
    """How late the loan is, in a sentence."""
    if not position.days_past_due:
        return _("Paid up to date.")
    said = _("{amount} overdue, unpaid since {date}: {days} days past due.")
    overdue = fmt.money(position.overdue_amount, loan.currency)
    since = fmt.day(position.oldest_unpaid_date)
    return said.format(amount=overdue, date=since, days=fmt.number(position.days_past_due))


def because(position: Position) -> str:
    """The reasons of the class as a sentence; nothing where there is none to give."""
    if not position.class_reasons:
        return ""
    word = labels.label(labels.CLASSES, position.risk_class)
    return _("{word} because of: {reasons}.").format(word=word, reasons=reasons(position))


def reasons(position: Position) -> str:
    """The reasons of the class one after the other; nothing without any."""
    return class_reasons.said(position.class_reasons)


def next_instalment(loan: LoanFile, position: Position | None) -> str | None:
    """Amount and date of what falls due next; None when nothing does."""
    if position is None or position.next_due_date is None:
        return None
    amount = fmt.money(position.next_due_amount, loan.currency)
    return _("{amount} on {date}").format(amount=amount, date=fmt.day(position.next_due_date))


def numbers(found: Sequence[int]) -> str:
    """Numbers of instalments, neighbours drawn together: `3`, `3–7, 9`."""
    runs: list[list[int]] = []
    for number in sorted(found):
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return fmt.listed("–".join(fmt.number(each) for each in dict.fromkeys(run)) for run in runs)
