"""Who is responsible for a client, then and now: client managers in teal, risk managers in plum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, labels, navigation, party_labels, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, chips, exporting
from dashboard.parts.exporting import Drawn
from schema.domain.words import StaffRole
from schema.marts.people import Responsible

ORDER = {role.value: place for place, role in enumerate(StaffRole)}


def show(people: Sequence[Responsible], as_of: date) -> None:
    """Those of the date with their shares, and below them everybody before."""
    now = [who for who in people if who.is_held_on(as_of)]
    before = [who for who in people if not who.is_held_on(as_of)]
    with cards.card(_("People"), _("As of {date}").format(date=fmt.day(as_of))):
        if not now:
            st.markdown(f":material/person_off: {_('Nobody is responsible for this client on this date.')}")
        lines(now, "person")
        if before:
            _before(before)


def lines(people: Sequence[Responsible], key: str) -> None:
    """One line per person with duty and share, client managers first."""
    for place, who in enumerate(_ordered(people)):
        _line(who, f"{key}_{place}")


def _ordered(people: Sequence[Responsible]) -> list[Responsible]:
    return sorted(people, key=lambda each: ORDER.get(each.role, len(ORDER)))


def _line(who: Responsible, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=key):
        st.markdown(chips.role(who.role), width="content")
        if who.name and who.staff_code and access.may("page.staff"):
            navigation.link("staff", chips.as_text(who.name), staff=who.staff_code)
        else:
            st.markdown(f"**{chips.as_text(name(who))}**", width="content")
        st.caption(_terms(who), width="content")


def name(who: Responsible) -> str:
    """The name, or why there is none."""
    return who.name or _("outside your view")


def _terms(who: Responsible) -> str:
    parts = [_("since {date}").format(date=fmt.day(who.valid_from))]
    if who.share_percent != fmt.HUNDRED:
        parts.insert(0, fmt.percent(who.share_percent / fmt.HUNDRED, 0))
    if who.loan_code:
        parts.append(_("for loan {code} alone").format(code=chips.as_text(who.loan_code)))
    if who.handover_document:
        parts.append(_("hand-over {document}").format(document=chips.as_text(who.handover_document)))
    return " · ".join(parts)


def _before(people: Sequence[Responsible]) -> None:
    st.caption(_("Before"))
    shown, columns = table(people)
    cards.rows(
        shown,
        columns,
        alt=_("Those who were responsible for this client before."),
        key="people_before",
        title=_("People before"),
    )


def table(people: Sequence[Responsible]) -> tables.Table:
    """One row per duty: who, as what, from when to when, with which share, and for which loan alone if any is."""
    rows = [
        {
            "name": name(who),
            "role": labels.label(party_labels.ROLES, who.role),
            "valid_from": fmt.day(who.valid_from),
            "valid_to": fmt.day(who.valid_to) if who.valid_to else None,
            "share": float(who.share_percent),
            "loan_code": who.loan_code,
        }
        for who in people
    ]
    columns: tables.Columns = {
        "name": tables.text_column(_("Full name"), is_pinned=True),
        "role": tables.text_column(_("Role")),
        "valid_from": tables.text_column(_("From")),
        "valid_to": tables.text_column(_("Until")),
        "share": tables.percent_column(_("Share")),
        "loan_code": tables.text_column(_("Loan code")),
    }
    if not any(who.loan_code for who in people):
        del columns["loan_code"]
    types = dict.fromkeys(columns, pl.String) | {"share": pl.Float64()}
    return pl.DataFrame([{key: row[key] for key in columns} for row in rows], schema=types), columns


def note(people: Sequence[Responsible], title: str, key: str) -> None:
    """The same lines as a table of the files of the page."""
    shown, columns = table(_ordered(people))
    exporting.table(Drawn(title=title, frame=shown, columns=columns, note="", totals={}), key)
