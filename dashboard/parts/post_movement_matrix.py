"""The migration matrix: where the loans of each class, or of each bucket of days past due, are now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from dashboard import counts, labels, tables
from dashboard import formatting as fmt
from dashboard.charts import movement as figures
from dashboard.charts.movement import Cell
from dashboard.formatting import Unit
from dashboard.language import N_, _
from dashboard.parts import cards, filters
from dashboard.parts.post_movement_book import BUCKET_OF, Moved, whole
from dashboard.theme import palette
from schema.domain.movement import BUCKETS, CLASSES, CLOSED, NEW, NON_PERFORMING, Flow, Flows, pooled
from schema.domain.transitions import matrix_of
from schema.domain.words import DelinquencyBucket, RiskClass

CLASS, BUCKET = "class", "bucket"
STATES = {CLASS: CLASSES, BUCKET: BUCKETS}
BY = {CLASS: N_("By class"), BUCKET: N_("By days past due")}
MONTHS_AHEAD = 12
NEEDS_TWO = N_("It needs two closes: this date, and a month end before it.")
BALANCE, COUNT = "balance", "count"
WEIGHTS = {BALANCE: N_("By balance"), COUNT: N_("By number")}
ENDS = {NEW: N_("New loans"), CLOSED: N_("Closed")}


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """What is drawn: the flows, the states in their order, and what shares are counted in."""

    flows: Flows
    states: Sequence[str]
    weight: str

    def weight_of(self, flow: Flow) -> Decimal:
        """Opening balance, closing balance of what is new, or the number of loans."""
        if self.weight == COUNT:
            return Decimal(flow.loan_count)
        return flow.closing_amount if flow.from_state == NEW else flow.opening_amount

    def row(self, from_state: str) -> dict[str, Decimal]:
        """By state now: what of the row went there."""
        return {each.to_state: self.weight_of(each) for each in self.flows if each.from_state == from_state}

    def loans(self, from_state: str) -> int:
        """How many loans the row is about."""
        return sum(each.loan_count for each in self.flows if each.from_state == from_state)

    def direction(self, from_state: str, to_state: str) -> int:
        """1 for worse, -1 for better, 0 for what stayed, is new or was closed."""
        if from_state not in self.states or to_state not in self.states:
            return 0
        one, other = self.states.index(from_state), self.states.index(to_state)
        return (other > one) - (other < one)


def show(found: Moved) -> None:
    """The matrix with its two switches; what is said instead before the second close."""
    with cards.card(_("Migration matrix"), _note()):
        if found.last is None:
            st.markdown(_(NEEDS_TWO))
            return
        with st.container(horizontal=True):
            by = filters.segments(_("States"), list(BY), word=lambda code: _(BY[code]), name="states")
            weight = filters.segments(_("Shares"), list(WEIGHTS), word=lambda code: _(WEIGHTS[code]), name="shares")
        last = found.last_by_class if by == CLASS else found.last
        flows = last.flows if last else ()
        _draw(found, Matrix(flows=flows, states=STATES[by], weight=weight), by)
        if by == CLASS and (outlook := _outlook(found)):
            st.caption(outlook)


def _outlook(found: Moved) -> str:
    """What a year of months like the last ones together would make of normal and special-mention loans."""
    months = [each.flows for each in whole(found.classes)]
    if found.terms is None or len(months) < found.terms.least_months:
        return ""
    last = months[-found.terms.most_months :]
    cells = {(f.from_state, f.to_state): f.opening_amount for f in pooled(last) if f.from_state != NEW}
    year = matrix_of(cells, (*CLASSES, CLOSED), absorbing=(RiskClass.LOSS, CLOSED)).after(MONTHS_AHEAD)
    normal, watched = (
        sum((year.share(state, bad) for bad in NON_PERFORMING), Decimal(0))
        for state in (RiskClass.NORMAL, RiskClass.SPECIAL_MENTION)
    )
    told = _(
        "If the next {ahead} months went like the last {count} together, {normal} of what is normal and {watched} of "
        "what is special mention would be non-performing at their end."
    )
    shares = {"normal": fmt.percent(normal), "watched": fmt.percent(watched)}
    return told.format(ahead=fmt.number(MONTHS_AHEAD), count=fmt.number(len(last)), **shares)


def _note() -> str:
    share = _("Share of each row in %, loans in brackets; a row adds up to 100.")
    return fmt.sentences(share, _("Closed loans are gone for good; new ones were not there before."))


def _draw(found: Moved, matrix: Matrix, by: str) -> None:
    rows = [state for state in (*matrix.states, NEW) if matrix.loans(state)]
    columns = [*matrix.states, CLOSED]
    cells = [[_cell(matrix, state, to_state) for to_state in columns] for state in rows]
    unit = fmt.unit_for(each.opening_amount for each in matrix.flows)
    shown, described = _table(matrix, rows, unit, found.now.currency)
    cards.figure_in_card(
        figures.matrix([_row_name(matrix, state) for state in rows], [_short(to) for to in columns], cells, palette()),
        key=f"matrix_{by}_{matrix.weight}",
        alt=_alt(matrix),
        table=shown,
        columns=described,
        totals={"closing": unit.scaled(found.now.outstanding_principal_amount)},
    )


def _cell(matrix: Matrix, from_state: str, to_state: str) -> Cell:
    row = matrix.row(from_state)
    total = sum(row.values(), Decimal(0))
    share = row.get(to_state, Decimal(0)) / total if total else None
    loans = sum(f.loan_count for f in matrix.flows if (f.from_state, f.to_state) == (from_state, to_state))
    said = _("{before} → {now}: {share}, {loans}")
    hover = said.format(
        before=word(from_state), now=word(to_state), share=fmt.percent(share), loans=counts.loans(loans)
    )
    return Cell(share=share, hover=hover, direction=matrix.direction(from_state, to_state))


def _row_name(matrix: Matrix, state: str) -> str:
    return _("{state} ({loans})").format(state=_short(state), loans=fmt.number(matrix.loans(state)))


def word(state: str) -> str:
    """A state in full."""
    words: Mapping[str, str] = {**labels.CLASSES, **labels.BUCKETS, **ENDS}
    return labels.label(words, state)


def _short(state: str) -> str:
    """A bucket by its days alone."""
    if state not in BUCKETS or state == DelinquencyBucket.CURRENT.value:
        return word(state)
    bucket = BUCKET_OF[state]
    return f"{bucket.min_days}–{bucket.max_days}" if bucket.max_days else f"> {bucket.min_days - 1}"


def _alt(matrix: Matrix) -> str:
    moved = [each for each in matrix.flows if each.from_state != NEW]
    total = sum(map(matrix.weight_of, moved), Decimal(0))

    def share(direction: int) -> str:
        parts = (matrix.weight_of(f) for f in moved if matrix.direction(f.from_state, f.to_state) == direction)
        return fmt.percent(sum(parts, Decimal(0)) / total if total else None)

    told = _("{worse} became worse, {better} became better.")
    return told.format(worse=share(1), better=share(-1))


def _table(matrix: Matrix, rows: Sequence[str], unit: Unit, currency: str) -> tables.Table:
    header = unit.header(currency)
    columns: dict[str, Any] = {
        "before": tables.text_column(_("State before"), is_pinned=True),
        "now": tables.text_column(_("State now")),
        "share": tables.percent_column(_("Share of the row")),
        "loan_count": tables.count_column(_("Number of loans")),
        "opening": tables.amount_column(fmt.with_unit(_("Opening balance"), header)),
        "closing": tables.amount_column(fmt.with_unit(_("Closing balance"), header)),
    }
    order = {state: place for place, state in enumerate((*matrix.states, NEW, CLOSED))}
    flows = sorted(matrix.flows, key=lambda each: (order[each.from_state], order[each.to_state]))
    values = [
        {
            "before": word(each.from_state),
            "now": word(each.to_state),
            "share": tables.per_cent(_cell(matrix, each.from_state, each.to_state).share),
            "loan_count": each.loan_count,
            "opening": tables.scaled(each.opening_amount, unit),
            "closing": tables.scaled(each.closing_amount, unit),
        }
        for each in flows
        if each.from_state in rows
    ]
    schema = {"before": pl.String, "now": pl.String, "share": pl.Float64, "loan_count": pl.Int64}
    return pl.DataFrame(values, schema=schema | {"opening": pl.Float64, "closing": pl.Float64}), columns
