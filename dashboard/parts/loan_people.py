"""Who looked after a loan when it was paid out, and who does now: client managers in teal, risk managers in plum."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, client_people
from schema.marts.loan_file import LoanStory


def show(story: LoanStory) -> None:
    """Then and now, side by side."""
    then, now = story.loan.disbursed_date, story.as_of
    cards.side_by_side(
        (1, 1),
        lambda: _held(story, then, _("People at disbursement"), "then"),
        lambda: _held(story, now, _("People now"), "now"),
    )


def _held(story: LoanStory, day: date, title: str, key: str) -> None:
    people = story.responsible_on(day)
    with cards.card(title, _("As of {date}").format(date=fmt.day(day))):
        if not people:
            st.markdown(f":material/person_off: {_('Nobody is known to have looked after this loan on this date.')}")
        client_people.lines(people, key)
    client_people.note(people, title, f"people_{key}")
