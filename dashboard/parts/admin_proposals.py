"""Proposals: a new value for a parameter, what it would do, and the second person who accepts or refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, connection, labels, tables
from dashboard import counts as so_many
from dashboard import formatting as fmt
from dashboard.language import N_, _, words_of
from dashboard.parts import cards, dialog
from dashboard.parts.chips import as_text
from dashboard.readers import uncached
from schema.marts import closes, parameters
from schema.marts.parameters import NewValue, Preview
from schema.policy.shipped import ALWAYS, NOT_SET

PROPOSE, ACCEPT, REFUSE = "propose a value", "accept a proposal", "refuse a proposal"
DECISIONS = {"accepted": N_("Agreed"), "refused": N_("Turned down")}
MOST_DATES = 12
Names = Mapping[str, str]
Row = Mapping[str, Any]


def waiting(people: Names) -> None:
    """The proposals nobody has decided about, each with what it would do."""
    found = uncached(parameters.proposals, is_decided=False)
    with cards.card(_("Proposals waiting for a decision")):
        if found.is_empty():
            nothing = _("Nothing waits.")
            st.markdown(f":material/check: {nothing}")
        for row in found.iter_rows(named=True):
            with st.container(border=True, key=f"proposal_{row['parameter_proposal_id']}"):
                _proposal(row, people)


def decided(people: Names) -> None:
    """The proposals somebody has decided about."""
    found = uncached(parameters.proposals, is_decided=True)
    if found.is_empty():
        return
    columns: tables.Columns = {
        "name": tables.text_column(_("Parameter"), is_pinned=True),
        "value": tables.text_column(_("Value"), width="small"),
        "since": tables.text_column(_("Valid from")),
        "author": tables.text_column(_("Author")),
        "reason": tables.text_column(_("Reason")),
        "decision": tables.text_column(_("Decision"), width="small"),
        "decided_by": tables.text_column(_("Decided by")),
        "decided_at": tables.text_column(_("When")),
        "note": tables.text_column(_("Note")),
    }
    rows = [_past(row, people) for row in found.iter_rows(named=True)]
    with cards.card(_("Decided proposals"), _("{rows}, newest first").format(rows=so_many.rows(len(rows)))):
        shown = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
        cards.rows(shown, columns, alt=_("Proposals with their decisions."), key="decided")


def dialogs(people: Names) -> None:
    """The one that is open, if its act is this person's."""
    if dialog.is_open(PROPOSE) and access.may("act.propose_parameter"):
        dialog.show(_("Propose a change"), _propose)
    titles = {ACCEPT: _("Accept the proposal"), REFUSE: _("Refuse the proposal")}
    for name, title in titles.items():
        if dialog.is_open(name) and access.may("act.decide_parameter"):
            dialog.show(title, partial(_decide, people, is_accepted=name == ACCEPT))


def value(number: Decimal | None, word: str | None) -> str:
    """A number without idle noughts, or a word."""
    return labels.parameter_value(number, word) or fmt.NOTHING


def first(day: date) -> str:
    """The first day of a value; shipped ones hold for all days before."""
    return _("always") if day == ALWAYS else fmt.day(day)


def _past(row: Row, people: Names) -> dict[str, str | None]:
    return {
        "name": labels.parameter(row["name"], row["key"]),
        "value": value(row["number"], row["word"]),
        "since": first(row["valid_from"]),
        "author": people.get(row["author"], row["author"]),
        "reason": row["reason"],
        "decision": labels.label(DECISIONS, row["decision"]),
        "decided_by": people.get(row["decided_by"], row["decided_by"]),
        "decided_at": fmt.moment(row["decided_at"], connection.settings().time_zone),
        "note": row["note"] or None,
    }


def _proposal(row: Row, people: Names) -> None:
    """One proposal, and who may decide about it."""
    author = as_text(people.get(row["author"], row["author"]))
    st.markdown(f"**{as_text(labels.parameter(row['name'], row['key']))}**")
    said = _("{value} from {day} on, {status}. Source: {source}. Proposed by {author}: {reason}")
    st.markdown(
        said.format(
            value=value(row["number"], row["word"]),
            day=fmt.day(row["valid_from"]),
            status=labels.label(labels.STATUSES, row["status"]),
            source=as_text(row["source"]),
            author=author,
            reason=as_text(row["reason"]),
        )
    )
    seen = _seen(row["name"], row["key"], row["valid_from"], row["status"])
    _consequences(seen, row["valid_from"])
    if access.may("act.decide_parameter"):
        _buttons(row, seen)


def _buttons(row: Row, seen: Preview) -> None:
    is_barred = seen.needs_second_person and row["author"] == access.principal().subject
    if is_barred:
        st.caption(_("You proposed this. A published value needs a second person, so somebody else accepts it."))
    key = row["parameter_proposal_id"]
    with st.container(horizontal=True):
        dialog.opener(_("Accept"), ACCEPT, about=key, icon=":material/check:", disabled=is_barred)
        dialog.opener(_("Refuse"), REFUSE, about=key, icon=":material/close:")


def _decide(people: Names, *, is_accepted: bool) -> None:
    found = uncached(parameters.proposals, is_decided=False)
    for row in found.filter(pl.col("parameter_proposal_id") == dialog.about()).iter_rows(named=True):
        name = labels.parameter(row["name"], row["key"])
        accepting = _("From {day} on {name} will be {value}. The row before it ends the day before.")
        refusing = _("{name} stays as it is. The proposal is kept, with your note.")
        said = (accepting if is_accepted else refusing).format(
            day=fmt.day(row["valid_from"]), name=as_text(name), value=as_text(value(row["number"], row["word"]))
        )
        if is_accepted:
            _consequences(_seen(row["name"], row["key"], row["valid_from"], row["status"]), row["valid_from"])
        note = st.text_area(
            _("Note"), key=dialog.field("reason"), placeholder=_("Kept with the decision, for the auditor")
        )
        st.markdown(said)
        dialog.perform(
            _("Accept") if is_accepted else _("Refuse"),
            _("{name}: the decision is kept.").format(name=as_text(name)),
            parameters.decide,
            proposal_id=row["parameter_proposal_id"],
            accept=is_accepted,
            note=note,
        )
        return
    st.markdown(_("Somebody has decided about this meanwhile."))


def _propose() -> None:
    about = dialog.about()
    name, key = about if isinstance(about, tuple) else ("", "")
    latest = uncached(parameters.history, name=name, key=key).row(0, named=True)
    unit = labels.written(labels.PARAMETER_UNITS, latest["unit"])
    st.markdown(f"**{as_text(labels.parameter(name, key))}**")
    typed = st.text_input(_("New value"), key=dialog.field("parameter_value"), help=unit, placeholder=unit)
    since = st.date_input(
        _("Valid from"), value=dialog.today(), key=dialog.field("parameter_from"), format="YYYY-MM-DD", required=True
    )
    source = st.text_input(
        _("Source"), key=dialog.field("parameter_source"), placeholder=_("The rule or decision it comes from")
    )
    status = st.selectbox(
        _("Status"),
        list(labels.STATUSES),
        format_func=words_of(labels.STATUSES, partial(labels.label, labels.STATUSES)),
        key=dialog.field("parameter_status"),
    )
    why = dialog.reason()
    is_number = latest["number"] is not None or latest["word"] == NOT_SET
    number = _number(typed) if is_number else None
    word = None if is_number else typed.strip() or None
    seen = _seen(name, key, since, status)
    _preview(seen, since, typed.strip())
    if typed.strip() and number is None and word is None:
        st.error(_("The new value is no number. Write it with a point and without a unit: 0.025"))
        return
    proposed = NewValue(name=name, key=key, number=number, word=word, valid_from=since, source=source, status=status)
    done = _("The value was proposed. It holds once somebody has accepted it.")
    dialog.perform(_("Propose"), done, parameters.propose, proposed, reason=why)


def _number(typed: str) -> Decimal | None:
    """What was typed, exactly; full-width digits count, None when it is no finite number."""
    try:
        number = Decimal(typed.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _seen(name: str, key: str, since: date, status: str) -> Preview:
    return uncached(parameters.preview, name=name, key=key, valid_from=since, status=status)


def _preview(seen: Preview, since: date, typed: str) -> None:
    """The row that ends, the row that begins, and what follows from it."""
    columns: tables.Columns = {
        "row": tables.text_column(_("Which value")),
        "value": tables.text_column(_("Value")),
        "since": tables.text_column(_("Valid from")),
        "until": tables.text_column(_("Valid to")),
    }
    end = fmt.day(seen.last_day) if seen.last_day else _("without end")
    rows = [(_("New"), typed or fmt.NOTHING, fmt.day(since), end)]
    if seen.valid_from is not None and not seen.is_taken:
        until = fmt.day(date.fromordinal(since.toordinal() - 1))
        rows.insert(0, (_("Holds now"), value(seen.number, seen.word), first(seen.valid_from), until))
    shown = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    st.caption(_("What would come of it"))
    alt = _("The row that ends and the row that begins.")
    st.dataframe(shown, hide_index=True, column_config=columns, placeholder=fmt.NOTHING, alt=alt)
    if seen.is_taken:
        st.warning(_("A value begins on that day already; choose another first day."), icon=":material/block:")
    _consequences(seen, since)
    if seen.needs_second_person:
        st.markdown(_("It is or becomes a published value: a second person has to accept it."))


def _consequences(seen: Preview, since: date) -> None:
    """How many closed dates would have to be closed again, and which."""
    if not seen.stale_count:
        st.markdown(_("No closed date has to be closed again."))
        return
    dates = [
        closed.as_of
        for closed in uncached(closes.closed_dates)
        if not closed.is_stale and since <= closed.as_of and (seen.last_day is None or closed.as_of <= seen.last_day)
    ]
    shown = fmt.listed(fmt.day(on) for on in dates[:MOST_DATES])
    more = _("and {count} more").format(count=fmt.number(len(dates) - MOST_DATES)) if len(dates) > MOST_DATES else ""
    said = _("{dates} would have to be closed again: {which}.")
    which = fmt.listed(part for part in (shown, more) if part)
    st.markdown(said.format(dates=so_many.closed_dates(seen.stale_count), which=which))
