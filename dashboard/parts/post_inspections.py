"""Inspections: how they stand, what is due and overdue, reports in hand, what was done wrong, what it burdens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import streamlit as st

from dashboard import access, states
from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard.language import N_, _
from dashboard.parts import (
    cards,
    computed,
    filters,
    inspection_item,
    inspection_policy,
    inspection_tables,
    post_inspections_board,
    post_inspections_computed,
)
from dashboard.parts.cards import Headline
from dashboard.parts.pickers import Selection
from dashboard.readers import answer
from schema.domain.inspections import Layer
from schema.marts import inspections
from schema.marts.inspections import Counts

MINE, EVERYBODY = "mine", "all"
WHOSE = {MINE: N_("Mine"), EVERYBODY: N_("All I may see")}


def show(selection: Selection) -> None:
    """Everything about inspections of the selection; a designed empty state where nothing is planned."""
    with st.container(horizontal=True):
        layer, staff_id = _layer(), _whose()
    found = _counts(selection, staff_id)
    if found is None or not found.loan_count + found.supervisory_due_count + found.supervisory_overdue_count:
        _nothing(selection)
    else:
        cards.headlines(list(_headlines(found, inspection_policy.days(selection.as_of, "horizon"))), _note(selection))
    post_inspections_board.show(selection, layer, staff_id)
    inspection_item.show(selection)
    cards.side_by_side(
        (3, 2),
        partial(inspection_tables.findings, selection, staff_id),
        partial(inspection_tables.checks, selection, staff_id),
    )
    if access.may("rows.staff"):
        inspection_tables.burden(selection)
    computed.show(selection.as_of, base=post_inspections_computed.DEFINITIONS)


def _whose() -> int | None:
    """The person whose inspections are shown; None for everybody's."""
    person = access.principal()
    if person.staff_id is None:
        return None
    is_own = any(scope.is_own_book_only for scope in person.scopes)
    codes = (MINE, EVERYBODY) if is_own else (EVERYBODY, MINE)
    chosen = filters.segments(_("Whose"), codes, word=lambda code: _(WHOSE[code]), name="whose")
    return person.staff_id if chosen == MINE else None


def _layer() -> str:
    layers = [each.value for each in Layer]
    return filters.segments(_("Layer"), layers, word=lambda code: _(words.LAYERS[code]), name="layer")


def _counts(selection: Selection, staff_id: int | None) -> Counts | None:
    if staff_id is not None:
        horizon = inspection_policy.days(selection.as_of, "horizon")
        return answer(inspections.own_counts, staff_id=staff_id, as_of=selection.as_of, horizon=horizon)
    return answer(inspections.unit_counts, org_unit_id=selection.unit.org_unit_id, as_of=selection.as_of)


def _nothing(selection: Selection) -> None:
    if access.may("rows.aggregate"):
        states.empty(
            _("No inspection is planned in {unit} on {date}.").format(
                unit=selection.unit.name, date=fmt.day(selection.as_of)
            ),
            _("Choose another date or unit above. Load the feeds `loan` and `inspection`, and close the date again."),
            icon=":material/fact_check:",
        )


def _note(selection: Selection) -> str:
    note = _("Due and overdue as of {date}; done in the {days} days before it")
    return note.format(date=fmt.day(selection.as_of), days=inspection_policy.days(selection.as_of, "window"))


def _headlines(found: Counts, horizon: int) -> Iterator[Headline]:
    yield Headline(
        label=_("Due in {days} days").format(days=horizon),
        value=fmt.number(found.due_count),
        about=_("Loans whose inspection falls due within these days of the date."),
    )
    yield Headline(
        label=_("Inspections overdue"),
        value=fmt.number(found.overdue_count),
        about=_("Loans whose inspection should have been done by the date."),
        change=_("{ratio} of {count}").format(
            ratio=fmt.percent(found.overdue.value, 1), count=fmt.number(found.loan_count)
        ),
    )
    yield Headline(
        label=_("First inspection missed"),
        value=fmt.number(found.first_missed_count),
        about=_("New loans that were not inspected within the days after disbursement."),
    )
    yield Headline(
        label=_("Done on time"),
        value=fmt.percent(found.on_time.value, 1),
        about=_("Inspections lately done by their due date, of those that had one."),
        change=_("{count} done").format(count=fmt.number(found.done_count)),
    )
    yield Headline(
        label=_("Supervisory due"),
        value=fmt.number(found.supervisory_due_count),
        about=_("Inspections of the client manager's work that fall due within these days."),
        change=_("{count} overdue").format(count=fmt.number(found.supervisory_overdue_count)),
    )
    if found.ownerless_count:
        yield Headline(
            label=_("Nobody responsible"),
            value=fmt.number(found.ownerless_count),
            about=_("Planned inspections of loans without a client manager or risk manager."),
        )
