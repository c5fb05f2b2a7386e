"""The calendar: working days of each month, the days that differ from their weekday, and how to change one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, tables
from dashboard import formatting as fmt
from dashboard.language import N_, _, words_of
from dashboard.parts import cards, dialog, filters
from dashboard.readers import uncached
from schema.domain.working_days import is_working_day
from schema.marts import administration

BEFORE, AFTER = 5, 2
CHANGE = "change a day"
WORKING, HOLIDAY, WEEKDAY = "working", "holiday", "weekday"
CHOICES = {
    WORKING: N_("A working day"),
    HOLIDAY: N_("Day off"),
    WEEKDAY: N_("As its weekday says"),
}
SAID: Mapping[str, bool | None] = {WORKING: True, HOLIDAY: False, WEEKDAY: None}
SENTENCES = {
    WORKING: N_("{day}, a {weekday}, will be a working day."),
    HOLIDAY: N_("{day}, a {weekday}, will be a day off."),
    WEEKDAY: N_("{day}, a {weekday}, will be what its weekday makes it."),
}
WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)
Exceptions = dict[date, tuple[bool, str | None]]


def show() -> None:
    """A year, and the dialog to change one day of it."""
    this_year = dialog.today().year
    years = [str(year) for year in (this_year, *_others(this_year))]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        year = int(filters.dropdown(_("Year"), years, word=str, name="year", width=140))
        if access.may("act.manage_calendar"):
            dialog.opener(_("Change a day"), CHANGE, icon=":material/edit_calendar:")
    rows = uncached(administration.calendar, year=year)
    exceptions = {day: (works, note) for day, works, note in rows.iter_rows() if works != is_working_day(day, {})}
    cards.side_by_side((2, 3), lambda: _months(year, exceptions), lambda: _exceptions(exceptions))
    if dialog.is_open(CHANGE) and access.may("act.manage_calendar"):
        dialog.show(_("Change a day"), _change)


def _others(this_year: int) -> list[int]:
    """The years around this one, the later first."""
    return [year for year in range(this_year + AFTER, this_year - BEFORE - 1, -1) if year != this_year]


def _months(year: int, exceptions: Exceptions) -> None:
    months = [_month(year, number, exceptions) for number in range(1, 13)]
    columns: tables.Columns = {
        "month": tables.text_column(_("Month"), is_pinned=True),
        "days": tables.count_column(_("Days")),
        "working": tables.count_column(_("Working days")),
        "differing": tables.count_column(_("Days that differ"), _("From Monday to Friday as working days")),
    }
    kinds = dict.fromkeys(columns, pl.Int64) | {"month": pl.String}
    total = sum(working for _name, _days, working, _differing in months)
    with cards.card(_("Working days"), _("{count} in the year").format(count=fmt.number(total))):
        shown = pl.DataFrame(months, schema=kinds, orient="row")
        cards.rows(shown, columns, alt=_("Working days of each month."), key="months")


def _month(year: int, number: int, exceptions: Exceptions) -> tuple[str, int, int, int]:
    days = [date(year, number, day) for day in range(1, monthrange(year, number)[1] + 1)]
    said = {day: works for day, (works, _note) in exceptions.items()}
    differing = sum(day in said for day in days)
    return f"{year}-{number:02d}", len(days), sum(is_working_day(day, said) for day in days), differing


def _exceptions(exceptions: Exceptions) -> None:
    with cards.card(_("Days that differ from their weekday"), _("All others: Monday to Friday are working days.")):
        if not exceptions:
            st.markdown(_("No day of this year differs."))
            return
        rows = [
            (fmt.day(day), _(WEEKDAYS[day.weekday()]), _(CHOICES[WORKING if works else HOLIDAY]), note or None)
            for day, (works, note) in exceptions.items()
        ]
        columns: tables.Columns = {
            "day": tables.text_column(_("Day"), is_pinned=True),
            "weekday": tables.text_column(_("Weekday")),
            "kind": tables.text_column(_("Kind")),
            "note": tables.text_column(_("Note"), width="large"),
        }
        shown = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
        cards.rows(shown, columns, alt=_("Days off and make-up days of the year."), key="exceptions")


def _change() -> None:
    day = st.date_input(
        _("Day"), value=dialog.today(), key=dialog.field("calendar_day"), format="YYYY-MM-DD", required=True
    )
    kind = st.segmented_control(
        _("What it is"),
        list(CHOICES),
        default=HOLIDAY,
        format_func=words_of(CHOICES, lambda code: _(CHOICES[code])),
        required=True,
        key=dialog.field("calendar_kind"),
    )
    note = st.text_input(
        _("Note"), key=dialog.field("calendar_note"), placeholder=_("For instance the name of the holiday")
    )
    why = dialog.reason()
    st.markdown(_(SENTENCES[kind]).format(day=fmt.day(day), weekday=_(WEEKDAYS[day.weekday()])))
    dialog.perform(
        _("Change the day"),
        _("{day} was changed.").format(day=fmt.day(day)),
        administration.set_working_day,
        day=day,
        is_working_day=SAID[kind],
        note=note,
        reason=why,
    )
