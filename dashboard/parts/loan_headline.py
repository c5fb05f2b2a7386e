"""Who owes a loan, where it stands, and its headline figures."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from dashboard import access, labels, navigation
from dashboard import formatting as fmt
from dashboard.formatting import Unit
from dashboard.language import _
from dashboard.parts import cards, chips, client_amounts, exporting, loan_schedule, loan_words
from dashboard.parts.cards import Headline
from schema.marts.client_loans import Position
from schema.marts.loan_file import LoanStory


def who(story: LoanStory) -> None:
    """The code of the loan, the way to the file of its client, and where it stands in words."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(chips.as_text(story.loan.loan_code), anchor=False, width="content")
        if access.may(navigation.BY_KEY["client"].right):
            navigation.link("client", chips.as_text(story.client_name), client=story.client_code, loan=_code(story))
        else:
            st.markdown(f"**{chips.as_text(story.client_name)}**", width="content")
        st.caption(_facts(story), width="content")
    st.markdown(_standing(story))
    exporting.concerning(_("Loan"), f"{story.loan.loan_code} {story.client_name}")
    exporting.tell(_told(story))


def _code(story: LoanStory) -> str:
    return story.loan.loan_code


def _facts(story: LoanStory) -> str:
    return " · ".join([labels.label(labels.KINDS, story.loan.kind), story.unit_name, story.client_code])


def _standing(story: LoanStory) -> str:
    """The class with its reasons, and the days past due in words."""
    return fmt.sentences(loan_words.where_it_stands(story.loan, story.position), _because(story))


def _because(story: LoanStory) -> str:
    """The reasons of the class, unless the days past due are the only one: they are said before."""
    position = story.position
    if position is None or {each.partition(":")[0] for each in position.class_reasons} <= {"days_past_due"}:
        return ""
    return loan_words.because(position)


def _told(story: LoanStory) -> Iterator[str]:
    """The same without marks, for paper, and what does not add up."""
    position = story.position
    arrears = loan_words.arrears(story.loan, position) if position else loan_words.off_book()
    yield fmt.sentences(arrears, _because(story))
    yield fmt.sentences(*loan_schedule.remarks(story))


def figures(story: LoanStory) -> None:
    """Balance, arrears, what falls due next, class, what is repaid, and how long it still runs."""
    loan, now = story.loan, story.position
    if now is None:
        cards.headlines([_principal(story), _repaid(story), _days_to_maturity(story)])
        return
    earlier = [each for each in loan.positions if each.as_of < story.as_of]
    before = earlier[-1] if earlier else None
    unit = client_amounts.unit_of((now.outstanding_principal_amount, now.overdue_amount, now.next_due_amount))
    note = _("Amounts in {unit}, as of {date}.").format(unit=unit.header(loan.currency), date=fmt.day(story.as_of))
    since = _("Changes since the close before, {date}.").format(date=fmt.day(before.as_of)) if before else ""
    line = [*_amounts(story, now, before or now, unit), _days_past_due(now), _repaid(story), _days_to_maturity(story)]
    cards.headlines(line, fmt.sentences(note, since))


def _amounts(story: LoanStory, now: Position, before: Position, unit: Unit) -> Iterator[Headline]:
    currency = story.loan.currency
    yield client_amounts.headline(
        _("Balance"),
        _("Outstanding principal of the loan."),
        now.outstanding_principal_amount,
        before=before.outstanding_principal_amount,
        unit=unit,
        currency=currency,
    )
    yield client_amounts.headline(
        _("Overdue"),
        _("Principal and interest that fell due and are not paid."),
        now.overdue_amount,
        before=before.overdue_amount,
        unit=unit,
        currency=currency,
        good="down",
    )
    yield Headline(
        label=_("Next due"),
        value=unit.said(now.next_due_amount),
        about=_("What falls due next, less what is paid of it already."),
        change=_("on {date}").format(date=fmt.day(now.next_due_date)) if now.next_due_date else None,
    )


def _days_past_due(now: Position) -> Headline:
    """The class stands beside the days: it is a word, and as a figure too wide for a phone."""
    return Headline(
        label=_("Days past due"),
        value=fmt.number(now.days_past_due),
        about=loan_words.because(now) or _("Nothing asks for a worse class."),
        change=labels.label(labels.CLASSES, now.risk_class),
    )


def _principal(story: LoanStory) -> Headline:
    loan = story.loan
    amount = fmt.amount(loan.principal_amount, loan.currency)
    on = _("on {date}").format(date=fmt.day(loan.disbursed_date))
    return Headline(label=_("Paid out"), value=amount, about=_("The principal of the loan."), change=on)


def _repaid(story: LoanStory) -> Headline:
    about = _("The part of the principal that is repaid, by the allocation of payments.")
    return Headline(label=_("Principal repaid"), value=fmt.percent(story.paid_principal_ratio, 1), about=about)


def _days_to_maturity(story: LoanStory) -> Headline:
    days = (story.loan.maturity_date - story.as_of).days
    about = _("Days from the date to the maturity of the loan; below nought once it has passed.")
    on = _("on {date}").format(date=fmt.day(story.loan.maturity_date))
    return Headline(label=_("Days to maturity"), value=fmt.number(days), about=about, change=on)
