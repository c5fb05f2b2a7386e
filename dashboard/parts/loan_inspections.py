"""Inspections of one loan: when the next is due, what was seen before, and its marks on the timeline."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formatting as fmt
from dashboard import inspection_labels as words
from dashboard import labels, navigation
from dashboard.language import _, n_
from dashboard.parts import cards, inspections_before
from dashboard.readers import answer, uncached
from schema.domain.inspections import Layer
from schema.marts import inspections, inspections_file
from schema.marts.client_history import Happening, Occurrence
from schema.marts.inspections import PlanItem
from schema.marts.loan_file import LoanStory


def show(story: LoanStory, done: pl.DataFrame) -> None:
    """What is planned in either layer, and the inspections up to the date; where to write the next report."""
    planned = [item for item in (_planned(story, layer) for layer in Layer) if item]
    with cards.card(_("Inspections"), _("Of this loan or of all loans of the client, newest first")):
        for item in planned:
            st.markdown(_due(item))
        inspections_before.table(done)
        if planned:
            query = {"section": "inspections", "inspect": f"{story.loan.loan_code}~{planned[0].layer}"}
            navigation.link("post_loan", _("Open the inspection"), **query)


def events(story: LoanStory, done: pl.DataFrame) -> tuple[Occurrence, ...]:
    """The same inspections as events: the client manager's, and those of his work."""
    return tuple(
        Occurrence(
            on=row["done_date"],
            what=Happening.INSPECTED,
            loan_code=story.loan.loan_code,
            before=row["kind"],
            after=row["severity"],
            layer=row["layer"],
        )
        for row in done.iter_rows(named=True)
    )


def _planned(story: LoanStory, layer: Layer) -> PlanItem | None:
    loan_id = story.loan.loan_id
    return answer(inspections.item, client_id=story.client_id, loan_id=loan_id, layer=layer, as_of=story.as_of)


def done(story: LoanStory) -> pl.DataFrame:
    """Those done up to the date, the newest first; asked once, as a report can be accepted at any moment."""
    found = uncached(inspections_file.earlier, client_id=story.client_id, loan_id=story.loan.loan_id)
    return found.filter(pl.col("done_date") <= story.as_of)


def _due(item: PlanItem) -> str:
    """`Inspection of clients: due 2026-11-12`, and for how many days it is overdue."""
    said = _("{layer}: due {date}").format(layer=labels.label(words.LAYERS, item.layer), date=fmt.day(item.due_date))
    if item.days_overdue <= 0:
        return f":material/event: {said}"
    late = n_("{count} day overdue", "{count} days overdue", item.days_overdue)
    told = _("{due}, {late}").format(due=said, late=late.format(count=fmt.number(item.days_overdue)))
    return f":material/event_busy: {told}"
