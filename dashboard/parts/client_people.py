"""Who is responsible for a client, then and now: client managers in teal, risk managers in plum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from dashboard import access, labels, navigation, party_labels, tables
from dashboard import formatting as fmt
from dashboard.language import _
from dashboard.parts import cards, chips
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
        for place, who in enumerate(sorted(now, key=lambda each: ORDER.get(each.role, len(ORDER)))):
            _line(who, place)
        if before:
            _before(before)


def _line(who: Responsible, place: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"person_{place}"):
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
    rows = [
        {
            "name": name(who),
            "role": labels.label(party_labels.ROLES, who.role),
            "share": float(who.share_percent),
            "valid_from": fmt.day(who.valid_from),
            "valid_to": fmt.day(who.valid_to),
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
    shown = pl.DataFrame(rows, schema_overrides={"loan_code": pl.String})
    if not any(who.loan_code for who in people):
        del columns["loan_code"]
    st.caption(_("Before"))
    cards.rows(
        shown.select(list(columns)),
        columns,
        alt=_("Those who were responsible for this client before."),
        key="people_before",
        title=_("People before"),
    )
